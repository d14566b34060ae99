import Glibc

/// What a closure came to in seconds, ours and the machine's limit, measured in turn.
struct Measurement {
    /// Medians over the rounds.
    let ours: Double
    let limit: Double
    /// Median over the rounds of ours divided by the limit of the same round, which is steadier than the quotient of the
    /// medians on a machine that others use too.
    let quotient: Double

    init(_ rounds: [(ours: Double, limit: Double)]) {
        ours = Self.median(rounds.map(\.ours))
        limit = Self.median(rounds.map(\.limit))
        quotient = Self.median(rounds.map { $0.ours / $0.limit })
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    /// CPU seconds of one call of each. A round of each takes about 20 ms, so that a slow moment of the machine hits both.
    /// The closures say whether what they did was right.
    static func compare(
        rounds: Int = 25, _ ours: () throws -> Bool, _ limit: () throws -> Bool
    ) throws -> Measurement {
        let counts = (try calibrate(ours), try calibrate(limit))
        var times: [(ours: Double, limit: Double)] = []
        for _ in 0..<rounds { times.append((try time(ours, counts.0), try time(limit, counts.1))) }
        return Measurement(times)
    }

    private static func calibrate(_ body: () throws -> Bool) throws -> Int {
        _ = try time(body, 3)
        return max(1, Int(0.02 / max(try time(body, 3), 1e-8)))
    }

    /// CPU seconds of one of `count` calls.
    static func time(_ body: () throws -> Bool, _ count: Int) throws -> Double {
        var isRight = true
        let begin = Stopwatch.cpu()
        for _ in 0..<count { isRight = try body() && isRight }
        let end = Stopwatch.cpu()
        guard isRight else { throw WrongResult() }
        return (end - begin) / Double(count)
    }
}

/// Work that came to another result than it should: its time means nothing.
struct WrongResult: Error, CustomStringConvertible {
    var description: String { "what was measured gave a wrong result" }
}

enum Stopwatch {
    /// Seconds of CPU time of this thread.
    static func cpu() -> Double { seconds(CLOCK_THREAD_CPUTIME_ID) }
    static func wall() -> Double { seconds(CLOCK_MONOTONIC) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
