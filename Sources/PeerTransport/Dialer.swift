import NIOCore
import Synchronization

/// Carries out the `DialPlan` of one peer on an event loop.
final class Dialer: Sendable {
    let target: PeerTarget
    private let loop: any EventLoop
    private let dial: @Sendable (DialAttempt) -> Void
    private let state: Mutex<State>

    private struct State {
        var plan: DialPlan
        var timers: [Lane: Scheduled<Void>] = [:]
        var isStopped = false
    }

    /// - Parameter dial: starts one attempt; its outcome comes back as `established` and `ended`.
    init(
        target: PeerTarget, dialsPeer: Bool, timing: TransportTiming, loop: any EventLoop,
        dial: @escaping @Sendable (DialAttempt) -> Void
    ) {
        self.target = target
        self.loop = loop
        self.dial = dial
        state = Mutex(State(plan: DialPlan(dialsPeer: dialsPeer, timing: timing)))
    }

    /// Never calls back from inside: effects are carried out on the loop, so callers may hold their own locks.
    func handle(_ event: DialPlan.Event) {
        loop.execute { self.process(event) }
    }

    func stop() {
        let timers = state.withLock { state in
            state.isStopped = true
            defer { state.timers = [:] }
            return Array(state.timers.values)
        }
        for timer in timers { timer.cancel() }
    }

    private func process(_ event: DialPlan.Event) {
        let effects = state.withLock { state in
            state.isStopped ? [] : state.plan.handle(event, jitter: Double.random(in: 0..<1))
        }
        for effect in effects {
            switch effect {
            case .dial(let lane, let ticket): dial(DialAttempt(dialer: self, lane: lane, ticket: ticket))
            case .wait(let lane, let pause, let ticket): wait(lane, pause, ticket)
            }
        }
    }

    private func wait(_ lane: Lane, _ pause: Duration, _ ticket: Int) {
        let timer = loop.scheduleTask(in: .milliseconds(pause.milliseconds)) {
            self.process(.timer(lane, ticket: ticket))
        }
        let stale = state.withLock { state -> Scheduled<Void>? in
            if state.isStopped { return timer }
            defer { state.timers[lane] = timer }
            return state.timers[lane]
        }
        stale?.cancel()
    }
}

/// One attempt of a dialer; its outcome goes back to it.
struct DialAttempt: Sendable {
    let dialer: Dialer
    let lane: Lane
    let ticket: Int

    func established() { dialer.handle(.established(lane, ticket: ticket)) }
    func ended(upFor: Duration?) { dialer.handle(.ended(lane, ticket: ticket, upFor: upFor)) }
    func held(for pause: Duration) { dialer.handle(.held(lane, ticket: ticket, pause)) }
}

/// A peer to stay connected with.
public struct PeerTarget: Hashable, Sendable {
    /// The key that the peer has to show.
    public let key: PeerKey
    /// Where to look for it: a name or an address.
    public let host: String
    /// Its TCP port.
    public let port: Int

    /// A peer.
    public init(key: PeerKey, host: String, port: Int) {
        self.key = key
        self.host = host
        self.port = port
    }
}
