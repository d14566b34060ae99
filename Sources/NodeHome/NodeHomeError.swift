/// Why a node's files could not be used: the path, the reason and the next step.
public enum NodeHomeError: Error, Equatable, CustomStringConvertible {
    case missing(path: String)
    case exists(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case malformed(path: String, reason: String)
    /// A secret that others than its owner may read or write.
    case exposed(path: String, mode: UInt32)

    public var description: String {
        switch self {
        case .missing(let path):
            "\(path) does not exist; create a node with 'clr node init DIR' or name another directory"
        case .exists(let path):
            "\(path) exists already; nothing was changed. Choose another directory or remove it yourself"
        case .unreadable(let path, let reason):
            "\(path) could not be read: \(reason). See that it is a file which this user may read"
        case .unwritable(let path, let reason):
            "\(path) could not be written: \(reason). Mend the cause and try again"
        case .malformed(let path, let reason):
            "\(path) is not what it should be: \(reason). Correct it or restore it from a backup"
        case .exposed(let path, let mode):
            "\(path) is open to other users (mode \(String(mode, radix: 8))). Check that nobody else has read it, "
                + "then: chmod 600 \(path)"
        }
    }
}
