import Cryptography
import Ledger
import Store
import TestSupport
import TransparencyLog

/// Writes a log batch by batch, as its host does, and hands out what a store appends.
struct LogSource {
    let institution: Institution
    private(set) var state: LogState
    private var random: SplitMix64
    /// Tags that had an event.
    private(set) var tags: [Digest] = []

    init(_ institution: Institution, seed: UInt64) {
        self.institution = institution
        state = LogState(origin: institution.member.origin)
        random = SplitMix64(seed: seed)
    }

    /// What the entries of a batch are.
    enum Mixture {
        /// Revocations, each of another credential.
        case revocations
        /// Of five entries three revocations, one claim and one batch of credentials.
        case everything
    }

    /// `count` entries, the last one a seal.
    mutating func next(_ count: Int, _ mixture: Mixture) throws -> SealedBatch {
        var writer = try LogWriter(
            state, roster: institution.consortium.roster.version, now: Institution.issued - 60_000)
        for number in 0..<count - 1 { try add(number, mixture, &writer) }
        let batch = try writer.sealed()
        state = batch.state
        return batch
    }

    private mutating func add(_ number: Int, _ mixture: Mixture, _ writer: inout LogWriter) throws {
        switch (mixture, number % 5) {
        case (.everything, 0): try writer.append(.issuance(height: 12, root: random.digest()))
        case (.everything, 1):
            let nonce = random.digest()
            let tag = Commitment.tag(nonce: nonce, ownerCommit: Commitment.unowned)
            tags.append(tag)
            try writer.claim(tag, nonce: nonce, ownerCommit: random.digest())
        default:
            let tag = random.digest()
            tags.append(tag)
            try writer.changeStatus(of: tag, to: .revoked, reason: 1)
        }
    }

    /// A batch of credentials of which one is at `position`.
    mutating func issue(_ tree: IssuanceTree) throws -> SealedBatch {
        var writer = try LogWriter(
            state, roster: institution.consortium.roster.version, now: Institution.issued - 60_000)
        try writer.issue(tree)
        let batch = try writer.sealed()
        state = batch.state
        return batch
    }
}

extension LogAppend {
    init(_ batch: SealedBatch, note: SignedNote) {
        self.init(
            origin: batch.state.origin, firstIndex: batch.firstIndex, entries: batch.entries, state: batch.state,
            changes: batch.changes.map(\.element), note: note, reachesHead: true)
    }
}

extension StoreIdentity {
    static let bench = StoreIdentity(nodeName: "bench", role: "mirror")
}
