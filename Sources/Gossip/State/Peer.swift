import Ledger

/// One session with another node.
struct Peer: Sendable {
    let nodeID: String
    let operatorID: String
    let since: UInt64
    /// Its hello has arrived.
    var isUp = false
    var rosterVersion: UInt32 = 0
    /// Its clock minus ours, in milliseconds, when it said hello.
    var clockSkew: Int64 = 0
    /// Sizes it has claimed in its digests beyond what we hold: questions that are open, forgotten once answered.
    var claims: [Origin: UInt64] = [:]
    var timeoutsInARow = 0
    var fetchesUnderWay = 0
    var readsUnderWay = 0
    var work: WorkBudget
}

/// How much work a peer may still cause.
struct WorkBudget: Sendable {
    private var left: UInt64 = UInt64(GossipLimits.workBurst)
    private var updated: UInt64

    init(now: UInt64) { updated = now }

    /// False when it has used more than its share.
    mutating func spend(_ amount: Int, now: UInt64) -> Bool {
        if now > updated {
            let (grown, overflow) = (now - updated).multipliedReportingOverflow(by: UInt64(GossipLimits.workPerSecond))
            let earned = overflow ? UInt64(GossipLimits.workBurst) : grown / 1_000
            left = min(UInt64(GossipLimits.workBurst), left &+ min(earned, UInt64(GossipLimits.workBurst)))
            updated = now
        }
        let cost = UInt64(max(0, amount))
        guard left >= cost else { return false }
        left -= cost
        return true
    }
}

/// An answer that the store still owes.
struct PendingRead: Sendable {
    let peer: PeerID
    let request: EntriesRequest
    let target: HeadRecord
    let deadline: UInt64
}
