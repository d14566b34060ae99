import NIOCore
import NIOPosix
import Synchronization

/// A connection for asking one node: what wallets, verifiers and strangers use. Requests may overlap.
///
/// Safe to use from any task. A cancelled request ends at once and tells the node; the connection stays good.
public final class PeerClient: Sendable {
    /// Requests that may wait for their answer at the same time.
    public static let maximumRequests = 64

    private let link: ClientLink
    private let connection: Connection

    private init(link: ClientLink, connection: Connection) {
        self.link = link
        self.connection = connection
    }

    deinit { connection.close(.requested("the client is done")) }

    /// Connects, and returns when both sides have acknowledged.
    ///
    /// - Parameters:
    ///   - expectedKey: the node's key; any other key ends the handshake.
    ///   - identity: who asks. A wallet uses a fresh key for each conversation, so that nobody can link them.
    /// - Throws: `TransportError.connection`, or `CancellationError`.
    public static func connect(
        host: String, port: Int, expectedKey: PeerKey, identity: TransportIdentity,
        timing: TransportTiming = TransportTiming(), limits: TransportLimits = TransportLimits()
    ) async throws -> PeerClient {
        let link = ClientLink(limits: limits)
        let verdict = PeerVerdict(expected: expectedKey, now: TransportClock.unixSeconds)
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.milliseconds(timing.handshake.milliseconds))
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelOption(.writeBufferWaterMark, value: PeerNetwork.waterMark)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try link.prepare(channel, identity, verdict, timing: timing)
                    }
                }
                .connect(host: host, port: port).get()
            return PeerClient(link: link, connection: try await link.established(channel))
        } catch let error as TransportError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw TransportError.connection(PeerNetwork.reason(forDialing: error))
        }
    }

    /// Asks, and waits for the answer.
    ///
    /// - Parameters:
    ///   - method: what is asked for; defined by the layer above.
    ///   - payload: at most `TransportLimits.messageBytes`, as is the answer.
    ///   - timeout: from now to the end of the answer.
    /// - Throws: `TransportError`, or `CancellationError`.
    public func request(
        _ method: UInt8, _ payload: [UInt8], timeout: Duration = .seconds(30)
    ) async throws -> [UInt8] {
        let (id, answer) = try link.begin(method, payload, on: connection)
        let timer = connection.channel.eventLoop.scheduleTask(in: .milliseconds(timeout.milliseconds)) {
            answer.fire(.failure(.timeout))
        }
        defer { timer.cancel() }
        let result = await answer.value()
        if link.forget(id) {
            _ = connection.enqueue(
                CollectionOfOne(Frame(type: TransportFrameType.cancel, payload: MessageChunk.idBytes(id))))
        }
        guard let result else { throw CancellationError() }
        let message = try result.get()
        guard message.code == ClientResponse.ok else {
            throw TransportError.refused(
                status: message.code, text: String(decoding: message.payload.prefix(1024), as: UTF8.self))
        }
        return message.payload
    }

    /// Closes the connection; requests that wait fail.
    public func close() async {
        connection.close(.requested("the client is done"))
        try? await connection.channel.closeFuture.get()
    }

    /// Connects, asks once, and closes.
    public static func request(
        host: String, port: Int, expectedKey: PeerKey, identity: TransportIdentity, method: UInt8, payload: [UInt8],
        timeout: Duration = .seconds(30)
    ) async throws -> [UInt8] {
        let client = try await connect(host: host, port: port, expectedKey: expectedKey, identity: identity)
        return try await client.request(method, payload, timeout: timeout)
    }
}

/// The state behind a `PeerClient`, which its connection owns too.
final class ClientLink: ConnectionOwner {
    typealias Answer = OneShot<Result<MessageAssembler.Message, TransportError>>

    private struct State {
        var connection: Connection?
        var ended: CloseReason?
        var nextID: UInt32 = 0
        var pending: [UInt32: Answer] = [:]
        var assembler: MessageAssembler
    }

    private let limits: TransportLimits
    private let ready = OneShot<Result<Connection, TransportError>>()
    private let state: Mutex<State>

