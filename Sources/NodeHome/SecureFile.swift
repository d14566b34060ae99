import Cryptography

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Small files read and written with bounds, modes and an atomic replace.
public enum SecureFile {
    /// What a write does where there is a file of that name already.
    enum Existing {
        case replaced, refused
    }

    /// Creates `path` with its parents; a directory made here is private to the user unless `mode` says otherwise.
    public static func makeDirectory(_ path: String, mode: UInt32 = 0o700) throws(NodeHomeError) {
        let code = makeOneDirectory(path, mode)
        switch code {
        case 0: return
        case ENOENT:
            let parent = parent(of: path)
            guard parent != path, !parent.isEmpty else { break }
            try makeDirectory(parent, mode: mode)
            let again = makeOneDirectory(path, mode)
            guard again == 0 || (again == EEXIST && isDirectory(path)) else {
                throw .unwritable(path: path, reason: systemReason(again))
            }
            return
        case EEXIST where isDirectory(path): return
        default: break
        }
        throw .unwritable(path: path, reason: systemReason(code))
    }

    /// Reads a whole file of at most `limit` bytes.
    public static func read(_ path: String, limit: Int) throws(NodeHomeError) -> [UInt8] {
        let file = try FileDescriptor(reading: path, flags: 0)
        return try read(file, path: path, limit: limit)
    }

    /// Reads a regular file that only its owner may use. What was read is the caller's to erase.
    static func readSecret(_ path: String, limit: Int) throws(NodeHomeError) -> SecretBytes {
        // A pipe of that name would otherwise be waited for.
        let file = try FileDescriptor(reading: path, flags: O_NONBLOCK)
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else {
            throw .unreadable(path: path, reason: systemReason(errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "it is no regular file") }
        guard status.st_mode & 0o077 == 0 else { throw .exposed(path: path, mode: UInt32(status.st_mode & 0o777)) }
        var bytes = try read(file, path: path, limit: limit)
        return SecretBytes(taking: &bytes)
    }

    private static func read(
        _ file: borrowing FileDescriptor, path: String, limit: Int
    ) throws(NodeHomeError) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: min(limit + 1, 65_536))
        defer { Erasure.erase(&chunk) }
        var bytes: [UInt8] = []
        // A secret is small and comes in one piece, so it is never left behind in a buffer that grew.
        bytes.reserveCapacity(chunk.count)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe file.read(into: $0) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: systemReason(errno)) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                Erasure.erase(&bytes)
                throw .unreadable(path: path, reason: "it is larger than the limit of \(limit) bytes")
            }
        }
    }

    /// Writes beside the target, syncs, then renames: a crash leaves the old file or the new one, never half of one.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(NodeHomeError) {
        try write(bytes, to: path, mode: mode, existing: .replaced)
    }

    static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32, existing: Existing
    ) throws(NodeHomeError) {
        // A name that nobody can guess, and a file that must not exist: neither another thread nor a link laid there
        // by somebody else can redirect what is written.
        let temporary = "\(path).\(Hexadecimal.text(SecureRandom.bytes(8))).new"
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let number = unsafe open(temporary, flags, mode)
        guard number >= 0 else { throw .unwritable(path: path, reason: systemReason(errno)) }
        let failure = fill(FileDescriptor(owning: number), with: bytes, mode: mode)
        let code = failure == 0 ? place(temporary, at: path, existing) : failure
        if code != 0 { _ = unsafe unlink(temporary) }
        guard code == 0 else {
            throw existing == .refused && code == EEXIST
                ? .exists(path: path) : .unwritable(path: path, reason: systemReason(code))
        }
        // Without this the old name could come back after a crash, although the caller was told of the new one.
        guard let directory = try? FileDescriptor(reading: parent(of: path), flags: O_DIRECTORY),
            directory.synchronise() == 0 || errno == EINVAL  // file systems that have nothing to synchronise there
        else { throw .unwritable(path: path, reason: "it is there, but its directory could not be synchronised") }
    }

    /// 0, or the error.
    private static func fill(_ file: consuming FileDescriptor, with bytes: [UInt8], mode: UInt32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe file.write($0) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return written < 0 ? errno : EIO }
            rest = rest.dropFirst(written)
        }
        // The mode given when the file is made is subject to the umask.
        guard file.setMode(mode) == 0 else { return errno }
        return file.synchronise() == 0 ? 0 : errno
    }

    private static func place(_ temporary: String, at path: String, _ existing: Existing) -> Int32 {
        switch existing {
        case .replaced: return unsafe rename(temporary, path) == 0 ? 0 : errno
        case .refused:
            // A second name fails where one is taken; a rename would replace it.
            guard unsafe link(temporary, path) == 0 else { return errno }
            _ = unsafe unlink(temporary)
            return 0
        }
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// 0, or the error.
    private static func makeOneDirectory(_ path: String, _ mode: UInt32) -> Int32 {
        unsafe mkdir(path, mode) == 0 ? 0 : errno
    }

    private static func parent(of path: String) -> String {
        let trimmed = path.utf8.last == UInt8(ascii: "/") ? path.dropLast() : path[...]
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    static func systemReason(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}

/// An open file, closed when it goes.
private struct FileDescriptor: ~Copyable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    init(reading path: String, flags: Int32) throws(NodeHomeError) {
        number = openToRead(path, flags)
        guard number >= 0 else {
            throw errno == ENOENT
                ? .missing(path: path) : .unreadable(path: path, reason: SecureFile.systemReason(errno))
        }
    }

    deinit { if number >= 0 { _ = close(number) } }

    borrowing func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        unsafe readBytes(number, buffer.baseAddress, buffer.count)
    }

    borrowing func write(_ buffer: UnsafeRawBufferPointer) -> Int {
        unsafe writeBytes(number, buffer.baseAddress, buffer.count)
    }

    borrowing func setMode(_ mode: UInt32) -> Int32 { fchmod(number, mode) }

    borrowing func synchronise() -> Int32 { fsync(number) }
}

// Inside the type these names are those of its methods.
private func openToRead(_ path: String, _ flags: Int32) -> Int32 { unsafe open(path, O_RDONLY | O_CLOEXEC | flags) }

private func readBytes(_ number: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(number, start, count)
}

private func writeBytes(_ number: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(number, start, count)
}

enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

enum Erasure {
    /// Zeroes and empties an array that held a secret. Going through `SecretBytes` keeps the compiler from leaving it out.
    static func erase(_ bytes: inout [UInt8]) { _ = SecretBytes(taking: &bytes) }
}
