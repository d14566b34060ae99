import Cryptography
import Foundation
import LMDB
import Ledger
import Synchronization
import TestSupport
import TransparencyLog

@testable import Store

/// A log as its institution writes it, batch by batch, with everything an append needs.
struct LogFixture {
    let origin: Origin
    let signer: NoteSigner
    private(set) var state: LogState
    private var random: SplitMix64
    private var tags: [Digest] = []

    init(_ text: String = "midwest.example/state-college", seed: UInt64 = 1) throws {
        origin = try Origin(text)
        state = LogState(origin: origin)
        random = SplitMix64(seed: seed)
        signer = try NoteSigner(
            name: text, key: Ed25519.PrivateKey(seed: SecretBytes(copying: random.bytes(32))))
    }

    /// `count` status entries, some about credentials that had one before, and a seal; signed.
    mutating func next(_ count: Int) throws -> LogAppend {
        var writer = try LogWriter(state, roster: 1, now: state.lastTime + 1_000)
        for _ in 0..<count {
            if random.oneIn(4), let tag = tags.randomElement(using: &random), writer.state[tag]?.state == .suspended {
                try writer.changeStatus(of: tag, to: .revoked, reason: 2)
            } else {
                let tag = try Self.digest(&random)
                tags.append(tag)
                try writer.changeStatus(of: tag, to: .suspended, reason: 1)
            }
        }
        let batch = try writer.sealed()
        state = batch.state
        return LogAppend(
            origin: origin, firstIndex: batch.firstIndex, entries: batch.entries, state: state,
            changes: batch.changes.map(\.element), note: try note(), reachesHead: true)
    }

    /// The signed checkpoint of the state as it is now.
    func note() throws -> SignedNote { try note(size: state.size, root: state.root) }

    func note(size: UInt64, root: Digest) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: origin.text, size: size, root: root)
        return try NoteSigner.note(checkpoint.text, signers: [signer])
    }

    /// The note with one more line, as if somebody had cosigned it.
    func cosigned(_ note: SignedNote, at time: UInt64) throws -> SignedNote {
        let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: [UInt8](repeating: 9, count: 32)))
        let cosigner = try NoteSigner(name: "node2.example/cosigner", key: key, kind: .cosignatureV1)
        var note = note
        try note.add(CosignatureV1.sign(checkpointText: note.text, time: time, key: cosigner))
        return note
    }

    /// Two signed heads of one size, as bytes of an evidence object.
    func evidence(size: UInt64 = 7, _ number: UInt8 = 0) throws -> Evidence {
        let notes = try [UInt8(1), 2].map {
            try note(size: size, root: SHA256.hash([$0, number])).encoded
        }.sorted { $0.lexicographicallyPrecedes($1) }
        var bytes: [UInt8] = [1, 1, UInt8(origin.text.utf8.count)] + Array(origin.text.utf8)
        for note in notes { bytes += [UInt8(note.count >> 8), UInt8(note.count & 255)] + note }
        return try Evidence(parsing: bytes)
    }

    static func digest(_ random: inout SplitMix64) throws -> Digest {
        Digest(random.bytes(32)) ?? .zero
    }
}

extension LogAppend {
    /// The same append with something else in it.
    func with(
        firstIndex: UInt64? = nil, entries: [[UInt8]]? = nil, state: LogState? = nil, note: SignedNote?? = nil,
        reachesHead: Bool? = nil, leafHashes: [Digest]? = nil
    ) -> LogAppend {
        LogAppend(
            origin: origin, firstIndex: firstIndex ?? self.firstIndex, entries: entries ?? self.entries,
            state: state ?? self.state, changes: changes, note: note ?? self.note,
            reachesHead: reachesHead ?? self.reachesHead, leafHashes: leafHashes)
    }
}

extension StoreIdentity {
    static let test = StoreIdentity(nodeName: "college", role: "institution")
}

extension Store {
    static func open(_ directory: String, _ options: StoreOptions = .default) throws -> Store {
        try open(directory: directory, identity: .test, options: options)
    }

    func append(_ append: LogAppend) async throws {
        try await write { try $0.appendLog(append) }
    }

    /// The log as it would come back after a start.
    func restored(_ origin: Origin) throws -> StoredLog { try read { try $0.restoreLog(origin) } }
}

/// Watches the calls made of LMDB; lets one fail, or copies the file as a crash before that call would leave it.
final class Saboteur: Sendable {
    struct State {
        var count = 0
        var failing: Int?
        /// Whether all calls after it fail too.
        var isForGood = false
        var code: Int32 = ENOSPC
        var snapshots: (source: String, target: String)?
        var calls: [EnvironmentCall] = []
    }

    let state = Mutex(State())

    var options: StoreOptions {
        var options = StoreOptions.default
        options.hook = CallHook { call in
            self.state.withLock { state in
                state.count += 1
                state.calls.append(call)
                if let (source, target) = state.snapshots {
                    let copy = "\(target)/\(state.count)"
                    try? FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
                    try? FileManager.default.copyItem(atPath: "\(source)/data.mdb", toPath: "\(copy)/data.mdb")
                }
                guard let failing = state.failing else { return 0 }
                return state.count == failing || (state.isForGood && state.count > failing) ? state.code : 0
            }
        }
        return options
    }

    /// Lets the `number`-th call from now on fail, and if it is for good all that follow; none if nil.
    func fail(_ number: Int?, forGood: Bool = false, with code: Int32 = ENOSPC) {
        state.withLock { $0 = State(failing: number, isForGood: forGood, code: code) }
    }

    /// Copies the data file before each call from now on into numbered directories in `target`.
    func snapshots(of source: String, to target: String) {
        state.withLock { $0 = State(snapshots: (source, target)) }
    }

    var calls: [EnvironmentCall] { state.withLock { $0.calls } }
}
