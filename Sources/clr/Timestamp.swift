import Credentials
import FoundationEssentials

enum Timestamp {
    static func milliseconds() -> UInt64 { UInt64(clamping: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// RFC 3339.
    static func text(_ milliseconds: UInt64) -> String { DateTime(milliseconds: milliseconds)?.description ?? "" }

    static func now() -> String { DateTime(milliseconds: milliseconds() / 1000 * 1000)?.description ?? "" }
}
