import Cryptography
import Testing
import TransparencyLog

@Suite struct SignedNoteTests {
    @Test func aNoteIsReadBackAsItWasWritten() throws {
        let fixture = try NoteFixture()
        #expect(try SignedNote(parsing: fixture.note.encoded) == fixture.note)
        let verified = try fixture.note.verify(with: fixture.keys)
        #expect(verified.text == fixture.checkpoint.text)
        #expect(verified.verified.map(\.key) == fixture.keys)
        #expect(verified.verified.map(\.time) == [nil, NoteFixture.time])
        #expect(verified.unverified.isEmpty)
    }

    @Test func everyBitFlipFailsOrLeavesTheTextAsItWasSigned() throws {
        let fixture = try NoteFixture()
        for flipped in byteFlips(of: fixture.note.encoded) {
            guard let note = try? SignedNote(parsing: flipped) else { continue }
            #expect(note.encoded == flipped)
            guard let verified = try? note.verify(with: fixture.keys) else { continue }
            #expect(verified.text.utf8.elementsEqual(fixture.checkpoint.text.utf8))
        }
    }

    @Test func everyBitFlipOfANoteWithOneSignatureLeavesNothingVerified() throws {
        let fixture = try NoteFixture()
        for signer in [fixture.log, fixture.cosigner] {
            let note = try NoteSigner.note(fixture.checkpoint.text, signers: [signer], at: NoteFixture.time)
            for flipped in byteFlips(of: note.encoded) {
                #expect(throws: NoteError.self) { try SignedNote(parsing: flipped).verify(with: fixture.keys) }
            }
        }
    }

    @Test func everyTruncationAndEveryByteBehindIsRefusedOrAnotherNote() throws {
        let fixture = try NoteFixture()
        let bytes = fixture.note.encoded
        let one = try NoteSigner.note(fixture.checkpoint.text, signers: [fixture.log])
        for length in 0..<bytes.count {
            let parsed = try? SignedNote(parsing: Array(bytes.prefix(length)))
            #expect(parsed == nil || parsed == one, "\(length) bytes")
        }
        for byte in 0...255 as ClosedRange<UInt8> {
            #expect(throws: NoteError.self) { try SignedNote(parsing: bytes + [byte]) }
        }
    }

