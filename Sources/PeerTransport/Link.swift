/// The protocol of one connection as a value: preface, keepalive, and what may be said when. It reads no clock and
/// sends nothing; times are milliseconds of a monotonic clock.
///
/// The preface (docs/formats/transport.md) has three steps, so that a connection counts as up only after both sides
/// acknowledged it: the dialer's `hello`, the listener's `ack`, the dialer's `ack`. In TLS 1.3 the client finishes
/// before the server has judged its certificate; without the second step the dialer would take a connection for up
/// that is about to be refused.
struct Link: Sendable {
    /// The version in hello and ack. It changes together with the ALPN name.
    static let version: UInt8 = 1
    /// The longest frame before a connection is up, and of the transport's own frames.
    static let maximumPrefaceLength = 512

    enum Role: Hashable, Sendable {
        case dialer(Lane)
        case listener
    }

    enum Phase: Hashable, Sendable {
        case securing
        case awaitingHello
        case awaitingAck
        case up
        case closed
    }

    enum Action: Hashable, Sendable {
        case nothing
        /// Hand the frame to the layer above.
        case deliver(Frame)
        case send(Frame)
        /// The listener heard a hello: if the peer may use this lane, call `accept()` and send what it returns.
        case greet(Lane)
        /// The connection is up; send the frame first, if there is one.
        case established(reply: Frame?)
        /// Tell the peer, and close.
        case close(CloseReason)
    }

    let role: Role
    private(set) var phase: Phase = .securing
    /// Known from the start to the dialer, from the hello on to the listener.
    private(set) var lane: Lane?
    /// The last round trip of a ping, in milliseconds.
    private(set) var roundTrip: Int64?
    /// Set while this side reads nothing on purpose; silence then says nothing about the peer.
    var isPaused = false

    /// Pings of the peer that are answered: so many at once, and then so many a second. We send one in ten seconds.
    static let pingBurst = 16
    static let pingsPerSecond = 1
    private var pings: TokenBucket

    private let timing: Timing
    private var deadline: Int64
    private var lastHeard: Int64
    private var lastPing: Int64
    /// When a probe counts as unanswered.
    private var probeDeadline: Int64?

    /// The four times of `TransportTiming` that a connection itself needs, in milliseconds.
    struct Timing: Hashable, Sendable {
        let handshake: Int64
        let hello: Int64
        let ping: Int64
        let dead: Int64

        init(_ timing: TransportTiming) {
            handshake = timing.handshake.milliseconds
            hello = timing.hello.milliseconds
            ping = timing.ping.milliseconds
            dead = timing.dead.milliseconds
        }
    }

    init(role: Role, timing: Timing, now: Int64) {
        self.role = role
        self.timing = timing
        if case .dialer(let lane) = role { self.lane = lane }
        deadline = now + timing.handshake
        (lastHeard, lastPing) = (now, now)
        pings = TokenBucket(burst: Link.pingBurst, now: now)
    }

    /// The bound on `length` for the next frame.
    var frameLimit: Int { phase == .up ? Frame.maximumLength : Link.maximumPrefaceLength }

    /// TLS is done. The dialer begins.
    mutating func secured(applicationProtocol: String?, now: Int64) -> Action {
        guard phase == .securing else { return .nothing }
        guard applicationProtocol == TLSProfile.applicationProtocol else { return fail(.wrongProtocol) }
        deadline = now + timing.hello
        lastHeard = now
        switch role {
        case .listener:
            phase = .awaitingHello
            return .nothing
        case .dialer(let lane):
            phase = .awaitingAck
            return .send(Frame(type: TransportFrameType.hello, payload: [Link.version, lane.rawValue]))
        }
    }

    /// The listener takes the peer on the lane of its hello; returns the acknowledgement to send.
    mutating func accept() -> Frame? {
        guard phase == .awaitingHello, let lane else { return nil }
        phase = .awaitingAck
        return Frame(type: TransportFrameType.ack, payload: [Link.version, lane.rawValue])
    }

    /// Bytes came in, perhaps only part of a large frame.
    mutating func heard(now: Int64) { lastHeard = now }

    /// One whole frame came in.
    mutating func received(_ frame: Frame, now: Int64) -> Action {
        if frame.type == TransportFrameType.close { return closeFrame(frame) }
        switch phase {
        case .securing: return fail(.unexpectedFrame(type: frame.type))
        case .awaitingHello: return hello(frame)
        case .awaitingAck: return acknowledgement(frame, now: now)
        case .up: return message(frame, now: now)
        case .closed: return .nothing
        }
    }

