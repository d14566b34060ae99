public import Ledger

/// What people should be able to read in a log.
public enum GossipNotice: Sendable, Hashable, CustomStringConvertible {
    case peerReady(nodeID: String)
    case peerGone(nodeID: String)
    case peerDropped(nodeID: String, DropReason)
    case otherRoster(nodeID: String, version: UInt32)
    /// Seconds by which the peer's clock is ahead of ours.
    case clockDiffers(nodeID: String, seconds: Int64)
    case fetchTimedOut(Origin, nodeID: String)
    /// The log has signed a head whose last entry is no valid seal, or that the entries do not lead to.
    case badHead(Origin, size: UInt64, reason: String)
    case notCosigned(Origin, size: UInt64, reason: CosignRefusal)
    /// Nothing keeps this node from signing for this log any more.
    case mayPublish(Origin)
    /// Somebody else has signed heads of a log that only this node should write.
    case foreignHeadOfOwnLog(Origin, size: UInt64)
    case frozen(Origin, Evidence)
    /// Somebody holds a newer text of a status list of this node than this node itself.
    case newerListOfOwn(String)
    case listNotPublished(String)

    public enum Level: Sendable, Hashable {
        case info
        case warning
        case alarm
    }

    public var level: Level {
        switch self {
        case .peerReady, .peerGone, .mayPublish, .fetchTimedOut: .info
        case .peerDropped, .otherRoster, .clockDiffers, .notCosigned, .newerListOfOwn, .listNotPublished: .warning
        case .badHead, .foreignHeadOfOwnLog, .frozen: .alarm
        }
    }

    public var description: String {
        switch self {
        case .peerReady(let nodeID): "\(nodeID) is connected"
        case .peerGone(let nodeID): "\(nodeID) is gone"
        case .peerDropped(let nodeID, let reason): "closed the connection to \(nodeID): \(reason)"
        case .otherRoster(let nodeID, let version): "\(nodeID) goes by version \(version) of the roster"
        case .clockDiffers(let nodeID, let seconds):
            "the clock of \(nodeID) is \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") ours; "
                + "beyond 60 s its seals are not cosigned, set the clocks"
        case .fetchTimedOut(let origin, let nodeID): "\(nodeID) did not answer in time about \(origin.text)"
        case .badHead(let origin, let size, let reason):
            "refused the head of \(origin.text) at size \(size): \(reason)"
        case .notCosigned(let origin, let size, let reason):
            "did not cosign \(origin.text) at size \(size): \(reason)"
        case .mayPublish(let origin): "\(origin.text) may be written: enough others have shown what they hold"
        case .foreignHeadOfOwnLog(let origin, let size):
            "somebody has signed a head of \(origin.text) at size \(size) with this node's key; if this node was restored "
                + "from a backup or copied, its log needs a new key in the roster"
        case .frozen(let origin, let evidence): "froze \(origin.text). \(evidence)"
        case .newerListOfOwn(let url):
            "others hold a newer text of this node's status list \(url.oneLine) than it has stored itself: it was restored "
                + "from a backup; what the newer one says is taken over"
        case .listNotPublished(let reason): "a status list was not published: \(reason)"
        }
    }
}

/// Why a head is not cosigned for now.
public enum CosignRefusal: Sendable, Hashable, CustomStringConvertible {
    case sealAhead(seconds: UInt64)
    case oldRoster(UInt32)
    case waitingForPeers(shown: Int, needed: Int)
    case rosterExpired
    case ripeRecovery

    public var description: String {
        switch self {
        case .sealAhead(let seconds): "its seal is \(seconds) s ahead of this node's clock"
        case .oldRoster(let version): "its seal goes by version \(version) of the roster, which was replaced long ago"
        case .waitingForPeers(let shown, let needed):
            "after a start, \(needed) other operators must show which head they hold, \(shown) have"
        case .rosterExpired: "the roster has expired"
        case .ripeRecovery: "a recovery in it leaves its learner less than 71 hours to object"
        }
    }
}
