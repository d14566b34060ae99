public import Cryptography
import LMDB
import Ledger
import Synchronization

/// A node's durable memory: logs and documents in one LMDB environment.
///
/// One thread writes; what is asked for meanwhile is committed together, in one transaction that is the commit point:
/// a crash leaves all of it or nothing, and there is nothing to reconcile. Reads run on the thread that asks, each on
/// one moment of the data, and wait for nobody. Formats: `docs/formats/store.md`.
public final class Store: Sendable {
    /// The directory with the environment.
    public let directory: String
    public let identity: StoreIdentity
    /// Random, made with the store; equal in copies of it.
    public let storeID: Digest

    let environment: Environment
    let tables: StoreTables
    private let queue: WriteQueue
    private let failure: FailureFlag
    private let queueLimit: Int

    /// Opens the store of a node, making an empty one if there is nothing.
    ///
    /// Throws `otherNode`, `newerFormat`, `notAStore` if the directory is not this node's or not readable for this
    /// program; `database(.inUse)` with the pid if another process has it. After a crash the exception maps are brought
    /// up to the entries first. The directory's parent must exist.
    public static func open(
        directory: String, identity: StoreIdentity, options: StoreOptions = .default
    ) throws(StoreError) -> Store {
        try storing {
            let environment = try Environment(path: directory, options: options.environment)
            do {
                return try Store(StoreOpening(environment, directory, identity, options).open(), options)
            } catch {
                environment.close()
                throw error
            }
        }
    }

    private init(_ opened: OpenedStore, _ options: StoreOptions) throws(StoreError) {
        directory = opened.environment.path
        identity = opened.row.identity
        storeID = Digest(opened.row.storeID) ?? .zero
        environment = opened.environment
        tables = opened.tables
        queueLimit = options.queueLimit
        let queue = WriteQueue(limit: options.queueLimit)
        let failure = FailureFlag()
        self.queue = queue
        self.failure = failure
        let limits = ExceptionLimits(rows: options.exceptionBacklog, entries: options.replayLimit)
        let (environment, tables, batchLimit) = (environment, tables, max(options.batchLimit, 1))
        let isStarted = WriterThread.start {
            let committer = Committer(environment, tables, limits, failure)
            while true {
                let batch = queue.take(batchLimit)
                if batch.isEmpty { break }
                committer.carryOut(batch)
            }
            committer.finish()
            environment.close()
            queue.end()
        }
        guard isStarted else { throw .database(.other(call: "pthread_create", path: directory, code: 11)) }
    }

    deinit { queue.close() }

    /// Why nothing is written any more; nil in normal operation.
    public var writeFailure: StoreError? { failure.error }

    /// Runs `body` on the writer thread and returns when what it changed is on the disk.
    ///
    /// Requests are carried out in the order in which they came. `body` may run more than once (when the map grows, or
    /// when another request of the batch has to be undone), so it should do nothing but use the writer and return a
    /// value. If it throws, nothing of it is stored, the others are not affected, and its error comes back. It must not
    /// wait for anything, nor read or write the store by another way.
    ///
    /// Throws `stopped` if the commit failed: then nothing of it is stored, and neither will anything be until the
    /// store is opened again. Throws `busy` if ``StoreOptions/queueLimit`` requests wait. Cancelling the task does not
    /// take back the request.
    public func write<R: Sendable>(
        _ body: @escaping @Sendable (inout StoreWriter) throws -> R
    ) async throws -> R {
        if let error = failure.error { throw error }
        return try await withCheckedThrowingContinuation { continuation in
            let request = WriteRequest(
                run: { writer in
                    let result = try body(&writer)
                    return { continuation.resume(returning: result) }
                },
                fail: { continuation.resume(throwing: $0) })
            switch queue.add(request) {
            case .taken: break
            case .full: continuation.resume(throwing: StoreError.busy(limit: queueLimit))
            case .closed: continuation.resume(throwing: StoreError.closed)
            }
        }
    }

    /// Runs `body` on a consistent view of the data, on the calling thread, without waiting. A look-up takes about a
    /// microsecond. Long scans belong on a thread that may be busy, and keep old pages from being used again.
    public func read<R>(_ body: (borrowing StoreReader) throws -> R) throws -> R {
        do {
            return try environment.read { transaction in
                try body(StoreReader(source: RecordSource(handle: transaction.handle, tables: tables)))
            }
        } catch let error as LMDBError {
            throw StoreError(error)
        }
    }

    /// Carries out the writes that wait, then closes. Blocks until that is done. Not to be called inside a closure that
    /// was lent a reader or writer.
    public func close() {
        queue.close()
        queue.waitForEnd()
    }

    /// Whether a process has the store in this directory open.
    public static func isInUse(_ directory: String, identity: StoreIdentity) -> Bool {
        do throws(StoreError) {
            try open(directory: directory, identity: identity).close()
            return false
        } catch {
            if case .database(.inUse) = error { return true }
            return false
        }
    }

    /// Writes a compact copy of everything committed so far into a new directory, while reads and writes go on. The
    /// copy is a store of the same node: only one of the two may ever be used to sign.
    public func copy(to directory: String) throws(StoreError) {
        try storing { try environment.copy(to: directory) }
    }
}

extension Store {
    /// Bytes of disk in use, of the map, and the number of commits so far.
    public func statistics() throws(StoreError) -> StoreStatistics {
        let now = try storing { try environment.statistics() }
        return StoreStatistics(
            bytes: now.pages * now.pageSize, mapBytes: now.mapSize, commits: now.lastTransaction, readers: now.readers)
    }
}

/// How full a store is.
public struct StoreStatistics: Sendable, Hashable {
    /// Bytes in use, or free for reuse, on the disk.
    public let bytes: Int
    /// Bytes of address space it may use before the map is enlarged.
    public let mapBytes: Int
    public let commits: Int
    /// Slots for reads at once that were ever used.
    public let readers: Int
}
