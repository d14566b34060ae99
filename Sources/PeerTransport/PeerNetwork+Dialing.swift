import Logging
import NIOCore
import NIOPosix
import Synchronization

extension PeerNetwork {
    /// Sets whom to stay connected with. New peers are looked for, others no longer; and every connection whose key
    /// is not a member any more is closed.
    public func setPeers(_ targets: [PeerTarget]) {
        let wanted = Dictionary(targets.lazy.filter { $0.key != self.key }.map { ($0.key, $0) }) { $1 }
        let (stopped, started, connections) = state.withLock { state -> ([Dialer], [Dialer], [Connection]) in
            guard state.phase != .stopping else { return ([], [], []) }
            let stopped = state.dialers.values.filter { wanted[$0.target.key] != $0.target }
            for dialer in stopped { state.dialers[dialer.target.key] = nil }
            let started = wanted.values.filter { state.dialers[$0.key] == nil }.map(makeDialer)
            for dialer in started { state.dialers[dialer.target.key] = dialer }
            state.targets = wanted
            state.failures = state.failures.filter { wanted[$0.key] != nil }
            return (stopped, state.phase == .running ? started : [], Array(state.connections.values))
        }
        for dialer in stopped { dialer.stop() }
        for connection in connections { review(connection, wanted) }
        for dialer in started { dialer.handle(.start) }
    }

    /// Closes a connection that the new peers do not justify.
    private func review(_ connection: Connection, _ wanted: [PeerKey: PeerTarget]) {
        if let attempt = connection.attempt, wanted[attempt.dialer.target.key] != attempt.dialer.target {
            return connection.close(.requested("the peer has moved or is no longer looked for"))
        }
        guard connection.lane != .client, let peer = connection.key, !authorize(peer).isMember else { return }
        connection.close(.notAuthorised("the key is no longer in the roster"))
    }

    private func makeDialer(_ target: PeerTarget) -> Dialer {
        Dialer(
            target: target, dialsPeer: key < target.key, timing: configuration.timing, loop: loops.next()
        ) { [weak self] attempt in
            self?.dial(attempt)
        }
    }

    private func dial(_ attempt: DialAttempt) {
        let target = attempt.dialer.target
        if let ban = state.withLock({ $0.ban(of: target.key) }) {
            return attempt.held(for: .milliseconds(ban.rest))
        }
        ClientBootstrap(group: loops)
            .connectTimeout(.milliseconds(configuration.timing.handshake.milliseconds))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: PeerNetwork.waterMark)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.prepare(channel, attempt) }
            }
            .connect(host: target.host, port: target.port)
            .whenFailure { error in
                // A connection that became active reports its end by itself.
                if !(error is CloseReason) { self.failed(target, PeerNetwork.reason(forDialing: error)) }
                attempt.ended(upFor: nil)
            }
    }

    /// The connection counts from the moment it is active: an attempt that fails before never was one.
    private func prepare(_ channel: any Channel, _ attempt: DialAttempt) throws {
        let verdict = PeerVerdict(expected: attempt.dialer.target.key, now: TransportClock.unixSeconds)
        let id = try state.withLock { state in
            guard state.phase == .running else { throw CloseReason.shuttingDown }
            state.nextID += 1
            state.census.dialed(state.nextID, to: AddressGroup(host: attempt.dialer.target.host))
            return state.nextID
        }
        let connection = Connection(
            id: id, channel: channel, role: .dialer(attempt.lane), verdict: verdict, attempt: attempt,
            queueLimit: configuration.limits.queuedBytes)
        try add(connection, verdict)
    }

    func failed(_ target: PeerTarget, _ reason: CloseReason) {
        let isNews = state.withLock { state in
            defer { if state.targets[target.key] == target { state.failures[target.key] = reason } }
            return state.failures[target.key] != reason
        }
        // The same failure at every attempt is one line, not hundreds.
        logger.log(
            level: isNews ? .info : .debug, "peer cannot be reached",
            metadata: [
                "peer": "\(target.key.short)", "address": "\(RemoteAddress(host: target.host, port: target.port))",
                "reason": "\(reason)",
            ])
    }

    static func reason(forDialing error: any Error) -> CloseReason {
        guard let error = error as? NIOConnectionError else { return CloseReason(channelError: error) }
        if let first = error.connectionErrors.first { return CloseReason(channelError: first.error) }
        return .unreachable("the name \(error.host) has no address")
    }
}
