import NIOCore
import Synchronization

/// What a connection's owner is asked and told; always on the connection's event loop.
protocol ConnectionOwner: Sendable {
    /// The listener heard for which lane the peer came. A reason refuses it.
    func greeted(_ connection: Connection, lane: Lane) -> CloseReason?
    /// Both sides acknowledged. A reason closes it again.
    func established(_ connection: Connection) -> CloseReason?
    /// A message came in.
    func received(_ frame: Frame, on connection: Connection) -> Reception
    /// Asked now and then while the connection is up; a reason closes it.
    func overdue(_ connection: Connection, now: Int64) -> CloseReason?
    /// The connection is gone; called exactly once for a connection that became active.
    func closed(_ connection: Connection, reason: CloseReason)
    /// The connection never became active.
    func abandoned(_ connection: Connection)
}

/// What to do after a message.
enum Reception {
    case more
    /// Read nothing until `Connection.resumeReading()`.
    case pause
    case close(CloseReason)
}

/// The outbound event that lets a paused connection read again.
struct ResumeReading: Sendable {}

/// The outbound event that asks the peer for a sign of life.
struct ProbeConnection: Sendable {}

/// The outbound event that ends a connection with a word to the peer.
struct CloseConnection: Sendable {
    let reason: CloseReason
}

/// The sending half of a connection, and what is known about the peer. May be used from any thread.
final class Connection: Sendable {
    enum Enqueued {
        case accepted
        case overflow
        case closed
    }

    /// Frames are written and flushed in batches of about this size.
    private static let batchBytes = 256 << 10

    let id: UInt64
    let channel: any Channel
    let role: Link.Role
    let address: RemoteAddress
    let group: AddressGroup
    /// Whose attempt this connection is, and which one.
    let attempt: DialAttempt?
    private let verdict: PeerVerdict
    private let queueLimit: Int
    private let state = Mutex(State())

    private struct State {
        var queue = CircularBuffer<Frame>()
        /// Bytes in `queue` and in the channel that the socket has not taken yet.
        var queuedBytes = 0
        var isDrainScheduled = false
        var closeReason: CloseReason?
        var lane: Lane?
        /// Batches that the socket took since the start; shows progress.
        var takenBatches: UInt64 = 0
        var unreadBytes = 0
        var unreadFrames = 0
        var isPaused = false
        var roomWaiters: [OneShot<Void>] = []
        var roundTrip: Int64?

        mutating func takeWaiters() -> [OneShot<Void>] {
            defer { roomWaiters = [] }
            return roomWaiters
        }
    }

    init(
        id: UInt64, channel: any Channel, role: Link.Role, verdict: PeerVerdict, attempt: DialAttempt?, queueLimit: Int
    ) {
        self.id = id
        self.channel = channel
        self.role = role
        self.verdict = verdict
        self.attempt = attempt
        self.queueLimit = queueLimit
        address =
            attempt.map { RemoteAddress(host: $0.dialer.target.host, port: $0.dialer.target.port) }
            ?? RemoteAddress(channel.remoteAddress)
        group = AddressGroup(channel.remoteAddress)
        if case .dialer(let lane) = role { state.withLock { $0.lane = lane } }
    }

    /// The peer's key; nil before the handshake.
    var key: PeerKey? { verdict.key }
    var certificateFailure: CertificateFailure? { verdict.failure }

    var lane: Lane? {
        get { state.withLock { $0.lane } }
        set { state.withLock { $0.lane = newValue } }
    }

    var closeReason: CloseReason? { state.withLock { $0.closeReason } }
    var queuedBytes: Int { state.withLock { $0.queuedBytes } }

    var roundTrip: Int64? {
        get { state.withLock { $0.roundTrip } }
        set { state.withLock { $0.roundTrip = newValue } }
    }

    /// Bytes that wait, and a number that changes whenever the socket takes some: for noticing a stalled peer.
    var sendingProgress: (waiting: Int, taken: UInt64) { state.withLock { ($0.queuedBytes, $0.takenBatches) } }

    /// Puts frames into the queue; never waits. They leave together, in order.
    func enqueue(_ frames: some Collection<Frame>) -> Enqueued {
        let bytes = frames.reduce(0) { $0 + $1.encodedCount }
        let (result, schedule) = state.withLock { state -> (Enqueued, Bool) in
            guard state.closeReason == nil else { return (.closed, false) }
            guard state.queuedBytes + bytes <= queueLimit else { return (.overflow, false) }
            state.queue.append(contentsOf: frames)
            state.queuedBytes += bytes
            defer { state.isDrainScheduled = true }
            return (.accepted, !state.isDrainScheduled)
        }
        if schedule { channel.eventLoop.execute { self.drain() } }
        return result
    }

