/// The first thing that is wrong with a log, and where.
public struct LogAuditFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Of the file, as C2SP tlog-tiles names it.
    public let path: String
    /// Of the first bad byte in it, where there is one.
    public let offset: Int?
    /// The index of the entry it is about.
    public let entry: UInt64?
    public let reason: String

    public init(path: String, offset: Int? = nil, entry: UInt64? = nil, reason: String) {
        self.path = path
        self.offset = offset
        self.entry = entry
        self.reason = reason
    }

    public var description: String {
        let byte = offset.map { ", byte \($0)" } ?? ""
        let index = entry.map { " (entry \($0))" } ?? ""
        return "\(path)\(byte)\(index): \(reason)"
    }
}
