public import Cryptography
public import Ledger
public import TransparencyLog

/// What happens to the value. All times are given beside it, in milliseconds since 1970.
public enum GossipEvent: Sendable {
    /// A connection to a node of the roster stands; its transport key was checked against `nodeID`.
    case peerUp(PeerID, nodeID: String)
    /// It is gone. Also after `GossipEffect.drop`, where it changes nothing any more.
    case peerDown(PeerID)
    case message(PeerID, GossipMessage)
    /// A frame that is no message; the peer is dropped.
    case unreadable(PeerID, GossipMessageError)
    /// The local sequencer has signed a new checkpoint. Answered by `.published` or `.publishRefused`.
    case publish(Publication)
    /// The local issuer has signed a new text of one of its status lists.
    case publishList([UInt8])
    /// The answer to `GossipEffect.read`.
    case entriesRead(EntriesRead)
    /// Time has passed; wanted every `GossipTiming.tick`.
    case tick
    /// A later roster is in force. Logs that are new in it begin empty.
    case rosterChanged(Roster)
}

/// Names one session with a peer, chosen by the shell and never used again.
public struct PeerID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public var description: String { "peer \(rawValue)" }

    public static func < (left: PeerID, right: PeerID) -> Bool { left.rawValue < right.rawValue }
}

/// New entries of a log that this node writes, ending in a seal, and the checkpoint it signed over them.
public struct Publication: Sendable {
    /// Made by a `LogWriter` from `Gossip.state(of:)`; at most `GossipLimits.publicationEntries`.
    public let batch: SealedBatch
    /// The checkpoint after the batch, with the log's signature.
    public let note: SignedNote

    public var origin: Origin { batch.state.origin }

    public init(batch: SealedBatch, note: SignedNote) {
        self.batch = batch
        self.note = note
    }
}

/// Why nothing may be signed for a log at the moment, or why a publication was not taken. Nothing of it was stored or
/// sent: the sequencer discards entries and checkpoint.
public enum PublishRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The roster names another host for this log, or does not know it.
    case notHost
    /// There is evidence against the log.
    case frozen
    case rosterExpired
    /// After a start: `shown` of `needed` other operators have shown the head they hold.
    case waitingForPeers(shown: Int, needed: Int)
    /// Others hold more of this log than this node has stored; it is being fetched.
    case fetchingOwnEntries(held: UInt64, known: UInt64)
    /// Others hold newer texts of this institution's status lists than this node has stored; they are being fetched.
    case fetchingOwnLists
    /// Entries and checkpoint do not fit the stored log; the text says how.
    case unfit(String)

    public var description: String {
        switch self {
        case .notHost: "the roster does not name this node as the host of the log"
        case .frozen: "the log is frozen: it has signed heads that cannot both be true"
        case .rosterExpired: "the roster has expired; a new version is needed before anything is signed"
        case .waitingForPeers(let shown, let needed):
            "after a start, \(needed) other operators must show which head of this log they hold, \(shown) have"
        case .fetchingOwnEntries(let held, let known):
            "this node holds \(held) entries of its own log but others hold \(known); they are being fetched"
        case .fetchingOwnLists:
            "others hold newer status lists of this node than it has stored; they are being fetched"
        case .unfit(let reason): reason
        }
    }
}

/// What the store says to a `ReadRequest`.
public struct EntriesRead: Sendable {
    public enum Outcome: Sendable {
        /// The tree begins as the requester's does: entries from `from` on, and the consistency proof from behind the
        /// last of them to the target (empty if they reach it, or if no entries were asked for).
        case entries([[UInt8]], proof: [Digest])
        /// It does not: the root of the first `from` entries, and the consistency proof from there to the target.
        case diverged(root: Digest, proof: [Digest])
        /// It could not be read; the requester asks somebody else.
        case failed
    }

    public let id: UInt64
    public let outcome: Outcome

    public init(id: UInt64, outcome: Outcome) {
        self.id = id
        self.outcome = outcome
    }
}
