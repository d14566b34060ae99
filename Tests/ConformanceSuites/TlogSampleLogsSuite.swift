import Cryptography
import JSON
import Multiformats
import TestSupport
import TransparencyLog

/// Small logs written by other software: the checkpoint verifies, entries and tiles lead to its root, and proofs
/// between all smaller sizes and its own can be made from the tiles and verify.
func tlogSampleLogsSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        result.check(item["id"]?.string ?? "?") { try SampleLog(folder, item).failure() }
    }
    return result
}

private struct SampleLog {
    let item: JSONValue
    let note: SignedNote
    let checkpoint: Checkpoint
    var tiles = InMemoryTiles()
    /// The entries that the case lists; nil if it lists none.
    let listed: [[UInt8]]?
    /// What the entry bundles hold, in their order.
    var bundled: [[UInt8]] = []
    var hasTiles = false

    init(_ folder: SuiteFolder, _ item: JSONValue) throws {
        self.item = item
        let files = (item["files"]?.array ?? []).compactMap(\.string)
        let name = files.first { $0.contains("/checkpoint") } ?? "checkpoint"
        note = try SignedNote(parsing: folder.bytes(name))
        checkpoint = try Checkpoint(parsing: note.text)
        listed = item["entries"]?.array?.map { Array(($0.string ?? "").utf8) }
        for file in files.sorted() {
            guard let start = file.firstRange(of: "/tile/") else { continue }
            let path = try TilePath(parsing: "tile/" + file[start.upperBound...])
            try add(folder.bytes(file), path)
        }
    }

    private mutating func add(_ bytes: [UInt8], _ path: TilePath) throws {
        switch path.content {
        case .entries:
            let bundle = try EntryBundle.parse(bytes)
            guard bundle.count == path.width else { throw EntryBundleError.badCount(bundle.count) }
            bundled += bundle
        case .hashes(let level):
            guard let tile = HashTile(parsing: bytes), tile.width == path.width else { throw TilePathError.badWidth }
            tiles.apply([TileUpdate(level: level, index: path.index, hashes: tile.hashes)])
            hasTiles = true
        }
    }

    func failure() throws -> String? {
        let key = try NoteVerifierKey(parsing: item["vkey"]?.string ?? "")
        _ = try note.verify(with: [key])
        guard checkpoint.size == item["size"]?.uint64 else { return "the size is \(checkpoint.size)" }
        guard Base64.encode(checkpoint.root.bytes) == item["root"]?.string else {
            return "the root is not the one listed"
        }
        if let listed, !bundled.isEmpty, listed != bundled { return "the entry bundles do not hold the entries listed" }
        guard let entries = listed ?? (bundled.isEmpty ? nil : bundled) else { return try proofFailure(tiles) }
        let hashes = entries.map(MerkleTree.leafHash)
        guard UInt64(hashes.count) == checkpoint.size, MerkleTree.root(leafHashes: hashes) == checkpoint.root
        else { return "the entries do not lead to the root" }
        return try proofFailure(hasTiles ? tiles : try Self.tiles(hashes))
    }

    /// Proofs from tiles: every leaf, and every smaller size.
    private func proofFailure(_ tiles: InMemoryTiles) throws -> String? {
        let size = checkpoint.size
        guard try TiledTree.root(size: size, reader: tiles) == checkpoint.root else {
            return "the tiles lead elsewhere"
        }
        for index in 0..<size {
            let leaf = try tiles.tile(level: 0, index: index / 256, width: Int(index % 256) + 1)
            let proof = try TiledTree.proveInclusion(index: index, size: size, reader: tiles)
            try proof.check(leafHash: leaf[Int(index % 256)], root: checkpoint.root)
            let smaller = try TiledTree.root(size: index + 1, reader: tiles)
            let consistency = try TiledTree.proveConsistency(from: index + 1, to: size, reader: tiles)
            try consistency.check(oldRoot: smaller, newRoot: checkpoint.root)
        }
        return nil
    }

    private static func tiles(_ hashes: [Digest]) throws -> InMemoryTiles {
        var tiles = InMemoryTiles()
        tiles.apply(try TiledTree.updates(oldSize: 0, appending: hashes, reader: tiles))
        return tiles
    }
}
