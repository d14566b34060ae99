import Glibc

/// A file system in memory with little room, unmounted when the object goes. Only root can have one.
public final class SmallDisk {
    public let path: String

    public init?(at path: String, bytes: Int) {
        guard geteuid() == 0, unsafe mkdir(path, 0o700) == 0, Self.mountMemory(path, bytes, flags: 0) else {
            return nil
        }
        self.path = path
    }

    deinit { unsafe umount2(path, Int32(MNT_DETACH)) }

    /// Gives it more room.
    public func grow(to bytes: Int) -> Bool { Self.mountMemory(path, bytes, flags: UInt(MS_REMOUNT)) }

    private static func mountMemory(_ path: String, _ bytes: Int, flags: UInt) -> Bool {
        let options = Array("size=\(bytes)".utf8CString)
        return unsafe options.withUnsafeBytes { unsafe mount("tmpfs", path, "tmpfs", flags, $0.baseAddress) } == 0
    }
}
