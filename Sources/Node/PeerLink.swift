public import Cryptography
public import Exchange

/// What the services need from a network; `PeerTransport` does it over TLS, tests in memory.
public protocol PeerLink: Sendable {
    /// Queues frames for a member; never blocks. Frames of one lane arrive in order or not at all.
    func send(_ frames: [WireFrame], to peer: Ed25519.PublicKey, bulk: Bool)
    func disconnect(_ peer: Ed25519.PublicKey, reason: String)
    /// Asks a node one question over a connection of its own, pinned to `key`.
    func request(
        _ method: ClientMethod, payload: [UInt8], at address: NodeAddress, key: Ed25519.PublicKey
    ) async throws -> [UInt8]
}

/// One gossip message as it goes over the wire: a type byte and its payload.
public struct WireFrame: Sendable, Equatable {
    public let type: UInt8
    public let payload: [UInt8]

    public init(type: UInt8, payload: [UInt8]) {
        self.type = type
        self.payload = payload
    }
}

/// Questions that anybody may ask a node over TLS; payloads are JSON, at most 32 MiB.
/// Everything else is for members of the roster.
public enum ClientMethod: UInt8, Sendable, CaseIterable {
    /// `{"id"}` -> the offer.
    case offer = 1
    /// An acceptance -> `{"credential", "receipts"}`.
    case accept = 2
    /// `{"id"}` -> the presentation request.
    case request = 3
    /// A presentation -> `{"receipt", "reason"}`.
    case present = 4
    /// `{"origin", "items": [{"digest", "tag", "receipt", "ownerKey"?, "nextCommit"?}]}` -> `{"proof", "attested"}`.
    case statusProof = 5
    /// `{"origin", "tags"}` -> `{"owners": [{"ownerSequence", "ownerCommit"}]}`: owner state of each tag, for preparing a rotation.
    case owners = 6
    /// `{"origin", "rotations"}` -> `{"index", "size"}`; the log's host appends them.
    case rotate = 7
}
