import NIOCore
import NIOSSL
import NIOTLS

/// The shell around `Link`: cuts the byte stream into frames, carries out what the value decides, and keeps time.
/// Lives on its channel's event loop.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: Connection
    private let owner: any ConnectionOwner
    private let tickInterval: TimeAmount
    private let deadMilliseconds: Int64
    private var link: Link
    private var reader = FrameReader()
    private var isPaused = false
    private var isReadPending = false
    private var isFinished = false
    private var ticking: RepeatedTask?
    private var wasActive = false
    // For noticing a peer that takes nothing: since when the socket has not moved although something waits.
    private var stalledSince: Int64?
    private var takenBefore: UInt64 = 0

    init(connection: Connection, owner: any ConnectionOwner, timing: TransportTiming) {
        self.connection = connection
        self.owner = owner
        let milliseconds = Link.Timing(timing)
        link = Link(role: connection.role, timing: milliseconds, now: ConnectionHandler.now())
        deadMilliseconds = milliseconds.dead
        // Often enough for the shortest of the times, and never more than a hundred times a second.
        let shortest = [
            milliseconds.handshake, milliseconds.hello, milliseconds.ping, milliseconds.dead,
            timing.transfer.milliseconds, timing.idle.milliseconds,
        ].reduce(8_000, min)
        tickInterval = .milliseconds(min(max(shortest / 4, 10), 2000))
    }

    static func now() -> Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    private func start(_ context: ChannelHandlerContext) {
        guard !wasActive else { return }
        wasActive = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ticking = context.eventLoop.scheduleRepeatedTask(initialDelay: tickInterval, delay: tickInterval) { _ in
            let (handler, context) = bound.value
            handler.tick(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.peerClosed)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.peerClosed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The certificate check knows better than TLS why it failed.
        let reason = connection.certificateFailure.map { .certificate($0) } ?? CloseReason(channelError: error)
        end(context, reason, tell: false)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted(let negotiated): secured(context, negotiated)
        case ChannelEvent.inputClosed: end(context, .peerClosed, tell: false)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func secured(_ context: ChannelHandlerContext, _ applicationProtocol: String?) {
        // A resumed session skips the certificate; then there is no verdict, and no connection.
        guard connection.key != nil else { return end(context, .tls(.certificateRequired), tell: true) }
        carryOut(link.secured(applicationProtocol: applicationProtocol, now: ConnectionHandler.now()), context)
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished, link.phase != .closed else { return }
        link.heard(now: ConnectionHandler.now())
        reader.append(unwrapInboundIn(data))
        readFrames(context)
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            isReadPending = true
        } else {
            context.read()
        }
    }

    private func readFrames(_ context: ChannelHandlerContext) {
        while !isPaused, link.phase != .closed {
            do throws(FrameReader.Failure) {
                guard let frame = try reader.next(limit: link.frameLimit) else { return }
                carryOut(link.received(frame, now: ConnectionHandler.now()), context)
            } catch {
                end(context, CloseReason(error), tell: true)
            }
        }
    }

    private func carryOut(_ action: Link.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .nothing: connection.roundTrip = link.roundTrip
        case .send(let frame): write(frame, context)
        case .deliver(let frame): deliver(frame, context)
        case .greet(let lane): greet(lane, context)
        case .established(let reply):
            if let reply { write(reply, context) }
            if let reason = owner.established(connection) { end(context, reason, tell: true) }
        case .close(let reason):
            var tell = true
            if case .peerSaid = reason { tell = false }
            end(context, reason, tell: tell)
        }
    }

    private func greet(_ lane: Lane, _ context: ChannelHandlerContext) {
        connection.lane = lane
        if let reason = owner.greeted(connection, lane: lane) {
            end(context, reason, tell: true)
        } else if let ack = link.accept() {
            write(ack, context)
        }
    }

    private func deliver(_ frame: Frame, _ context: ChannelHandlerContext) {
        switch owner.received(frame, on: connection) {
        case .more: break
        case .pause: setPaused(true)
        case .close(let reason): end(context, reason, tell: true)
        }
    }

    private func setPaused(_ paused: Bool) {
        isPaused = paused
        link.isPaused = paused
    }

    // MARK: Writing

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        connection.drain()
        context.fireChannelWritabilityChanged()
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event {
        case let event as CloseConnection:
            closeChannel(context, event.reason, tell: true)
            promise?.succeed()
        case is ProbeConnection:
            carryOut(link.probe(now: ConnectionHandler.now()), context)
            promise?.succeed()
        case is ResumeReading:
            resume(context)
            promise?.succeed()
        default: context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    private func resume(_ context: ChannelHandlerContext) {
        guard isPaused else { return }
        setPaused(false)
        readFrames(context)
        guard !isPaused, isReadPending else { return }
        isReadPending = false
        context.read()
    }

    /// The transport's own frames pass by the queue: they are small, and rare by construction.
    private func write(_ frame: Frame, _ context: ChannelHandlerContext) {
        // Pings of a peer that does not read our answers are not answered, so that nothing piles up.
        guard context.channel.isWritable || link.phase != .up else { return }
        var buffer = context.channel.allocator.buffer(capacity: frame.encodedCount)
        frame.write(to: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    // MARK: Time and end

    private func tick(_ context: ChannelHandlerContext) {
        let now = ConnectionHandler.now()
        let (waiting, taken) = connection.sendingProgress
        if waiting == 0 || taken != takenBefore {
            stalledSince = nil
        } else if let since = stalledSince {
            if now - since >= deadMilliseconds {
                return end(context, .stalled(seconds: Int(clamping: deadMilliseconds / 1000)), tell: false)
            }
        } else {
            stalledSince = now
        }
        takenBefore = taken
        carryOut(link.tick(now: now), context)
        guard link.phase == .up, let reason = owner.overdue(connection, now: now) else { return }
        end(context, reason, tell: true)
    }

    private func end(_ context: ChannelHandlerContext, _ reason: CloseReason, tell: Bool) {
        guard connection.beginClosing(reason) else { return }
        closeChannel(context, reason, tell: tell)
    }

    private func closeChannel(_ context: ChannelHandlerContext, _ reason: CloseReason, tell: Bool) {
        let isSecured = link.phase != .securing && connection.key != nil
        link.close()
        if tell, isSecured, context.channel.isActive {
            let frame = Link.closing(reason)
            var buffer = context.channel.allocator.buffer(capacity: frame.encodedCount)
            frame.write(to: &buffer)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
        finish(reason)
        context.close(promise: nil)
    }

    private func finish(_ fallback: CloseReason) {
        guard !isFinished else { return }
        isFinished = true
        ticking?.cancel()
        ticking = nil
        link.close()
        _ = connection.beginClosing(fallback)
        guard wasActive else { return owner.abandoned(connection) }
        owner.closed(connection, reason: connection.closeReason ?? fallback)
    }
}

extension CloseReason {
    fileprivate init(_ failure: FrameReader.Failure) {
        switch failure {
        case .empty: self = .emptyFrame
        case .oversize(let length, let limit): self = .oversizeFrame(length: length, limit: limit)
        }
    }
}
