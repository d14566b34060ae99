/// Why the control socket cannot be served.
public enum ControlServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path cannot be the name of a socket.
    case pathTooLong(path: String, bytes: Int, limit: Int)
    /// Another program listens there.
    case inUse(path: String, pid: Int32?)
    /// There is a file of another kind.
    case notASocket(path: String)
    /// The system refused.
    case cannotBind(path: String, reason: String)
    /// `run()` was called twice.
    case stopped

    public var description: String {
        switch self {
        case .pathTooLong(let path, let bytes, let limit):
            """
            The socket path \(path) has \(bytes) bytes; the system allows 1 to \(limit) and no zero byte. \
            Choose a shorter directory.
            """
        case .inUse(let path, let pid):
            """
            The socket \(path) is in use by \(pid.map { "process \($0)" } ?? "another program"). \
            Stop that node, or choose another directory.
            """
        case .notASocket(let path):
            "\(path) exists and is no socket; it was left alone. Move it away or choose another path."
        case .cannotBind(let path, let reason): "The socket \(path) cannot be made: \(reason)."
        case .stopped: "This server was started before and cannot run again."
        }
    }
}
