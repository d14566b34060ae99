import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

extension PeerNetwork {
    func bind() async throws(TransportError) -> RemoteAddress {
        let (host, port) = (configuration.host, configuration.port)
        do {
            let channel = try await ServerBootstrap(group: loops)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .childChannelOption(.writeBufferWaterMark, value: PeerNetwork.waterMark)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
                }
                .bind(host: host, port: port).get()
            return try keep(channel)
        } catch {
            state.withLock { $0.phase = .stopping }
            throw .cannotListen(host: host, port: port, reason: PeerNetwork.reason(for: error))
        }
    }

    static var waterMark: ChannelOptions.Types.WriteBufferWaterMark { .init(low: 128 << 10, high: 512 << 10) }

    private func keep(_ channel: any Channel) throws -> RemoteAddress {
        let address = RemoteAddress(channel.localAddress)
        let isKept = state.withLock { state in
            guard state.phase == .listening else { return false }
            (state.listener, state.boundAddress) = (channel, address)
            return true
        }
        guard isKept else {
            channel.close(promise: nil)
            throw TransportError.stopped
        }
        return address
    }

    private static func reason(for error: any Error) -> String {
        switch error {
        case let error as IOError: Errno.text(error.errnoCode)
        case is SocketAddressError: "the name has no address"
        default: "the address cannot be used"
        }
    }

    /// Sets up a connection that came in. Throwing closes it; nobody has shown a key yet, so nothing is said.
    private func accept(_ channel: any Channel) throws {
        let verdict = PeerVerdict(expected: nil, now: TransportClock.unixSeconds)
        let group = AddressGroup(channel.remoteAddress)
        let (id, arrival, oldest) = state.withLock { state -> (UInt64, Census.Arrival, Connection?) in
            state.nextID += 1
            guard state.phase != .stopping else { return (state.nextID, .turnedAway(.shuttingDown), nil) }
            let arrival = state.census.arrive(state.nextID, from: group, now: ConnectionHandler.now())
            guard case .inPlaceOf(let id) = arrival else { return (state.nextID, arrival, nil) }
            return (state.nextID, arrival, state.connections[id])
        }
        if case .turnedAway(let reason) = arrival {
            logger.debug("connection turned away", metadata: ["address": "\(group)", "reason": "\(reason)"])
            throw reason
        }
        oldest?.close(.tooManyConnections("unfinished handshakes"))
        let connection = Connection(
            id: id, channel: channel, role: .listener, verdict: verdict, attempt: nil,
            queueLimit: configuration.limits.queuedBytes)
        try add(connection, verdict)
    }

    /// Adds the handlers and remembers the connection until it is closed.
    func add(_ connection: Connection, _ verdict: PeerVerdict) throws {
        state.withLock { $0.connections[connection.id] = connection }
        do {
            let pipeline = connection.channel.pipeline.syncOperations
            try pipeline.addHandler(TLSProfile.handler(identity, role: connection.role, verdict: verdict))
            try pipeline.addHandler(
                ConnectionHandler(connection: connection, owner: self, timing: configuration.timing))
        } catch {
            forget(connection)
            throw error
        }
    }

    func forget(_ connection: Connection) {
        state.withLock { state in
            state.connections[connection.id] = nil
            state.upSince[connection.id] = nil
            state.census.leave(connection.id)
        }
    }

    // MARK: Shutdown

    /// Closes everything; called once, from the shutdown or cancellation handler.
    func beginShutdown() {
        let (listener, dialers, connections) = state.withLock { state in
            state.phase = .stopping
            defer {
                state.dialers = [:]
                state.listener = nil
            }
            return (state.listener, Array(state.dialers.values), Array(state.connections.values))
        }
        listener?.close(promise: nil)
        for dialer in dialers { dialer.stop() }
        for connection in connections { connection.close(.shuttingDown) }
        requests.finish()
    }

    /// Waits until the connections are closed, but not longer than the shutdown time.
    func finishShutdown() async {
        beginShutdown()
        let loop = loops.next()
        let done = loop.makePromise(of: Void.self)
        let channels = state.withLock { $0.connections.values.map(\.channel) }
        EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: loop).cascade(to: done)
        let deadline = loop.scheduleTask(in: .milliseconds(configuration.timing.shutdown.milliseconds)) {
            done.succeed()
        }
        try? await done.futureResult.get()
        deadline.cancel()
        queue.finish()
        logger.info("stopped")
    }
}
