import Cryptography
import Multiformats
import Testing
import TransparencyLog

@Suite struct NoteKeyTests {
    /// The examples of signed-note and of Go's package note.
    static let texts = [
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ]

    @Test(arguments: texts)
    func aKeyIsReadBackAsItWasWritten(_ text: String) throws {
        let key = try NoteVerifierKey(parsing: text)
        #expect(key.text == text)
        #expect(key.kind == .ed25519)
        let publicKey = try #require(key.publicKey)
        #expect(try NoteVerifierKey(name: key.name, key: publicKey) == key)
    }

    @Test(arguments: texts)
    func everyBitFlipAndTruncationOfAKeyIsRefused(_ text: String) {
        let bytes = Array(text.utf8)
        for changed in byteFlips(of: bytes) + (0..<bytes.count).map({ Array(bytes.prefix($0)) }) {
            guard let text = String(validating: changed, as: UTF8.self) else { continue }
            #expect(throws: NoteError.self, "\(text)") { try NoteVerifierKey(parsing: text) }
        }
        #expect(throws: NoteError.self) { try NoteVerifierKey(parsing: text + "A") }
        #expect(throws: NoteError.self) { try NoteVerifierKey(parsing: text + "\n") }
        #expect(throws: NoteError.self) { try NoteVerifierKey(parsing: text.uppercased()) }
    }

    @Test func aKeyTextBeyondItsLimitIsNotRead() {
        let text = Self.texts[0] + String(repeating: "A", count: 4_096)
        #expect(throws: NoteError.tooLarge(size: text.utf8.count, limit: 4_096)) { try NoteVerifierKey(parsing: text) }
        #expect(throws: NoteError.self) { try NoteSigner(parsing: "PRIVATE+KEY+" + text) }
    }

    @Test func eachSignatureTypeHasAKeyIDOfItsOwn() throws {
        let key = try NoteFixture.key(1).publicKey
        let plain = try NoteVerifierKey(name: "a", key: key)
        let cosigner = try NoteVerifierKey(name: "a", key: key, kind: .cosignatureV1)
        #expect(plain.keyID != cosigner.keyID)
        #expect(try NoteVerifierKey(parsing: cosigner.text) == cosigner)
        let mixed = "a+\(plain.text.split(separator: "+")[1])+\(Base64.encode([4] + key.bytes))"
        #expect(throws: NoteError.wrongKeyID(expected: cosigner.keyID, got: plain.keyID)) {
            try NoteVerifierKey(parsing: mixed)
        }
    }

    @Test(arguments: ["", "a b", "a+b", "a\nb", "a\u{1}", "\u{3000}", "a\u{85}"])
    func namesWithSpacesPlusesOrControlCharactersAreRefused(_ name: String) throws {
        let key = try NoteFixture.key(1)
        #expect(throws: NoteError.malformedKeyName) { try NoteSigner(name: name, key: key) }
        #expect(throws: NoteError.malformedKeyName) { try NoteSignature(name: name, keyID: 1, bytes: [1]) }
    }

    @Test func aPrivateKeyTextGivesTheSignerOfItsPublicKey() throws {
        let seed = [UInt8](repeating: 1, count: 32)
        for kind in SignatureKind.allCases {
            let signer = try NoteSigner(name: "a/b", key: NoteFixture.key(1), kind: kind)
            let id = signer.verifierKey.text.split(separator: "+")[1]
            let text = "PRIVATE+KEY+a/b+\(id)+\(Base64.encode([kind.rawValue] + seed))"
            #expect(try NoteSigner(parsing: text).verifierKey == signer.verifierKey)
            for changed in byteFlips(of: Array(text.utf8)) {
                guard let flipped = String(validating: changed, as: UTF8.self) else { continue }
                #expect(throws: NoteError.self) { try NoteSigner(parsing: flipped) }
            }
        }
        let unknown = "PRIVATE+KEY+a+00000000+\(Base64.encode([6] + seed))"
        #expect(throws: NoteError.unknownSignatureType(6)) { try NoteSigner(parsing: unknown) }
    }

    @Test func aCosignerNeedsATimeAndSignsItWithTheText() throws {
        let fixture = try NoteFixture()
        let text = fixture.checkpoint.text
        #expect(throws: NoteError.timeOutOfRange(0)) { try fixture.cosigner.sign(text) }
        #expect(throws: NoteError.timeOutOfRange(1 << 63)) { try fixture.cosigner.sign(text, at: 1 << 63) }
        #expect(throws: NoteError.noFinalNewline) { try fixture.cosigner.sign("text", at: 1) }
        #expect(throws: NoteError.noFinalNewline) { try fixture.log.sign("text") }
        let line = try CosignatureV1.sign(checkpointText: text, time: 1_679_315_147, key: fixture.cosigner)
        let message = CosignatureV1.message(text: Array(text.utf8), time: 1_679_315_147)
        #expect(String(decoding: message, as: UTF8.self) == "cosignature/v1\ntime 1679315147\n" + text)
        let key = fixture.cosigner.verifierKey
        let cosignature = try #require(CosignatureV1.verify(line, checkpointText: text, key: key))
        #expect(cosignature.timestamp == 1_679_315_147)
        #expect(CosignatureV1.verify(line, checkpointText: text + "more\n", key: key) == nil)
        #expect(CosignatureV1.verify(line, checkpointText: text, key: fixture.log.verifierKey) == nil)
        #expect(throws: NoteError.unknownSignatureType(1)) {
            try CosignatureV1.sign(checkpointText: text, time: 1, key: fixture.log)
        }
    }

    @Test func aCosignatureIsSeventyTwoBytes() throws {
        for count in [1, 64, 71, 73, 2_428] {
            let line = try NoteSignature(name: "w", keyID: 1, bytes: [UInt8](repeating: 0, count: count))
            #expect(Cosignature(line) == nil)
        }
        let last = try NoteSignature(name: "w", keyID: 1, bytes: [0x7f] + [UInt8](repeating: 0xff, count: 71))
        #expect(Cosignature(last)?.timestamp == CosignatureV1.maximumTime)
    }

    @Test func aCosignatureWithATimeBeyondTwoToThe63DoesNotVerify() throws {
        let key = try NoteFixture.key(2)
        let verifier = try NoteVerifierKey(name: "w", key: key.publicKey, kind: .cosignatureV1)
        for (time, isValid) in [(CosignatureV1.maximumTime, true), (CosignatureV1.maximumTime + 1, false)] {
            let signature = key.sign(CosignatureV1.message(text: Array("text\n".utf8), time: time))
            let clock = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> $0) }
            let line = try NoteSignature(name: "w", keyID: verifier.keyID, bytes: clock + signature.bytes)
            #expect((CosignatureV1.verify(line, checkpointText: "text\n", key: verifier) != nil) == isValid)
        }
    }
}

func base64Text(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }
