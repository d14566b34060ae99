import Glibc

/// A file system in memory with little room, unmounted when the object goes. Only root can have one.
final class SmallDisk {
    let path: String

    init?(at path: String, bytes: Int) {
        guard geteuid() == 0, unsafe mkdir(path, 0o700) == 0 else { return nil }
        let options = Array("size=\(bytes)".utf8CString)
        let code = unsafe options.withUnsafeBytes { unsafe mount("tmpfs", path, "tmpfs", 0, $0.baseAddress) }
        guard code == 0 else { return nil }
        self.path = path
    }

    deinit { unsafe umount2(path, Int32(MNT_DETACH)) }
}
