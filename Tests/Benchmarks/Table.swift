#if canImport(Glibc)
    import Glibc
#endif

/// One line of the result: what was done, how long ours took, how long the machine's own limit took in the same run.
struct Row {
    let work: String
    let ours: Double
    let limit: Double
    let unit: String
    /// What the budget compares: ours divided by limit, or limit divided by ours where more is better.
    let ratio: Double
    /// The ratio must be at most this (or at least, where `isAtLeast`).
    let budget: Double
    let isAtLeast: Bool
    let note: String

    var isMet: Bool { isAtLeast ? ratio >= budget : ratio <= budget }
}

enum Table {
    static func show(_ rows: [Row]) {
        let header = ["work", "ours", "limit", "ratio", "budget", "", "the limit is"]
        let cells = rows.map { row in
            [
                row.work, "\(number(row.ours)) \(row.unit)", "\(number(row.limit)) \(row.unit)", number(row.ratio),
                (row.isAtLeast ? ">= " : "<= ") + number(row.budget), row.isMet ? "met" : "MISSED", row.note,
            ]
        }
        var widths = header.map(\.count)
        for row in cells { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
        for row in [header] + cells {
            let line = row.enumerated().map { index, cell in
                cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            print(line.joined(separator: "  "))
        }
    }

    static func number(_ value: Double) -> String {
        let digits = value >= 1000 ? 0 : value >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][digits]
        let rounded = (value * scale).rounded() / scale
        return digits == 0 ? String(Int(rounded)) : String(rounded)
    }
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

    /// Median CPU seconds of one call, over rounds of about 20 ms; the two are measured in turn, so that a machine that
    /// slows down slows both.
    static func compare(rounds: Int = 15, _ ours: () -> Void, _ limit: () -> Void) -> (ours: Double, limit: Double) {
        let (first, second) = (calibrate(ours), calibrate(limit))
        var times: ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            times.0.append(time(ours, first))
            times.1.append(time(limit, second))
        }
        return (median(times.0), median(times.1))
    }

    private static func calibrate(_ body: () -> Void) -> Int {
        body()
        let begin = cpu()
        body()
        return max(1, Int(0.02 / max(cpu() - begin, 1e-7)))
    }

    private static func time(_ body: () -> Void, _ count: Int) -> Double {
        let begin = cpu()
        for _ in 0..<count { body() }
        return (cpu() - begin) / Double(count)
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
