public import Cryptography
import Synchronization

/// Keeps tiles with their inner nodes in memory, so that a proof costs look-ups instead of hundreds of hashes.
///
/// Hashes of an append-only tree never change, so a kept tile can only become too narrow; then it is read again. A tile
/// takes up to 16 KiB. Of `limit` tiles those that were not asked for lately go first. Safe to share between threads;
/// where the tiles come from is said with each use (``before(_:of:)``), because that may live for a transaction only.
public final class TileCache: Sendable {
    private struct Key: Hashable {
        let log: String
        let tile: TileID
    }

    private struct Slots {
        var recent: [Key: HashTile] = [:]
        var older: [Key: HashTile] = [:]
    }

    private let limit: Int
    private let slots = Mutex(Slots())

    /// - Parameter limit: the number of tiles kept at most (at least 2).
    public init(limit: Int = 256) {
        self.limit = max(limit, 2)
    }

    /// The tiles of `source`, read through this cache.
    ///
    /// - Parameter log: tells logs apart: two sources under one name must be of one log.
    public func before<Source: TileReader>(_ source: Source, of log: String) -> CachedTiles<Source> {
        CachedTiles(source: source, log: log, cache: self)
    }

    fileprivate func tile(
        _ id: TileID, of log: String, width: Int, reading read: () throws -> HashTile
    ) throws -> HashTile {
        let key = Key(log: log, tile: id)
        if let tile = slots.withLock({ Self.find(key, in: &$0, limit: limit) }), tile.width >= width { return tile }
        let tile = try read().expanded
        slots.withLock { Self.keep(tile, as: key, in: &$0, limit: limit) }
        return tile
    }

    /// Two generations instead of a linked list: what is used moves to `recent`, which becomes `older` when full.
    private static func find(_ key: Key, in slots: inout Slots, limit: Int) -> HashTile? {
        if let tile = slots.recent[key] { return tile }
        guard let tile = slots.older.removeValue(forKey: key) else { return nil }
        keep(tile, as: key, in: &slots, limit: limit)
        return tile
    }

    private static func keep(_ tile: HashTile, as key: Key, in slots: inout Slots, limit: Int) {
        if slots.recent.count >= limit / 2 {
            slots.older = slots.recent
            slots.recent = [:]
        }
        slots.recent[key] = tile
    }
}

/// The tiles of a log with a ``TileCache`` before them.
public struct CachedTiles<Source: TileReader>: TileReader {
    fileprivate let source: Source
    fileprivate let log: String
    fileprivate let cache: TileCache

    public func tile(level: Int, index: UInt64, width: Int) throws -> [Digest] {
        Array(try hashTile(level: level, index: index, width: width).hashes.prefix(width))
    }

    public func hashTile(level: Int, index: UInt64, width: Int) throws -> HashTile {
        try cache.tile(TileID(level: level, index: index), of: log, width: width) {
            try source.hashTile(level: level, index: index, width: width)
        }
    }
}
