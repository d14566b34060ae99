public import Cryptography
public import TransparencyLog

/// Everything of a log's state but the rows of its exception map: what a store writes with each batch.
///
/// With the rows as of the same entry it restores the state. Binary form:
/// `struct { uint8 version = 1; opaque origin<1..128>; uint64 size; opaque right_edge[32 * popcount(size)];
/// uint64 last_time; uint8 sealed; select (sealed) { 0: {}; 1: uint64 from; uint64 to; uint32 roster;
/// opaque map_root[32]; uint64 time; }; uint64 exceptions; opaque map_root[32]; }`.
public struct LogSnapshot: Hashable, Sendable {
    public static let version: UInt8 = 1

    public let origin: Origin
    public let tree: CompactTree
    public let lastTime: UInt64
    public let lastSeal: SealRecord?
    /// Number of rows of the exception map.
    public let exceptionCount: UInt64
    /// Root of the exception map after all entries.
    public let mapRoot: Digest
}

extension LogState {
    /// What to store beside the rows of the exception map.
    public var snapshot: LogSnapshot {
        let map = map
        return LogSnapshot(
            origin: origin, tree: tree, lastTime: lastTime, lastSeal: lastSeal, exceptionCount: UInt64(map.count),
            mapRoot: map.rootHash)
    }

    /// The state that `snapshot` was taken of.
    ///
    /// - Parameter exceptions: all rows of the map as of that moment, sorted by key.
    /// - Throws: `unsorted` or `mapRoot` if they are not these rows; then rebuild by replaying the log.
    public init(
        restoring snapshot: LogSnapshot, exceptions: some Sequence<ExceptionMap.Element>
    ) throws(SnapshotError) {
        guard let map = ExceptionMap(sorted: exceptions) else { throw .unsorted }
        guard map.rootHash == snapshot.mapRoot, UInt64(map.count) == snapshot.exceptionCount else { throw .mapRoot }
        origin = snapshot.origin
        tree = snapshot.tree
        lastTime = snapshot.lastTime
        lastSeal = snapshot.lastSeal
        hashedMap = map
    }
}

extension LogSnapshot {
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = [Self.version, UInt8(truncatingIfNeeded: origin.text.utf8.count)]
        bytes += Array(origin.text.utf8)
        bytes.write(tree.size)
        for hash in tree.rightEdge { bytes.write(hash) }
        bytes.write(lastTime)
        bytes.append(lastSeal == nil ? 0 : 1)
        if let lastSeal {
            EntryBody.seal(lastSeal.seal).write(to: &bytes)
            bytes.write(lastSeal.time)
        }
        bytes.write(exceptionCount)
        bytes.write(mapRoot)
        return bytes
    }

    public init(parsing bytes: [UInt8]) throws(SnapshotError) {
        do {
            var reader = WireReader(bytes)
            try self.init(&reader)
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
    }

    private init(_ reader: inout WireReader) throws(WireError) {
        guard try reader.uint8() == Self.version else { throw .invalid(field: "version", offset: reader.offset) }
        let name = try reader.bytes(Int(try reader.uint8()))
        guard let origin = try? Origin(String(decoding: name, as: UTF8.self)) else {
            throw .invalid(field: "origin", offset: reader.offset)
        }
        self.origin = origin
        let size = try reader.uint64()
        let rightEdge = try reader.digests(size.nonzeroBitCount)
        guard let tree = try? CompactTree(size: size, rightEdge: rightEdge) else {
            throw .invalid(field: "size", offset: reader.offset)
        }
        self.tree = tree
        lastTime = try reader.uint64()
        lastSeal = try SealRecord(&reader, size: size, lastTime: lastTime)
        exceptionCount = try reader.uint64()
        mapRoot = try reader.digest()
    }
}

extension SealRecord {
    /// Nil if the log has no valid seal yet.
    fileprivate init?(_ reader: inout WireReader, size: UInt64, lastTime: UInt64) throws(WireError) {
        switch try reader.uint8() {
        case 0: return nil
        case 1:
            guard case .seal(let seal) = try EntryBody(.seal, &reader) else { return nil }
            self.init(seal: seal, time: try reader.uint64())
            guard seal.from <= seal.to, seal.to < size, time <= lastTime else {
                throw .invalid(field: "seal", offset: reader.offset)
            }
        default: throw .invalid(field: "sealed", offset: reader.offset)
        }
    }
}

/// Why a state cannot be restored.
public enum SnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(WireError)
    /// The rows of the exception map are not sorted by key, or one key comes twice.
    case unsorted
    /// The rows do not lead to the map root of the snapshot.
    case mapRoot

    public var description: String {
        switch self {
        case .malformed(let error): "The stored state of the log is not readable: \(error)."
        case .unsorted: "The stored exceptions are not sorted by key; replay the log from its entries."
        case .mapRoot:
            "The stored exceptions do not lead to the stored map root; replay the log from its entries."
        }
    }
}
