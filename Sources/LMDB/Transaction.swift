import CLMDB

/// What can be done with a read and with a write transaction: look things up.
///
/// Memory lent as `RawSpan` is LMDB's own map; it ends with the closure it was lent to.
public protocol Transaction: ~Copyable {
    /// The transaction behind this value.
    var handle: TransactionHandle { get }
}

/// A consistent view of all tables, lent to a closure by ``Environment/read(_:)``.
public struct ReadTransaction: Transaction, ~Copyable {
    public let handle: TransactionHandle
}

extension Transaction where Self: ~Copyable {
    /// A copy of the value of `key`, or nil.
    public func get(_ table: Table, _ key: [UInt8]) throws(LMDBError) -> [UInt8]? {
        guard let value = unsafe try find(table, key) else { return nil }
        return unsafe [UInt8](value)
    }

    /// Lends the value of `key`; nil, without calling `body`, if there is none.
    public func withValue<R>(_ table: Table, _ key: [UInt8], _ body: (RawSpan) throws -> R) throws -> R? {
        guard let value = unsafe try find(table, key) else { return nil }
        return unsafe try body(value.bytes)
    }

    /// Whether the table has `key`.
    public func contains(_ table: Table, _ key: [UInt8]) throws(LMDBError) -> Bool {
        unsafe try find(table, key) != nil
    }

    /// The number of keys in the table.
    public func count(_ table: Table) throws(LMDBError) -> Int {
        let transaction = handle.transaction
        var statistics = MDB_stat()
        let code = unsafe mdb_stat(try transaction.pointer(), table.handle, &statistics)
        guard code == 0 else { throw transaction.failed(code, "mdb_stat") }
        return Int(clamping: statistics.ms_entries)
    }

    /// The value in LMDB's map: valid until the transaction ends or writes.
    private func find(_ table: Table, _ key: [UInt8]) throws(LMDBError) -> UnsafeRawBufferPointer? {
        let transaction = handle.transaction
        let environment = transaction.environment
        let pointer = unsafe try transaction.pointer()
        try environment.check(key: key)
        var value = unsafe MDB_val()
        let code = environment.call(.get) {
            unsafe withMemory(of: key) { key in unsafe mdb_get(pointer, table.handle, key, &value) }
        }
        if code == MDB_NOTFOUND { return nil }
        guard code == 0 else { throw transaction.failed(code, "mdb_get") }
        return unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
    }
}

/// Lends `bytes` as LMDB wants them. LMDB does not write through the pointer, though its type would allow it.
func withMemory<R>(of bytes: [UInt8], _ body: (UnsafeMutablePointer<MDB_val>) -> R) -> R {
    unsafe bytes.withUnsafeBytes { buffer in
        var value = unsafe MDB_val(
            mv_size: buffer.count, mv_data: UnsafeMutableRawPointer(mutating: buffer.baseAddress))
        return unsafe body(&value)
    }
}
