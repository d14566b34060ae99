import Cryptography
import TransparencyLog

/// A log and a cosigner with fixed keys, and a checkpoint signed by both.
struct NoteFixture {
    let log: NoteSigner
    let cosigner: NoteSigner
    let checkpoint: Checkpoint
    let note: SignedNote

    static let time: UInt64 = 1_700_000_000

    init() throws {
        log = try NoteSigner(name: "consortium.example/college", key: Self.key(1))
        cosigner = try NoteSigner(name: "node2.example/cosigner", key: Self.key(2), kind: .cosignatureV1)
        let root = MerkleTree.root(leafHashes: [MerkleTree.leafHash([1]), MerkleTree.leafHash([2])])
        checkpoint = try Checkpoint(origin: "consortium.example/college", size: 2, root: root)
        note = try NoteSigner.note(checkpoint.text, signers: [log, cosigner], at: Self.time)
    }

    var keys: [NoteVerifierKey] { [log.verifierKey, cosigner.verifierKey] }

    static func key(_ number: UInt8) throws -> Ed25519.PrivateKey {
        try Ed25519.PrivateKey(seed: SecretBytes(copying: [UInt8](repeating: number, count: 32)))
    }
}
