import ControlClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The name of a control socket in the file system: taken safely, given back at the end.
struct ControlSocket: ~Copyable {
    /// Connections that may wait for being accepted.
    static let backlog: Int32 = 64
    /// How long a server that holds the name may take to accept the question whether it lives.
    private static let probeTimeout = Duration.seconds(1)

    let path: String
    private var socket: UnixSocket
    private let identity: FileIdentity

    /// Takes the name `path`. A socket that nobody listens on is removed first; a living one, and any other file, is
    /// left alone and refused.
    ///
    /// Two nodes that start at the same moment must not remove each other's socket, so looking and binding happen
    /// under a lock of the directory, which leaves no file behind.
    init(path: String) throws(ControlServerError) {
        guard UnixSocket.isPossible(path: path) else {
            throw .pathTooLong(path: path, bytes: path.utf8.count, limit: UnixSocket.maximumPathBytes)
        }
        let lock = try DirectoryLock(directoryOf: path)
        try ControlSocket.clear(path)
        let bound = try ControlSocket.bind(path)
        guard let identity = FileIdentity(path: path) else {
            throw .cannotBind(path: path, reason: "the socket is gone right after it was made")
        }
        lock.release()
        self.path = path
        self.identity = identity
        socket = bound
    }

    private static func bind(_ path: String) throws(ControlServerError) -> UnixSocket {
        do {
            let socket = try UnixSocket()
            try socket.bind(to: path)
            // Under the lock too: a name that refuses connections would look like a stale one.
            try socket.listen(backlog: ControlSocket.backlog)
            return socket
        } catch {
            throw .cannotBind(path: path, reason: error.text)
        }
    }

    /// Gives the descriptor to the event loop, which closes it; what is needed for removing the name stays here.
    mutating func release() -> Int32 { socket.release() }

    /// Removes the name, unless it is somebody else's by now.
    func remove() {
        if FileIdentity(path: path) == identity { _ = unsafe unlink(path) }
    }

    private static func clear(_ path: String) throws(ControlServerError) {
        guard let found = FileIdentity(path: path) else { return }
        guard found.isSocket else { throw .notASocket(path: path) }
        do {
            let probe = try UnixSocket()
            try probe.connect(to: path, within: probeTimeout)
            throw ControlServerError.inUse(path: path, pid: probe.peerCredentials()?.pid)
        } catch let error as ControlServerError {
            throw error
        } catch let error as UnixSocket.Failure where error.code == ECONNREFUSED {
            guard unsafe unlink(path) == 0 else { throw .cannotBind(path: path, reason: UnixSocket.Failure.last.text) }
        } catch let error as UnixSocket.Failure where error.code == ENOENT {
            return  // its owner removed it just now
        } catch let error as UnixSocket.Failure where error.code == EAGAIN {
            // Somebody listens, but does not come to accepting anybody.
            throw ControlServerError.inUse(path: path, pid: nil)
        } catch {
            throw .cannotBind(path: path, reason: "there is a socket already, and it cannot be asked whose it is")
        }
    }
}

/// Which file a name stands for at the moment.
private struct FileIdentity: Equatable {
    let device: UInt64
    let inode: UInt64
    let isSocket: Bool

    init?(path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
    }
}

/// An exclusive lock of a directory, for a moment.
private struct DirectoryLock: ~Copyable {
    private let descriptor: Int32

    init(directoryOf path: String) throws(ControlServerError) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        descriptor = openDirectory(directory)
        guard descriptor >= 0 else {
            throw .cannotBind(path: path, reason: "directory \(directory): \(UnixSocket.Failure.last.text)")
        }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    }

    consuming func release() {}

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }
}

private func openDirectory(_ path: String) -> Int32 {
    unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
}
