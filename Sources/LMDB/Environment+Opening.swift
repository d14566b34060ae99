import CLMDB
import Glibc

extension Environment {
    static let fileMode: mode_t = 0o600
    static let directoryMode: mode_t = 0o700

    static func makeDirectory(_ path: String) throws(LMDBError) {
        if unsafe mkdir(path, directoryMode) == 0 || errno == EEXIST { return }
        throw .fromErrno("mkdir", path: path)
    }

    static func open(_ path: String, _ options: EnvironmentOptions) throws(LMDBError) -> OpaquePointer {
        var created: OpaquePointer?
        let code = unsafe mdb_env_create(&created)
        guard code == 0, let environment = unsafe created else { throw .from(code, call: "mdb_env_create", path: path) }
        do throws(LMDBError) {
            unsafe try configure(environment, path, options)
        } catch {
            unsafe mdb_env_close(environment)
            throw error
        }
        return unsafe environment
    }

    private static func configure(
        _ environment: OpaquePointer, _ path: String, _ options: EnvironmentOptions
    ) throws(LMDBError) {
        func check(_ call: String, _ code: Int32) throws(LMDBError) {
            guard code == 0 else { throw .from(code, call: call, path: path) }
        }
        let mapSize = roundedToPages(max(min(options.mapSize, options.mapLimit), 1 << 16))
        unsafe try check("mdb_env_set_mapsize", mdb_env_set_mapsize(environment, mapSize))
        unsafe try check(
            "mdb_env_set_maxdbs", mdb_env_set_maxdbs(environment, UInt32(clamping: options.maxTables)))
        unsafe try check(
            "mdb_env_set_maxreaders", mdb_env_set_maxreaders(environment, UInt32(clamping: options.maxReaders)))
        // NOTLS: reader slots belong to transactions, not threads; a pool of threads may read.
        let flags = MDB_NOTLS | (options.isDurable ? 0 : MDB_NOSYNC)
        unsafe try check("mdb_env_open", mdb_env_open(environment, path, UInt32(flags), fileMode))
    }

    static func roundedToPages(_ size: Int) -> Int {
        let page = max(sysconf(Int32(_SC_PAGESIZE)), 4096)
        return size / page * page
    }

    /// Narrows the mode of files made by other hands, makes their names durable, and clears readers left by a crash.
    func prepareFiles() throws(LMDBError) {
        for name in ["data.mdb", "lock.mdb"] {
            let file = "\(path)/\(name)"
            guard unsafe chmod(file, Self.fileMode) == 0 else { throw .fromErrno("chmod", path: file) }
        }
        try Self.syncDirectory(path)
        _ = try clearStaleReaders()
    }

    static func syncDirectory(_ path: String) throws(LMDBError) {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fromErrno("open", path: path) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .fromErrno("fsync", path: path) }
    }
}
