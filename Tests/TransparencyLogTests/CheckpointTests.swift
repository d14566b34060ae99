import Cryptography
import Testing
import TransparencyLog

@Suite struct CheckpointTests {
    private static let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    @Test func theExampleOfTheSpecificationIsReadAndWrittenBack() throws {
        let checkpoint = try Checkpoint(parsing: Self.text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.root.bytes.prefix(4) == [0x0a, 0xc5, 0x18, 0x6a])
        #expect(checkpoint.extensions.isEmpty)
        #expect(checkpoint.text == Self.text)
        #expect(try Checkpoint(parsing: Self.text + "more\nand more\n").extensions == ["more", "and more"])
    }

    @Test func everyBitFlipIsRefusedOrAnotherCheckpointWithItsOwnText() throws {
        let original = try Checkpoint(parsing: Self.text)
        for changed in byteFlips(of: Array(Self.text.utf8)) {
            guard let text = String(validating: changed, as: UTF8.self),
                let checkpoint = try? Checkpoint(parsing: text)
            else { continue }
            #expect(checkpoint != original)
            #expect(checkpoint.text.utf8.elementsEqual(text.utf8))
        }
    }

    @Test func everyTruncationIsRefused() {
        let bytes = Array(Self.text.utf8)
        for length in 0..<bytes.count {
            let text = String(decoding: bytes.prefix(length), as: UTF8.self)
            #expect(throws: CheckpointError.self) { try Checkpoint(parsing: text) }
        }
    }

    @Test(arguments: [
        "", "-1", "+1", "01", "00", " 1", "1 ", "1e3", "٣", "9223372036854775808", "18446744073709551616",
    ])
    func sizesHaveOneSpelling(_ size: String) {
        #expect(throws: CheckpointError.badSize) {
            try Checkpoint(parsing: "a\n\(size)\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")
        }
    }

    @Test func theLargestSizeIsRead() throws {
        let text = "a\n9223372036854775807\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        #expect(try Checkpoint(parsing: text).size == MerkleTree.maximumSize)
        #expect(throws: CheckpointError.badSize) { try Checkpoint(origin: "a", size: 1 << 63, root: .zero) }
    }

    @Test func aTextLongerThanANoteIsRefused() throws {
        let line = String(repeating: "x", count: 65_536 - Self.text.utf8.count - 1)
        #expect(try Checkpoint(parsing: Self.text + line + "\n").extensions == [line])
        #expect(throws: CheckpointError.tooLarge) { try Checkpoint(parsing: Self.text + line + "x\n") }
    }

    @Test func emptyLinesAndControlCharactersAreRefused() {
        let hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
        #expect(throws: CheckpointError.badOrigin) { try Checkpoint(parsing: "\n1\n\(hash)\n") }
        #expect(throws: CheckpointError.badOrigin) { try Checkpoint(parsing: "a\tb\n1\n\(hash)\n") }
        #expect(throws: CheckpointError.badExtension) { try Checkpoint(parsing: "a\n1\n\(hash)\n\n") }
        #expect(throws: CheckpointError.badExtension) { try Checkpoint(parsing: "a\n1\n\(hash)\nb\r\n") }
        #expect(throws: CheckpointError.badRoot) { try Checkpoint(parsing: "a\n1\n\(hash.dropLast())\n") }
        #expect(throws: CheckpointError.missingLine) { try Checkpoint(parsing: "a\n1\n") }
        #expect(throws: CheckpointError.badOrigin) { try Checkpoint(origin: "a\n", size: 0, root: .zero) }
        #expect(throws: CheckpointError.badExtension) {
            try Checkpoint(origin: "a", size: 0, root: .zero, extensions: [""])
        }
    }

    @Test func aCheckpointIsTrustedOnlyIfItsLogSignedItAndTheOriginIsTheOneAskedFor() throws {
        let fixture = try NoteFixture()
        let (log, cosigner) = ([fixture.log.verifierKey], [fixture.cosigner.verifierKey])
        let origin = fixture.checkpoint.origin
        let verified = try VerifiedCheckpoint(fixture.note, origin: origin, logKeys: log, cosigners: cosigner)
        #expect(verified.checkpoint == fixture.checkpoint)
        #expect(verified.logKeys == log)
        #expect(verified.cosignatures.map(\.timestamp) == [NoteFixture.time])
        #expect(throws: CheckpointError.otherOrigin(origin)) {
            try VerifiedCheckpoint(fixture.note, origin: "other", logKeys: log)
        }
        #expect(throws: CheckpointError.notSignedByLog) {
            try VerifiedCheckpoint(fixture.note, origin: origin, logKeys: [], cosigners: cosigner)
        }
        let unsigned = try NoteSigner.note(fixture.checkpoint.text, signers: [fixture.cosigner], at: 5)
        #expect(throws: CheckpointError.notSignedByLog) {
            try VerifiedCheckpoint(unsigned, origin: origin, logKeys: log, cosigners: cosigner)
        }
        let noCheckpoint = try NoteSigner.note("hello\n", signers: [fixture.log])
        #expect(throws: CheckpointError.missingLine) {
            try VerifiedCheckpoint(noCheckpoint, origin: origin, logKeys: log)
        }
        #expect(throws: CheckpointError.note(.noSeparator)) {
            try VerifiedCheckpoint(parsing: [], origin: origin, logKeys: log)
        }
    }
}
