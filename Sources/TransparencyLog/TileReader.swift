public import Cryptography

/// Where the tiles of a tree can be read.
///
/// A reader may hold more than it is asked for: the partial tile of a smaller tree is the beginning of the tile of a
/// larger one, so proofs for historic sizes need no tiles of their own.
public protocol TileReader {
    /// The first `width` hashes (1...256) of tile `index` at `level`.
    ///
    /// Throws whatever keeps it from reading; returning another number of hashes is reported as `incompleteTile`.
    func tile(level: Int, index: UInt64, width: Int) throws -> [Digest]

    /// The same as a tile that may already know its inner nodes and may be wider. Caches implement this; the default
    /// wraps ``tile(level:index:width:)``.
    func hashTile(level: Int, index: UInt64, width: Int) throws -> HashTile
}

extension TileReader {
    public func hashTile(level: Int, index: UInt64, width: Int) throws -> HashTile {
        let hashes = try tile(level: level, index: index, width: width)
        guard hashes.count == width, let tile = HashTile(hashes) else {
            throw ProofError.incompleteTile(level: level, index: index, expected: width, got: hashes.count)
        }
        return tile
    }
}

/// The coordinates of a tile.
public struct TileID: Sendable, Hashable {
    /// 0 for leaf hashes; each level covers eight heights of the tree.
    public var level: Int
    /// The position of the tile in its level.
    public var index: UInt64

    public init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }
}

/// What an append does to one tile: its coordinates and all its hashes after the append.
public struct TileUpdate: Sendable, Hashable {
    public var level: Int
    public var index: UInt64
    /// All hashes of the tile, 1 to 256; a partial tile is to be replaced as a whole.
    public var hashes: [Digest]

    public init(level: Int, index: UInt64, hashes: [Digest]) {
        self.level = level
        self.index = index
        self.hashes = hashes
    }

    public var isFull: Bool { hashes.count == HashTile.fullWidth }
}

/// All tiles of a tree in memory, with their inner nodes: for tests, small logs and tools.
///
/// About 64 bytes for each leaf; what belongs on disk is kept by the store, with a ``TileCache`` before it.
public struct InMemoryTiles: TileReader, Sendable {
    private var tiles: [TileID: HashTile] = [:]

    public init() {}

    public mutating func apply(_ updates: [TileUpdate]) {
        for update in updates {
            tiles[TileID(level: update.level, index: update.index)] = HashTile(update.hashes)?.expanded
        }
    }

    public func tile(level: Int, index: UInt64, width: Int) throws -> [Digest] {
        Array(try hashTile(level: level, index: index, width: width).hashes.prefix(width))
    }

    public func hashTile(level: Int, index: UInt64, width: Int) throws -> HashTile {
        let tile = tiles[TileID(level: level, index: index)]
        guard let tile, tile.width >= width else {
            throw ProofError.incompleteTile(level: level, index: index, expected: width, got: tile?.width ?? 0)
        }
        return tile
    }
}
