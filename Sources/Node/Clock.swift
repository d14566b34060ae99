import Credentials
import FoundationEssentials

/// The node's clock, passed in so that tests can set it.
public struct Clock: Sendable {
    /// Milliseconds since 1970.
    public let now: @Sendable () -> UInt64

    public init(now: @escaping @Sendable () -> UInt64) {
        self.now = now
    }

    public static let system = Clock {
        UInt64(clamping: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// `now` as credentials write it, whole seconds in UTC.
    var timestamp: String { timestamp(in: 0) }

    /// The moment `milliseconds` from now.
    func timestamp(in milliseconds: Int64) -> String {
        let moment = UInt64(clamping: Int64(clamping: now()) + milliseconds)
        return DateTime(milliseconds: moment / 1000 * 1000)?.description ?? ""
    }
}
