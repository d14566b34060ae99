public import Cryptography

extension TiledTree {
    /// The width (0...256) that tile `index` of `level` has in a tree of `size` leaves; 0 if it does not exist.
    public static func width(_ level: Int, _ index: UInt64, size: UInt64) -> Int {
        guard (0..<8).contains(level) else { return 0 }
        let count = size >> UInt64(level * HashTile.height)
        let (first, overflow) = index.multipliedReportingOverflow(by: UInt64(HashTile.fullWidth))
        guard !overflow, first < count else { return 0 }
        return Int(min(count - first, UInt64(HashTile.fullWidth)))
    }

    /// What appending leaves does to the tiles: every tile that is new, filled up or wider, with all its hashes.
    ///
    /// Levels come in rising order, tiles of a level from left to right, at most one partial tile for each level,
    /// and none that is empty (tlog-tiles, "Partial Tiles"). Of the old tree only the partial tiles are read.
    public static func updates(
        oldSize: UInt64, appending leafHashes: [Digest], reader: some TileReader
    ) throws -> [TileUpdate] {
        let (newSize, overflow) = oldSize.addingReportingOverflow(UInt64(leafHashes.count))
        guard !overflow, newSize <= MerkleTree.maximumSize else { throw ProofError.sizeTooLarge(oldSize) }
        var updates: [TileUpdate] = []
        var row = leafHashes
        var level = 0
        while !row.isEmpty {
            let count = oldSize >> UInt64(level * HashTile.height)
            let (tiles, parents) = try fill(level: level, count: count, with: row, reader: reader)
            updates += tiles
            row = parents
            level += 1
        }
        return updates
    }

    /// Puts `row` behind the `count` hashes of a level; returns the tiles touched and the roots of those now full.
    private static func fill(
        level: Int, count: UInt64, with row: [Digest], reader: some TileReader
    ) throws -> (tiles: [TileUpdate], parents: [Digest]) {
        var index = count / UInt64(HashTile.fullWidth)
        var hashes: [Digest] = []
        let oldWidth = Int(count % UInt64(HashTile.fullWidth))
        if oldWidth > 0 {
            hashes = try reader.tile(level: level, index: index, width: oldWidth)
            guard hashes.count == oldWidth else {
                throw ProofError.incompleteTile(level: level, index: index, expected: oldWidth, got: hashes.count)
            }
        }
        var tiles: [TileUpdate] = []
        var parents: [Digest] = []
        var rest = row[...]
        while !rest.isEmpty {
            let part = rest.prefix(HashTile.fullWidth - hashes.count)
            hashes += part
            rest = rest.dropFirst(part.count)
            tiles.append(TileUpdate(level: level, index: index, hashes: hashes))
            if let root = HashTile(hashes)?.root { parents.append(root) }
            hashes = []
            index += 1
        }
        return (tiles, parents)
    }
}
