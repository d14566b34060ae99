public import Cryptography

/// One tile of a tiled tree (c2sp.org/tlog-tiles): 1 to 256 neighbouring hashes of one height, with the nodes above
/// them inside the tile if somebody has spent the hashing already.
///
/// Tiles have height 8: hash `i` of tile `n` at level `l` is the root over the leaves from `(256 n + i) 256^l` on.
public struct HashTile: Sendable, Hashable {
    /// The height of a tile.
    public static let height = 8
    /// The number of hashes in a full tile.
    public static let fullWidth = 256

    /// The hashes of the tile, 1 to 256.
    public let hashes: [Digest]
    /// Complete nodes of height 1, 2, ... 8 inside the tile; empty if not expanded.
    private let inner: [[Digest]]

    /// - Returns: nil unless there are 1 to 256 hashes.
    public init?(_ hashes: [Digest]) {
        guard (1...Self.fullWidth).contains(hashes.count) else { return nil }
        self.hashes = hashes
        inner = []
    }

    private init(hashes: [Digest], inner: [[Digest]]) {
        self.hashes = hashes
        self.inner = inner
    }

    /// Reads the tile resource: the hashes one after the other, 32 bytes each.
    ///
    /// - Returns: nil unless the length is a multiple of 32 between 32 and 8,192.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: 32) else { return nil }
        let hashes = stride(from: 0, to: bytes.count, by: 32).compactMap { Digest(bytes[$0..<$0 + 32]) }
        self.init(hashes)
    }

    /// The tile resource: 32 bytes for each hash.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * 32)
        for hash in hashes { hash.append(to: &bytes) }
        return bytes
    }

    /// The number of hashes.
    public var width: Int { hashes.count }

    /// True if the tile is full, so that its root stands in the level above and it never changes again.
    public var isFull: Bool { hashes.count == Self.fullWidth }

    /// The same tile with the nodes above its hashes worked out once (255 hashes for a full tile), for caches.
    public var expanded: HashTile {
        guard inner.isEmpty else { return self }
        var rows: [[Digest]] = []
        var row = hashes
        while row.count > 1 {
            row = Self.parents(of: row)
            rows.append(row)
        }
        return HashTile(hashes: hashes, inner: rows)
    }

    /// The root of a full tile; nil for a partial one, which has no place in the level above.
    public var root: Digest? { isFull ? node(height: Self.height, offset: 0) : nil }

    /// The node of `height` (0...8) above the hashes from `offset << height` on; nil if the tile does not hold it.
    public func node(height: Int, offset: Int) -> Digest? {
        guard (0...Self.height).contains(height), (0..<Self.fullWidth).contains(offset) else { return nil }
        let first = offset << height
        let end = first + 1 << height
        guard end <= hashes.count else { return nil }
        if height == 0 { return hashes[first] }
        if height <= inner.count { return inner[height - 1][offset] }
        var row = Array(hashes[first..<end])
        var count = row.count
        while count > 1 {
            count /= 2
            for place in 0..<count { row[place] = MerkleTree.nodeHash(row[2 * place], row[2 * place + 1]) }
        }
        return row[0]
    }

    /// The nodes above each complete pair.
    private static func parents(of row: [Digest]) -> [Digest] {
        (0..<row.count / 2).map { MerkleTree.nodeHash(row[2 * $0], row[2 * $0 + 1]) }
    }
}
