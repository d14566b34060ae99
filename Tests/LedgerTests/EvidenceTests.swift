import Cryptography
import Ledger
import TestSupport
import Testing
import TransparencyLog

@Suite struct EvidenceTests {
    let consortium: GossipConsortium

    init() throws { consortium = try GossipConsortium(5) }

    private func sameSize() throws -> Evidence {
        try #require(
            Evidence(
                try consortium.head(of: 0, size: 26, root: SHA256.hash([1])),
                try consortium.head(of: 0, size: 26, root: SHA256.hash([2]))))
    }

    /// Two trees that part after five leaves: heads at 8 and at 13.
    private func prefix() throws -> Evidence {
        var tiles = InMemoryTiles()
        var short = CompactTree()
        let common = (0..<5).map { MerkleTree.leafHash([UInt8($0)]) }
        let left = common + (5..<8).map { MerkleTree.leafHash([UInt8($0)]) }
        let right = common + (5..<13).map { MerkleTree.leafHash([UInt8($0) + 100]) }
        for leaf in left { short.append(leafHash: leaf) }
        tiles.apply(try TiledTree.updates(oldSize: 0, appending: right, reader: tiles))
        let smaller = try consortium.head(of: 0, size: 8, root: short.root)
        let larger = try consortium.head(of: 0, size: 13, root: try TiledTree.root(size: 13, reader: tiles))
        let proof = try TiledTree.proveConsistency(from: 8, to: 13, reader: tiles)
        return try #require(
            Evidence(
                smaller, notIn: larger, root: try TiledTree.root(size: 8, reader: tiles), hashes: proof.hashes))
    }

    @Test func twoHeadsOfOneSizeConvictTheLog() throws {
        let evidence = try sameSize()
        let finding = try evidence.check(consortium.roster)
        #expect(finding.kind == .sameSize)
        #expect(Set([finding.first.root, finding.second.root]) == [SHA256.hash([1]), SHA256.hash([2])])
    }

    @Test func theOrderInWhichHeadsWereMetDoesNotShow() throws {
        let one = try consortium.head(of: 0, size: 26, root: SHA256.hash([1]))
        let other = try consortium.head(of: 0, size: 26, root: SHA256.hash([2]))
        #expect(Evidence(one, other)?.hash == Evidence(other, one)?.hash)
    }

    @Test func headsThatCanBothBeTrueAreNoEvidence() throws {
        let head = try consortium.head(of: 0, size: 26, root: SHA256.hash([1]))
        #expect(Evidence(head, head) == nil)
        #expect(Evidence(head, try consortium.head(of: 0, size: 27, root: SHA256.hash([2]))) == nil)
        #expect(Evidence(head, try consortium.head(of: 1, size: 26, root: SHA256.hash([2]))) == nil)
    }

    @Test func twoHistoriesOfDifferentSizesConvictTheLog() throws {
        let evidence = try prefix()
        let finding = try evidence.check(consortium.roster)
        #expect(finding.kind == .prefix)
        #expect(finding.first.size == 8 && finding.second.size == 13)
    }

    @Test func aConsistentPairOfHeadsIsNoPrefixEvidence() throws {
        var tiles = InMemoryTiles()
        tiles.apply(
            try TiledTree.updates(
                oldSize: 0, appending: (0..<13).map { MerkleTree.leafHash([UInt8($0)]) }, reader: tiles))
        let smaller = try consortium.head(of: 0, size: 8, root: try TiledTree.root(size: 8, reader: tiles))
        let larger = try consortium.head(of: 0, size: 13, root: try TiledTree.root(size: 13, reader: tiles))
        let proof = try TiledTree.proveConsistency(from: 8, to: 13, reader: tiles).hashes
        #expect(Evidence(smaller, notIn: larger, root: smaller.root, hashes: proof) == nil)
        #expect(Evidence(smaller, notIn: larger, root: .zero, hashes: proof) == nil)
        #expect(Evidence(larger, notIn: smaller, root: .zero, hashes: proof) == nil)
    }

    @Test(arguments: [Evidence.Kind.sameSize, .prefix])
    func oneEncodingAndNoOther(kind: Evidence.Kind) throws {
        let evidence = try kind == .sameSize ? sameSize() : prefix()
        let bytes = evidence.encoded
        #expect(bytes.count < 1_500)
        #expect(try Evidence(parsing: bytes) == evidence)
        for length in bytes.indices {
            #expect(throws: EvidenceError.self, "\(length) bytes") {
                try Evidence(parsing: Array(bytes.prefix(length)))
            }
        }
        #expect(throws: EvidenceError.self) { try Evidence(parsing: bytes + [0]) }
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let read = try? Evidence(parsing: changed) else { continue }
                #expect(read.encoded == changed, "byte \(place), bit \(bit)")
                #expect(throws: EvidenceError.self, "byte \(place), bit \(bit)") { try read.check(consortium.roster) }
            }
        }
    }

    @Test func evidenceIsBounded() {
        #expect(throws: EvidenceError.malformed(offset: Evidence.byteLimit)) {
            try Evidence(parsing: Array(repeating: 1, count: Evidence.byteLimit + 1))
        }
        #expect(throws: EvidenceError.unknownVersion(2)) { try Evidence(parsing: [2, 1]) }
        #expect(throws: EvidenceError.unknownKind(9)) { try Evidence(parsing: [1, 9]) }
    }

    @Test func keysThatMayNotSignAtThisSizeDoNotConvict() throws {
        let evidence = try sameSize()
        // In this consortium the same names have other keys.
        let strangers = try GossipConsortium(5, name: "other.example")
        #expect(throws: EvidenceError.unknownOrigin(consortium.members[0].origin)) {
            try evidence.check(strangers.roster)
        }
        var contents = GossipConsortium.contents("test.example", consortium.members)
        contents.institutions[0] = contents.institutions[0].with(logKeys: [
            RosterLogKey(key: consortium.members[0].log.verifierKey, sizes: RosterRange(from: 0, to: 26))
        ])
        var document = try contents.document()
        for member in consortium.members { try document.sign(as: .operatorID(member.id), with: member.governance) }
        let roster = try Roster(document, pinned: document.hash)
        #expect(throws: EvidenceError.self) { try evidence.check(roster) }
    }

    @Test func aCosignatureOrForeignLineIsNoSignatureOfTheLog() throws {
        let checkpoint = try Checkpoint(origin: consortium.members[0].origin.text, size: 26, root: .zero)
        let other = consortium.members[1]
        for signers in [[other.cosigner], [other.log], [consortium.members[0].cosigner]] {
            let note = try NoteSigner.note(checkpoint.text, signers: signers, at: 1_767_600_000)
            #expect(throws: SignedHeadError.self) {
                try SignedHead(
                    note, origin: consortium.members[0].origin, roster: consortium.roster, verifying: .ed25519)
            }
        }
        let extended = try Checkpoint(
            origin: consortium.members[0].origin.text, size: 26, root: .zero, extensions: ["more"])
        let note = try NoteSigner.note(extended.text, signers: [consortium.members[0].log])
        #expect(throws: SignedHeadError.extensions) {
            try SignedHead(note, origin: consortium.members[0].origin, roster: consortium.roster, verifying: .ed25519)
        }
    }

    @Test func aHeadKeepsOnlyTheLogsLine() throws {
        let member = consortium.members[0]
        let checkpoint = try Checkpoint(origin: member.origin.text, size: 26, root: .zero)
        let note = try NoteSigner.note(
            checkpoint.text, signers: [consortium.members[1].cosigner, member.log], at: 1_767_600_000)
        let head = try SignedHead(note, origin: member.origin, roster: consortium.roster, verifying: .ed25519)
        #expect(head.note.signatures.map(\.name) == [member.origin.text])
        #expect(head.signedBy == member.log.verifierKey.text.split(separator: "+").prefix(2).joined(separator: "+"))
    }

    @Test func theDescriptionShowsBothHeads() throws {
        let text = "\(try sameSize())"
        #expect(text.contains("test.example/member00 signed two heads that cannot both be true"))
        for root in [SHA256.hash([1]), SHA256.hash([2])] { #expect(text.contains(root.hex)) }
        #expect(text.split(separator: "\n").count == 4)
    }
}
