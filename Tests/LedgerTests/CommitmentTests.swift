import Cryptography
import Ledger
import TestSupport
import Testing

@Suite struct CommitmentTests {
    private func sha256(_ domain: UInt8, _ parts: [UInt8]...) -> Digest {
        SHA256.hash([domain] + parts.flatMap { $0 })
    }

    @Test func everyHashHasItsDomainByteAndItsPartsInOrder() throws {
        let key = try GossipConsortium.key("a").publicKey
        let (a, b, c) = (Digest.repeating(1), Digest.repeating(2), Digest.repeating(3))
        #expect(Commitment.next(key) == sha256(0x14, key.bytes))
        #expect(Commitment.owner(key, next: a) == sha256(0x13, key.bytes, a.bytes))
        #expect(Commitment.tag(nonce: a, ownerCommit: b) == sha256(0x15, a.bytes, b.bytes))
        #expect(Commitment.anchor(salt: a, credDigest: b, tag: c) == sha256(0x10, a.bytes, b.bytes, c.bytes))
        #expect(Commitment.mapKey(a) == sha256(0x11, a.bytes))
        #expect(MapValue().commitment == sha256(0x12, [UInt8](repeating: 0, count: 99)))
        #expect(Commitment.unowned.isZero)
    }

    @Test func theSameBytesGiveAnotherHashForEveryPurpose() throws {
        let bytes = Digest.repeating(7)
        let key = Ed25519.PublicKey(bytes)
        let pair = IssuanceTree.root(anchor: bytes, position: 0, path: [bytes])
        let hashes: Set<Digest> = [
            Commitment.next(key), Commitment.mapKey(bytes), Commitment.owner(key, next: bytes),
            Commitment.tag(nonce: bytes, ownerCommit: bytes), try #require(pair),
        ]
        #expect(hashes.count == 5)
    }

    // MARK: Origins

    @Test(arguments: [
        "a/b", "midwest.example/state-college", "~!@#$%^&*()/=_-,.;:'\"", "a/" + String(repeating: "b", count: 126),
    ])
    func anOriginIsTwoPartsOfVisibleASCII(_ text: String) throws {
        let origin = try Origin(text)
        #expect(origin.text == text)
        #expect("\(origin.consortium)/\(origin.institution)" == text)
    }

    @Test(
        arguments: [
            ("", .length(0)), ("a/" + String(repeating: "b", count: 127), .length(129)), ("ab", .parts), ("a/", .parts),
            ("/b", .parts), ("a/b/c", .parts), ("a b/c", .character(offset: 1)), ("a/b+", .character(offset: 3)),
            ("a/é", .character(offset: 2)), ("a/b\n", .character(offset: 3)), ("a/\u{7F}", .character(offset: 2)),
        ] as [(String, OriginError)])
    func whatIsNoOriginIsRefused(_ text: String, _ error: OriginError) {
        #expect(throws: error) { try Origin(text) }
        #expect("\(error)".hasSuffix("."))
    }

    @Test func originsAreSortedAsBytes() throws {
        let texts = ["a/z", "B/a", "a/A", "a-/a", "a/a"]
        let sorted = try texts.map { try Origin($0) }.sorted().map(\.text)
        #expect(sorted == ["B/a", "a-/a", "a/A", "a/a", "a/z"])
    }
}