    @Test(arguments: [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n\n", "— a AAAAAAA=\n", "text\n— a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=", "text\n\n— a AAAAAAA=\n\n", "text\n\n- a AAAAAAA=\n", "text\n\n—a AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n", "text\n\n— a  AAAAAAA=\n", "text\n\n— a AAAAAAA= \n", "text\n\n— a\tAAAAAAA=\n",
        "text\n\n— a AAAAAA==\n", "text\n\n— a AAAAAAB=\n", "text\n\n— a AAAAAAA\n", "text\n\n— a AAA AAAA=\n",
        "text\n\n— a+b AAAAAAA=\n", "text\n\n— a\u{A0}b AAAAAAA=\n", "text\n\n— a\u{2003}b AAAAAAA=\n",
        "text\r\n\n— a AAAAAAA=\n", "te\u{0}xt\n\n— a AAAAAAA=\n", "text\n\n— a AAAAAAA=\nmore\n",
        "text\n\nmore\n— a AAAAAAA=\n", "text\n\n— a AAAA-_A=\n",
    ])
    func malformedNotesAreRefused(_ text: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test func theTextMayHoldEmptyLinesAndLinesLikeSignatures() throws {
        let text = "\n\none\n\n— a AAAAAAA=\n\ntwo\n"
        let note = try SignedNote(parsing: Array((text + "\n— b AAAAAAA=\n").utf8))
        #expect(note.text == text)
        #expect(note.signatures.map(\.name) == ["b"])
        #expect(try SignedNote(parsing: Array("\n\n— b AAAAAAA=\n".utf8)).text == "\n")
    }

    @Test func bytesThatAreNoUTF8AreRefused() {
        for bad in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]] {
            #expect(throws: NoteError.notUTF8) { try SignedNote(parsing: bad + Array("\n\n— b AAAAAAA=\n".utf8)) }
        }
    }

    @Test func theLimitsHold() throws {
        let line = "— a AAAAAAA=\n"
        let hundred = Array(("text\n\n" + String(repeating: line, count: 100)).utf8)
        #expect(try SignedNote(parsing: hundred).signatures.count == 100)
        #expect(throws: NoteError.tooManySignatures(limit: 100)) { try SignedNote(parsing: hundred + Array(line.utf8)) }
        let tail = Array("\n\n— a AAAAAAA=\n".utf8)
        let longest = [UInt8](repeating: 0x61, count: 65_536 - tail.count) + tail
        #expect(try SignedNote(parsing: longest).encoded == longest)
        #expect(throws: NoteError.tooLarge(size: 65_537, limit: 65_536)) { try SignedNote(parsing: [0x61] + longest) }
        var note = try SignedNote(parsing: longest)
        let signature = try NoteSignature(name: "b", keyID: 1, bytes: [1])
        #expect(throws: NoteError.self) { try note.add(signature) }
        #expect(note.signatures.count == 1)
    }

    @Test func sixteenSignaturesOfTheLargestAssignedTypeFit() throws {
        let bytes = [UInt8](repeating: 1, count: 8 + 2_420)
        let signatures = try (0..<16).map {
            try NoteSignature(name: "witness\($0).example.org/mldsa", keyID: 1, bytes: bytes)
        }
        let note = try SignedNote(text: "example.org/log\n1\nroot\n", signatures: signatures)
        #expect(try SignedNote(parsing: note.encoded) == note)
    }

    @Test func linesOfUnknownKeysAreCarriedAndIgnored() throws {
        let fixture = try NoteFixture()
        var note = fixture.note
        // An ML-DSA-44 cosignature (type 0x06) of some other witness, and a foreign key under the log's own name.
        try note.add(NoteSignature(name: "w.example/m", keyID: 7, bytes: [UInt8](repeating: 1, count: 2_428)))
        try note.add(NoteSignature(name: fixture.log.name, keyID: fixture.log.keyID ^ 1, bytes: [1]))
        try note.add(NoteSignature(name: "other", keyID: fixture.log.keyID, bytes: [1]))
        let read = try SignedNote(parsing: note.encoded)
        let verified = try read.verify(with: fixture.keys)
        #expect(verified.verified.count == 2)
        #expect(verified.unverified.map(\.name) == ["w.example/m", fixture.log.name, "other"])
        #expect(verified.note.encoded == note.encoded)
    }

    @Test func aKeyOfAnUnknownTypeVerifiesNothing() throws {
        let fixture = try NoteFixture()
        let material = [UInt8](repeating: 3, count: 1_312)
        let id = NoteVerifierKey.keyID(name: "w", type: 6, material: material)
        let text = "w+\(hexText(id))+\(base64Text([6] + material))"
        #expect(throws: NoteError.unknownSignatureType(6)) { try NoteVerifierKey(parsing: text) }
        let key = try NoteVerifierKey(parsing: text, unknownTypes: .carry)
        #expect(key.text == text)
        #expect(!key.canVerify)
        var note = fixture.note
        try note.add(NoteSignature(name: "w", keyID: id, bytes: [UInt8](repeating: 1, count: 2_428)))
        #expect(try note.verify(with: fixture.keys + [key]).unverified.map(\.name) == ["w"])
        #expect(throws: NoteError.noKnownSignature) { try note.verify(with: [key]) }
    }

    @Test func aWrongSignatureOfAKnownKeySpoilsTheNote() throws {
        let fixture = try NoteFixture()
        var bytes = try fixture.cosigner.sign(fixture.checkpoint.text, at: NoteFixture.time).bytes
        bytes[20] ^= 1
        var note = try NoteSigner.note(fixture.checkpoint.text, signers: [fixture.log])
        try note.add(NoteSignature(name: fixture.cosigner.name, keyID: fixture.cosigner.keyID, bytes: bytes))
        #expect(throws: NoteError.invalidSignature(name: fixture.cosigner.name, keyID: fixture.cosigner.keyID)) {
            try note.verify(with: fixture.keys)
        }
        #expect(try note.verify(with: [fixture.log.verifierKey]).verified.count == 1)
        #expect(throws: NoteError.noKnownSignature) { try note.verify(with: []) }
    }

    @Test func aKeyGivenTwiceIsAmbiguousOnlyWhereItIsUsed() throws {
        let fixture = try NoteFixture()
        let note = try NoteSigner.note(fixture.checkpoint.text, signers: [fixture.log])
        let (log, cosigner) = (fixture.log.verifierKey, fixture.cosigner.verifierKey)
        #expect(throws: NoteError.ambiguousKey(name: log.name, keyID: log.keyID)) { try note.verify(with: [log, log]) }
        #expect(try note.verify(with: [cosigner, log, cosigner]).verified.count == 1)
    }

    @Test func ofTwoCosignaturesByOneKeyTheNewestCountsAndBothMustBeValid() throws {
        let fixture = try NoteFixture()
        let old = try fixture.cosigner.sign(fixture.checkpoint.text, at: 100)
        let new = try fixture.cosigner.sign(fixture.checkpoint.text, at: 200)
        for signatures in [[old, new], [new, old], [new, old, new, old]] {
            let note = try SignedNote(text: fixture.checkpoint.text, signatures: signatures)
            let verified = try note.verify(with: fixture.keys)
            #expect(verified.verified.map(\.time) == [200])
            #expect(verified.cosignatures.map(\.timestamp) == [200])
        }
        let forged = try NoteSignature(
            name: new.name, keyID: new.keyID, bytes: Array(old.bytes.prefix(8) + new.bytes.dropFirst(8)))
        let note = try SignedNote(text: fixture.checkpoint.text, signatures: [new, forged])
        #expect(throws: NoteError.self) { try note.verify(with: fixture.keys) }
    }

    @Test func addingALineReplacesTheOneOfTheSameKey() throws {
        let fixture = try NoteFixture()
        var note = fixture.note
        try note.add(try fixture.cosigner.sign(note.text, at: NoteFixture.time + 60))
        #expect(note.signatures.count == 2)
        #expect(try note.verify(with: fixture.keys).cosignatures.map(\.timestamp) == [NoteFixture.time + 60])
    }

    @Test func namesThatOnlyLookAlikeAreDifferentNames() throws {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        let first = try NoteVerifierKey(name: composed, key: NoteFixture.key(1).publicKey)
        let second = try NoteVerifierKey(name: decomposed, key: NoteFixture.key(1).publicKey)
        #expect(first != second)
        let signer = try NoteSigner(name: composed, key: NoteFixture.key(1))
        let signature = try signer.sign("text\n")
        let renamed = try NoteSignature(name: decomposed, keyID: signature.keyID, bytes: signature.bytes)
        #expect(signature != renamed)
        let note = try SignedNote(text: "text\n", signatures: [renamed])
        #expect(throws: NoteError.noKnownSignature) { try note.verify(with: [first]) }
    }

    private func hexText(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