    /// Called every now and then; ends what takes too long and keeps the connection alive.
    mutating func tick(now: Int64) -> Action {
        switch phase {
        case .closed: return .nothing
        case .securing: return now >= deadline ? fail(.handshakeTimeout) : .nothing
        case .awaitingHello, .awaitingAck: return now >= deadline ? fail(.helloTimeout) : .nothing
        case .up:
            if isPaused { (lastHeard, probeDeadline) = (now, nil) }
            if now - lastHeard >= timing.dead { return fail(.silent(seconds: Int(clamping: timing.dead / 1000))) }
            if let probeDeadline, now >= probeDeadline { return fail(.peerReturned) }
            return now - lastPing >= timing.ping ? ping(now) : .nothing
        }
    }

    /// There is reason to believe that the peer is gone: it has to answer a ping soon.
    mutating func probe(now: Int64) -> Action {
        guard phase == .up, probeDeadline == nil else { return .nothing }
        probeDeadline = now + timing.hello
        return ping(now)
    }

    private mutating func ping(_ now: Int64) -> Action {
        lastPing = now
        return .send(Frame(type: TransportFrameType.ping, payload: Link.bigEndian(now)))
    }

    /// Nothing more will happen on this connection.
    mutating func close() { phase = .closed }

    private mutating func fail(_ reason: CloseReason) -> Action {
        phase = .closed
        return .close(reason)
    }

    private mutating func hello(_ frame: Frame) -> Action {
        guard frame.type == TransportFrameType.hello else { return fail(.unexpectedFrame(type: frame.type)) }
        guard let version = frame.payload.first else { return fail(.malformedFrame(type: frame.type)) }
        guard version == Link.version else { return fail(.unsupportedVersion(version)) }
        // A second hello, before the first one was answered, cannot come: `accept` follows at once.
        guard frame.payload.count == 2, lane == nil, let lane = Lane(rawValue: frame.payload[1]) else {
            return fail(.malformedFrame(type: frame.type))
        }
        self.lane = lane
        return .greet(lane)
    }

    private mutating func acknowledgement(_ frame: Frame, now: Int64) -> Action {
        guard frame.type == TransportFrameType.ack else { return fail(.unexpectedFrame(type: frame.type)) }
        guard let lane, frame.payload == [Link.version, lane.rawValue] else {
            return fail(.malformedFrame(type: frame.type))
        }
        phase = .up
        lastPing = now
        return .established(reply: role == .listener ? nil : frame)
    }

    private mutating func message(_ frame: Frame, now: Int64) -> Action {
        switch frame.type {
        case TransportFrameType.ping:
            guard frame.payload.count == 8 else { return fail(.malformedFrame(type: frame.type)) }
            guard pings.take(rate: Link.pingsPerSecond, burst: Link.pingBurst, now: now) else {
                return fail(.flood("pings"))
            }
            return .send(Frame(type: TransportFrameType.pong, payload: frame.payload))
        case TransportFrameType.pong:
            guard frame.payload.count == 8 else { return fail(.malformedFrame(type: frame.type)) }
            if frame.payload == Link.bigEndian(lastPing) { roundTrip = max(now - lastPing, 0) }
            probeDeadline = nil
            return .nothing
        case TransportFrameType.request, TransportFrameType.cancel:
            return lane == .client && role == .listener ? .deliver(frame) : fail(.unexpectedFrame(type: frame.type))
        case TransportFrameType.response:
            return lane == .client && role != .listener ? .deliver(frame) : fail(.unexpectedFrame(type: frame.type))
        case Frame.firstApplicationType...:
            return lane == .control || lane == .bulk ? .deliver(frame) : fail(.unexpectedFrame(type: frame.type))
        default:
            return fail(.unexpectedFrame(type: frame.type))
        }
    }

    private mutating func closeFrame(_ frame: Frame) -> Action {
        guard let code = frame.payload.first, frame.payload.count <= 256 else {
            return fail(.malformedFrame(type: frame.type))
        }
        let text = String(decoding: frame.payload.dropFirst(), as: UTF8.self)
        // The text goes to logs: one line of printable characters.
        let printable = String(text.unicodeScalars.map { $0.properties.isPrintable ? Character($0) : "?" })
        return fail(.peerSaid(code: code, text: printable))
    }

    /// The frame that says why this side closes; at most 255 bytes of text.
    static func closing(_ reason: CloseReason) -> Frame {
        var text = Array(reason.description.utf8.prefix(255))
        while String(validating: text, as: UTF8.self) == nil, !text.isEmpty { text.removeLast() }
        return Frame(type: TransportFrameType.close, payload: [reason.code] + text)
    }

    private static func bigEndian(_ value: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
