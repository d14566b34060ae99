import Cryptography
import Testing
import TransparencyLog

@Suite struct WitnessTests {
    private let log: NoteSigner
    private let cosigner: NoteSigner
    private let leaves = ReferenceTree(count: 20).leafHashes
    private let origin = "consortium.example/college"

    init() throws {
        let fixture = try NoteFixture()
        (log, cosigner) = (fixture.log, fixture.cosigner)
    }

    private func witness(_ edition: Witness.Edition = .current) throws -> Witness {
        var witness = try Witness(cosigner: cosigner, edition: edition)
        witness.follow(origin: origin, keys: [log.verifierKey])
        return witness
    }

    private func request(
        _ old: UInt64, _ new: UInt64, root: Digest? = nil, proof: [Digest]? = nil, origin: String? = nil,
        signer: NoteSigner? = nil
    ) throws -> [UInt8] {
        let real = MerkleTree.root(leafHashes: leaves.prefix(Int(new)))
        let checkpoint = try Checkpoint(origin: origin ?? self.origin, size: new, root: root ?? real)
        let note = try NoteSigner.note(checkpoint.text, signers: [signer ?? log])
        let made = try? TiledTree.proveConsistency(from: old, to: new, reader: tiles(leaves)).hashes
        return try AddCheckpointRequest(oldSize: old, proof: proof ?? made ?? [], note: note).encoded
    }

    @Test func aLogIsCosignedFromNothingStepByStep() throws {
        var witness = try witness()
        for (old, new) in [(0, 0), (0, 3), (3, 3), (3, 8), (8, 20)] as [(UInt64, UInt64)] {
            let body = try request(old, new)
            let response = witness.addCheckpoint(body, now: 1_000)
            #expect(response.status == 200, "\(old) to \(new): \(response.body)")
            let text = try AddCheckpointRequest(parsing: body).checkpoint.text
            let line = try NoteSignature(parsingLine: response.body.dropLast())
            let cosignature = CosignatureV1.verify(line, checkpointText: text, key: cosigner.verifierKey)
            #expect(cosignature?.timestamp == 1_000)
            #expect(witness.head(of: origin)?.size == new)
        }
    }

    @Test func nothingIsStoredUntilTheHeadIsRecorded() throws {
        var witness = try witness()
        let (response, head) = witness.judge(try request(0, 3), now: 1)
        #expect(response.status == 200)
        #expect(witness.head(of: origin)?.size == 0)
        witness.record(try #require(head))
        #expect(witness.head(of: origin)?.size == 3)
        witness.record(WitnessedHead(origin: origin, size: 2, root: .zero))
        #expect(witness.head(of: origin)?.size == 3)
    }

    @Test func everyRefusalHasTheStatusOfTheSpecificationAndChangesNothing() throws {
        var witness = try witness()
        #expect(witness.addCheckpoint(try request(0, 5), now: 1).status == 200)
        let stranger = try NoteSigner(name: log.name, key: NoteFixture.key(9))
        let proof = try TiledTree.proveConsistency(from: 5, to: 8, reader: tiles(leaves)).hashes
        let before = witness.head(of: origin)
        let cases: [(Int, String, [UInt8])] = [
            (400, "no request", Array("hello".utf8)),
            (400, "old size above new", try request(5, 4)),
            (403, "other key", try request(5, 8, signer: stranger)),
            (403, "unreadable signature", try request(5, 8).dropLast(4) + Array("B==\n".utf8)),
            (403, "no signature", Array(try request(5, 8).prefix { $0 < 0x80 })),
            (404, "other log", try request(0, 5, origin: "other")),
            (409, "stale", try request(0, 8)),
            (409, "ahead", try request(6, 8)),
            (422, "no proof", try request(5, 8, proof: [])),
            (422, "wrong proof", try request(5, 8, proof: proof.reversed())),
            (422, "long proof", try request(5, 8, proof: proof + [.zero])),
            (422, "wrong root", try request(5, 8, root: .zero)),
            (422, "same size, other root", try request(5, 5, root: .zero, proof: [])),
            (422, "same size, a proof", try request(5, 5, proof: [.zero])),
        ]
        for (status, name, body) in cases {
            let response = witness.addCheckpoint(body, now: 2)
            #expect(response.status == status, "\(name): \(response.body)")
            #expect((response.contentType == "text/x.tlog.size") == (status == 409))
            if status == 409 { #expect(response.body == "5\n") }
        }
        #expect(witness.head(of: origin) == before)
        var fresh = try self.witness()
        #expect(fresh.addCheckpoint(try request(0, 0, root: .zero), now: 1).status == 422)
        #expect(fresh.addCheckpoint(try request(0, 3, proof: [.zero]), now: 1).status == 422)
        #expect(fresh.addCheckpoint(try request(0, 3), now: 0).status == 400)
    }

    @Test func theEarlierEditionAnswersAChangedRootAsAConflict() throws {
        var witness = try witness(.before2026)
        #expect(witness.addCheckpoint(try request(0, 5), now: 1).status == 200)
        #expect(witness.addCheckpoint(try request(5, 5, root: .zero, proof: []), now: 1).status == 409)
    }

    @Test func aBodyThatIsCutOffOrFlippedNeverGetsMoreThanTheSameHeadCosigned() throws {
        let body = try request(0, 5)
        let head = try self.witness().judge(body, now: 1).head
        for changed in byteFlips(of: body) + (0..<body.count).map({ Array(body.prefix($0)) }) {
            let judgement = try witness().judge(changed, now: 1)
            #expect(judgement.head == nil || judgement.head == head)
        }
    }

    @Test func moreProofLinesThanAnyTreeNeedsAreRefused() throws {
        let many = [Digest](repeating: .zero, count: 63)
        #expect(try AddCheckpointRequest(parsing: request(5, 8, proof: many)).proof == many)
        #expect(throws: AddCheckpointError.tooManyHashes) {
            try AddCheckpointRequest(parsing: request(5, 8, proof: many + [.zero]))
        }
        #expect(throws: AddCheckpointError.tooLarge) {
            try AddCheckpointRequest(parsing: Array(repeating: 10, count: 1 << 20))
        }
    }

    @Test func onlyACosignatureKeyMakesAWitness() {
        #expect(throws: NoteError.unknownSignatureType(1)) { try Witness(cosigner: log) }
    }
}
