import CLMDB

/// Which way a scan goes.
public enum ScanDirection: Sendable {
    /// Smallest key first.
    case ascending
    /// Largest key first.
    case descending
}

extension Transaction where Self: ~Copyable {
    /// Lends every pair whose key begins with `prefix`, in the order of the keys, until `body` answers false.
    ///
    /// - Parameters:
    ///   - start: where to begin: the first pair has this key or the next one in the direction of the scan.
    ///   - direction: rising or falling keys.
    public func scan(
        _ table: Table, prefix: [UInt8] = [], from start: [UInt8]? = nil, _ direction: ScanDirection = .ascending,
        _ body: (_ key: RawSpan, _ value: RawSpan) throws -> Bool
    ) throws {
        let cursor = try Cursor(handle.transaction, table)
        var pair: Cursor.Pair?
        switch direction {
        case .ascending: unsafe pair = try cursor.firstAtOrAfter(start ?? prefix)
        case .descending: unsafe pair = try cursor.lastAtOrBefore(start, prefix: prefix)
        }
        while let found = unsafe pair, unsafe found.key.starts(with: prefix) {
            guard unsafe try body(found.key.bytes, found.value.bytes) else { return }
            unsafe pair = try cursor.move(direction == .ascending ? MDB_NEXT : MDB_PREV)
        }
    }

    /// A copy of the first pair whose key begins with `prefix`.
    public func first(_ table: Table, prefix: [UInt8] = []) throws -> (key: [UInt8], value: [UInt8])? {
        try one(table, prefix, .ascending)
    }

    /// A copy of the last pair whose key begins with `prefix`.
    public func last(_ table: Table, prefix: [UInt8] = []) throws -> (key: [UInt8], value: [UInt8])? {
        try one(table, prefix, .descending)
    }

    private func one(
        _ table: Table, _ prefix: [UInt8], _ direction: ScanDirection
    ) throws -> (key: [UInt8], value: [UInt8])? {
        var pair: (key: [UInt8], value: [UInt8])?
        try scan(table, prefix: prefix, direction) { key, value in
            pair = (key.copied, value.copied)
            return false
        }
        return pair
    }
}

extension RawSpan {
    /// The bytes in memory of their own.
    public var copied: [UInt8] {
        unsafe withUnsafeBytes { unsafe [UInt8]($0) }
    }
}

/// A place in a table. Closed when it goes, which is before its transaction ends.
@safe
struct Cursor: ~Copyable {
    @unsafe
    struct Pair {
        let key: UnsafeRawBufferPointer
        let value: UnsafeRawBufferPointer
    }

    private let transaction: OpenTransaction
    private let cursor: OpaquePointer

    init(_ transaction: OpenTransaction, _ table: Table) throws(LMDBError) {
        let pointer = unsafe try transaction.pointer()
        var opened: OpaquePointer?
        let code = transaction.environment.call(.openCursor) {
            unsafe mdb_cursor_open(pointer, table.handle, &opened)
        }
        guard code == 0, let opened = unsafe opened else { throw transaction.failed(code, "mdb_cursor_open") }
        self.transaction = transaction
        unsafe cursor = opened
    }

    deinit { unsafe mdb_cursor_close(cursor) }

    /// Nil at the end of the table.
    func move(_ operation: MDB_cursor_op, to target: [UInt8] = []) throws(LMDBError) -> Pair? {
        _ = unsafe try transaction.pointer()
        var value = unsafe MDB_val()
        var key = unsafe MDB_val()
        let code = transaction.environment.call(.moveCursor) {
            unsafe withMemory(of: target) { target in
                unsafe key = unsafe target.pointee
                return unsafe mdb_cursor_get(cursor, &key, &value, operation)
            }
        }
        if code == MDB_NOTFOUND { return nil }
        guard code == 0 else { throw transaction.failed(code, "mdb_cursor_get") }
        return unsafe Pair(
            key: UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size),
            value: UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }

    func firstAtOrAfter(_ key: [UInt8]) throws(LMDBError) -> Pair? {
        unsafe try move(key.isEmpty ? MDB_FIRST : MDB_SET_RANGE, to: key)
    }

    /// The last pair not behind `start`, or else the last one with the prefix.
    func lastAtOrBefore(_ start: [UInt8]?, prefix: [UInt8]) throws(LMDBError) -> Pair? {
        if let start {
            guard let found = unsafe try firstAtOrAfter(start) else { return unsafe try move(MDB_LAST) }
            return unsafe found.key.elementsEqual(start) ? found : try move(MDB_PREV)
        }
        guard let next = Self.successor(of: prefix), unsafe try firstAtOrAfter(next) != nil else {
            return unsafe try move(MDB_LAST)
        }
        return unsafe try move(MDB_PREV)
    }

    /// The smallest key behind all keys with the prefix; nil if there is none.
    static func successor(of prefix: [UInt8]) -> [UInt8]? {
        guard let last = prefix.lastIndex(where: { $0 != 0xFF }) else { return nil }
        var next = Array(prefix[...last])
        next[last] += 1
        return next
    }
}
