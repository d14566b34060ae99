/// What the layer above says about a key that shows up: who it is, and so what it may do.
public enum Admission: Hashable, Sendable {
    /// A node of the roster: all lanes are open.
    case member(nodeID: String)
    /// Nobody known: only the client lane.
    case stranger
    /// Nothing at all; the reason is told to the peer.
    case refuse(reason: String)

    var isMember: Bool {
        if case .member = self { return true }
        return false
    }
}

/// What became of frames that were to be sent.
public enum SendResult: Hashable, Sendable {
    /// They wait in the queue and leave in order. That says nothing about arriving: only the peer's own messages do.
    case queued
    /// The peer is not up.
    case notConnected
    /// Too much waits already, so the connection is being closed; a `down` event follows.
    case overflow
    /// A frame has a type of the transport or is too large; nothing was sent.
    case invalidFrame
}

/// A peer's connection as it is at the moment, for showing.
public struct PeerStatus: Hashable, Sendable {
    /// The peer.
    public let key: PeerKey
    /// Where this node looks for it, if it does.
    public let target: PeerTarget?
    /// Whether the control lane is up.
    public let isUp: Bool
    /// Whether the bulk lane is up too.
    public let hasBulkLane: Bool
    /// Where the peer's connection comes from or goes to.
    public let address: RemoteAddress?
    /// The last round trip on the control lane, in milliseconds.
    public let roundTripMilliseconds: Int64?
    /// Bytes that wait for sending on both lanes.
    public let queuedBytes: Int
    /// Why the last connection ended or the last attempt failed.
    public let lastFailure: CloseReason?
}
