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
        var shares: RequestShares
        var limiter: RateLimiter
        var isFinished = false
    }

    init(configuration: TransportConfiguration, handler: @escaping PeerNetwork.RequestHandler) {
        self.configuration = configuration
        self.handler = handler
        // Not bounded here: there is one element for each connection, and those are counted.
        (arrivals, arrival) = AsyncStream.makeStream()
        let limits = configuration.limits
        state = Mutex(
            State(
                shares: RequestShares(limits: limits),
                limiter: RateLimiter(rate: limits.requestsPerSecond, burst: limits.requestBurst)))
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

    /// Whether a connection has had its time; asked now and then.
    func overdue(_ connection: Connection, now: Int64) -> CloseReason? {
        state.withLock { $0.clients[connection.id] }?.overdue(now: now)
    }

    // MARK: Bounds of all connections together

    var reservedBytes: Int { state.withLock { $0.shares.bytes } }

    /// Reserves memory for what is being received.
    func reserve(_ bytes: Int, for account: RequestShares.Account) -> Bool {
        state.withLock { $0.shares.reserve(bytes, for: account) }
    }

    func free(_ bytes: Int, for account: RequestShares.Account) {
        state.withLock { $0.shares.free(bytes, for: account) }
    }

    /// Whether one more request may be worked on; a status says why not.
    func start(for account: RequestShares.Account) -> ClientResponse? {
        state.withLock { state in
            if case .stranger(let group) = account, !state.limiter.admits(group, now: ConnectionHandler.now()) {
                return .failure(ClientResponse.rateLimited, "too many requests from this address; try again later")
            }
            guard state.shares.start(for: account) else {
                return .failure(ClientResponse.busy, "the node is busy; try again later")
            }
            return nil
        }
    }

    func stop(for account: RequestShares.Account) { state.withLock { $0.shares.stop(for: account) } }
}

/// One client connection: takes its requests in, within the connection's bounds, and answers each in a task of its own.
final class ServedClient: Sendable {
    private enum Interruption { case timeout, gone }

    private struct State {
        var assembler: MessageAssembler
        var running: [UInt32: OneShot<Interruption>] = [:]
        /// Since when answers are on their way out.
        var sending: [UInt32: Int64] = [:]
        /// When the last request came or was answered.
        var lastRequest = ConnectionHandler.now()
        /// Requests in a row that were refused before anybody looked at them.
        var refusals = 0
        var isPaused = false
        var isFinished = false
    }

    /// So many refusals in a row are answered; then the connection is closed.
    static let maximumRefusals = 64

    private let connection: Connection
    private let context: ClientContext
    private let account: RequestShares.Account
    private let service: ClientRequests
    private let maximumRunning: Int
    private let requests: AsyncStream<MessageAssembler.Message>
    private let request: AsyncStream<MessageAssembler.Message>.Continuation
    private let state: Mutex<State>

    init(connection: Connection, context: ClientContext, service: ClientRequests) {
        self.connection = connection
        self.context = context
        account = context.isMember ? .member : .stranger(connection.group)
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
        service.free(bytes, for: account)
        request.finish()
        for interruption in running { interruption.fire(.gone) }
    }

    /// Connections are for asking: one on which nothing is asked, or on which a message takes for ever, has had its time.
    func overdue(now: Int64) -> CloseReason? {
        let timing = service.configuration.timing
        return state.withLock { state in
            let moving = [state.assembler.oldest, state.sending.values.min()].compactMap { $0 }.min()
            if let moving, now - moving >= timing.transfer.milliseconds {
                return .slowTransfer(seconds: Int(clamping: timing.transfer.milliseconds / 1000))
            }
            guard moving == nil, state.running.isEmpty, now - state.lastRequest >= timing.idle.milliseconds else {
                return nil
            }
            return .idle(seconds: Int(clamping: timing.idle.milliseconds / 1000))
        }
    }

    // MARK: Receiving, on the event loop

    func received(_ frame: Frame) -> Reception {
        if frame.type == TransportFrameType.cancel { return cancel(frame) }
        guard let chunk = MessageChunk(parsing: frame.payload) else { return .close(.malformedFrame(type: frame.type)) }
        guard service.reserve(chunk.data.count, for: account) else {
            return .close(.tooManyConnections("memory for requests"))
        }
        do throws(MessageAssembler.Failure) {
            let message = try state.withLock { (state) throws(MessageAssembler.Failure) in
                // An identifier that is still being answered must not be used again.
                guard state.running[chunk.id] == nil, !state.isFinished else { throw .malformed }
                return try state.assembler.add(chunk, now: ConnectionHandler.now())
            }
            return message.map(begin) ?? .more
        } catch {
            service.free(chunk.data.count, for: account)
            switch error {
            case .malformed: return .close(.malformedFrame(type: frame.type))
            case .tooLarge(let limit): return .close(.invalidMessage("requests are limited to \(limit) bytes"))
            case .tooManyAtOnce(let limit):
                return .close(.invalidMessage("\(limit) requests may be unfinished at once"))
            }
        }
    }

    private func begin(_ message: MessageAssembler.Message) -> Reception {
        if let refusal = service.start(for: account) { return refuse(message, refusal) }
        let pause = state.withLock { state in
            state.running[message.id] = OneShot()
            state.refusals = 0
            state.lastRequest = ConnectionHandler.now()
            state.isPaused = state.running.count >= maximumRunning
            return state.isPaused
        }
        request.yield(message)
        return pause ? .pause : .more
    }

    /// Says why not; a flood of requests that are refused in any case is not answered for ever.
    private func refuse(_ message: MessageAssembler.Message, _ refusal: ClientResponse) -> Reception {
        service.free(message.payload.count, for: account)
        let refusals = state.withLock { state in
            state.refusals += 1
            return state.refusals
        }
        guard refusals <= Self.maximumRefusals else { return .close(.flood("requests")) }
        let frames = MessageChunk.frames(
            type: TransportFrameType.response, id: message.id, code: refusal.status, payload: refusal.payload)
        guard case .accepted = connection.enqueue(frames) else {
            return .close(.queueOverflow(limit: service.configuration.limits.queuedBytes))
        }
        return .more
    }

    private func cancel(_ frame: Frame) -> Reception {
        guard frame.payload.count == 4 else { return .close(.malformedFrame(type: frame.type)) }
        let id = frame.payload.reduce(0) { $0 << 8 | UInt32($1) }
        let (running, bytes) = state.withLock { state in
            let before = state.assembler.bufferedBytes
            state.assembler.drop(id)
            return (state.running[id], before - state.assembler.bufferedBytes)
        }
        service.free(bytes, for: account)
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
        state.withLock { $0.sending[id] = ConnectionHandler.now() }
        // One chunk after the other as the socket takes them, so that a slow client holds back only its own answer.
        for frame in MessageChunk.frames(
            type: TransportFrameType.response, id: id, code: bounded.status, payload: bounded.payload)
        {
            guard await connection.enqueueWithRoom(frame) else { return }
        }
    }

    private func done(_ message: MessageAssembler.Message) {
        service.stop(for: account)
        service.free(message.payload.count, for: account)
        let resume = state.withLock { state in
            state.running[message.id] = nil
            state.sending[message.id] = nil
            state.lastRequest = ConnectionHandler.now()
            guard state.isPaused else { return false }
            state.isPaused = false
            return true
        }
        if resume { connection.resumeReading() }
    }
}
