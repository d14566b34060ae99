/// When to dial one peer, as a value: events in, effects out, no clock and no randomness of its own.
///
/// The node with the smaller key dials the control lane, and once that is up the bulk lane. The other node never dials a
/// member lane, since two connections that cross would have to be told apart; when it comes back after an outage it
/// knocks instead, so that it is not left waiting for the end of the dialer's longest pause.
struct DialPlan: Sendable {
    enum Event: Hashable, Sendable {
        case start
        /// A pause is over; `ticket` names which.
        case timer(Lane, ticket: Int)
        /// A dialed connection is up; `ticket` names the attempt.
        case established(Lane, ticket: Int)
        /// A dialed connection failed or ended, after being up for this long if it was.
        case ended(Lane, ticket: Int, upFor: Duration?)
        /// The attempt was not made, because the peer is shut out for this long.
        case held(Lane, ticket: Int, Duration)
        /// The peer announced itself.
        case knocked
        /// The control lane is up or gone, whoever dialed it.
        case sessionUp
        case sessionDown
    }

    enum Effect: Hashable, Sendable {
        case dial(Lane, ticket: Int)
        case wait(Lane, Duration, ticket: Int)
    }

    private enum Status { case idle, waiting, dialing, up }

    private struct Track {
        var status = Status.idle
        var ticket = 0
        var backoff: Backoff
    }

    /// Whether this node has the smaller key.
    let dialsPeer: Bool
    private let settled: Duration
    private var main: Track
    private var bulk: Track
    private var isSessionUp = false

    /// How long the node with the larger key waits at first for being dialed.
    static let knockDelay = Duration.seconds(1)

    init(dialsPeer: Bool, timing: TransportTiming) {
        self.dialsPeer = dialsPeer
        settled = timing.settled
        let backoff = Backoff(first: timing.firstRetry, longest: timing.longestRetry)
        (main, bulk) = (Track(backoff: backoff), Track(backoff: backoff))
    }

    private var mainLane: Lane { dialsPeer ? .control : .knock }

    mutating func handle(_ event: Event, jitter: Double) -> [Effect] {
        switch event {
        case .start:
            return dialsPeer ? dial(mainLane) : wait(mainLane, min(DialPlan.knockDelay, main.backoff.longest))
        case .timer(let lane, let ticket):
            guard track(lane).status == .waiting, track(lane).ticket == ticket else { return [] }
            return dial(lane)
        case .established(let lane, let ticket):
            if track(lane).ticket == ticket { update(lane) { $0.status = .up } }
            return []
        case .ended(let lane, let ticket, let upFor):
            return track(lane).ticket == ticket ? ended(lane, upFor, jitter) : []
        case .held(let lane, let ticket, let pause):
            return track(lane).ticket == ticket && track(lane).status == .dialing ? wait(lane, pause) : []
        case .knocked:
            guard dialsPeer, main.status == .waiting else { return [] }
            main.backoff.reset()
            return dial(.control)
        case .sessionUp: return sessionUp()
        case .sessionDown:
            isSessionUp = false
            bulk.status = .idle
            // The dialer's own control connection ends with an event of its own.
            guard !dialsPeer, main.status == .idle else { return [] }
            return wait(.knock, max(main.backoff.next(jitter: jitter), min(DialPlan.knockDelay, main.backoff.longest)))
        }
    }

    private mutating func sessionUp() -> [Effect] {
        isSessionUp = true
        if !dialsPeer {
            main.status = .idle
            main.backoff.reset()
            return []
        }
        return bulk.status == .idle ? dial(.bulk) : []
    }

    private mutating func ended(_ lane: Lane, _ upFor: Duration?, _ jitter: Double) -> [Effect] {
        guard track(lane).status == .dialing || track(lane).status == .up else { return [] }
        if let upFor, upFor >= settled { update(lane) { $0.backoff.reset() } }
        // A bulk lane without a session waits for the next session; a knock after a session came up is done.
        if (lane == .bulk && !isSessionUp) || (lane == .knock && isSessionUp) {
            update(lane) { $0.status = .idle }
            return []
        }
        var pause = Duration.zero
        update(lane) { pause = $0.backoff.next(jitter: jitter) }
        return wait(lane, lane == .knock ? max(pause, min(DialPlan.knockDelay, main.backoff.longest)) : pause)
    }

    private mutating func dial(_ lane: Lane) -> [Effect] {
        [.dial(lane, ticket: begin(lane, .dialing))]
    }

    private mutating func wait(_ lane: Lane, _ pause: Duration) -> [Effect] {
        [.wait(lane, pause, ticket: begin(lane, .waiting))]
    }

    /// Every attempt and every pause has a number of its own, so that news of an older one is not taken for its.
    private mutating func begin(_ lane: Lane, _ status: Status) -> Int {
        var ticket = 0
        update(lane) {
            $0.status = status
            $0.ticket += 1
            ticket = $0.ticket
        }
        return ticket
    }

    private func track(_ lane: Lane) -> Track { lane == .bulk ? bulk : main }

    private mutating func update(_ lane: Lane, _ change: (inout Track) -> Void) {
        if lane == .bulk { change(&bulk) } else { change(&main) }
    }
}
