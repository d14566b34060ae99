/// A token bucket: `rate` tokens a second, at most `burst` at once. Times are milliseconds of the monotonic clock.
struct TokenBucket: Hashable, Sendable {
    private var tokens: Double
    private var updated: Int64

    init(burst: Int, now: Int64) {
        tokens = Double(burst)
        updated = now
    }

    /// Takes a token, or answers false when there is none.
    mutating func take(rate: Int, burst: Int, now: Int64) -> Bool {
        refill(rate: rate, burst: burst, now: now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// Whether forgetting this bucket would change nothing.
    func isFull(rate: Int, burst: Int, now: Int64) -> Bool {
        var copy = self
        copy.refill(rate: rate, burst: burst, now: now)
        return copy.tokens >= Double(burst)
    }

    private mutating func refill(rate: Int, burst: Int, now: Int64) {
        let elapsed = Double(max(now - updated, 0)) / 1000
        tokens = min(Double(burst), tokens + elapsed * Double(rate))
        updated = max(updated, now)
    }
}

/// One token bucket for each address group, with a bound on how many are remembered.
struct RateLimiter: Sendable {
    let rate: Int
    let burst: Int
    /// At most this many addresses are remembered at once.
    static let maximumAddresses = 4096
    private var buckets: [AddressGroup: TokenBucket] = [:]

    /// Addresses that are remembered.
    var count: Int { buckets.count }

    init(rate: Int, burst: Int) {
        self.rate = rate
        self.burst = burst
    }

    /// Whether `group` may do one more thing at `now` (milliseconds).
    mutating func admits(_ group: AddressGroup, now: Int64) -> Bool {
        if buckets[group] == nil, buckets.count >= RateLimiter.maximumAddresses { forget(now: now) }
        return buckets[group, default: TokenBucket(burst: burst, now: now)].take(rate: rate, burst: burst, now: now)
    }

    /// Drops the full buckets, which changes nothing for their owners; if there are none, all: so many addresses that
    /// are busy at once mean an attack that no limit by address can hold, and memory must not follow it.
    private mutating func forget(now: Int64) {
        buckets = buckets.filter { !$0.value.isFull(rate: rate, burst: burst, now: now) }
        if buckets.count >= RateLimiter.maximumAddresses { buckets.removeAll() }
    }
}
