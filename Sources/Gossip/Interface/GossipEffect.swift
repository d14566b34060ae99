public import Cryptography
public import Ledger
public import TransparencyLog

/// What the shell is to do, in this order.
///
/// `store`, `storeCosignatures`, `storeEvidence` and `storeList` must be durable before any later effect is carried out, of the same
/// list or of a later one: what peers are told must survive a crash. Lists are carried out in the order in which they
/// were returned; a shell may make the stores of several lists durable in one transaction before it goes on with the
/// other effects of all of them. If a store fails, the shell stops and builds the value anew from what is stored.
public enum GossipEffect: Sendable {
    case store(StoreBatch)
    case storeCosignatures(StoreHead)
    case storeEvidence(Evidence)
    /// The newest text of a status list; it replaces the one before.
    case storeList(ListHead, [UInt8])
    case send(PeerID, GossipMessage, GossipLane)
    /// Read entries and a proof, then send `.entriesRead` with the same id; it may take a while.
    case read(ReadRequest)
    /// Read a stored status list and send it to a peer as `.statusList` on the bulk lane.
    case sendList(PeerID, url: String)
    /// Close the connection, and wait before the next one.
    case drop(PeerID, DropReason)
    /// A larger head of the log is stored and replayed.
    case headAdvanced(Origin)
    /// A larger head has its quorum (`size` is new), or the same one a later attestation (`time`, POSIX seconds).
    case attestedAdvanced(Origin, size: UInt64, time: UInt64)
    /// The log has signed two histories; nothing of it is accepted any more.
    case froze(Origin, Evidence)
    case published(Origin, size: UInt64)
    case publishRefused(Origin, PublishRefusal)
    case log(GossipNotice)
}

/// Entries to append, with everything that changes with them: one transaction.
public struct StoreBatch: Sendable {
    public let origin: Origin
    /// Index of the first entry: the number stored so far.
    public let from: UInt64
    public let entries: [[UInt8]]
    /// The state after these entries, a snapshot that shares its structure with the value's own.
    public let state: LogState
    /// The values of the exception map that these entries changed, each key once, in the order of their entries.
    public let exceptions: [ExceptionChange]
    /// The signed checkpoint under which they were verified.
    public let head: StoreHead
    /// False while more entries are missing: `head` is then the goal of the catching up, not the head of the log.
    public let reachesHead: Bool
}

/// A checkpoint with the log's signature and the cosignatures known so far; later ones replace earlier ones of the
/// same size.
public struct StoreHead: Sendable {
    public let origin: Origin
    public let size: UInt64
    public let root: Digest
    public let note: SignedNote
}

/// What a peer asks for, as a task for the store.
public struct ReadRequest: Sendable {
    public let id: UInt64
    public let origin: Origin
    /// Index of the first entry, and the root that the requester's tree of that size has.
    public let from: UInt64
    public let root: Digest
    /// At most this many entries, with at most `GossipLimits.chunkBytes` bytes, ending at or before `target`.
    public let maxEntries: Int
    /// The size of the head that proofs lead to; entries up to it are stored.
    public let target: UInt64
}

/// Why a peer's connection is closed.
public enum DropReason: Sendable, Hashable, CustomStringConvertible {
    case unknownNode(String)
    case helloMissing
    case otherVersion(UInt16)
    /// Another roster of the same version: one of the two was not signed by honest operators.
    case rosterFork(version: UInt32)
    case unreadable(String)
    case protocolError(String)
    case invalidSignature(String)
    case wrongRoot(String)
    case invalidEvidence(String)
    case unbackedClaim(String)
    case tooMuch
    case unresponsive
    case goaway(String)

    /// One line. Some of it comes from the peer, so whatever could forge lines of a log or steer a terminal is replaced.
    public var description: String { text.oneLine }

    private var text: String {
        switch self {
        case .unknownNode(let id): "'\(id)' is not a node of the roster"
        case .helloMissing: "it did not say hello in time"
        case .otherVersion(let version): "it speaks version \(version) of the protocol"
        case .rosterFork(let version): "it holds another roster of version \(version)"
        case .unreadable(let problem): "unreadable message: \(problem)"
        case .protocolError(let problem): problem
        case .invalidSignature(let what): "invalid signature: \(what)"
        case .wrongRoot(let what): "wrong root: \(what)"
        case .invalidEvidence(let problem): "invalid evidence: \(problem)"
        case .unbackedClaim(let what): "claim that it did not back: \(what)"
        case .tooMuch: "it sends more than a node can have to say"
        case .unresponsive: "it does not answer"
        case .goaway(let reason): "it said goodbye: \(reason)"
        }
    }

    var goawayCode: Goaway.Code? {
        switch self {
        case .unknownNode: .notInRoster
        case .otherVersion: .otherVersion
        case .tooMuch: .busy
        case .unresponsive, .helloMissing: .unresponsive
        case .goaway: nil
        default: .protocolError
        }
    }
}

extension String {
    /// The same with "?" for everything that is not printable.
    var oneLine: String { String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "?" })) }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
