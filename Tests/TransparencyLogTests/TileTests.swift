import Cryptography
import Synchronization
import TestSupport
import Testing
import TransparencyLog

@Suite struct TileTests {
    @Test(arguments: [1, 2, 3, 4, 5])
    func batchesOfAnySizeLeadToTheSameTreeAsOneLeafAtATime(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var tree = CompactTree()
        var tiles = InMemoryTiles()
        var leaf: UInt64 = 0
        while tree.size < 3_000 {
            let batch = (0..<Int.random(in: 0...600, using: &random)).map { _ in
                leaf += 1
                return MerkleTree.leafHash(Array("\(leaf)".utf8))
            }
            let updates = try TiledTree.updates(oldSize: tree.size, appending: batch, reader: tiles)
            for hash in batch { tree.append(leafHash: hash) }
            expectWellFormed(updates, size: tree.size)
            tiles.apply(updates)
            #expect(try TiledTree.root(size: tree.size, reader: tiles) == tree.root, "seed \(seed) size \(tree.size)")
            #expect(try TiledTree.compactTree(size: tree.size, reader: tiles) == tree)
        }
    }

    private func expectWellFormed(_ updates: [TileUpdate], size: UInt64) {
        for update in updates {
            #expect(update.hashes.count == TiledTree.width(update.level, update.index, size: size))
        }
        let partial = updates.filter { !$0.isFull }.map(\.level)
        #expect(Set(partial).count == partial.count)
    }

    /// The example of tlog-tiles, "Partial Tiles".
    @Test func aTreeOf70000HasTheTilesOfTheSpecification() {
        #expect(TiledTree.width(0, 272, size: 70_000) == 256)
        #expect(TiledTree.width(0, 273, size: 70_000) == 112)
        #expect(TiledTree.width(0, 274, size: 70_000) == 0)
        #expect(TiledTree.width(1, 0, size: 70_000) == 256)
        #expect(TiledTree.width(1, 1, size: 70_000) == 17)
        #expect(TiledTree.width(2, 0, size: 70_000) == 1)
        #expect(TiledTree.width(3, 0, size: 70_000) == 0)
        #expect(TiledTree.width(1, 0, size: 256) == 1)
        #expect(TiledTree.width(7, .max, size: .max) == 0)
        #expect(TiledTree.width(8, 0, size: .max) == 0)
    }

    @Test func aLevelOfTwoTilesProvesLeavesOfAllHistoricSizes() throws {
        let leaves = (0..<65_800).map { MerkleTree.leafHash([UInt8($0 & 255), UInt8($0 >> 8 & 255), UInt8($0 >> 16)]) }
        let tiles = try tiles(leaves)
        let cache = TileCache(limit: 8).before(tiles, of: "log")
        var random = SplitMix64(seed: 11)
        var tree = CompactTree()
        for size in [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_800] as [UInt64] {
            for leaf in leaves[Int(tree.size)..<Int(size)] { tree.append(leafHash: leaf) }
            #expect(try TiledTree.root(size: size, reader: tiles) == tree.root)
            for _ in 0..<5 {
                let index = UInt64.random(in: 0..<size, using: &random)
                let proof = try TiledTree.proveInclusion(index: index, size: size, reader: tiles)
                #expect(throws: Never.self) { try proof.check(leafHash: leaves[Int(index)], root: tree.root) }
                #expect(try TiledTree.proveInclusion(index: index, size: size, reader: cache) == proof)
                #expect(try TiledTree.proveInclusion(index: index, size: size, reader: Plain(tiles: tiles)) == proof)
            }
        }
    }

    /// A reader that knows tiles only, and gives exactly what it is asked for.
    private struct Plain: TileReader {
        let tiles: InMemoryTiles
        func tile(level: Int, index: UInt64, width: Int) throws -> [Digest] {
            try tiles.tile(level: level, index: index, width: width)
        }
    }

    private struct Short: TileReader {
        func tile(level: Int, index: UInt64, width: Int) -> [Digest] { Array(repeating: .zero, count: width - 1) }
    }

    /// Counts what it is asked for.
    private final class Counting: TileReader, Sendable {
        let tiles: InMemoryTiles
        let reads = Mutex(0)
        init(_ tiles: InMemoryTiles) { self.tiles = tiles }
        func tile(level: Int, index: UInt64, width: Int) throws -> [Digest] {
            reads.withLock { $0 += 1 }
            return try tiles.tile(level: level, index: index, width: width)
        }
    }

    @Test func aCacheReadsATileAgainOnlyWhenItIsTooNarrowOrWasDropped() throws {
        let source = Counting(try tiles((0..<1_000).map { MerkleTree.leafHash([UInt8($0 & 255), UInt8($0 >> 8)]) }))
        let cache = TileCache(limit: 2).before(source, of: "log")
        func reads(_ index: UInt64, _ width: Int) throws -> Int {
            let before = source.reads.withLock { $0 }
            #expect(try cache.tile(level: 0, index: index, width: width).count == width)
            return source.reads.withLock { $0 } - before
        }
        let widths = [10, 10, 5, 11, 256, 1]
        #expect(try widths.map { try reads(0, $0) } == [1, 0, 0, 1, 1, 0])
        #expect(try [1, 2, 3, 3, 2, 0].map { try reads($0, 100) } == [1, 1, 1, 0, 0, 1])
    }

    @Test func aCacheKeepsLogsApart() throws {
        let cache = TileCache()
        for log in ["one", "two"] {
            let hash = MerkleTree.leafHash(Array(log.utf8))
            let read = try cache.before(try tiles([hash]), of: log).tile(level: 0, index: 0, width: 1)
            #expect(read == [hash])
        }
    }

    @Test func aReaderThatGivesTooLittleIsReportedNotTrusted() throws {
        #expect(throws: ProofError.incompleteTile(level: 0, index: 0, expected: 3, got: 2)) {
            try TiledTree.root(size: 3, reader: Short())
        }
        #expect(throws: ProofError.incompleteTile(level: 0, index: 0, expected: 3, got: 2)) {
            try TiledTree.updates(oldSize: 3, appending: [.zero], reader: Short())
        }
    }

    @Test func aTileIsReadOnlyInWholeHashesAndWritesThemBack() throws {
        let hashes = (0..<256).map { MerkleTree.leafHash([UInt8($0)]) }
        let full = try #require(HashTile(hashes))
        #expect(full.encoded.count == 8_192)
        #expect(HashTile(parsing: full.encoded) == full)
        #expect(full.root == MerkleTree.root(leafHashes: hashes))
        #expect(full.expanded.root == full.root)
        #expect(HashTile(parsing: []) == nil)
        #expect(HashTile(parsing: Array(full.encoded.dropLast())) == nil)
        #expect(HashTile(parsing: full.encoded + full.encoded.prefix(32)) == nil)
        let partial = try #require(HashTile(Array(hashes.prefix(7))))
        #expect(partial.root == nil)
        for height in 0...9 {
            for offset in 0..<256 {
                #expect(
                    partial.node(height: height, offset: offset)
                        == partial.expanded.node(height: height, offset: offset))
            }
        }
    }
}
