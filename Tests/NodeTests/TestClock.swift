import Node
import Synchronization

/// A clock that goes when it is told to.
final class TestClock: Sendable {
    /// 2026-12-20T10:00:00Z, after the term of the demo data.
    static let start: UInt64 = 1_797_760_800_000
    static let second: UInt64 = 1_000
    static let hour: UInt64 = 3_600_000
    static let day: UInt64 = 86_400_000

    private let time = Mutex(TestClock.start)

    var now: UInt64 { time.withLock { $0 } }

    func advance(by milliseconds: UInt64) { time.withLock { $0 += milliseconds } }

    var clock: Clock { Clock { self.now } }
}
