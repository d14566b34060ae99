import Cryptography
import Foundation
import JSON
import TestSupport
import Testing

@testable import Exchange

/// The examples in docs/formats are what the code makes, and it takes them.
struct DocumentationTests {
    private static func page(_ name: String) throws -> String {
        try String(contentsOf: TestData.packageRoot.appending(path: "docs/formats/\(name)"), encoding: .utf8)
    }

    private static func block(_ start: String, in page: String) throws -> String {
        let text = try Self.page(page)
        let from = try #require(text.range(of: start), "\(start) in \(page)")
        let rest = text[from.upperBound...]
        return String(rest[..<(try #require(rest.range(of: "\n```"))).lowerBound])
    }

    static func example(_ name: String, in page: String = "exchange.md") throws -> JSONValue {
        try JSONValue(parsing: block("<!-- example: \(name) -->\n```json\n", in: page))
    }

    @Test func theDocumentsOfThePageAreWhatTheCodeMakes() throws {
        let examples = try Examples()
        let made: [(name: String, document: JSONValue)] = [
            ("offer", .object(examples.offer.document)), ("acceptance", examples.acceptance.json),
            ("request", .object(examples.request.document)), ("presentation", examples.answer.json),
            ("receipt", examples.receipt.json), ("bundle", examples.bundle.json),
        ]
        for (name, document) in made {
            let documented = try Self.example(name).serialized(pretty: true)
            #expect(
                String(decoding: documented, as: UTF8.self)
                    == String(decoding: document.serialized(pretty: true), as: UTF8.self), "\(name)")
        }
        #expect(try Self.block("```text link\n", in: "exchange.md") == examples.offerLink.description)
    }

    @Test func theDocumentsOfThePageHoldForEachOther() throws {
        let offer = try Offer(Self.example("offer"))
        let acceptance = try Acceptance(Self.example("acceptance"))
        try acceptance.check(against: offer)
        let bundle = try CredentialBundle(Self.example("bundle"))
        #expect(bundle.credential["credentialSubject"]?["id"] == JSONValue(acceptance.owner))
        let request = try PresentationRequest(Self.example("request"))
        let answer = try Presentation(Self.example("presentation"))
        #expect(answer.requestID == request.id)
        #expect(answer.presentation["proof"]?[0]?["challenge"] == JSONValue(try request.challenge()))
        try PresentationReceipt(Self.example("receipt")).check(request: request, presentation: answer.presentation)
        let link = try NodeLink(parsing: Self.block("```text link\n", in: "exchange.md"))
        #expect(link.id == offer.id && link.kind == .offer && link.key == offer.nodeKey)
    }

    @Test func theLimitsOfThePageAreThoseOfTheCode() throws {
        let page = try Self.page("exchange.md")
        #expect(ExchangeLimits.idBytes == 128 && page.contains("1 to 128 letters"))
        #expect(ExchangeLimits.nameBytes == 256 && page.contains("| names shown to people | 256 bytes |"))
        #expect(ExchangeLimits.wordsBytes == 2_000 && page.contains("| 2,000 bytes each |"))
        #expect(ExchangeLimits.identifierBytes == 2_048 && page.contains("| DIDs, credential types | 2,048 bytes |"))
        #expect(ExchangeLimits.types == 32 && page.contains("| types in a request | 1 to 32 |"))
        #expect(ExchangeLimits.proofs == 2_001 && page.contains("bundle or presentation | 2,001 |"))
        #expect(ExchangeLimits.rosters == 256 && page.contains("| rosters in a presentation | 256 |"))
        #expect(ExchangeLimits.linkBytes == 512 && page.contains("| link | 512 bytes |"))
    }

    // MARK: Key file

    /// The key file of the page before it is sealed.
    static func exampleRing() throws -> (ring: KeyRing, recovery: RecoveryCode) {
        var (ring, recovery) = try KeyRing.create(
            seed: SecretBytes(copying: [UInt8](repeating: 1, count: 32)),
            recovery: RecoveryCode(seed: SecretBytes(copying: (0..<32).map { UInt8($0 * 7 + 1) })), poolSize: 4)
        _ = try ring.rotate(ring.makeOwner().key.publicKey, recovery: recovery)
        return (ring, recovery)
    }

    static let passphrase = SecretBytes(copying: Array("correct horse battery staple".utf8))

    @Test func theKeyFileOfThePageOpensAndItsRecoveryCodeBelongsToIt() throws {
        let file = try Self.example("key-file", in: "key-file.md")
        #expect(file["kdf"]?["opslimit"] == JSONValue(KeyFile.cost.opslimit))
        #expect(file["kdf"]?["memlimit"] == JSONValue(KeyFile.cost.memlimitBytes))
        var ring = try KeyFile.open(file, passphrase: Self.passphrase)
        let expected = try Self.exampleRing()
        #expect(KeyRingCodec.encode(ring) == KeyRingCodec.encode(expected.ring))
        let code = try Self.block("```text recovery-code\n", in: "key-file.md")
        #expect(code == expected.recovery.text)
        let recovery = try #require(RecoveryCode(SecretBytes(copying: Array(code.utf8))))
        let owners = try ring.ownerKeys.map { key in "\(KeyText.encode(key)) \(try ring.nextCommit(of: key).hex)" }
        #expect(try Self.block("```text owners\n", in: "key-file.md") == owners.joined(separator: "\n"))
        let newest = try #require(ring.ownerKeys.last)
        #expect(try ring.rotate(newest, recovery: recovery).key.publicKey == ring.pool[1])
    }

    @Test func theLimitsOfTheKeyFilePageAreThoseOfTheCode() throws {
        let page = try Self.page("key-file.md")
        #expect(KeyFile.passes == 1...16 && page.contains("| passes | 1 to 16 |"))
        #expect(KeyFile.memory == 8 << 10...1 << 30 && page.contains("| memory | 8 KiB to 1 GiB |"))
        #expect(KeyFile.maximumWork == 4 << 30 && page.contains("| passes times memory | 4 GiB"))
        #expect(KeyFile.memoryUnit == 1_024 && page.contains("a multiple of 1,024; we write 67108864"))
        #expect(KeyRing.maximumPool == 16_384 && page.contains("revealed seeds | 16,384 |"))
        #expect(KeyRing.poolSize == 256 && page.contains("adds 256 next keys"))
    }
}
