public import Cryptography
public import Ledger
public import TransparencyLog

/// What nodes say to each other. The normative description is `docs/formats/gossip.md`.
///
/// A message travels as one frame: its `frameType` and `payload`. There is one encoding for each message; `init(frame
/// Type:payload:)` refuses every other.
public enum GossipMessage: Sendable, Hashable {
    case hello(Hello)
    case goaway(Goaway)
    case evidence(Evidence)
    case digest(HeadsDigest)
    case checkpoint(CheckpointPush)
    case cosignatures(CosignaturePush)
    case getEntries(EntriesRequest)
    case entries(EntriesReply)
    case divergence(Divergence)
    case listHeads(ListHeads)
    case getLists(ListRequest)
    /// The bytes of a signed status list.
    case statusList([UInt8])

    /// Type bytes of frames. 0x10-0x1F are small and urgent, 0x20-0x2F belong to catching up. Those below 0x10 are the
    /// connection's own; 0x40 and above belong to other protocols on the same connection.
    public enum FrameType: UInt8, Sendable, CaseIterable {
        case hello = 0x10
        case goaway = 0x11
        case evidence = 0x12
        case digest = 0x13
        case checkpoint = 0x14
        case cosignatures = 0x15
        case listHeads = 0x16
        case getEntries = 0x20
        case entries = 0x21
        case divergence = 0x22
        case getLists = 0x23
        case statusList = 0x24
    }

    public var frameType: FrameType {
        switch self {
        case .hello: .hello
        case .goaway: .goaway
        case .evidence: .evidence
        case .digest: .digest
        case .checkpoint: .checkpoint
        case .cosignatures: .cosignatures
        case .getEntries: .getEntries
        case .entries: .entries
        case .divergence: .divergence
        case .listHeads: .listHeads
        case .getLists: .getLists
        case .statusList: .statusList
        }
    }

    /// The connection that carries it: bulk never stands before heads and evidence.
    public var lane: GossipLane {
        switch self {
        case .entries, .statusList: .bulk
        default: .control
        }
    }
}

/// One of the two connections between a pair of nodes.
public enum GossipLane: Sendable, Hashable {
    case control
    case bulk
}

/// The first message in each direction; a peer counts as up when its hello has arrived.
public struct Hello: Sendable, Hashable {
    public static let protocolVersion: UInt16 = 1

    public var version: UInt16
    /// Id of the sending node in the roster.
    public var nodeID: String
    public var consortium: String
    public var rosterVersion: UInt32
    public var rosterHash: Digest
    /// The sender's clock, milliseconds since 1970: told to people when it is far off, used for nothing.
    public var time: UInt64

    public init(
        version: UInt16 = Hello.protocolVersion, nodeID: String, consortium: String, rosterVersion: UInt32,
        rosterHash: Digest, time: UInt64
    ) {
        self.version = version
        self.nodeID = nodeID
        self.consortium = consortium
        self.rosterVersion = rosterVersion
        self.rosterHash = rosterHash
        self.time = time
    }
}

/// Why the sender closes the connection.
public struct Goaway: Sendable, Hashable {
    public enum Code: UInt8, Sendable, Hashable {
        case shuttingDown = 1
        case protocolError = 2
        case notInRoster = 3
        case busy = 4
        case otherVersion = 5
        case unresponsive = 6
    }

    public var code: Code
    /// At most 255 bytes, for people.
    public var reason: String

    public init(code: Code, reason: String) {
        self.code = code
        // Whole characters only: a cut inside one would not be UTF-8.
        var kept = ""
        for character in reason where kept.utf8.count + character.utf8.count <= GossipLimits.reasonBytes {
            kept.append(character)
        }
        self.reason = kept
    }
}

/// The largest head the sender holds of each log, verified, replayed and stored.
public struct HeadsDigest: Sendable, Hashable {
    /// The receiver is to answer with its own whole digest.
    public var wantsAnswer: Bool
    /// At most `GossipLimits.digestHeads`, in rising order of origins, each once.
    public var heads: [HeadLine]

