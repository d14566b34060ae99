import Glibc

/// An exclusive lock on a directory, held by an open file `LOCK` in it until the object goes or the process dies.
///
/// `flock` belongs to the open file, so a second object in the same process is refused like another process. The file
/// holds the owner's pid as text, for the message only; it stays behind, unlocked.
final class DirectoryLock: Sendable {
    static let fileName = "LOCK"

    private let descriptor: Int32

    init(directory: String) throws(LMDBError) {
        let path = "\(directory)/\(Self.fileName)"
        while true {
            let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard opened >= 0 else { throw .fromErrno("open", path: path) }
            do throws(LMDBError) {
                try Self.lock(opened, directory: directory)
                guard Self.isStill(opened, at: path) else {
                    close(opened)  // somebody deleted the file between opening and locking
                    continue
                }
                try Self.writePid(to: opened, path: path)
            } catch {
                // Undone by name, as in `deinit`; a lock of somebody else is not touched by it.
                flock(opened, LOCK_UN)
                close(opened)
                throw error
            }
            descriptor = opened
            return
        }
    }

    /// The lock is given up by name: a process that was just forked from this one may still hold the open file, and with
    /// it the lock, until it runs its own program.
    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func lock(_ descriptor: Int32, directory: String) throws(LMDBError) {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: throw .inUse(path: directory, pid: pid(in: descriptor))
            default: throw .fromErrno("flock", path: directory)
            }
        }
    }

    private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var mine = stat()
        var there = stat()
        guard unsafe fstat(descriptor, &mine) == 0, unsafe stat(path, &there) == 0 else { return false }
        return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
    }

    private static func pid(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        let digits = bytes.prefix(count).prefix { (0x30...0x39).contains($0) }
        return Int32(String(decoding: digits, as: UTF8.self))
    }

    private static func writePid(to descriptor: Int32, path: String) throws(LMDBError) {
        let text = Array("\(getpid())\n".utf8)
        let written = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == text.count, ftruncate(descriptor, text.count) == 0 else {
            throw .fromErrno("write", path: path)
        }
    }
}
