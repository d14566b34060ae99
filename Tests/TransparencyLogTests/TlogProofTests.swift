import Cryptography
import Testing
import TransparencyLog

@Suite struct TlogProofTests {
    private let fixture: NoteFixture
    private let proof: TlogProof
    private let leaf = MerkleTree.leafHash([1])

    init() throws {
        fixture = try NoteFixture()
        proof = TlogProof(
            index: 0, hashes: [MerkleTree.leafHash([2])], checkpoint: fixture.note.encoded, extra: Array("extra".utf8))
    }

    @Test func aProofIsReadBackAndChecksOffline() throws {
        #expect(try TlogProof(parsing: proof.encoded) == proof)
        let found = try check(proof)
        #expect(found.checkpoint == fixture.checkpoint)
        #expect(found.cosignatures.count == 1)
        let bare = TlogProof(index: 0, hashes: proof.hashes, checkpoint: proof.checkpoint)
        #expect(try TlogProof(parsing: bare.encoded) == bare)
        let empty = TlogProof(index: 0, hashes: [], checkpoint: proof.checkpoint, extra: [])
        #expect(try TlogProof(parsing: empty.encoded) == empty)
    }

    @Test func everyBitFlipIsRefusedOrReadBackAndProvesNothingElse() throws {
        for flipped in byteFlips(of: proof.encoded) {
            guard let parsed = try? TlogProof(parsing: flipped) else { continue }
            #expect(parsed.encoded == flipped)
            guard let found = try? check(parsed) else { continue }
            #expect(found.checkpoint == fixture.checkpoint)
            #expect(parsed.index == proof.index && parsed.hashes == proof.hashes)
        }
    }

    @Test func everyTruncationProvesNothing() throws {
        let bytes = proof.encoded
        let withoutCosignature = try NoteSigner.note(fixture.checkpoint.text, signers: [fixture.log]).encoded
        for length in 0..<bytes.count {
            guard let parsed = try? TlogProof(parsing: Array(bytes.prefix(length))) else { continue }
            #expect((try? check(parsed)) == nil || parsed.checkpoint == withoutCosignature)
        }
    }

    @Test func aProofOfAnotherLeafLogOrIndexIsRefused() throws {
        #expect(throws: TlogProofError.inclusion(.rootMismatch)) {
            try proof.check(leafHash: .zero, origin: fixture.checkpoint.origin, logKeys: [fixture.log.verifierKey])
        }
        #expect(throws: TlogProofError.checkpoint(.otherOrigin(fixture.checkpoint.origin))) {
            try proof.check(leafHash: leaf, origin: "other", logKeys: [fixture.log.verifierKey])
        }
        let moved = TlogProof(index: 1, hashes: proof.hashes, checkpoint: proof.checkpoint)
        #expect(throws: TlogProofError.inclusion(.rootMismatch)) { try check(moved) }
        let outside = TlogProof(index: 2, hashes: proof.hashes, checkpoint: proof.checkpoint)
        #expect(throws: TlogProofError.inclusion(.indexOutOfRange(index: 2, size: 2))) { try check(outside) }
    }

    @Test func theLimitsHold() throws {
        let many = TlogProof(index: 0, hashes: Array(repeating: .zero, count: 63), checkpoint: proof.checkpoint)
        #expect(try TlogProof(parsing: many.encoded) == many)
        let more = TlogProof(index: 0, hashes: Array(repeating: .zero, count: 64), checkpoint: proof.checkpoint)
        #expect(throws: TlogProofError.tooManyHashes) { try TlogProof(parsing: more.encoded) }
        let wide = TlogProof(index: 0, hashes: [], checkpoint: [10], extra: Array(repeating: 1, count: 49_152))
        #expect(try TlogProof(parsing: wide.encoded) == wide)
        let wider = TlogProof(index: 0, hashes: [], checkpoint: [10], extra: Array(repeating: 1, count: 49_153))
        #expect(throws: TlogProofError.badExtra) { try TlogProof(parsing: wider.encoded) }
        #expect(throws: TlogProofError.tooLarge) {
            try TlogProof(parsing: Array(repeating: UInt8(ascii: "a"), count: 1 << 20))
        }
    }

    @Test(arguments: [
        "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nindex 0\n\nx",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\nx\n", "c2sp.org/tlog-proof@v1\nindex  0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\nx\n", "c2sp.org/tlog-proof@v1\nextra A\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nextra AAAA\n\nx\n", "c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\r\nindex 0\n\nx\n", "c2sp.org/tlog-proof@v1\nindex 0\r\n\nx\n",
    ])
    func malformedProofsAreRefused(_ text: String) {
        #expect(throws: TlogProofError.self) { try TlogProof(parsing: Array(text.utf8)) }
    }

    private func check(_ proof: TlogProof) throws(TlogProofError) -> VerifiedCheckpoint {
        try proof.check(
            leafHash: leaf, origin: fixture.checkpoint.origin, logKeys: [fixture.log.verifierKey],
            cosigners: [fixture.cosigner.verifierKey])
    }
}
