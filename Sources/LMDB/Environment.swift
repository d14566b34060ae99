import CLMDB
import Glibc
import Synchronization

/// One LMDB environment: a directory with `data.mdb`, `lock.mdb` and `LOCK`, for this process alone.
///
/// Reads go on in parallel on the threads that ask; writes exclude each other. Transactions are lent to synchronous
/// closures and end with them. Do not open a write inside a read or another write of the same thread: it would wait
/// for itself. Reads cost about a microsecond; a durable write waits for the disk, so it has no place on an event
/// loop or a thread of the cooperative pool.
///
/// The memory map grows by doubling up to ``EnvironmentOptions/mapLimit``. That needs a moment without any transaction
/// of ours: after a commit it is tried without waiting when three quarters are used, and a write that finds the map
/// full waits for the reads under way and then **runs its closure again**.
@safe
public final class Environment: @unchecked Sendable {
    // Sendable because LMDB's environment may be shared by threads, and what LMDB leaves to its callers is guarded
    // here: `lock` keeps transactions and changes of the map apart; `isClosed` is written under its exclusive side
    // and read under either.
    let pointer: OpaquePointer
    let options: EnvironmentOptions
    /// The directory.
    public let path: String
    /// LMDB's limit for keys, 511 bytes unless the library was built otherwise.
    public let maximumKeyLength: Int

    let lock = ReadWriteLock()
    private var isClosed = false
    private let directoryLock: Mutex<DirectoryLock?>

    /// Opens the environment in the directory `path`, which is made (mode 0700) if only its last part is missing.
    ///
    /// Files are readable and writable by their owner only (0600).
    public init(path: String, options: EnvironmentOptions = .default) throws(LMDBError) {
        try Self.makeDirectory(path)
        let directoryLock = try DirectoryLock(directory: path)
        if let file = try DataFile(directory: path) { try file.check() }
        unsafe pointer = try Self.open(path, options)
        self.path = path
        self.options = options
        self.directoryLock = Mutex(directoryLock)
        maximumKeyLength = unsafe Int(mdb_env_get_maxkeysize(pointer))
        try prepareFiles()
    }

    deinit { close() }

    /// Waits for the transactions under way, then unmaps the file and lets the directory go. Later calls throw
    /// `.closed`; closing again does nothing.
    public func close() {
        lock.exclusive {
            guard !isClosed else { return }
            isClosed = true
            unsafe mdb_env_close(pointer)
            directoryLock.withLock { $0 = nil }
        }
    }

    /// Lends a consistent view of the data to `body`, on the calling thread.
    public func read<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
        try whileOpen {
            let transaction = try OpenTransaction.begin(self, .beginRead)
            defer { transaction.abort() }
            return try body(ReadTransaction(handle: TransactionHandle(transaction: transaction)))
        }
    }

    /// Runs `body` and commits what it wrote; nothing of it is kept if it throws or the commit fails.
    ///
    /// `body` may run more than once (see above), so it should do nothing but use the transaction. After a failed
    /// call of the transaction nothing is committed, even if `body` caught the error.
    @discardableResult
    public func write<R>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
        while true {
            switch try whileOpen({ try attempt(body) }) {
            case .done(let result):
                growIfNearlyFull()
                return result
            case .mapFull: try grow()
            }
        }
    }

    private enum Attempt<R> {
        case done(R)
        case mapFull
    }

    private func attempt<R>(_ body: (inout WriteTransaction) throws -> R) throws -> Attempt<R> {
        let transaction = try OpenTransaction.begin(self, .beginWrite)
        defer { transaction.abort() }
        var lent = WriteTransaction(handle: TransactionHandle(transaction: transaction))
        do {
            let result = try body(&lent)
            // The commit point: before it nothing is stored, after it everything is, also if the machine stops.
            try transaction.commit(.commit)
            return .done(result)
        } catch {
            if case .mapFull? = transaction.failure { return .mapFull }
            throw error
        }
    }

    /// Holds the shared side of the lock, so that the map stays where it is.
    func whileOpen<R>(_ body: () throws -> R) throws -> R {
        try lock.shared {
            guard !isClosed else { throw LMDBError.closed(path: path) }
            return try body()
        }
    }

    /// Holds the exclusive side: no transaction is open. Nil if the environment is closed.
    func whileIdle<R>(waiting: Bool, _ body: () throws -> R) throws -> R? {
        let guarded = { try self.isClosed ? nil : body() }
        return waiting ? try lock.exclusive(guarded) : try lock.exclusiveIfFree(guarded) ?? nil
    }
}

// MARK: - Tables

extension Environment {
    /// The tables with these names, made if missing, in one write transaction.
    ///
    /// To be called once after opening, by one thread, outside of any transaction.
    public func tables(_ names: [String]) throws -> [Table] {
        try write { transaction in
            var tables: [Table] = []
            for name in names { tables.append(try transaction.table(name)) }
            return tables
        }
    }

    /// The table with this name, made if missing. See ``tables(_:)``.
    public func table(_ name: String) throws -> Table {
        let found = try tables([name])
        return found[0]
    }
}

// MARK: - Calls

extension Environment {
    /// Makes a call of LMDB unless a test wants it to fail.
    func call(_ call: EnvironmentCall, _ body: () -> Int32) -> Int32 {
        injected(call) ?? body()
    }

    /// The code with which a test wants this call to fail.
    func injected(_ call: EnvironmentCall) -> Int32? {
        guard let hook = options.hook else { return nil }
        let code = hook.answer(call)
        return code == 0 ? nil : code
    }

    func check(key: [UInt8]) throws(LMDBError) {
        guard !key.isEmpty, key.count <= maximumKeyLength else {
            throw .keyLength(key.count, limit: maximumKeyLength)
        }
    }

    func error(_ code: Int32, _ call: String) -> LMDBError {
        code == MDB_MAP_FULL ? .mapFull(path: path, limit: options.mapLimit) : .from(code, call: call, path: path)
    }
}
