import Glibc

/// Read-only look at an LMDB data file with plain reads, before the library maps it.
///
/// A mapped file that is shorter than its own header says kills the process with SIGBUS on first touch, and LMDB
/// trusts the page size it finds. So the two meta pages are judged here, and a file that ends early is walked: LMDB
/// does not write pages that were freed again in the transaction that added them, so a short file may be whole.
///
/// Layout (LMDB 0.9 on 64-bit machines, native byte order): pages of one size, numbered from 0; 0 and 1 are meta
/// pages, the one with the larger transaction number counts. `mdb.c`: `MDB_page`, `MDB_meta`, `MDB_db`, `MDB_node`.
struct DataFile: ~Copyable {
    static let name = "data.mdb"
    static let magic: UInt32 = 0xBEEF_C0DE
    static let version: UInt32 = 1
    static let pageHeaderSize = 16
    static let pageSizes = 512...65_536

    let path: String
    private let descriptor: Int32
    /// Bytes in the file.
    let size: UInt64

    /// Nil if there is no file yet, or an empty one.
    init?(directory: String) throws(LMDBError) {
        path = "\(directory)/\(Self.name)"
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw .fromErrno("open", path: path)
        }
        var status = stat()
        guard unsafe fstat(opened, &status) == 0 else {
            let error = LMDBError.fromErrno("fstat", path: path)
            close(opened)
            throw error
        }
        guard status.st_size > 0 else {
            close(opened)
            return nil
        }
        descriptor = opened
        size = UInt64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Throws unless the file can be mapped safely.
    func check() throws(LMDBError) {
        let meta = try newestMeta()
        let (needed, overflow) = (meta.lastPage &+ 1).multipliedReportingOverflow(by: UInt64(meta.pageSize))
        guard !overflow, meta.lastPage < UInt64.max else { throw damaged("its header names an impossible last page") }
        if size < needed { try walk(meta) }
    }

    /// Reads every page that can be reached and throws unless all are there and of the right kind.
    func checkAllPages() throws(LMDBError) {
        try walk(try newestMeta())
    }

    private func walk(_ meta: Meta) throws(LMDBError) {
        var walk = PageWalk(limit: meta.lastPage)
        for root in [meta.freeRoot, meta.mainRoot] {
            try walk.tree(root, pageSize: meta.pageSize, of: self)
        }
    }

    // MARK: - Meta pages

    struct Meta {
        let pageSize: Int
        let freeRoot: UInt64
        let mainRoot: UInt64
        let lastPage: UInt64
        let transaction: UInt64
    }

    private func newestMeta() throws(LMDBError) -> Meta {
        let first = try meta(at: 0)
        let second = try meta(at: UInt64(first.pageSize))
        guard second.pageSize == first.pageSize else { throw damaged("its two headers name different page sizes") }
        return second.transaction > first.transaction ? second : first
    }

    private func meta(at offset: UInt64) throws(LMDBError) -> Meta {
        guard let page = try bytes(at: offset, count: 152), page.uint16(10) & PageFlags.meta != 0,
            page.uint32(16) == Self.magic
        else { throw offset == 0 ? .notADatabase(path: path) : damaged("its second header is missing") }
        guard page.uint32(20) == Self.version else { throw .versionMismatch(path: path) }
        // mm_dbs[0] at 40 (its md_pad is the page size), mm_dbs[1] at 88; md_root is the last field of the 48 bytes.
        let pageSize = Int(page.uint32(40))
        guard Self.pageSizes.contains(pageSize), pageSize.nonzeroBitCount == 1 else {
            throw damaged("its header names a page size of \(pageSize) bytes")
        }
        return Meta(
            pageSize: pageSize, freeRoot: page.uint64(80), mainRoot: page.uint64(128), lastPage: page.uint64(136),
            transaction: page.uint64(144))
    }

    // MARK: - Reading

    /// `count` bytes from `offset`, or nil where the file ends before.
    func bytes(at offset: UInt64, count: Int) throws(LMDBError) -> PageBytes? {
        guard let position = off_t(exactly: offset) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: done), count - done, position + off_t(done))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .fromErrno("read", path: path) }
            if got == 0 { return nil }
            done += got
        }
        return PageBytes(bytes: bytes)
    }

    func damaged(_ detail: String) -> LMDBError { .corrupted(path: path, detail: detail) }
}

/// `mp_flags` of a page.
enum PageFlags {
    static let branch: UInt16 = 0x01
    static let leaf: UInt16 = 0x02
    static let overflow: UInt16 = 0x04
    static let meta: UInt16 = 0x08
}

/// Bytes of a page with reads in native byte order; a read beyond the end gives 0.
struct PageBytes {
    let bytes: [UInt8]

    private func value(_ offset: Int, _ count: Int) -> UInt64 {
        guard offset >= 0, offset <= bytes.count - count else { return 0 }
        #if _endian(little)
            return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        #else
            return bytes[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
        #endif
    }

    func uint16(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: value(offset, 2)) }
    func uint32(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: value(offset, 4)) }
    func uint64(_ offset: Int) -> UInt64 { value(offset, 8) }
}
