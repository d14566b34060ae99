/// One message between two nodes: `uint32 length | uint8 type | payload`, big-endian, where `length` counts the type
/// and the payload (docs/formats/transport.md). What the payload means is the business of the layer above.
public struct Frame: Hashable, Sendable {
    /// The largest value of `length`: 1 MiB.
    public static let maximumLength = 1 << 20
    /// The largest payload: `length` less the type byte.
    public static let maximumPayloadBytes = maximumLength - 1
    /// Types below this one belong to the transport itself.
    public static let firstApplicationType: UInt8 = 0x10
    /// Bytes on the wire before the payload.
    static let headerBytes = 5

    /// What kind of message this is; at least `firstApplicationType` for messages of the layers above.
    public let type: UInt8
    /// The message, at most `maximumPayloadBytes`.
    public let payload: [UInt8]

    /// A frame of this type. The bounds are checked when it is sent.
    public init(type: UInt8, payload: [UInt8]) {
        self.type = type
        self.payload = payload
    }

    /// Whether the layers above may send this frame.
    public var isSendable: Bool {
        type >= Frame.firstApplicationType && payload.count <= Frame.maximumPayloadBytes
    }

    /// Bytes on the wire.
    var encodedCount: Int { Frame.headerBytes + payload.count }
}

/// The frame types below `Frame.firstApplicationType` that this version defines.
enum TransportFrameType {
    static let hello: UInt8 = 0x01
    static let ack: UInt8 = 0x02
    static let ping: UInt8 = 0x03
    static let pong: UInt8 = 0x04
    static let close: UInt8 = 0x05
    static let request: UInt8 = 0x08
    static let response: UInt8 = 0x09
    static let cancel: UInt8 = 0x0a
}

/// What a connection is for; said once, in the hello.
public enum Lane: UInt8, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Small, urgent messages between members: heads, evidence, questions.
    case control = 1
    /// Large transfers between members, so that the control lane never waits behind them.
    case bulk = 2
    /// Requests of wallets, verifiers and strangers, answered one by one.
    case client = 3
    /// "I am back, dial me": sent by the node that must not dial, acknowledged and closed.
    case knock = 4

    public var description: String {
        switch self {
        case .control: "control"
        case .bulk: "bulk"
        case .client: "client"
        case .knock: "knock"
        }
    }
}