    init(limits: TransportLimits) {
        self.limits = limits
        // Several answers may be under way at once, and they take turns.
        let assembler = MessageAssembler(
            limit: limits.messageBytes, totalLimit: limits.messageBytes * MessageAssembler.maximumPartial)
        state = Mutex(State(assembler: assembler))
    }

    func prepare(
        _ channel: any Channel, _ identity: TransportIdentity, _ verdict: PeerVerdict, timing: TransportTiming
    ) throws {
        // A whole request waits in the queue, so it must hold the largest one with its chunk headers.
        let connection = Connection(
            id: 0, channel: channel, role: .dialer(.client), verdict: verdict, attempt: nil,
            queueLimit: limits.messageBytes * 2)
        state.withLock { $0.connection = connection }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(TLSProfile.handler(identity, role: connection.role, verdict: verdict))
        try pipeline.addHandler(ConnectionHandler(connection: connection, owner: self, timing: timing))
    }

    /// Waits for hello and acknowledgement.
    func established(_ channel: any Channel) async throws -> Connection {
        guard let result = await ready.value() else {
            channel.close(promise: nil)
            throw CancellationError()
        }
        return try result.get()
    }

    func begin(_ method: UInt8, _ payload: [UInt8], on connection: Connection) throws -> (UInt32, Answer) {
        try Task.checkCancellation()
        guard payload.count <= limits.messageBytes else {
            throw TransportError.tooLarge(bytes: payload.count, limit: limits.messageBytes)
        }
        let answer = Answer()
        let id = try state.withLock { state in
            if let ended = state.ended { throw TransportError.connection(ended) }
            guard state.pending.count < PeerClient.maximumRequests else {
                throw TransportError.tooManyRequests(limit: PeerClient.maximumRequests)
            }
            repeat { state.nextID &+= 1 } while state.pending[state.nextID] != nil
            state.pending[state.nextID] = answer
            return state.nextID
        }
        let frames = MessageChunk.frames(type: TransportFrameType.request, id: id, code: method, payload: payload)
        switch connection.enqueue(frames) {
        case .accepted: return (id, answer)
        case .overflow:
            _ = forget(id)
            throw TransportError.tooManyRequests(limit: PeerClient.maximumRequests)
        case .closed:
            _ = forget(id)
            throw TransportError.connection(connection.closeReason ?? .peerClosed)
        }
    }

    /// Stops waiting for an answer; true if it had not come.
    func forget(_ id: UInt32) -> Bool {
        state.withLock { state in
            state.assembler.drop(id)
            return state.pending.removeValue(forKey: id) != nil
        }
    }

    // MARK: ConnectionOwner

    func greeted(_ connection: Connection, lane: Lane) -> CloseReason? { .wrongDialer }

    func established(_ connection: Connection) -> CloseReason? {
        ready.fire(.success(connection))
        return nil
    }

    func received(_ frame: Frame, on connection: Connection) -> Reception {
        guard let chunk = MessageChunk(parsing: frame.payload) else { return .close(.malformedFrame(type: frame.type)) }
        do throws(MessageAssembler.Failure) {
            let finished = try state.withLock { (state) throws(MessageAssembler.Failure) in
                // Chunks of an answer that nobody waits for any more are passed over.
                guard state.pending[chunk.id] != nil, let message = try state.assembler.add(chunk) else {
                    return nil as (Answer, MessageAssembler.Message)?
                }
                return state.pending.removeValue(forKey: message.id).map { ($0, message) }
            }
            if let (answer, message) = finished { answer.fire(.success(message)) }
            return .more
        } catch {
            return .close(.invalidMessage("an answer is malformed or larger than \(limits.messageBytes) bytes"))
        }
    }

    /// Every request has a time of its own.
    func overdue(_ connection: Connection, now: Int64) -> CloseReason? { nil }

    func closed(_ connection: Connection, reason: CloseReason) {
        let pending = state.withLock { state in
            state.ended = reason
            defer { state.pending = [:] }
            return Array(state.pending.values)
        }
        ready.fire(.failure(.connection(reason)))
        for answer in pending { answer.fire(.failure(.connection(reason))) }
    }

    func abandoned(_ connection: Connection) { closed(connection, reason: .unreachable("no connection was made")) }
}
