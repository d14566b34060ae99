import CLMDB

/// A transaction that changes tables, lent to a closure by ``Environment/write(_:)``. All or nothing of it is stored.
///
/// Changing it is `mutating`, so that the compiler refuses a change while memory of the map is lent out.
public struct WriteTransaction: Transaction, ~Copyable {
    public let handle: TransactionHandle

    /// How a pair is put.
    public enum PutMode: Sendable {
        /// A value that is there is replaced.
        case replace
        /// A value that is there stays.
        case keepExisting
        /// The key must be behind all others of the table; pages are filled to the end.
        case append
    }

    /// How many times something was put or deleted so far. Unchanged: there is nothing to undo.
    public var writeCount: Int { handle.transaction.writeCount }

    /// The table with this name, made if missing: for steps that change which tables there are. If the transaction is
    /// not committed, the table is of no use after it.
    public mutating func table(_ name: String) throws(LMDBError) -> Table {
        let transaction = handle.transaction
        let pointer = unsafe try transaction.pointer()
        var handle: MDB_dbi = 0
        let code = unsafe mdb_dbi_open(pointer, name, UInt32(MDB_CREATE), &handle)
        guard code == 0 else { throw transaction.failed(code, "mdb_dbi_open") }
        return Table(name: name, handle: handle)
    }

    /// Puts a pair.
    ///
    /// - Returns: false if the mode was `keepExisting` and the key was there.
    @discardableResult
    public mutating func put(
        _ table: Table, _ key: [UInt8], _ value: [UInt8], _ mode: PutMode = .replace
    ) throws(LMDBError) -> Bool {
        let transaction = handle.transaction
        let pointer = unsafe try transaction.pointer()
        try transaction.environment.check(key: key)
        guard value.count <= Int(UInt32.max) else { throw .valueTooLarge(value.count) }
        transaction.writeCount += 1
        let code = transaction.environment.call(.put) {
            unsafe withMemory(of: key) { key in
                unsafe withMemory(of: value) { value in
                    unsafe mdb_put(pointer, table.handle, key, value, mode.flags)
                }
            }
        }
        if code == MDB_KEYEXIST {
            if mode == .append { throw .keyNotInOrder(table: table.name) }
            return false
        }
        guard code == 0 else { throw transaction.failed(code, "mdb_put") }
        return true
    }

    /// Deletes a pair.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public mutating func delete(_ table: Table, _ key: [UInt8]) throws(LMDBError) -> Bool {
        let transaction = handle.transaction
        let pointer = unsafe try transaction.pointer()
        try transaction.environment.check(key: key)
        transaction.writeCount += 1
        let code = transaction.environment.call(.delete) {
            unsafe withMemory(of: key) { key in unsafe mdb_del(pointer, table.handle, key, nil) }
        }
        if code == MDB_NOTFOUND { return false }
        guard code == 0 else { throw transaction.failed(code, "mdb_del") }
        return true
    }

    /// Runs `body` so that what it wrote is undone if it throws, while everything before stays.
    @discardableResult
    public mutating func nested<R>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
        let outer = handle.transaction
        let inner = try OpenTransaction.begin(outer.environment, .beginNested, parent: outer)
        defer {
            outer.inherit(inner)
            inner.abort()
        }
        var transaction = WriteTransaction(handle: TransactionHandle(transaction: inner))
        let result = try body(&transaction)
        try inner.commit(.commitNested)
        outer.writeCount += inner.writeCount
        return result
    }
}

extension WriteTransaction.PutMode {
    var flags: UInt32 {
        switch self {
        case .replace: 0
        case .keepExisting: UInt32(MDB_NOOVERWRITE)
        case .append: UInt32(MDB_APPEND)
        }
    }
}
