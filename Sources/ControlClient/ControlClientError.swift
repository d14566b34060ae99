/// Why a call to the node did not give a result.
public enum ControlClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path cannot be the name of a socket.
    case pathTooLong(path: String, bytes: Int, limit: Int)
    /// Nobody answers there.
    case notReachable(path: String, reason: String)
    /// The node closed the connection during the call.
    case closed(path: String)
    /// No answer in time.
    case timeout(Duration)
    /// A message beyond the bound.
    case tooLarge(bytes: Int, limit: Int)
    /// What came back is no answer.
    case malformedAnswer(path: String, String)
    /// The node answered with an error.
    case remote(JSONRPCError)

    public var description: String {
        switch self {
        case .pathTooLong(let path, let bytes, let limit):
            """
            The socket path \(path) has \(bytes) bytes; the system allows 1 to \(limit) and no zero byte. \
            Choose a shorter directory.
            """
        case .notReachable(let path, let reason):
            "The node at \(path) cannot be reached: \(reason). Start it with clrd, or name its socket."
        case .closed(let path): "The node at \(path) closed the connection during the call. Look into its log."
        case .timeout(let timeout): "The node did not answer within \(timeout)."
        case .tooLarge(let bytes, let limit): "A message of \(bytes) bytes is larger than the \(limit) allowed."
        case .malformedAnswer(let path, let text): "What answers at \(path) does not speak JSON-RPC 2.0: \(text)"
        case .remote(let error): error.description
        }
    }
}
