import Credentials
import Cryptography
import Exchange
import JSON
import LMDB
import Ledger
import Logging
import Node
import Store
import TestSupport
import TransparencyLog

/// A log of a million revocations, each of another credential, and one batch of credentials, in a closed store.
final class LargeLog {
    static let exceptionCount = 1_000_000
    let institution: Institution
    /// Tags that stand in the exception map.
    let tags: [Digest]
    /// Credentials as issued.
    let issued: [AnchoredCredential]
    private let scratch: Scratch
    let path: String

    init(_ institution: Institution, in directory: String) async throws {
        self.institution = institution
        scratch = try Scratch(in: directory)
        path = scratch.path + "/store"
        var options = StoreOptions()
        options.isDurable = false
        let store = try Store.open(directory: path, identity: .bench, options: options)
        var source = LogSource(institution, seed: 4)
        let credentials = try institution.learners(credentials: 4_000).flatMap { try institution.issue($0) }
        let batch = try AnchorBatch(credentials)
        guard let tree = batch.tree else { throw WrongResult() }
        try await Self.append(try source.issue(tree), institution, store)
        while source.tags.count < Self.exceptionCount {
            let next = try source.next(min(4_001, Self.exceptionCount - source.tags.count + 1), .revocations)
            try await Self.append(next, institution, store)
        }
        store.close()
        tags = source.tags
        let receipts = try batch.receipts(entryIndex: 0)
        issued = credentials.flatMap {
            AnchoredCredential.all(in: .object($0.document), receipts: receipts).prefix(1)
        }
    }

    private static func append(_ batch: SealedBatch, _ institution: Institution, _ store: Store) async throws {
        let append = LogAppend(batch, note: try institution.cosignedNote(batch.state))
        try await store.write { try $0.appendLog(append) }
    }

    /// What a node does at its start before it talks to anybody.
    func start() throws -> (store: Store, replicator: Replicator) {
        let store = try Store.open(directory: path, identity: .bench)
        let replicator = try Replicator(
            store: store, link: NoLink(), roster: institution.consortium.roster, nodeID: nil, cosigner: nil,
            logSigner: nil, clock: Clock { Institution.issued },
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        return (store, replicator)
    }
}

private struct NoLink: PeerLink {
    func send(_ frames: [WireFrame], to peer: Ed25519.PublicKey, bulk: Bool) {}
    func disconnect(_ peer: Ed25519.PublicKey, reason: String) {}
    func request(
        _ method: ClientMethod, payload: [UInt8], at address: NodeAddress, key: Ed25519.PublicKey
    ) async throws -> [UInt8] {
        throw WrongResult()
    }
}

/// What a mirror with a million exceptions answers, and how it starts.
enum LargeLogRows {
    static func status(_ bench: Workbench) async throws -> [Row] {
        let log = try await bench.withLargeLog()
        bench.progress.note("status")
        let (store, replicator) = try log.start()
        defer { store.close() }
        guard let state = await replicator.logState(of: bench.institution.member.origin) else { throw WrongResult() }
        return [try lookup(state, log), try await proof(store, replicator, log)]
    }

    private static func lookup(_ state: LogState, _ log: LargeLog) throws -> Row {
        var table: [Digest: UInt8] = [:]
        table.reserveCapacity(log.tags.count)
        for tag in log.tags { table[tag] = CredentialState.revoked.rawValue }
        var (first, second) = (0, 0)
        let measured = try Measurement.compare {
            first = (first + 7_919) % log.tags.count
            return state.standing(of: log.tags[first]).state == .revoked
        } _: {
            second = (second + 7_919) % log.tags.count
            return table[log.tags[second]] == CredentialState.revoked.rawValue
        }
        return Row(
            "status by tag, a million exceptions", .time, measured, budget: [.seconds(10e-6)],
            limit: "a look-up in a hash table of a million tags")
    }

    /// The whole of an answer to somebody who brings a receipt: head, inclusion proofs, map proof, encoding.
    private static func proof(_ store: Store, _ replicator: Replicator, _ log: LargeLog) async throws -> Row {
        let desk = ProofDesk(store: store, replicator: replicator)
        let origin = log.institution.member.origin
        let bare = BareCheck(log.institution.member.assertion)
        var times: [(ours: Double, limit: Double)] = []
        var next = 0
        for _ in 0..<25 {
            let begin = Stopwatch.wall()
            for _ in 0..<200 {
                next = (next + 1_201) % log.issued.count
                let order = ProofOrder(origin: origin, items: [log.issued[next]], ownerKey: nil, nextCommit: nil)
                guard !(try await desk.make(order)).proof.isEmpty else { throw WrongResult() }
            }
            let ours = (Stopwatch.wall() - begin) / 200
            times.append((ours, try Measurement.time(bare.isValid, 200)))
        }
        return Row(
            "status proof for one credential, a million exceptions", .time, Measurement(times),
            budget: [.seconds(50e-6)], limit: "one Ed25519 check")
    }

    static func start(_ bench: Workbench) async throws -> [Row] {
        let log = try await bench.withLargeLog()
        var times: [(ours: Double, limit: Double)] = []
        for round in 1...3 {
            bench.progress.note("start, round \(round) of 3")
            let begin = Stopwatch.wall()
            let (store, replicator) = try log.start()
            let end = Stopwatch.wall()
            guard await replicator.logState(of: bench.institution.member.origin)?.map.count == log.tags.count else {
                throw WrongResult()
            }
            store.close()
            times.append((end - begin, try scan(log.path)))
        }
        return [
            Row(
                "start with a million entries, each an exception", .time, Measurement(times), budget: [.seconds(2)],
                stretch: [.seconds(1)], limit: "LMDB, reading the rows that the start reads")
        ]
    }

    private static func scan(_ path: String) throws -> Double {
        let begin = Stopwatch.wall()
        let environment = try Environment(path: path)
        let table = try environment.table("log.exceptions")
        var bytes = 0
        try environment.read { transaction in
            try transaction.scan(table) { key, value in
                bytes += key.byteCount + value.byteCount
                return true
            }
        }
        let end = Stopwatch.wall()
        environment.close()
        guard bytes > LargeLog.exceptionCount * 100 else { throw WrongResult() }
        return end - begin
    }
}
