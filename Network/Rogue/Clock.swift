import FoundationEssentials

enum Clock {
    static func milliseconds() -> UInt64 { UInt64(clamping: Int64(Date().timeIntervalSince1970 * 1000)) }
}
