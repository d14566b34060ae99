public import LMDB

/// What can be read, in a read and in a write. Everything read inside one closure is of one moment.
///
/// Functions without a closure throw ``StoreError`` only.
public protocol StoreReading: ~Copyable {
    /// Not to be used from outside.
    var source: RecordSource { get }
}

/// The transaction behind a ``StoreReading`` and its tables. Of no use after the closure it was lent to: every look-up
/// is an error then.
public struct RecordSource: Transaction {
    public let handle: TransactionHandle
    let tables: StoreTables
}

/// A consistent view of the store, lent to the closure of ``Store/read(_:)``.
public struct StoreReader: StoreReading, ~Copyable {
    public let source: RecordSource
}

extension StoreReading where Self: ~Copyable {
    /// The value of `key`, or nil.
    public func get(_ shelf: Shelf, key: [UInt8]) throws(StoreError) -> [UInt8]? {
        try storing { try source.get(source.tables(shelf), key) }
    }

    /// Whether the shelf has `key`.
    public func contains(_ shelf: Shelf, key: [UInt8]) throws(StoreError) -> Bool {
        try storing { try source.contains(source.tables(shelf), key) }
    }

    /// The number of keys on the shelf.
    public func count(_ shelf: Shelf) throws(StoreError) -> Int {
        try storing { try source.count(source.tables(shelf)) }
    }

    /// The last pair whose key begins with `prefix`.
    public func last(_ shelf: Shelf, prefix: [UInt8] = []) throws(StoreError) -> (key: [UInt8], value: [UInt8])? {
        try storing { try source.last(source.tables(shelf), prefix: prefix) }
    }

    /// Calls `body` for every pair whose key begins with `prefix`, in the order of the keys (or the reverse), until it
    /// answers false. What `body` throws ends the scan and is passed on.
    ///
    /// - Parameter start: the first pair has this key or the next one in the direction of the scan.
    public func scan(
        _ shelf: Shelf, prefix: [UInt8] = [], from start: [UInt8]? = nil, descending: Bool = false,
        _ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Bool
    ) throws {
        try source.scan(source.tables(shelf), prefix: prefix, from: start, descending ? .descending : .ascending) {
            try body($0.copied, $1.copied)
        }
    }

    /// All pairs whose key begins with `prefix`, at most `limit` of them.
    public func all(
        _ shelf: Shelf, prefix: [UInt8] = [], limit: Int = .max
    ) throws(StoreError) -> [(key: [UInt8], value: [UInt8])] {
        try storing {
            var found: [(key: [UInt8], value: [UInt8])] = []
            guard limit > 0 else { return found }
            try scan(shelf, prefix: prefix) { key, value in
                found.append((key, value))
                return found.count < limit
            }
            return found
        }
    }
}
