import Logging
import Synchronization

extension PeerNetwork: ConnectionOwner {
    /// Who may use which lane: members all, strangers the client lane, nobody while shut out.
    func greeted(_ connection: Connection, lane: Lane) -> CloseReason? {
        guard let peer = connection.key else { return .tls(.certificateRequired) }
        if let ban = state.withLock({ $0.ban(of: peer) }) { return .banned(ban.reason) }
        let admission = authorize(peer)
        if case .refuse(let reason) = admission { return .notAuthorised(reason) }
        switch lane {
        case .client: break
        case .control, .bulk, .knock:
            guard admission.isMember else { return .notAuthorised("only members of the roster may use this lane") }
            guard peer != key, (peer < key) == (lane != .knock) else { return .wrongDialer }
        }
        return state.withLock { $0.census.settle(connection.id, as: peer, isMember: admission.isMember) }
    }

    func established(_ connection: Connection) -> CloseReason? {
        guard let peer = connection.key else { return .tls(.certificateRequired) }
        connection.attempt?.established()
        let refusal =
            switch connection.lane {
            case .control: controlUp(connection, peer)
            case .bulk: bulkUp(connection, peer)
            case .client: requests.begin(connection, peer, admission: authorize(peer))
            case .knock: knocked(connection, peer)
            case nil: CloseReason.helloTimeout
            }
        if refusal == nil { state.withLock { $0.upSince[connection.id] = ConnectionHandler.now() } }
        return refusal
    }

    /// The newer control connection of a peer wins: the older one may be the ruin of a process that is gone.
    ///
    /// Events go into the queue, and news to the dialer, under the lock: their order is that of the sessions.
    private func controlUp(_ connection: Connection, _ peer: PeerKey) -> CloseReason? {
        let (refusal, old) = state.withLock { state -> (CloseReason?, Session?) in
            guard state.phase != .stopping else { return (.shuttingDown, nil) }
            let old = state.sessions[peer]
            if let old { queue.down(peer, .replaced, connections: old.connections) }
            state.sessions[peer] = Session(control: connection, bulk: nil, since: ConnectionHandler.now())
            state.failures[peer] = nil
            queue.up(peer, connection)
            state.dialers[peer]?.handle(.sessionUp)
            return (nil, old)
        }
        for stale in old?.connections ?? [] { stale.close(.replaced) }
        guard refusal == nil else { return refusal }
        logger.info("peer is up", metadata: ["peer": "\(peer.short)", "address": "\(connection.address)"])
        return nil
    }

    private func bulkUp(_ connection: Connection, _ peer: PeerKey) -> CloseReason? {
        let (refusal, old) = state.withLock { state -> (CloseReason?, Connection?) in
            guard state.sessions[peer] != nil else { return (.noControlLane, nil) }
            let old = state.sessions[peer]?.bulk
            state.sessions[peer]?.bulk = connection
            queue.join(connection)
            if let old { queue.leave(old) }
            return (nil, old)
        }
        old?.close(.replaced)
        return refusal
    }

    /// The larger key announces itself: it is dialed at once. If this node believes to be connected, the knock crossed
    /// with the connection, or the connection is the ruin of a process that is gone; a ping shows which.
    private func knocked(_ connection: Connection, _ peer: PeerKey) -> CloseReason? {
        if connection.role == .listener {
            let (dialer, session) = state.withLock { ($0.dialers[peer], $0.sessions[peer]) }
            session?.control.probe()
            dialer?.handle(.knocked)
        }
        return .knockAnswered
    }

    func received(_ frame: Frame, on connection: Connection) -> Reception {
        guard let peer = connection.key else { return .close(.tls(.certificateRequired)) }
        switch connection.lane {
        case .control: return queue.put(frame, from: peer, on: connection, isUrgent: true) ? .pause : .more
        case .bulk: return queue.put(frame, from: peer, on: connection, isUrgent: false) ? .pause : .more
        case .client: return requests.received(frame, on: connection)
        case .knock, nil: return .close(.unexpectedFrame(type: frame.type))
        }
    }

    func overdue(_ connection: Connection, now: Int64) -> CloseReason? {
        connection.lane == .client ? requests.overdue(connection, now: now) : nil
    }

    func closed(_ connection: Connection, reason: CloseReason) {
        let since = state.withLock { $0.upSince[connection.id] }
        forget(connection)
        requests.end(connection)
        if let peer = connection.key { leave(connection, peer, reason) }
        if let attempt = connection.attempt {
            if since == nil, reason != .knockAnswered { failed(attempt.dialer.target, reason) }
            attempt.ended(upFor: since.map { .milliseconds(ConnectionHandler.now() - $0) })
        } else if since == nil {
            logger.debug(
                "connection refused", metadata: ["address": "\(connection.address)", "reason": "\(reason)"])
        }
    }

    func abandoned(_ connection: Connection) { forget(connection) }

    /// Takes the connection out of its session; without the control lane the peer is down, and its bulk lane goes too.
    private func leave(_ connection: Connection, _ peer: PeerKey, _ reason: CloseReason) {
        let ended = state.withLock { state -> Session? in
            guard let session = state.sessions[peer] else { return nil }
            if session.bulk === connection {
                state.sessions[peer]?.bulk = nil
                queue.leave(connection)
                return nil
            }
            guard session.control === connection else { return nil }
            state.sessions[peer] = nil
            state.failures[peer] = reason
            queue.down(peer, reason, connections: session.connections)
            state.dialers[peer]?.handle(.sessionDown)
            return session
        }
        guard let ended else { return }
        ended.bulk?.close(reason)
        logger.info("peer is down", metadata: ["peer": "\(peer.short)", "reason": "\(reason)"])
    }
}
