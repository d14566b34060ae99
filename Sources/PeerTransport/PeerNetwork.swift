public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// This node's connections: it listens, stays connected with the peers it is given, hands their messages up in order and
/// answers the requests of clients.
///
/// What peers say is opaque here; docs/formats/transport.md has the bytes. A peer counts as up when its control lane
/// is up: TLS 1.3 with both keys checked, hello and acknowledgement from both sides. A bad message or a bad peer costs
/// that connection, never the listener.
///
/// Everything may be called from any thread. `run()` is called once, and owns what runs.
public final class PeerNetwork: Service {
    /// Says who a key is. Called on an event loop for every connection: it must answer at once, from memory.
    public typealias Authorize = @Sendable (PeerKey) -> Admission
    /// Answers a client's request; cancelled when the client gives up or takes too long.
    public typealias RequestHandler =
        @Sendable (ClientContext, _ method: UInt8, _ payload: [UInt8]) async -> ClientResponse

    /// What happens between this node and its peers; for one reader.
    public let events: PeerEvents

    let identity: TransportIdentity
    let configuration: TransportConfiguration
    let authorize: Authorize
    let requests: ClientRequests
    let queue: EventQueue
    let loops: any EventLoopGroup
    let logger: Logger
    let state: Mutex<State>

    enum Phase { case idle, listening, running, stopping }

    struct Session {
        let control: Connection
        var bulk: Connection?
        let since: Int64
        var connections: [Connection] { [control] + (bulk.map { [$0] } ?? []) }
    }

    struct Ban {
        let until: Int64
        let reason: String
    }

    struct State {
        var phase = Phase.idle
        var listener: (any Channel)?
        var boundAddress: RemoteAddress?
        var connections: [UInt64: Connection] = [:]
        var nextID: UInt64 = 0
        var census: Census
        var sessions: [PeerKey: Session] = [:]
        var targets: [PeerKey: PeerTarget] = [:]
        var dialers: [PeerKey: Dialer] = [:]
        var bans: [PeerKey: Ban] = [:]
        /// Since when a client or member connection is up.
        var upSince: [UInt64: Int64] = [:]
        var failures: [PeerKey: CloseReason] = [:]
    }

    /// A network that does nothing yet.
    ///
    /// - Parameters:
    ///   - authorize: who a key is; asked again for every connection, and after `setPeers`.
    ///   - handler: answers client requests.
    public init(
        identity: TransportIdentity, configuration: TransportConfiguration, logger: Logger,
        authorize: @escaping Authorize, handler: @escaping RequestHandler
    ) {
        self.identity = identity
        self.configuration = configuration
        self.logger = logger
        self.authorize = authorize
        loops = MultiThreadedEventLoopGroup.singleton
        queue = EventQueue(limits: configuration.limits)
        events = PeerEvents(queue: queue)
        requests = ClientRequests(configuration: configuration, handler: handler)
        state = Mutex(State(census: Census(limits: configuration.limits)))
    }

    /// This node's own key.
    public var key: PeerKey { identity.key }

    /// Where the node listens, once it does; the port is the real one, also where 0 was asked for.
    public var boundAddress: RemoteAddress? { state.withLock { $0.boundAddress } }

    /// Starts listening; `run()` does so too, but this way the caller hears of a port in use before anything else runs.
    @discardableResult
    public func listen() async throws(TransportError) -> RemoteAddress {
        if let bound = boundAddress { return bound }
        let isFirst = state.withLock { state in
            guard state.phase == .idle else { return false }
            state.phase = .listening
            return true
        }
        guard isFirst else { throw .stopped }
        return try await bind()
    }

    /// Runs until the task is cancelled or a graceful shutdown is asked for; then closes everything within two seconds.
    public func run() async throws {
        try await listen()
        try beginRunning()
        logger.info("listening for peers", metadata: ["address": "\(boundAddress?.description ?? "")"])
        await withTaskCancellationOrGracefulShutdownHandler {
            await requests.run()
        } onCancelOrGracefulShutdown: {
            self.beginShutdown()
        }
        await finishShutdown()
    }

    private func beginRunning() throws(TransportError) {
        let dialers = state.withLock { state -> [Dialer]? in
            guard state.phase == .listening else { return nil }
            state.phase = .running
            return Array(state.dialers.values)
        }
        guard let dialers else { throw .stopped }
        for dialer in dialers { dialer.handle(.start) }
    }

    // MARK: Sending

    /// Puts frames into the peer's queue, all or none, and returns at once.
    ///
    /// Frames of one call stay together and in order on their lane; between lanes there is no order. As long as the
    /// bulk lane is not up, its frames take the control lane.
    public func send(_ frames: [Frame], to key: PeerKey, lane: Lane) -> SendResult {
        guard frames.allSatisfy(\.isSendable), lane == .control || lane == .bulk else { return .invalidFrame }
        let connection = state.withLock { state in
            state.sessions[key].flatMap { lane == .bulk ? $0.bulk ?? $0.control : $0.control }
        }
        guard let connection else { return .notConnected }
        switch connection.enqueue(frames) {
        case .accepted: return .queued
        case .closed: return .notConnected
        case .overflow:
            connection.close(.queueOverflow(limit: configuration.limits.queuedBytes))
            return .overflow
        }
    }

    /// Ends all connections of a key and tells it why; `banFor` keeps it out for a while.
    public func disconnect(_ key: PeerKey, reason: CloseReason, banFor: Duration? = nil) {
        let connections = state.withLock { state in
            if let banFor { state.ban(key, for: banFor, reason, limit: configuration.limits.bans) }
            return state.connections.values.filter { $0.key == key }
        }
        for connection in connections { connection.close(reason) }
    }

    /// Every peer that is connected or looked for, ordered by key.
    public func status() -> [PeerStatus] {
        let (sessions, targets, failures) = state.withLock { ($0.sessions, $0.targets, $0.failures) }
        return Set(sessions.keys).union(targets.keys).sorted().map { key in
            let session = sessions[key]
            return PeerStatus(
                key: key, target: targets[key], isUp: session != nil, hasBulkLane: session?.bulk != nil,
                address: session?.control.address, roundTripMilliseconds: session?.control.roundTrip,
                queuedBytes: session?.connections.reduce(0) { $0 + $1.queuedBytes } ?? 0, lastFailure: failures[key])
        }
    }
}

extension PeerNetwork.State {
    mutating func ban(_ key: PeerKey, for pause: Duration, _ reason: CloseReason, limit: Int) {
        let now = ConnectionHandler.now()
        if bans.count >= limit { bans = bans.filter { $0.value.until > now } }
        // Still full: the ban that ends first makes room.
        if bans.count >= limit, bans[key] == nil, let first = bans.min(by: { $0.value.until < $1.value.until }) {
            bans[first.key] = nil
        }
        let until = now.addingReportingOverflow(pause.milliseconds)
        bans[key] = PeerNetwork.Ban(until: until.overflow ? .max : until.partialValue, reason: reason.description)
    }

    /// The ban that is in force, and its rest in milliseconds.
    func ban(of key: PeerKey) -> (reason: String, rest: Int64)? {
        guard let ban = bans[key] else { return nil }
        let rest = ban.until - ConnectionHandler.now()
        return rest > 0 ? (ban.reason, rest) : nil
    }
}
