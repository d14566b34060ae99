/// Why something of the transport could not be started or done. What happens to running connections is a `CloseReason`.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The certificate or its key cannot be used.
    case identity(String)
    /// The port cannot be listened on.
    case cannotListen(host: String, port: Int, reason: String)
    /// The network was stopped, or its `run()` was called twice.
    case stopped
    /// No connection to the node, or it broke.
    case connection(CloseReason)
    /// The node answered with a status other than 0, and perhaps a sentence.
    case refused(status: UInt8, text: String)
    /// No answer in time.
    case timeout
    /// A request or an answer beyond the bound.
    case tooLarge(bytes: Int, limit: Int)
    /// Too many requests wait on this connection.
    case tooManyRequests(limit: Int)

    public var description: String {
        switch self {
        case .identity(let text): "This node's identity cannot be used: \(text)."
        case .cannotListen(let host, let port, let reason):
            "Cannot listen on \(host) port \(port): \(reason). Choose another port or stop the program that uses it."
        case .stopped: "The network of this node is stopped."
        case .connection(let reason): "No connection to the node: \(reason)."
        case .refused(let status, let text):
            "The node refused the request (status \(status)\(text.isEmpty ? "" : ": " + text))."
        case .timeout: "The node did not answer in time."
        case .tooLarge(let bytes, let limit): "A message of \(bytes) bytes is larger than the \(limit) allowed."
        case .tooManyRequests(let limit): "More than \(limit) requests wait on this connection."
        }
    }
}

extension CloseReason {
    /// A sentence for the usual system errors of a connection.
    init(errno code: Int32) {
        switch code {
        case Errno.connectionReset, Errno.brokenPipe: self = .peerClosed
        default: self = .unreachable(Errno.text(code))
        }
    }
}
