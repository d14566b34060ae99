public import JSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Asks a running node over its Unix socket (docs/formats/control-rpc.md): one call at a time, blocking, without any
/// library beside the system's, so that a command starts in a few milliseconds.
///
/// Belongs to one thread.
public final class ControlClient {
    /// The largest message in either direction, without its closing newline: 16 MiB.
    public static let maximumMessageBytes = 16 << 20

    /// Where the node's socket is.
    public let path: String
    private let socket: UnixSocket
    private var received: [UInt8] = []
    private var nextID = 0
    private var isBroken = false

    /// Connects.
    ///
    /// The server has to run as this user or as root: in a directory that others may write to, somebody else could
    /// have put a socket of the same name there.
    ///
    /// - Parameter timeout: for a server that listens but accepts nobody.
    public init(path: String, timeout: Duration = .seconds(10)) throws(ControlClientError) {
        guard UnixSocket.isPossible(path: path) else {
            throw .pathTooLong(path: path, bytes: path.utf8.count, limit: UnixSocket.maximumPathBytes)
        }
        self.path = path
        do {
            socket = try UnixSocket()
            try socket.connect(to: path, within: timeout)
        } catch {
            throw .notReachable(path: path, reason: ControlClient.reason(error))
        }
        guard let server = socket.peerCredentials(), server.isOwnUserOrRoot else {
            throw .notReachable(path: path, reason: "the program behind it belongs to another user")
        }
    }

    private static func reason(_ failure: UnixSocket.Failure) -> String {
        switch failure.code {
        case ENOENT: "there is no such socket"
        case ECONNREFUSED: "no program listens on it"
        case EACCES: "this user may not use it"
        case ENOTSOCK: "it is not a socket"
        case EAGAIN: "the program behind it does not answer"
        default: failure.text
        }
    }

    /// Calls a method and waits for its result.
    ///
    /// - Parameter timeout: for the whole call; afterwards the connection cannot be used any more.
    public func call(
        _ method: JSONString, _ params: JSONValue? = nil, timeout: Duration = .seconds(60)
    ) throws(ControlClientError) -> JSONValue {
        guard !isBroken else { throw .closed(path: path) }
        nextID += 1
        let id = JSONRPCID.number(JSONNumber(nextID))
        let deadline = ContinuousClock.now + timeout
        // Whatever fails half-way leaves the stream at an unknown place.
        isBroken = true
        try send(JSONRPCRequest(method: method, params: params, id: id).json.serialized(), timeout, deadline)
        let answer = try response(to: id, timeout, deadline)
        isBroken = false
        switch answer.outcome {
        case .success(let result): return result
        case .failure(let error): throw .remote(error)
        }
    }

    private func response(
        to id: JSONRPCID, _ timeout: Duration, _ deadline: ContinuousClock.Instant
    ) throws(ControlClientError) -> JSONRPCResponse {
        let line = try readLine(timeout, deadline)
        let value: JSONValue
        do {
            value = try JSONValue(parsing: line)
        } catch {
            throw .malformedAnswer(path: path, "\(error)")
        }
        guard let response = JSONRPCResponse(value) else { throw .malformedAnswer(path: path, "no JSON-RPC response") }
        // An error without an id is about the connection as a whole.
        if response.id == .null, case .failure(let error) = response.outcome { throw .remote(error) }
        guard response.id == id else { throw .malformedAnswer(path: path, "an answer to another call") }
        return response
    }

    // MARK: Bytes

    private func send(
        _ message: [UInt8], _ timeout: Duration, _ deadline: ContinuousClock.Instant
    ) throws(ControlClientError) {
        guard message.count <= ControlClient.maximumMessageBytes else {
            throw .tooLarge(bytes: message.count, limit: ControlClient.maximumMessageBytes)
        }
        var rest = (message + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            try wait(for: Int16(POLLOUT), timeout, deadline)
            let sent = unsafe rest.withUnsafeBytes { bytes in
                unsafe sendBytes(socket.descriptor, bytes)
            }
            if sent > 0 {
                rest = rest.dropFirst(sent)
            } else if errno != EINTR, errno != EAGAIN {
                // The server may have said why before it closed.
                if errno == EPIPE || errno == ECONNRESET { return }
                throw .closed(path: path)
            }
        }
    }

    private func readLine(
        _ timeout: Duration, _ deadline: ContinuousClock.Instant
    ) throws(ControlClientError) -> [UInt8] {
        var searched = 0
        while true {
            if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(end + 1) }
                return Array(received[..<end])
            }
            searched = received.count
            guard searched <= ControlClient.maximumMessageBytes else {
                throw .tooLarge(bytes: searched, limit: ControlClient.maximumMessageBytes)
            }
            try wait(for: Int16(POLLIN), timeout, deadline)
            try readSome()
        }
    }

    private func readSome() throws(ControlClientError) {
        let count = unsafe withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
            let count = unsafe recv(socket.descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { unsafe received.append(contentsOf: buffer.prefix(count)) }
            return count
        }
        if count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN)) { return }
        throw .closed(path: path)
    }

    /// Waits until the socket is ready, within what is left of the time.
    private func wait(
        for events: Int16, _ timeout: Duration, _ deadline: ContinuousClock.Instant
    ) throws(ControlClientError) {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { throw .timeout(timeout) }
        // A minute at a time keeps the number small; the loop of the caller comes back.
        let milliseconds = left >= .seconds(60) ? 60_000 : left / .milliseconds(1)
        var descriptor = pollfd(fd: socket.descriptor, events: events, revents: 0)
        _ = unsafe poll(&descriptor, 1, Int32(max(milliseconds.rounded(.up), 1)))
    }
}

// Inside the class this name is that of its method. A server that is gone must be an error, not a signal.
private func sendBytes(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    unsafe send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
}
