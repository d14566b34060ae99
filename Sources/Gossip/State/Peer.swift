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
    /// It gave less than it could, or was slow about it: others are asked first while there are some.
    var isPoorSource = false
    var fetchesUnderWay = 0
    var readsUnderWay = 0
    var work: WorkBudget
}

/// An answer that the store still owes.
struct PendingRead: Sendable {
    let peer: PeerID
    let request: EntriesRequest
    let target: HeadRecord
    let deadline: UInt64
}
