import Cryptography
import Ledger
import TransparencyLog

/// One log as this node holds it.
///
/// `log` is everything stored; `head` the largest signed head that was verified, replayed to its end, found well-formed
/// and stored. While catching up `log` is ahead of `head` and `target` says where to. Neither ever shrinks.
struct Replica: Sendable {
    let origin: Origin
    var log: LogState
    var head: SignedHead?
    /// A larger head whose signature was verified and whose entries are not all here.
    var target: SignedHead?
    /// Heads whose cosignatures are collected, smallest first; the last one is `head`.
    var recent: [HeadRecord] = []
    var attested: AttestedHead?
    var fetch: Fetch?
    /// Not fetched again before then; grows while nobody has what is wanted.
    var nextFetch: UInt64 = 0
    var fruitlessFetches = 0
    var evidence: [Evidence] = []
    var readiness = Readiness()
    var cosigning = CosigningState()
    /// Recoveries in entries at or after the attested size, by tag.
    var recoveries: [Digest: ExceptionChange] = [:]
    /// Cosignatures that overtook the head they are of, unverified: the last message of each peer.
    var early: [PeerID: CosignaturePush] = [:]
    /// What its entries may still cost: a log full of owners' signatures must not hold up the others.
    var replay: WorkBudget
    /// What new texts of its institution's status lists may still cost.
    var listWork: WorkBudget

    init(origin: Origin, log: LogState, now: UInt64) {
        self.origin = origin
        self.log = log
        replay = WorkBudget(now: now)
        listWork = WorkBudget(now: now)
    }

    var isFrozen: Bool { !evidence.isEmpty }
    var headSize: UInt64 { head?.size ?? 0 }
    var headRoot: Digest { head?.root ?? MerkleTree.emptyRoot }
    /// Everything stored lies under the head, and no larger one is known to be signed.
    var isComplete: Bool { log.size == headSize && target == nil }

    /// All heads of this log that this node can still name.
    var knownHeads: [SignedHead] {
        recent.map(\.head) + [attested?.record.head, target].compactMap { $0 }
    }

    func record(size: UInt64, root: Digest) -> Int? {
        recent.lastIndex { $0.head.size == size && $0.head.root == root }
    }

    var currentRecord: HeadRecord? { head == nil ? nil : recent.last }

    /// Makes `newHead`, which `log` has just been replayed to, the head.
    mutating func advance(to newHead: SignedHead) {
        head = newHead
        if let goal = target, goal.size <= newHead.size { target = nil }
        recent.append(HeadRecord(head: newHead, state: log))
        // The attested head is kept apart; of the others the oldest go.
        if recent.count > GossipLimits.recentHeads { recent.removeFirst(recent.count - GossipLimits.recentHeads) }
        fruitlessFetches = 0
    }
}

// MARK: Recoveries that no quorum has accepted yet

extension Replica {
    mutating func watchRecoveries(in changes: [ExceptionChange]) {
        for change in changes where change.kind == .recover && recoveries.count <= GossipLimits.watchedRecoveries {
            recoveries[change.tag] = change
        }
    }

    mutating func forgetRecoveries(below size: UInt64) {
        guard !recoveries.isEmpty else { return }
        recoveries = recoveries.filter { $0.value.index >= size }
    }

    /// Whether one of them still stands and is ripe or too close to it for its learner to object.
    func hasUrgentRecovery(now: UInt64, notice: UInt64) -> Bool {
        guard recoveries.count <= GossipLimits.watchedRecoveries else { return true }
        return recoveries.values.contains { change in
            change.value.pendingNotBefore < now &+ notice
                && log[change.tag]?.pendingNotBefore == change.value.pendingNotBefore
        }
    }
}

/// A head whose cosignatures are being collected.
struct HeadRecord: Sendable {
    let head: SignedHead
    /// The replayed state at this head; nil only for a head that was ahead of a crash while catching up.
    let state: LogState?
    var cosignatures = CosignatureSet()

    /// The checkpoint with the log's signature and the cosignatures, all of them if a note can hold so many.
    var note: SignedNote {
        let lines = head.note.signatures + cosignatures.cosignatures.compactMap(\.line)
        let kept = Array(lines.prefix(NoteLimits.default.signatures))
        return (try? SignedNote(text: head.note.text, signatures: kept)) ?? head.note
    }

    var stored: StoreHead { StoreHead(origin: head.origin, size: head.size, root: head.root, note: note) }
}

/// The largest head that reached its quorum.
struct AttestedHead: Sendable {
    var record: HeadRecord
    /// POSIX seconds: the k-th largest cosignature time.
    var time: UInt64
}

/// A request for entries under way.
struct Fetch: Sendable {
    let peer: PeerID
    let from: UInt64
    let root: Digest
    /// Asks only whether the peer's tree begins with our head.
    let isProbe: Bool
    /// An answer by then was quick.
    let quickUntil: UInt64
    let deadline: UInt64
}

/// Who has shown the head they hold since the start (`docs/formats/gossip.md`, *Never fork yourself*).
struct Readiness: Sendable {
    /// By operator; emptied when enough have.
    var shown: [String: UInt64] = [:]
    var isReady = false
}

/// What this node has cosigned of one log.
struct CosigningState: Sendable {
    var size: UInt64 = 0
    /// POSIX seconds of the last cosignature.
    var time: UInt64 = 0
    /// When the current head is cosigned again, in milliseconds.
    var due: UInt64 = 0
    /// The refusal last told to people, to tell it once.
    var refusal: CosignRefusal?
    /// The head that was refused for a recovery in it. Time makes that only worse, so it is not looked at again.
    var urgentRecoveryAt: UInt64?
}
