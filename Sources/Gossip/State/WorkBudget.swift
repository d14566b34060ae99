import Ledger
import TransparencyLog

/// What things cost of a budget. One unit is about 25 microseconds of one core; the numbers are rough on purpose.
enum Work {
    /// Any message, however small.
    static let message = 1
    /// Checking one signature.
    static let signature = 4
    /// A signature or evidence that does not verify but might with the newer roster that its sender claims to have.
    static let unverifiable = 100
    /// Reading and checking a status list, or giving one.
    static let list = 40
    /// What an institution may cause by a new text: ten of them a second, which all nodes fetch from each other.
    static let newList = 1_000
    /// A look into the store for a peer, and one more for so many bytes of the answer.
    static let read = 8
    static let bytesPerUnit = 8_192
    /// Items of a list that are read, compared or written for one unit.
    static let entriesPerUnit = 32
    static let headsPerUnit = 8
    static let cosignaturesPerUnit = 4
}

/// How much work somebody may still cause: a peer by its messages, a log by its entries.
struct WorkBudget: Sendable {
    /// Below 0 after work that could not be refused any more.
    private var left = Int64(GossipLimits.workBurst)
    private var updated: UInt64

    init(now: UInt64) { updated = now }

    /// False, and nothing is taken, when it would be more than its share.
    mutating func spend(_ amount: Int, now: UInt64) -> Bool {
        refill(now: now)
        let cost = Int64(max(0, amount))
        guard left >= cost else { return false }
        left -= cost
        return true
    }

    /// Takes the cost of work that is done in any case.
    mutating func charge(_ amount: Int, now: UInt64) {
        refill(now: now)
        left = max(left - Int64(max(0, amount)), -Int64(GossipLimits.workBurst))
    }

    /// Whether nothing is left for now.
    mutating func isSpent(now: UInt64) -> Bool {
        refill(now: now)
        return left <= 0
    }

    private mutating func refill(now: UInt64) {
        guard now > updated else { return }
        let (grown, overflow) = (now - updated).multipliedReportingOverflow(by: UInt64(GossipLimits.workPerSecond))
        // Twice the burst fills the deepest debt, so more need not be counted.
        let earned = overflow ? UInt64.max : grown / 1_000
        let burst = Int64(GossipLimits.workBurst)
        left = min(burst, left + Int64(min(earned, UInt64(2 * burst))))
        updated = now
    }
}

extension GossipMessage {
    /// What reading it costs of its sender's budget. Signatures, reads and answers are charged when they come up.
    var work: Int {
        switch self {
        case .hello, .goaway, .evidence, .getEntries, .getLists, .statusList: Work.message
        case .listHeads(let heads): Work.message + heads.lists.count / Work.headsPerUnit
        case .digest(let digest): Work.message + digest.heads.count / Work.headsPerUnit
        case .checkpoint(let push): Work.message + push.note.work + push.entries.count / Work.entriesPerUnit
        case .cosignatures(let push): push.work
        case .entries(let reply):
            Work.message + (reply.note?.work ?? 0) + reply.entries.count / Work.entriesPerUnit
        case .divergence(let divergence): Work.message + divergence.note.work
        }
    }
}

extension CosignaturePush {
    var work: Int { Work.message + cosignatures.count / Work.cosignaturesPerUnit }
}

extension SignedNote {
    var work: Int { signatures.count / Work.cosignaturesPerUnit }
}

extension Work {
    /// What replaying entries costs: most are hashed and filed, those of owners carry a signature to check.
    static func replay(_ entries: [[UInt8]]) -> Int {
        let signed = entries.count { $0.count > 1 && $0[1] == EntryKind.rotate.rawValue }
        return entries.count / Work.entriesPerUnit + signed * Work.signature
    }
}
