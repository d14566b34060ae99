/// How long to wait before the next attempt: quick at first, because most outages are restarts, then doubling up to a
/// bound, with jitter so that nodes that lost the same peer do not come back in step.
struct Backoff: Hashable, Sendable {
    /// The pause before the first repetition, before jitter.
    let first: Duration
    /// The longest pause.
    let longest: Duration
    /// Failures in a row.
    private(set) var failures = 0

    init(first: Duration = .milliseconds(200), longest: Duration = .seconds(300)) {
        self.first = first
        self.longest = longest
    }

    /// The pause after one more failure.
    /// - Parameter jitter: a random number in 0..<1; the pause is 50 to 100 % of the nominal one.
    mutating func next(jitter: Double) -> Duration {
        // 2^20 times the first pause is beyond any sensible longest one, so the exponent needs no more.
        let nominal = min(first * (1 << min(failures, 20)), longest)
        failures += 1
        return nominal * (0.5 + 0.5 * min(max(jitter, 0), 1))
    }

    /// Forgets the failures: the peer was up for a while, or announced itself.
    mutating func reset() { failures = 0 }
}
