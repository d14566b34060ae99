import CLMDB
import Glibc

/// One open transaction of LMDB; ended at the latest when the object goes.
///
/// Not Sendable: a transaction is used by one thread at a time. Every use after the end is an error and not a wild
/// pointer, so that a handle that escaped its closure does no harm.
@safe
final class OpenTransaction {
    let environment: Environment
    private var transaction: OpaquePointer?
    /// What made the transaction unfit for committing.
    private(set) var failure: LMDBError?
    /// How many pairs were put or deleted.
    var writeCount = 0

    private init(_ environment: Environment, _ transaction: OpaquePointer?) {
        self.environment = environment
        unsafe self.transaction = transaction
    }

    deinit { abort() }

    // The caller holds the shared side of the environment's lock until the transaction has ended.
    static func begin(
        _ environment: Environment, _ call: EnvironmentCall, parent: OpenTransaction? = nil
    ) throws(LMDBError) -> OpenTransaction {
        let flags = call == .beginRead ? UInt32(MDB_RDONLY) : 0
        let outer = unsafe try parent?.pointer()
        var transaction: OpaquePointer?
        let code = environment.call(call) {
            unsafe mdb_txn_begin(environment.pointer, outer, flags, &transaction)
        }
        if code == MDB_READERS_FULL { throw .tooManyReaders(limit: environment.options.maxReaders) }
        guard code == 0, unsafe transaction != nil else { throw environment.error(code, "mdb_txn_begin") }
        return unsafe OpenTransaction(environment, transaction)
    }

    func pointer() throws(LMDBError) -> OpaquePointer {
        guard let transaction = unsafe transaction else { throw .transactionEnded }
        return unsafe transaction
    }

    /// The error for a failed call; after one in a write transaction nothing can be committed any more.
    func failed(_ code: Int32, _ call: String) -> LMDBError {
        let error = environment.error(code, call)
        if failure == nil { failure = error }
        return error
    }

    /// The parent takes over that the map is full: only the whole transaction can be repeated with a larger one.
    func inherit(_ nested: OpenTransaction) {
        if case .mapFull? = nested.failure, failure == nil { failure = nested.failure }
    }

    func commit(_ call: EnvironmentCall) throws(LMDBError) {
        if let failure { throw failure }
        let transaction = unsafe try pointer()
        if let code = environment.injected(call) {
            abort()
            throw failed(code, "mdb_txn_commit")
        }
        unsafe self.transaction = nil  // freed by LMDB whatever it answers
        var code = unsafe mdb_txn_commit(transaction)
        // LMDB answers EIO when fewer bytes were written than asked for, which is how a disk fills up.
        if code == EIO, environment.isDiskFull { code = ENOSPC }
        guard code == 0 else { throw failed(code, "mdb_txn_commit") }
    }

    func abort() {
        guard let transaction = unsafe transaction else { return }
        unsafe self.transaction = nil
        unsafe mdb_txn_abort(transaction)
    }
}

/// Stands for a transaction lent to a closure. It has no members of its own; see ``Transaction``.
public struct TransactionHandle {
    let transaction: OpenTransaction
}