    public init(wantsAnswer: Bool, heads: [HeadLine]) {
        self.wantsAnswer = wantsAnswer
        self.heads = heads
    }
}

/// One line of a digest.
public struct HeadLine: Sendable, Hashable {
    public var origin: Origin
    /// 0 for a log of which the sender holds nothing.
    public var size: UInt64
    /// Of the tree; the empty root for size 0.
    public var root: Digest
    /// The sender holds evidence against this log.
    public var isFrozen: Bool
    /// First 8 bytes of SHA-256 over the sender's cosignatures of this head (`CosignatureSet.fingerprint`).
    public var cosignatures: UInt64

    public init(origin: Origin, size: UInt64, root: Digest, isFrozen: Bool, cosignatures: UInt64) {
        self.origin = origin
        self.size = size
        self.root = root
        self.isFrozen = isFrozen
        self.cosignatures = cosignatures
    }
}

/// A checkpoint with the entries that lead to it, or without: then the receiver fetches them.
public struct CheckpointPush: Sendable, Hashable {
    public var origin: Origin
    /// With the log's signature; further lines are cosignatures.
    public var note: SignedNote
    /// Index of the first entry; 0 without entries.
    public var from: UInt64
    /// From `from` up to the size of the checkpoint.
    public var entries: [[UInt8]]

    public init(origin: Origin, note: SignedNote, from: UInt64, entries: [[UInt8]]) {
        self.origin = origin
        self.note = note
        self.from = from
        self.entries = entries
    }
}

/// Cosignatures of one head.
public struct CosignaturePush: Sendable, Hashable {
    public var origin: Origin
    public var size: UInt64
    public var root: Digest
    /// The receiver is to answer with those the sender lacks.
    public var wantsAnswer: Bool
    /// At most `GossipLimits.cosignatures`, in rising order of name and key id, each key once.
    public var cosignatures: [Cosignature]

    public init(origin: Origin, size: UInt64, root: Digest, wantsAnswer: Bool, cosignatures: [Cosignature]) {
        self.origin = origin
        self.size = size
        self.root = root
        self.wantsAnswer = wantsAnswer
        self.cosignatures = cosignatures
    }
}

/// Asks for the entries behind what the sender has stored.
public struct EntriesRequest: Sendable, Hashable {
    public var origin: Origin
    /// The sender's own number of entries: the index of the first one it wants.
    public var from: UInt64
    /// Root of its tree of that size.
    public var root: Digest
    /// The most entries to send; 0 asks only whether the receiver's tree begins with the sender's.
    public var limit: UInt16

    public init(origin: Origin, from: UInt64, root: Digest, limit: UInt16) {
        self.origin = origin
        self.from = from
        self.root = root
        self.limit = limit
    }
}

/// Entries with the proof that they belong under a signed head.
public struct EntriesReply: Sendable, Hashable {
    public var origin: Origin
    public var from: UInt64
    /// The sender's head; nil if it holds nothing of this log.
    public var note: SignedNote?
    /// None if the sender's head is not larger than `from`, or none were asked for.
    public var entries: [[UInt8]]
    /// Consistency proof from `from + entries.count` to the head; empty if they are equal or there are no entries.
    public var proof: [Digest]

    public init(origin: Origin, from: UInt64, note: SignedNote?, entries: [[UInt8]], proof: [Digest]) {
        self.origin = origin
        self.from = from
        self.note = note
        self.entries = entries
        self.proof = proof
    }
}

/// The answer to a request whose root is not the one of the sender's tree: the log has shown two histories.
public struct Divergence: Sendable, Hashable {
    public var origin: Origin
    /// The size that was asked about.
    public var size: UInt64
    /// The root of the sender's tree at that size.
    public var root: Digest
    /// The sender's head, larger than `size`.
    public var note: SignedNote
    /// Consistency proof from `root` to the head.
    public var proof: [Digest]

    public init(origin: Origin, size: UInt64, root: Digest, note: SignedNote, proof: [Digest]) {
        self.origin = origin
        self.size = size
        self.root = root
        self.note = note
        self.proof = proof
    }
}
