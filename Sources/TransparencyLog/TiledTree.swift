public import Cryptography

/// An RFC 6962 tree kept as tiles (c2sp.org/tlog-tiles, height 8): makes roots, proofs and tile updates.
///
/// All functions are pure but for the reader. They throw ``ProofError`` for arguments that make no sense and for
/// tiles that are too short, and pass on whatever the reader throws. The hashes themselves are trusted as read.
public enum TiledTree {
    /// The root of the first `size` leaves.
    public static func root(size: UInt64, reader: some TileReader) throws -> Digest {
        var nodes = try NodeSource(reader: reader, size: size)
        return try nodes.root(from: 0, to: size)
    }

    /// The roots of the complete subtrees of the first `size` leaves, with which a ``CompactTree`` can go on.
    public static func compactTree(size: UInt64, reader: some TileReader) throws -> CompactTree {
        var nodes = try NodeSource(reader: reader, size: size)
        return try CompactTree(size: size, rightEdge: nodes.completeSubtrees(from: 0, to: size))
    }

    /// The audit path of the leaf at `index` in the tree of the first `size` leaves.
    public static func proveInclusion(index: UInt64, size: UInt64, reader: some TileReader) throws -> InclusionProof {
        let path = try AuditPath(index: index, size: size)
        var nodes = try NodeSource(reader: reader, size: size)
        return InclusionProof(index: index, size: size, hashes: try nodes.siblings(along: path))
    }

    /// The proof that the first `oldSize` leaves are a prefix of the first `newSize`.
    ///
    /// `oldSize` 0 is refused with `emptyTree`, like checking such a proof.
    public static func proveConsistency(
        from oldSize: UInt64, to newSize: UInt64, reader: some TileReader
    ) throws -> ConsistencyProof {
        guard oldSize <= newSize else { throw ProofError.sizesReversed(old: oldSize, new: newSize) }
        guard oldSize > 0 else { throw ProofError.emptyTree }
        let old = try Subtree(start: 0, end: oldSize)
        let hashes = try proveConsistency(of: old, size: newSize, reader: reader)
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: hashes)
    }

    /// The audit path of the leaf at `index` (counted in the whole tree) inside a subtree.
    public static func proveInclusion(
        index: UInt64, in subtree: Subtree, reader: some TileReader
    ) throws -> [Digest] {
        guard index >= subtree.start, index < subtree.end else {
            throw ProofError.indexOutOfRange(index: index, size: subtree.end)
        }
        let path = try AuditPath(index: index - subtree.start, size: subtree.end - subtree.start)
        var nodes = try NodeSource(reader: reader, size: subtree.end)
        return try nodes.siblings(along: path, offset: subtree.start)
    }

    /// The proof that a subtree is part of the tree of the first `size` leaves.
    public static func proveConsistency(
        of subtree: Subtree, size: UInt64, reader: some TileReader
    ) throws -> [Digest] {
        let path = try subtree.consistencyPath(size: size)
        var nodes = try NodeSource(reader: reader, size: size)
        var hashes: [Digest] = []
        if path.givesSeed {
            let height = path.steps.startHeight
            hashes.append(try nodes.node(height: height, index: path.steps.index >> UInt64(height)))
        }
        return hashes + (try nodes.siblings(along: path.steps))
    }
}

/// Nodes of a tree of `size` leaves, read from tiles; asks the reader once for each tile in a row.
struct NodeSource<Reader: TileReader> {
    let reader: Reader
    let size: UInt64
    /// The tile last read of each level.
    private var lastTiles: [(index: UInt64, tile: HashTile)?] = []

    init(reader: Reader, size: UInt64) throws(ProofError) {
        guard size <= MerkleTree.maximumSize else { throw .sizeTooLarge(size) }
        self.reader = reader
        self.size = size
    }

    /// The siblings beside a way up; `offset` is the start of the subtree that the way lies in.
    mutating func siblings(along path: AuditPath, offset: UInt64 = 0) throws -> [Digest] {
        var hashes: [Digest] = []
        hashes.reserveCapacity(path.hashCount)
        for step in path {
            let height = UInt64(step.height)
            let sibling = (path.index >> height) ^ 1
            let start = offset + sibling << height
            // Only a right sibling can reach beyond the last leaf.
            let end = step.isLeft ? start + 1 << height : min(start + 1 << height, size)
            hashes.append(try root(from: start, to: end))
        }
        return hashes
    }

    /// The root over the leaves `start..<end`, `start` being a multiple of a power of two at or above the length.
    mutating func root(from start: UInt64, to end: UInt64) throws -> Digest {
        foldFromRight(try completeSubtrees(from: start, to: end))
    }

    /// The roots of the complete subtrees that make up `start..<end`, largest first.
    mutating func completeSubtrees(from start: UInt64, to end: UInt64) throws -> [Digest] {
        var roots: [Digest] = []
        var next = start
        while next < end {
            let height = bitWidth(end - next) - 1
            roots.append(try node(height: height, index: next >> UInt64(height)))
            next += 1 << UInt64(height)
        }
        return roots
    }

    /// The root over the leaves from `index << height` on, `1 << height` of them.
    mutating func node(height: Int, index: UInt64) throws -> Digest {
        let (level, rest) = height.quotientAndRemainder(dividingBy: HashTile.height)
        let tileIndex = index >> UInt64(HashTile.height - rest)
        let offset = Int(truncatingIfNeeded: index & (1 << UInt64(HashTile.height - rest) - 1))
        let tile = try tile(level: level, index: tileIndex)
        guard let node = tile.node(height: rest, offset: offset) else {
            let needed = (offset + 1) << rest
            throw ProofError.incompleteTile(level: level, index: tileIndex, expected: needed, got: tile.width)
        }
        return node
    }

    private mutating func tile(level: Int, index: UInt64) throws -> HashTile {
        while lastTiles.count <= level { lastTiles.append(nil) }
        if let last = lastTiles[level], last.index == index { return last.tile }
        let tile = try reader.hashTile(level: level, index: index, width: TiledTree.width(level, index, size: size))
        lastTiles[level] = (index, tile)
        return tile
    }
}
