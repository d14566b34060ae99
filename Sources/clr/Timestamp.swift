import Credentials
import FoundationEssentials

enum Timestamp {
    static func milliseconds() -> UInt64 { UInt64(clamping: Int64(Date().timeIntervalSince1970 * 1000)) }

    static func now() -> String { DateTime(milliseconds: milliseconds() / 1000 * 1000)?.description ?? "" }
}
