import Cryptography
import Foundation
import Multiformats
import TestSupport
import TransparencyLog

/// Writes a log as a directory in the C2SP layout, with proofs, for tools of others to check (Tests/interop/tlog.sh).
///
/// `checkpoint`, `vkey` (the log's key, then the cosigners', one a line), `tile/<L>/<N>`, `tile/entries/<N>` and
/// `proofs.json`, all for one tree size.
struct LogDirectory {
    let entries: [[UInt8]]
    let log: NoteSigner
    let cosigners: [NoteSigner]
    let time: UInt64

    /// - Parameter proofs: how many inclusion and how many consistency proofs, over random sizes, are written.
    func write(to directory: URL, proofs: Int, seed: UInt64) throws {
        let leafHashes = entries.map(MerkleTree.leafHash)
        let updates = try TiledTree.updates(oldSize: 0, appending: leafHashes, reader: InMemoryTiles())
        var tiles = InMemoryTiles()
        tiles.apply(updates)
        let size = UInt64(entries.count)
        let checkpoint = try Checkpoint(
            origin: log.name, size: size, root: try TiledTree.root(size: size, reader: tiles))
        let note = try NoteSigner.note(checkpoint.text, signers: [log] + cosigners, at: time)
        try put(note.encoded, at: "checkpoint", in: directory)
        let keys = ([log] + cosigners).map { $0.verifierKey.text + "\n" }
        try put(Array(keys.joined().utf8), at: "vkey", in: directory)
        for update in updates {
            let path = try TilePath.tile(level: update.level, index: update.index, size: size)
            try put(HashTile(update.hashes)?.encoded ?? [], at: path.text, in: directory)
        }
        for first in stride(from: 0, to: entries.count, by: HashTile.fullWidth) {
            let bundle = entries[first..<min(first + HashTile.fullWidth, entries.count)]
            let path = try TilePath.bundle(ofEntry: UInt64(first), size: size)
            try put(try EntryBundle.encode(Array(bundle)), at: path.text, in: directory)
        }
        let json = try proofsText(proofs, seed: seed, size: size, tiles: tiles)
        try put(Array(json.utf8), at: "proofs.json", in: directory)
    }

    private func proofsText(_ count: Int, seed: UInt64, size: UInt64, tiles: InMemoryTiles) throws -> String {
        var random = SplitMix64(seed: seed)
        var inclusion: [String] = []
        var consistency: [String] = []
        for _ in 0..<count {
            let new = UInt64.random(in: 1...size, using: &random)
            let old = UInt64.random(in: 1...new, using: &random)
            let proof = try TiledTree.proveInclusion(index: old - 1, size: new, reader: tiles)
            inclusion.append("{\"index\": \(proof.index), \"size\": \(new), \"hashes\": \(list(proof.hashes))}")
            let change = try TiledTree.proveConsistency(from: old, to: new, reader: tiles)
            consistency.append("{\"old\": \(old), \"new\": \(new), \"hashes\": \(list(change.hashes))}")
        }
        return """
            {"inclusion": [\(inclusion.joined(separator: ",\n"))],
            "consistency": [\(consistency.joined(separator: ",\n"))]}

            """
    }

    private func list(_ hashes: [Digest]) -> String {
        "[" + hashes.map { "\"\(Base64.encode($0.bytes))\"" }.joined(separator: ", ") + "]"
    }

    private func put(_ bytes: [UInt8], at path: String, in directory: URL) throws {
        let file = directory.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}
