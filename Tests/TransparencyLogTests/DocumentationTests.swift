import Cryptography
import Multiformats
import TestSupport
import Testing
import TransparencyLog

/// The example of docs/formats/checkpoints.md, worked out from its seeds and entries: every block must be exactly ours.
@Suite struct DocumentationTests {
    private let blocks: [String: String]
    private let log: NoteSigner
    private let cosigner: NoteSigner
    private let leafHashes: [Digest]

    init() throws {
        blocks = try DocumentationPage("docs/formats/checkpoints.md").blocks
        log = try NoteSigner(name: "midwest.example/state-college", key: NoteFixture.key(1))
        cosigner = try NoteSigner(name: "node2.example/cosigner", key: NoteFixture.key(2), kind: .cosignatureV1)
        leafHashes = (0..<3).map { MerkleTree.leafHash(Array("entry \($0)".utf8)) }
    }

    private func expected() throws -> [String: String] {
        var tiles = InMemoryTiles()
        tiles.apply(try TiledTree.updates(oldSize: 0, appending: leafHashes, reader: tiles))
        let root = try TiledTree.root(size: 3, reader: tiles)
        let checkpoint = try Checkpoint(origin: log.name, size: 3, root: root)
        let note = try NoteSigner.note(checkpoint.text, signers: [log, cosigner], at: 1_700_000_000)
        let inclusion = try TiledTree.proveInclusion(index: 1, size: 3, reader: tiles)
        let proof = TlogProof(index: 1, hashes: inclusion.hashes, checkpoint: note.encoded)
        let oldNote = try NoteSigner.note(
            Checkpoint(origin: log.name, size: 2, root: TiledTree.root(size: 2, reader: tiles)).text, signers: [log])
        let consistency = try TiledTree.proveConsistency(from: 2, to: 3, reader: tiles)
        let request = try AddCheckpointRequest(oldSize: 2, proof: consistency.hashes, note: note)
        return [
            "keys": log.verifierKey.text + "\n" + cosigner.verifierKey.text + "\n",
            "leaf-hashes": leafHashes.map { $0.hex + "\n" }.joined(),
            "checkpoint": String(decoding: note.encoded, as: UTF8.self),
            "older-checkpoint": String(decoding: oldNote.encoded, as: UTF8.self),
            "tlog-proof": String(decoding: proof.encoded, as: UTF8.self),
            "add-checkpoint": String(decoding: request.encoded, as: UTF8.self),
        ]
    }

    @Test func everyBlockOfThePageIsWhatThisModuleMakes() throws {
        let expected = try expected()
        #expect(Set(blocks.keys) == Set(expected.keys))
        for (name, text) in expected {
            #expect(blocks[name] == text, "block \(name)")
        }
    }

    @Test func theBlocksOfThePageCheckAgainstEachOther() throws {
        let keys = try #require(blocks["keys"]).split(separator: "\n").map { try NoteVerifierKey(parsing: String($0)) }
        try #require(keys.count == 2)
        let origin = keys[0].name
        let proof = try TlogProof(parsing: Array(try #require(blocks["tlog-proof"]).utf8))
        let found = try proof.check(
            leafHash: leafHashes[1], origin: origin, logKeys: [keys[0]], cosigners: [keys[1]])
        #expect(found.cosignatures.map(\.timestamp) == [1_700_000_000])
        #expect(proof.checkpoint == Array(try #require(blocks["checkpoint"]).utf8))
        let old = try VerifiedCheckpoint(
            parsing: Array(try #require(blocks["older-checkpoint"]).utf8), origin: origin, logKeys: [keys[0]])
        let request = try AddCheckpointRequest(parsing: Array(try #require(blocks["add-checkpoint"]).utf8))
        try ConsistencyProof(oldSize: request.oldSize, newSize: request.checkpoint.size, hashes: request.proof)
            .check(oldRoot: old.checkpoint.root, newRoot: found.checkpoint.root)
    }
}
