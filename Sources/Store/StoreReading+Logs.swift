public import Cryptography
import LMDB
public import Ledger
public import TransparencyLog

// Logs: entries, tiles, heads, checkpoints, exceptions, evidence. A log of which nothing is stored reads as empty.

extension StoreReading where Self: ~Copyable {
    /// All logs of which something is stored, in the order of their names.
    public func origins() throws(StoreError) -> [Origin] {
        try storing {
            var found: [Origin] = []
            try source.scan(source.tables.origins) { key, _ in
                let text = String(validating: key.copied, as: UTF8.self)
                guard let text, let origin = try? Origin(text) else {
                    throw StoreError.damaged(table: StoreTables.Name.origins, reason: "a name is not an origin")
                }
                found.append(origin)
                return true
            }
            return found
        }
    }

    /// Where the log stands; an empty one if nothing is stored.
    public func logHead(_ origin: Origin) throws(StoreError) -> LogHead {
        try logKey(origin).map { key throws(StoreError) in try source.head(key) } ?? .empty
    }

    /// Number of entries stored.
    public func logSize(_ origin: Origin) throws(StoreError) -> UInt64 { try logHead(origin).size }

    /// One entry's bytes, or nil beyond the last one.
    public func entry(_ origin: Origin, _ index: UInt64) throws(StoreError) -> [UInt8]? {
        guard let key = try logKey(origin) else { return nil }
        return try storing { try source.get(source.tables.entries, key.entry(index)) }
    }

    /// The entries with these indexes, as far as they are stored, until `byteLimit` would be exceeded.
    public func entries(
        _ origin: Origin, _ range: Range<UInt64>, byteLimit: Int = .max
    ) throws(StoreError) -> [[UInt8]] {
        try storing {
            var found: [[UInt8]] = []
            var room = byteLimit
            try scanEntries(origin, from: range.lowerBound) { index, entry in
                guard index < range.upperBound, entry.count <= room else { return false }
                room -= entry.count
                found.append(entry)
                return true
            }
            return found
        }
    }

    /// Calls `body` for the entries from `first` on, in order, until it answers false.
    ///
    /// Throws `damaged` where an index is missing.
    public func scanEntries(
        _ origin: Origin, from first: UInt64, _ body: (_ index: UInt64, _ entry: [UInt8]) throws -> Bool
    ) throws {
        guard let key = try logKey(origin) else { return }
        var expected = first
        try source.scan(source.tables.entries, prefix: key.prefix, from: key.entry(first)) { found, entry in
            let index = try LogKey.number(found.copied, table: StoreTables.Name.entries)
            guard index == expected else {
                throw StoreError.damaged(table: StoreTables.Name.entries, reason: "entry \(expected) is missing")
            }
            expected += 1
            return try body(index, entry.copied)
        }
    }

    /// The tiles of the log, for proofs; of use inside this closure only.
    public func tileReader(_ origin: Origin) throws(StoreError) -> StoreTileReader {
        StoreTileReader(source: source, key: try logKey(origin))
    }

    /// The durable rows of the exception map in rising order of their keys: the map as of ``appliedSnapshot(_:)``,
    /// which may be older than the last entry. What counts now is the map of ``restoreLog(_:)``.
    public func exceptions(_ origin: Origin) throws(StoreError) -> [ExceptionMap.Element] {
        guard let key = try logKey(origin) else { return [] }
        return try storing { try source.exceptions(key) }
    }

    /// The state of which ``exceptions(_:)`` are the rows; nil if none were written yet.
    public func appliedSnapshot(_ origin: Origin) throws(StoreError) -> LogSnapshot? {
        guard let key = try logKey(origin) else { return nil }
        return try storing {
            guard let bytes = try source.get(source.tables.applied, key.prefix) else { return nil }
            do {
                return try LogSnapshot(parsing: bytes)
            } catch {
                throw StoreError.damaged(table: StoreTables.Name.applied, reason: "\(error)")
            }
        }
    }

    /// Evidence against the log.
    public func evidence(_ origin: Origin) throws(StoreError) -> [Evidence] {
        guard let key = try logKey(origin) else { return [] }
        return try storing {
            var found: [Evidence] = []
            try source.scan(source.tables.evidence, prefix: key.prefix) { _, value in
                do {
                    found.append(try Evidence(parsing: value.copied))
                } catch {
                    throw StoreError.damaged(table: StoreTables.Name.evidence, reason: "\(error)")
                }
                return true
            }
            return found
        }
    }

    /// The keys of the log's rows, or nil if nothing is stored of it.
    func logKey(_ origin: Origin) throws(StoreError) -> LogKey? {
        try storing {
            guard let bytes = try source.get(source.tables.origins, Array(origin.text.utf8)) else { return nil }
            var record = RecordReader(bytes, table: StoreTables.Name.origins)
            let key = LogKey(origin: try record.uint32())
            try record.finish()
            return key
        }
    }
}

extension RecordSource {
    func head(_ key: LogKey) throws(StoreError) -> LogHead {
        let bytes = try storing { try get(tables.heads, key.prefix) }
        guard let bytes else { return .empty }
        return try LogHead(parsing: bytes)
    }

    func exceptions(_ key: LogKey) throws -> [ExceptionMap.Element] {
        var rows: [ExceptionMap.Element] = []
        try scan(tables.exceptions, prefix: key.prefix) { found, value in
            guard let place = Digest(found.extracting(droppingFirst: key.prefix.count)),
                let value = try? MapValue(parsing: value.copied)
            else {
                throw StoreError.damaged(table: StoreTables.Name.exceptions, reason: "a row is no value of the map")
            }
            rows.append(ExceptionMap.Element(key: place, value: value))
            return true
        }
        return rows
    }
}

/// Reads a log's tiles out of the store.
public struct StoreTileReader: TileReader {
    let source: RecordSource
    let key: LogKey?

    public func tile(level: Int, index: UInt64, width: Int) throws -> [Digest] {
        guard let key else { throw ProofError.incompleteTile(level: level, index: index, expected: width, got: 0) }
        let hashes = try source.withValue(source.tables.tiles, key.tile(level: level, index: index)) { value in
            stride(from: 0, to: min(value.byteCount, width * Digest.byteCount), by: Digest.byteCount).compactMap {
                Digest(value.extracting($0..<min($0 + Digest.byteCount, value.byteCount)))
            }
        }
        guard let hashes, hashes.count == width else {
            throw ProofError.incompleteTile(level: level, index: index, expected: width, got: hashes?.count ?? 0)
        }
        return hashes
    }
}
