#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A Unix stream socket, closed when it goes. The few system calls that the client and the server of the control
/// interface share; errors are `errno` values.
public struct UnixSocket: ~Copyable {
    /// Bytes that fit into `sockaddr_un.sun_path` before its closing zero.
    public static let maximumPathBytes = 107

    /// Who is at the other end, as the kernel noted it when the connection was made.
    public struct Credentials: Hashable, Sendable {
        public let pid: Int32
        public let uid: UInt32

        /// Credentials.
        public init(pid: Int32, uid: UInt32) {
            self.pid = pid
            self.uid = uid
        }

        /// Whether this user, or root, is at the other end.
        public var isOwnUserOrRoot: Bool { uid == geteuid() || uid == 0 }
    }

    /// A system call failed.
    public struct Failure: Error, Hashable, Sendable {
        /// The value of `errno`.
        public let code: Int32

        /// A value of `errno`.
        public init(code: Int32) { self.code = code }

        /// The failure of the last call of this thread.
        public static var last: Failure { Failure(code: errno) }

        /// What the code means.
        public var text: String { unsafe String(cString: strerror(code)) }
    }

    /// The descriptor, lent: it stays this value's to close, unless `release` gave it away.
    public private(set) var descriptor: Int32

    /// A new socket that other programs do not inherit.
    public init() throws(Failure) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .last }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Gives the descriptor to somebody who closes it.
    public mutating func release() -> Int32 {
        defer { descriptor = -1 }
        return descriptor
    }

    /// Whether a path can be the name of a socket at all.
    public static func isPossible(path: String) -> Bool {
        let bytes = path.utf8
        return !bytes.isEmpty && bytes.count <= maximumPathBytes && !bytes.contains(0)
    }

    /// Connects to the server at `path`. Without a bound, a server that is stopped while others wait for it would be
    /// waited for without end; past it the failure is `EAGAIN`.
    public func connect(to path: String, within limit: Duration) throws(Failure) {
        let parts = max(limit, .milliseconds(1)).components
        // On Linux the time-out of sending is that of connecting too. Nothing else here waits in a send.
        var time = timeval(tv_sec: Int(clamping: parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size) == 0 else { throw .last }
        let socket = descriptor
        while true {
            let result = try unsafe UnixSocket.withAddress(path) { unsafe connectSocket(socket, $0, $1) }
            if result == 0 { return }
            guard errno == EINTR else { throw .last }
        }
    }

    /// Takes the name `path`; the file has mode 0600 from its first moment.
    ///
    /// On Linux the file of a bound socket gets the mode of the socket's own inode less the umask, so the mode is set
    /// before the name exists, and nobody can slip in between.
    public func bind(to path: String) throws(Failure) {
        guard fchmod(descriptor, 0o600) == 0 else { throw .last }
        let socket = descriptor
        let result = try unsafe UnixSocket.withAddress(path) { unsafe bindSocket(socket, $0, $1) }
        guard result == 0 else { throw .last }
    }

    /// Lets others connect.
    public func listen(backlog: Int32) throws(Failure) {
        guard listenSocket(descriptor, backlog) == 0 else { throw .last }
    }

    /// Who is at the other end of this connection.
    public func peerCredentials() -> Credentials? {
        var value = KernelCredentials()
        var size = socklen_t(MemoryLayout<KernelCredentials>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &value, &size)
        return result == 0 ? Credentials(pid: value.pid, uid: value.uid) : nil
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(Failure) -> Int32 {
        guard isPossible(path: path) else { throw Failure(code: ENAMETOOLONG) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, size) }
        }
    }
}

/// `struct ucred` of Linux, which the C library declares only for GNU sources: three 32-bit numbers.
public struct KernelCredentials: Sendable {
    public var pid: Int32 = 0
    public var uid: UInt32 = .max
    public var gid: UInt32 = .max

    /// Nobody.
    public init() {}
}

// Inside the type these names are those of its methods.
private func connectSocket(_ socket: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> Int32 {
    unsafe connect(socket, address, size)
}

private func bindSocket(_ socket: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> Int32 {
    unsafe bind(socket, address, size)
}

private func listenSocket(_ socket: Int32, _ backlog: Int32) -> Int32 { listen(socket, backlog) }