    /// Waits until the queue is short, then puts the frame into it; false if the connection is gone or the task is
    /// cancelled.
    func enqueueWithRoom(_ frame: Frame) async -> Bool {
        while !Task.isCancelled {
            let (waiter, isClosed) = state.withLock { state -> (OneShot<Void>?, Bool) in
                guard state.closeReason == nil else { return (nil, true) }
                guard state.queuedBytes > Connection.batchBytes else { return (nil, false) }
                let waiter = OneShot<Void>()
                state.roomWaiters.append(waiter)
                return (waiter, false)
            }
            if isClosed { return false }
            guard let waiter else {
                if case .accepted = enqueue(CollectionOfOne(frame)) { return true }
                return false
            }
            _ = await waiter.value()
        }
        return false
    }

    /// Hands queued frames to the channel as long as it can take them. On the event loop.
    func drain() {
        channel.eventLoop.assertInEventLoop()
        state.withLock { $0.isDrainScheduled = false }
        while channel.isActive, channel.isWritable, let (buffer, bytes) = nextBatch() {
            channel.writeAndFlush(buffer).whenComplete { [self] _ in
                let waiters = state.withLock { state in
                    state.queuedBytes -= bytes
                    state.takenBatches &+= 1
                    return state.queuedBytes <= Connection.batchBytes ? state.takeWaiters() : []
                }
                for waiter in waiters { waiter.fire(()) }
            }
        }
    }

    private func nextBatch() -> (ByteBuffer, Int)? {
        let frames = state.withLock { state in
            var frames: [Frame] = []
            var bytes = 0
            while bytes < Connection.batchBytes, let frame = state.queue.popFirst() {
                frames.append(frame)
                bytes += frame.encodedCount
            }
            return frames
        }
        guard !frames.isEmpty else { return nil }
        let bytes = frames.reduce(0) { $0 + $1.encodedCount }
        var buffer = channel.allocator.buffer(capacity: bytes)
        for frame in frames { frame.write(to: &buffer) }
        return (buffer, bytes)
    }

    /// Ends the connection; the first reason counts, and the peer is told.
    func close(_ reason: CloseReason) {
        guard beginClosing(reason) else { return }
        channel.triggerUserOutboundEvent(CloseConnection(reason: reason), promise: nil)
    }

    /// Asks for a sign of life, and closes the connection if none comes soon.
    func probe() { channel.triggerUserOutboundEvent(ProbeConnection(), promise: nil) }

    /// Notes the reason and drops what waits. False if the connection was closing already.
    func beginClosing(_ reason: CloseReason) -> Bool {
        let (isFirst, waiters) = state.withLock { state -> (Bool, [OneShot<Void>]) in
            guard state.closeReason == nil else { return (false, []) }
            state.closeReason = reason
            state.queue.removeAll()
            return (true, state.takeWaiters())
        }
        for waiter in waiters { waiter.fire(()) }
        return isFirst
    }
}

// MARK: - Credit for what was received

extension Connection {
    /// Counts a frame that goes to somebody who takes it later; true if reading has to pause.
    func retain(_ frame: Frame, limits: TransportLimits) -> Bool {
        state.withLock { state in
            state.unreadBytes += frame.encodedCount
            state.unreadFrames += 1
            if state.unreadBytes > limits.unreadBytes || state.unreadFrames > limits.unreadFrames {
                state.isPaused = true
            }
            return state.isPaused
        }
    }

    /// Counts a frame that was taken, and lets the connection read again when half of the credit is free.
    func release(_ frame: Frame, limits: TransportLimits, mayResume: Bool) {
        let resume = state.withLock { state in
            state.unreadBytes -= frame.encodedCount
            state.unreadFrames -= 1
            guard mayResume, state.isPaused, state.unreadBytes <= limits.unreadBytes / 2,
                state.unreadFrames <= limits.unreadFrames / 2
            else { return false }
            state.isPaused = false
            return true
        }
        if resume { resumeReading() }
    }

    /// Pauses for a reason outside of this connection: the total of all is reached.
    func pause() { state.withLock { $0.isPaused = true } }

    /// Reads again, if this connection's own credit allows it.
    func resumeIfPossible(limits: TransportLimits) {
        let resume = state.withLock { state in
            guard state.isPaused, state.unreadBytes <= limits.unreadBytes / 2,
                state.unreadFrames <= limits.unreadFrames / 2
            else { return false }
            state.isPaused = false
            return true
        }
        if resume { resumeReading() }
    }

    /// Never from inside the call that pauses: the handler would take the pause for the newer word.
    func resumeReading() {
        channel.eventLoop.execute { self.channel.triggerUserOutboundEvent(ResumeReading(), promise: nil) }
    }
}
