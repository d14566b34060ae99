import ControlClient
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// Serves a `JSONRPCDispatcher` on a Unix socket (docs/formats/control-rpc.md): one JSON text per line in each
/// direction, for processes of the same user and of root.
public final class ControlServer: Service {
    /// The bounds of the server.
    public struct Limits: Hashable, Sendable {
        /// One message without its newline: 16 MiB.
        public var messageBytes = ControlClient.maximumMessageBytes
        /// Connections at once.
        public var connections = 64
        /// Messages of one connection that are worked on at once; then it is not read any further.
        public var callsPerConnection = 8
        /// Bytes of such messages.
        public var callBytesPerConnection = 32 << 20
        /// How long a client may leave an answer lying.
        public var write = Duration.seconds(30)
        /// How long calls may go on after a graceful shutdown began.
        public var shutdown = Duration.milliseconds(1500)

        /// The defaults.
        public init() {}
    }

    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    /// Who is at the other end of a connection.
    typealias CallerLookup = @Sendable (_ connection: any Channel) async -> CallContext

    let dispatcher: JSONRPCDispatcher
    let limits: Limits
    let logger: Logger
    private let path: String
    private let caller: CallerLookup
    private let state = Mutex(State())

    private struct State {
        var isStarted = false
        var isStopping = false
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    /// A server that does nothing yet.
    public convenience init(path: String, dispatcher: JSONRPCDispatcher, logger: Logger, limits: Limits = Limits()) {
        self.init(path: path, dispatcher: dispatcher, logger: logger, limits: limits, caller: ControlServer.caller)
    }

    /// - Parameter caller: who calls; tests put somebody else in place of the kernel's word.
    init(
        path: String, dispatcher: JSONRPCDispatcher, logger: Logger, limits: Limits, caller: @escaping CallerLookup
    ) {
        self.path = path
        self.caller = caller
        self.dispatcher = dispatcher
        self.logger = logger
        self.limits = limits
    }

    /// Serves until the task is cancelled, or a graceful shutdown is asked for: then calls in work have
    /// `Limits.shutdown` to finish. The socket's name is removed in every case.
    ///
    /// - Throws: `ControlServerError` if the socket cannot be had.
    public func run() async throws {
        guard
            state.withLock({ state in
                defer { state.isStarted = true }
                return !state.isStarted
            })
        else { throw ControlServerError.stopped }
        var socket = try ControlSocket(path: path)
        let result: Result<Void, any Error>
        do {
            try await serve(descriptor: socket.release())
            result = .success(())
        } catch {
            result = .failure(error)
        }
        socket.remove()
        try result.get()
    }

    private func serve(descriptor: Int32) async throws {
        let listener = try await listen(descriptor)
        state.withLock { $0.listener = listener.channel }
        logger.info("control socket is ready", metadata: ["path": "\(path)"])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.accept(listener) }
            group.addTask {
                guard (try? await gracefulShutdown()) != nil else { return }
                self.stopAccepting()
                try? await Task.sleep(for: self.limits.shutdown)
            }
            // Whichever ends first ends the other: no connection is left, or the time for them is over.
            await group.next()
            group.cancelAll()
        }
    }

    private func listen(_ descriptor: Int32) async throws -> NIOAsyncChannel<Connection, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: ControlSocket.backlog)
            // `printf ... | nc -U` closes its sending half and waits for the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(descriptor) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
    }

    private func accept(_ listener: NIOAsyncChannel<Connection, Never>) async {
        do {
            try await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { await self.serve(connection) }
                    }
                }
            }
        } catch is CancellationError {
            // The usual end.
        } catch {
            logger.error("the control socket failed", metadata: ["path": "\(path)"])
        }
    }

    /// No new connections and no new calls; answers of calls in work still go out.
    private func stopAccepting() {
        let (listener, connections) = state.withLock { state in
            state.isStopping = true
            return (state.listener, Array(state.connections.values))
        }
        listener?.close(promise: nil)
        for connection in connections { connection.close(mode: .input, promise: nil) }
    }

    // MARK: Connections

    private func serve(_ connection: Connection) async {
        let channel = connection.channel
        let refusal = enter(channel)
        defer { leave(channel) }
        let context = await caller(channel)
        do {
            try await connection.executeThenClose { inbound, _ in
                let session = ControlSession(server: self, channel: channel, context: context)
                if let refusal = refusal ?? ControlServer.refusal(context) {
                    try await session.refuse(refusal)
                } else {
                    try await session.run(inbound)
                }
            }
        } catch {
            logger.debug("a control connection ended early", metadata: ["pid": "\(context.pid ?? 0)"])
        }
    }

    private func enter(_ channel: any Channel) -> JSONRPCError? {
        state.withLock { state in
            guard !state.isStopping else {
                return JSONRPCError(code: JSONRPCError.cancelledCode, message: "The node is stopping.")
            }
            guard state.connections.count < limits.connections else {
                return JSONRPCError(
                    code: JSONRPCError.busyCode,
                    message: "The node serves \(limits.connections) control connections already; try again later.")
            }
            state.connections[ObjectIdentifier(channel)] = channel
            return nil
        }
    }

    private func leave(_ channel: any Channel) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// A caller of whom nothing is known is nobody we serve.
    private static func refusal(_ context: CallContext) -> JSONRPCError? {
        if let uid = context.uid, UnixSocket.Credentials(pid: context.pid ?? 0, uid: uid).isOwnUserOrRoot { return nil }
        return JSONRPCError(
            code: JSONRPCError.notPermittedCode,
            message: "Only the node's own user and root may use its control socket.")
    }

    /// Who connected, as the kernel says; nobody, if it does not say.
    @Sendable
    private static func caller(_ channel: any Channel) async -> CallContext {
        guard let provider = channel as? any SocketOptionProvider,
            let credentials = try? await PeerCredentialsOption.get(provider).get()
        else { return CallContext() }
        return CallContext(pid: credentials.pid, uid: credentials.uid)
    }
}
