import NIOCore
import Synchronization

/// Answers the requests of the client lane, for all connections together.
final class ClientRequests: Sendable {
    let configuration: TransportConfiguration
    let handler: PeerNetwork.RequestHandler
    private let arrivals: AsyncStream<ServedClient>
    private let arrival: AsyncStream<ServedClient>.Continuation
    private let state: Mutex<State>

    private struct State {
        var clients: [UInt64: ServedClient] = [:]
        var running = 0
        var bytes = 0
        var limiter: RateLimiter
        var isFinished = false
    }

    init(configuration: TransportConfiguration, handler: @escaping PeerNetwork.RequestHandler) {
        self.configuration = configuration
        self.handler = handler
        // Not bounded here: there is one element for each connection, and those are counted.
        (arrivals, arrival) = AsyncStream.makeStream()
        let limits = configuration.limits
        state = Mutex(State(limiter: RateLimiter(rate: limits.requestsPerSecond, burst: limits.requestBurst)))
    }

    /// Serves until `finish()` or cancellation; then no request is worked on any more.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await client in arrivals {
                group.addTask { await client.serve() }
            }
            group.cancelAll()
        }
    }

    func finish() {
        let clients = state.withLock { state in
            state.isFinished = true
            return Array(state.clients.values)
        }
        arrival.finish()
        for client in clients { client.finish() }
    }

    func begin(_ connection: Connection, _ key: PeerKey, admission: Admission) -> CloseReason? {
        if case .refuse(let reason) = admission { return .notAuthorised(reason) }
        let context = ClientContext(key: key, admission: admission, address: connection.address)
        let client = ServedClient(connection: connection, context: context, service: self)
        let isServed = state.withLock { state in
            guard !state.isFinished else { return false }
            state.clients[connection.id] = client
            return true
        }
        guard isServed else { return .shuttingDown }
        arrival.yield(client)
        return nil
    }

    func received(_ frame: Frame, on connection: Connection) -> Reception {
        guard let client = state.withLock({ $0.clients[connection.id] }) else { return .close(.shuttingDown) }
        return client.received(frame)
    }

    func end(_ connection: Connection) {
        state.withLock { $0.clients.removeValue(forKey: connection.id) }?.finish()
    }

    // MARK: Bounds of all connections together

    var reservedBytes: Int { state.withLock { $0.bytes } }

    /// Reserves memory for what is being received.
    func reserve(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard state.bytes + bytes <= configuration.limits.requestBytes else { return false }
            state.bytes += bytes
            return true
        }
    }

    func free(_ bytes: Int) { state.withLock { $0.bytes -= bytes } }

    /// Whether one more request may be worked on; a status says why not.
    func start(_ context: ClientContext, _ group: AddressGroup) -> ClientResponse? {
        state.withLock { state in
            guard context.isMember || state.limiter.admits(group, now: ConnectionHandler.now()) else {
                return .failure(ClientResponse.rateLimited, "too many requests from this address; try again later")
            }
            guard state.running < configuration.limits.requests else {
                return .failure(ClientResponse.busy, "the node is busy; try again later")
            }
            state.running += 1
            return nil
        }
    }

    func stop() { state.withLock { $0.running -= 1 } }
}

/// One client connection: takes its requests in, within the connection's bounds, and answers each in a task of its own.
final class ServedClient: Sendable {
    private enum Interruption { case timeout, gone }

    private struct State {
        var assembler: MessageAssembler
        var running: [UInt32: OneShot<Interruption>] = [:]
        var isPaused = false
        var isFinished = false
    }

    private let connection: Connection
    private let context: ClientContext
    private let service: ClientRequests
    private let maximumRunning: Int
    private let requests: AsyncStream<MessageAssembler.Message>
    private let request: AsyncStream<MessageAssembler.Message>.Continuation
    private let state: Mutex<State>

    init(connection: Connection, context: ClientContext, service: ClientRequests) {
        self.connection = connection
        self.context = context
        self.service = service
        let limits = service.configuration.limits
        maximumRunning = context.isMember ? limits.requestsPerMember : limits.requestsPerStranger
        // Not bounded here: at `maximumRunning` requests the connection is not read any more.
        (requests, request) = AsyncStream.makeStream()
        state = Mutex(State(assembler: MessageAssembler(limit: limits.messageBytes)))
    }

    func serve() async {
        await withDiscardingTaskGroup { group in
            for await message in requests {
                group.addTask { await self.answer(message) }
            }
            group.cancelAll()
        }
    }

