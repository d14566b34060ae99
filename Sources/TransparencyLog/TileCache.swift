public import Cryptography
import Synchronization

/// Keeps tiles with their inner nodes in memory, so that a proof costs look-ups instead of hundreds of hashes.
///
/// Hashes of an append-only tree never change, so a kept tile can only become too narrow; then it is read again. A tile
/// takes up to 16 KiB. Of `limit` tiles those that were not asked for lately go first. Safe to share between threads.
public final class TileCache<Source: TileReader & Sendable>: TileReader, Sendable {
    private struct Slots {
        var recent: [TileID: HashTile] = [:]
        var older: [TileID: HashTile] = [:]
    }

    private let source: Source
    private let limit: Int
    private let slots = Mutex(Slots())

    /// - Parameter limit: the number of tiles kept at most (at least 2).
    public init(_ source: Source, limit: Int = 256) {
        self.source = source
        self.limit = max(limit, 2)
    }

    public func tile(level: Int, index: UInt64, width: Int) throws -> [Digest] {
        Array(try hashTile(level: level, index: index, width: width).hashes.prefix(width))
    }

    public func hashTile(level: Int, index: UInt64, width: Int) throws -> HashTile {
        let id = TileID(level: level, index: index)
        if let tile = slots.withLock({ Self.find(id, in: &$0, limit: limit) }), tile.width >= width { return tile }
        let tile = try source.hashTile(level: level, index: index, width: width).expanded
        slots.withLock { Self.keep(tile, as: id, in: &$0, limit: limit) }
        return tile
    }

    /// Two generations instead of a linked list: what is used moves to `recent`, which becomes `older` when full.
    private static func find(_ id: TileID, in slots: inout Slots, limit: Int) -> HashTile? {
        if let tile = slots.recent[id] { return tile }
        guard let tile = slots.older.removeValue(forKey: id) else { return nil }
        keep(tile, as: id, in: &slots, limit: limit)
        return tile
    }

    private static func keep(_ tile: HashTile, as id: TileID, in slots: inout Slots, limit: Int) {
        if slots.recent.count >= limit / 2 {
            slots.older = slots.recent
            slots.recent = [:]
        }
        slots.recent[id] = tile
    }
}
