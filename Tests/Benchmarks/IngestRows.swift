import Cryptography
import Exchange
import Gossip
import LMDB
import Ledger
import Logging
import Node
import Store
import Synchronization
import TestSupport
import TransparencyLog

/// A mirror catching up with a log.
enum IngestRows {
    private static let entryCount = 204_800
    private static let rounds = 3

    /// Messages as they come from the network, in chunks: parsed, hashed, checked against the signed head, replayed, and
    /// stored with one durable commit for each chunk. LMDB gets the same entries in as many commits.
    static func measure(_ bench: Workbench) async throws -> [Row] {
        bench.progress.note("ingest, writing a log")
        let log = try ServedLog(bench.institution, entryCount: entryCount)
        var times: [(ours: Double, limit: Double)] = []
        for round in 1...rounds {
            bench.progress.note("ingest, round \(round) of \(rounds)")
            let scratch = try Scratch(in: bench.directory)
            let ours = try await catchUp(log, bench.institution, scratch.path)
            times.append((ours / Double(entryCount), try putAlone(log, scratch.path) / Double(entryCount)))
        }
        return [
            Row(
                "mirror ingest", .rate("entries/s", weight: 1), Measurement(times), budget: [.perSecond(100_000)],
                stretch: [.perSecond(150_000)], limit: "LMDB, the same entries alone")
        ]
    }

    /// Seconds until everything is stored.
    private static func catchUp(_ log: ServedLog, _ institution: Institution, _ path: String) async throws -> Double {
        let store = try Store.open(directory: path + "/store", identity: .bench)
        let link = ServingLink(log)
        let replicator = try Replicator(
            store: store, link: link, roster: institution.consortium.roster, nodeID: nil, cosigner: nil,
            logSigner: nil, clock: Clock { Institution.issued },
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        link.replicator.withLock { $0 = replicator }
        let running = Task { try await replicator.run() }
        let begin = Stopwatch.wall()
        await replicator.peerUp(log.peer)
        for frame in log.greeting { await replicator.received(frame, from: log.peer) }
        while try store.read({ try $0.logSize(log.origin) }) < UInt64(entryCount) {
            guard link.dropped.withLock({ $0 }) == nil else { throw WrongResult() }
            try await Task.sleep(for: .milliseconds(1))
        }
        let end = Stopwatch.wall()
        guard await replicator.logState(of: log.origin)?.root == log.root else { throw WrongResult() }
        await replicator.stop()
        try await running.value
        store.close()
        return end - begin
    }

    private static func putAlone(_ log: ServedLog, _ path: String) throws -> Double {
        let environment = try Environment(path: path + "/alone")
        let table = try environment.table("entries")
        let begin = Stopwatch.wall()
        for chunk in log.chunks {
            try AppendRows.put(log.entries[chunk].map { $0 }, from: UInt64(chunk.lowerBound), environment, table)
        }
        let end = Stopwatch.wall()
        environment.close()
        return end - begin
    }
}

/// A log and the messages in which its host hands it out.
struct ServedLog: Sendable {
    let origin: Origin
    let peer: Ed25519.PublicKey
    let root: Digest
    let entries: [[UInt8]]
    /// The entries of each message.
    let chunks: [Range<Int>]
    /// Hello and digest.
    let greeting: [WireFrame]
    /// By index of the first entry.
    let replies: [UInt64: WireFrame]

    init(_ institution: Institution, entryCount: Int) throws {
        var source = LogSource(institution, seed: 3)
        var entries: [[UInt8]] = []
        while entries.count < entryCount { entries += try source.next(256, .everything).entries }
        var tiles = InMemoryTiles()
        tiles.apply(
            try TiledTree.updates(oldSize: 0, appending: entries.map(MerkleTree.leafHash), reader: InMemoryTiles()))
        let note = try institution.cosignedNote(source.state)
        origin = institution.member.origin
        peer = institution.member.transport.publicKey
        root = source.state.root
        self.entries = entries
        chunks = Self.chunks(entries)
        greeting = Self.greeting(institution, source.state)
        replies = try Self.replies(entries, chunks, origin, note, tiles)
    }

    /// As many entries as one message may hold.
    private static func chunks(_ entries: [[UInt8]]) -> [Range<Int>] {
        var chunks: [Range<Int>] = []
        var (start, bytes) = (0, 0)
        for (index, entry) in entries.enumerated() {
            if bytes + entry.count > GossipLimits.chunkBytes || index - start == GossipLimits.chunkEntries {
                chunks.append(start..<index)
                (start, bytes) = (index, 0)
            }
            bytes += entry.count
        }
        return chunks + [start..<entries.count]
    }

    private static func greeting(_ institution: Institution, _ state: LogState) -> [WireFrame] {
        let roster = institution.consortium.roster
        let hello = Hello(
            nodeID: institution.member.nodeID, consortium: roster.consortium, rosterVersion: roster.version,
            rosterHash: roster.hash, time: Institution.issued)
        let line = HeadLine(
            origin: state.origin, size: state.size, root: state.root, isFrozen: false, cosignatures: 0)
        return [.hello(hello), .digest(HeadsDigest(wantsAnswer: false, heads: [line]))].map(frame)
    }

    private static func replies(
        _ entries: [[UInt8]], _ chunks: [Range<Int>], _ origin: Origin, _ note: SignedNote, _ tiles: InMemoryTiles
    ) throws -> [UInt64: WireFrame] {
        var replies: [UInt64: WireFrame] = [:]
        for chunk in chunks {
            let proof =
                chunk.upperBound == entries.count
                ? []
                : try TiledTree.proveConsistency(
                    from: UInt64(chunk.upperBound), to: UInt64(entries.count), reader: tiles
                ).hashes
            let from = UInt64(chunk.lowerBound)
            replies[from] = frame(
                .entries(
                    EntriesReply(origin: origin, from: from, note: note, entries: Array(entries[chunk]), proof: proof)))
        }
        return replies
    }

    private static func frame(_ message: GossipMessage) -> WireFrame {
        WireFrame(type: message.frameType.rawValue, payload: message.payload)
    }
}

/// A network in which one peer answers at once.
final class ServingLink: PeerLink {
    let replicator = Mutex<Replicator?>(nil)
    let dropped = Mutex<String?>(nil)
    private let log: ServedLog

    init(_ log: ServedLog) { self.log = log }

    func send(_ frames: [WireFrame], to peer: Ed25519.PublicKey, bulk: Bool) {
        for frame in frames {
            guard case .getEntries(let request)? = try? GossipMessage(frameType: frame.type, payload: frame.payload),
                let reply = log.replies[request.from], let replicator = replicator.withLock({ $0 })
            else { continue }
            Task { await replicator.received(reply, from: peer) }
        }
    }

    func disconnect(_ peer: Ed25519.PublicKey, reason: String) { dropped.withLock { $0 = reason } }

    func request(
        _ method: ClientMethod, payload: [UInt8], at address: NodeAddress, key: Ed25519.PublicKey
    ) async throws -> [UInt8] {
        throw WrongResult()
    }
}