    /// The connection is gone, or the node stops.
    func finish() {
        let (running, bytes) = state.withLock { state -> ([OneShot<Interruption>], Int) in
            guard !state.isFinished else { return ([], 0) }
            state.isFinished = true
            defer { state.assembler = MessageAssembler(limit: 0) }
            return (Array(state.running.values), state.assembler.bufferedBytes)
        }
        service.free(bytes)
        request.finish()
        for interruption in running { interruption.fire(.gone) }
    }

    // MARK: Receiving, on the event loop

    func received(_ frame: Frame) -> Reception {
        if frame.type == TransportFrameType.cancel { return cancel(frame) }
        guard let chunk = MessageChunk(parsing: frame.payload) else { return .close(.malformedFrame(type: frame.type)) }
        guard service.reserve(chunk.data.count) else { return .close(.tooManyConnections("memory for requests")) }
        do throws(MessageAssembler.Failure) {
            let message = try state.withLock { (state) throws(MessageAssembler.Failure) in
                // An identifier that is still being answered must not be used again.
                guard state.running[chunk.id] == nil, !state.isFinished else { throw .malformed }
                return try state.assembler.add(chunk)
            }
            return message.map(begin) ?? .more
        } catch {
            service.free(chunk.data.count)
            switch error {
            case .malformed: return .close(.malformedFrame(type: frame.type))
            case .tooLarge(let limit): return .close(.invalidMessage("requests are limited to \(limit) bytes"))
            case .tooManyAtOnce(let limit):
                return .close(.invalidMessage("\(limit) requests may be unfinished at once"))
            }
        }
    }

    private func begin(_ message: MessageAssembler.Message) -> Reception {
        if let refusal = service.start(context, connection.group) {
            service.free(message.payload.count)
            let frames = MessageChunk.frames(
                type: TransportFrameType.response, id: message.id, code: refusal.status, payload: refusal.payload)
            guard case .accepted = connection.enqueue(frames) else {
                return .close(.queueOverflow(limit: service.configuration.limits.queuedBytes))
            }
            return .more
        }
        let pause = state.withLock { state in
            state.running[message.id] = OneShot()
            state.isPaused = state.running.count >= maximumRunning
            return state.isPaused
        }
        request.yield(message)
        return pause ? .pause : .more
    }

    private func cancel(_ frame: Frame) -> Reception {
        guard frame.payload.count == 4 else { return .close(.malformedFrame(type: frame.type)) }
        let id = frame.payload.reduce(0) { $0 << 8 | UInt32($1) }
        let (running, bytes) = state.withLock { state in
            let before = state.assembler.bufferedBytes
            state.assembler.drop(id)
            return (state.running[id], before - state.assembler.bufferedBytes)
        }
        service.free(bytes)
        running?.fire(.gone)
        return .more
    }

    // MARK: Answering

    /// The handler against the clock and the client's patience; what comes first decides about the answer.
    private func answer(_ message: MessageAssembler.Message) async {
        let interruption = state.withLock { $0.running[message.id] } ?? OneShot()
        let timeout = connection.channel.eventLoop.scheduleTask(
            in: .milliseconds(service.configuration.timing.request.milliseconds)
        ) { interruption.fire(.timeout) }
        await withTaskGroup(of: ClientResponse?.self) { group in
            group.addTask { await self.service.handler(self.context, message.code, message.payload) }
            group.addTask {
                guard case .timeout = await interruption.value() else { return nil }
                return .failure(ClientResponse.timeout, "the node needed too long for this request")
            }
            if let response = await group.next() ?? nil { await self.send(response, to: message.id) }
            group.cancelAll()
        }
        timeout.cancel()
        done(message)
    }

    private func send(_ response: ClientResponse, to id: UInt32) async {
        let limit = service.configuration.limits.messageBytes
        let bounded =
            response.payload.count <= limit
            ? response : .failure(ClientResponse.tooLarge, "the answer is larger than \(limit) bytes")
        // One chunk after the other as the socket takes them, so that a slow client holds back only its own answer.
        for frame in MessageChunk.frames(
            type: TransportFrameType.response, id: id, code: bounded.status, payload: bounded.payload)
        {
            guard await connection.enqueueWithRoom(frame) else { return }
        }
    }

    private func done(_ message: MessageAssembler.Message) {
        service.stop()
        service.free(message.payload.count)
        let resume = state.withLock { state in
            state.running[message.id] = nil
            guard state.isPaused else { return false }
            state.isPaused = false
            return true
        }
        if resume { connection.resumeReading() }
    }
}
