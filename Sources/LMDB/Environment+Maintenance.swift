import CLMDB
import Glibc

/// How full an environment is.
public struct EnvironmentStatistics: Sendable, Hashable {
    /// Bytes in a page.
    public let pageSize: Int
    /// Pages in use or free for reuse; the file is about this long.
    public let pages: Int
    /// Bytes mapped now.
    public let mapSize: Int
    /// The number of the last transaction committed.
    public let lastTransaction: Int
    /// Slots for readers in use.
    public let readers: Int
}

extension Environment {
    public func statistics() throws -> EnvironmentStatistics {
        try whileOpen { try currentStatistics() }
    }

    /// Writes everything to the disk. Of use with ``EnvironmentOptions/isDurable`` false only.
    public func sync() throws {
        try whileOpen {
            let code = call(.sync) { unsafe mdb_env_sync(pointer, 1) }
            guard code == 0 else { throw error(code, "mdb_env_sync") }
        }
    }

    /// Frees the slots of readers whose process is gone, which would keep old pages from being used again.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func clearStaleReaders() throws(LMDBError) -> Int {
        var dead: Int32 = 0
        let code = unsafe mdb_reader_check(pointer, &dead)
        guard code == 0 else { throw error(code, "mdb_reader_check") }
        return Int(dead)
    }

    /// Writes a compact copy of the data as of now into `directory`, which must not exist or be empty (of LMDB files).
    ///
    /// Reads and writes go on meanwhile; the map cannot grow until the copy is made. The copy is on the disk when this
    /// returns, and can be opened like any other environment.
    public func copy(to directory: String) throws {
        try Self.makeDirectory(directory)
        let file = "\(directory)/\(DataFile.name)"
        let descriptor = unsafe Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, Self.fileMode)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? LMDBError.targetExists(path: file) : .fromErrno("open", path: file)
        }
        defer { Glibc.close(descriptor) }
        do {
            try whileOpen { try copy(to: descriptor, file) }
            guard fsync(descriptor) == 0 else { throw LMDBError.fromErrno("fsync", path: file) }
            try Self.syncDirectory(directory)
        } catch {
            _ = unsafe unlink(file)
            throw error
        }
    }

    /// Deletes a copy made by ``copy(to:)``, if it is there. The directory stays.
    public static func removeCopy(at directory: String) throws(LMDBError) {
        let file = "\(directory)/\(DataFile.name)"
        if unsafe unlink(file) != 0, errno != ENOENT { throw .fromErrno("unlink", path: file) }
    }

    /// The names of all tables, without making any.
    public func tableNames() throws -> [String] {
        try read { transaction in
            let pointer = unsafe try transaction.handle.transaction.pointer()
            var main: MDB_dbi = 0
            let code = unsafe mdb_dbi_open(pointer, nil, 0, &main)
            guard code == 0 else { throw transaction.handle.transaction.failed(code, "mdb_dbi_open") }
            var names: [String] = []
            try transaction.scan(Table(name: "", handle: main)) { name, _ in
                names.append(String(decoding: name.copied, as: UTF8.self))
                return true
            }
            return names
        }
    }

    /// Reads every page of the environment in `directory`, which must not be open, and throws if one is missing or
    /// not what it should be. For backups; what the values say is not looked at.
    public static func check(directory: String) throws(LMDBError) {
        guard let file = try DataFile(directory: directory) else {
            throw .missing(path: "\(directory)/\(DataFile.name)")
        }
        try file.checkAllPages()
    }

    private func copy(to descriptor: Int32, _ file: String) throws(LMDBError) {
        var code = unsafe mdb_env_copyfd2(pointer, descriptor, UInt32(MDB_CP_COMPACT))
        if code == MDB_INCOMPATIBLE {
            // LMDB cannot compact an environment that has lost track of a page; a plain copy is as good a backup.
            guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
                throw .fromErrno("ftruncate", path: file)
            }
            code = unsafe mdb_env_copyfd2(pointer, descriptor, 0)
        }
        guard code == 0 else { throw .from(code, call: "mdb_env_copyfd2", path: file) }
    }

    private func currentStatistics() throws(LMDBError) -> EnvironmentStatistics {
        var info = unsafe MDB_envinfo()
        var statistics = MDB_stat()
        let code = unsafe mdb_env_info(pointer, &info)
        guard code == 0 else { throw error(code, "mdb_env_info") }
        let second = unsafe mdb_env_stat(pointer, &statistics)
        guard second == 0 else { throw error(second, "mdb_env_stat") }
        return unsafe EnvironmentStatistics(
            pageSize: Int(statistics.ms_psize), pages: Int(clamping: info.me_last_pgno) + 1,
            mapSize: Int(clamping: info.me_mapsize), lastTransaction: Int(clamping: info.me_last_txnid),
            readers: Int(info.me_numreaders))
    }
}

extension Environment {
    /// Whether less than a mebibyte is left for us on the disk. False if the system does not say.
    var isDiskFull: Bool {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return false }
        let (free, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return !overflow && free < 1 << 20
    }
}

// MARK: - Growth of the map

extension Environment {
    /// Doubles the map after a write found it full; waits for the reads under way.
    func grow() throws {
        let enlarged: Void? = try whileIdle(waiting: true) { try enlarge() }
        guard enlarged != nil else { throw LMDBError.closed(path: path) }
    }

    /// Doubles the map when three quarters of it are used and nobody reads just now. Failing costs nothing.
    func growIfNearlyFull() {
        _ = try? whileIdle(waiting: false) {
            let now = try currentStatistics()
            if now.pages * now.pageSize > now.mapSize / 4 * 3 { try enlarge() }
        }
    }

    /// To be called without any open transaction.
    private func enlarge() throws(LMDBError) {
        let old = try currentStatistics().mapSize
        let new = Self.roundedToPages(min(old.multipliedReportingOverflow(by: 2).partialValue, options.mapLimit))
        guard new > old, Self.hasRoom(for: new) else { throw .mapFull(path: path, limit: options.mapLimit) }
        let code = call(.grow) { unsafe mdb_env_set_mapsize(pointer, new) }
        guard code == 0 else { throw error(code, "mdb_env_set_mapsize") }
    }

    /// LMDB unmaps before it maps: if there were no address space for the new map, the environment would be lost.
    private static func hasRoom(for size: Int) -> Bool {
        let probe = unsafe mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let probe = unsafe probe, unsafe probe != MAP_FAILED else { return false }
        unsafe munmap(probe, size)
        return true
    }
}
