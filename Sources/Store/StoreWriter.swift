import LMDB
import Ledger

/// Changes to the store, lent to the closure of ``Store/write(_:)``. It can be read from as well and shows what was
/// changed so far. All of a closure's changes are stored or none.
public struct StoreWriter: StoreReading, ~Copyable {
    var transaction: WriteTransaction
    let tables: StoreTables
    /// Exceptions that wait for being written; changed by the writer thread after the commit only.
    let backlog: ExceptionBacklog
    /// What this transaction has to say to the backlog, in order.
    var staged: [ExceptionBacklog.Step] = []

    public var source: RecordSource { RecordSource(handle: transaction.handle, tables: tables) }

    /// Lends a writer over `transaction` to `body`, which gives the transaction back in any case.
    static func lend<R>(
        _ transaction: inout WriteTransaction, _ tables: StoreTables, _ backlog: ExceptionBacklog,
        _ staged: inout [ExceptionBacklog.Step], _ body: (inout StoreWriter) throws -> R
    ) throws -> R {
        var writer = StoreWriter(transaction: transaction, tables: tables, backlog: backlog, staged: staged)
        let result = Result { try body(&writer) }
        staged = writer.staged
        transaction = writer.takeTransaction()
        return try result.get()
    }

    private consuming func takeTransaction() -> WriteTransaction { transaction }
}

extension StoreWriter {
    /// Puts a pair on a shelf; a value that is there is replaced.
    public mutating func put(_ shelf: Shelf, key: [UInt8], value: [UInt8]) throws(StoreError) {
        let table = try tables(shelf)
        try put(table, key, value)
    }

    /// Puts a pair unless the key is there.
    ///
    /// - Returns: false if it was there; its value stays.
    public mutating func putIfAbsent(_ shelf: Shelf, key: [UInt8], value: [UInt8]) throws(StoreError) -> Bool {
        let table = try tables(shelf)
        return try put(table, key, value, .keepExisting)
    }

    /// Deletes a pair.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public mutating func delete(_ shelf: Shelf, key: [UInt8]) throws(StoreError) -> Bool {
        let table = try tables(shelf)
        return try delete(table, key)
    }

    @discardableResult
    mutating func put(
        _ table: Table, _ key: [UInt8], _ value: [UInt8], _ mode: WriteTransaction.PutMode = .replace
    ) throws(StoreError) -> Bool {
        do { return try transaction.put(table, key, value, mode) } catch { throw StoreError(error) }
    }

    @discardableResult
    mutating func delete(_ table: Table, _ key: [UInt8]) throws(StoreError) -> Bool {
        do { return try transaction.delete(table, key) } catch { throw StoreError(error) }
    }
}
