import Cryptography
import DID
import Foundation
import JSON
import JSONLD
import RDF
import TestSupport
import Testing

@testable import DataIntegrity

/// `Tests/interop/linked_data.py`: PyLD for JSON-LD and canonicalisation, PyNaCl and cryptography for signatures. It gets our
/// contexts and nothing else of ours.
@Suite(.enabled(if: PythonScript.hasLinkedData, "python3 with PyLD, PyNaCl and cryptography is not on this machine"))
struct LinkedDataInteropTests {
    private static let count = 60

    /// Runs `body` in a folder that has the contexts in a file.
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let folder = URL(filePath: directory.path("documents"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var contexts: JSONObject = [:]
        for url in BundledContexts.urls { contexts[JSONString(url)] = BundledContexts.document(url) }
        try Data(JSONValue.object(contexts).serialized()).write(to: contextsFile(folder))
        try body(folder)
    }

    private func contextsFile(_ folder: URL) -> URL { folder.deletingLastPathComponent().appending(path: "contexts") }

    private func run(_ arguments: [String], _ folder: URL) throws -> Int32 {
        try PythonScript.run(
            [PythonScript.linkedData] + arguments + [folder.path, contextsFile(folder).path])
    }

    private func file(_ number: Int, _ folder: URL) -> URL {
        folder.appending(path: String(repeating: "0", count: 3 - "\(number)".count) + "\(number).json")
    }

    private func write(_ documents: [JSONObject], _ folder: URL) throws {
        for (number, document) in documents.enumerated() {
            try Data(JSONValue.object(document).serialized()).write(to: file(number, folder))
        }
    }

    @Test func theOtherSideVerifiesOurProofs() throws {
        let ed25519 = SigningKey.ed25519(signer)
        let p256 = SigningKey.ecdsa(try ECDSA.PrivateKey(generating: .p256))
        try inFolder { folder in
            try write(
                (0..<Self.count).map { number in
                    let key = number % 2 == 0 ? ed25519 : p256
                    let name = Multikey.encode(try #require(key.publicKey))
                    let options = ProofOptions(
                        cryptosuite: number % 2 == 0 ? .eddsaRDFC2022 : .ecdsaRDFC2019,
                        verificationMethod: "did:key:\(name)#\(name)", created: "2026-01-15T12:00:00Z")
                    return try DataIntegrity.addProof(
                        to: RandomCredential.make(seed: UInt64(number)), options: options, key: key)
                }, folder)
            #expect(try run(["verify"], folder) == 0)
            // It is not that the other side takes everything.
            var changed = try #require(try JSONValue(parsing: [UInt8](Data(contentsOf: file(7, folder)))).object)
            changed["name"] = "another"
            try Data(JSONValue.object(changed).serialized()).write(to: file(7, folder))
            #expect(try run(["verify"], folder) == 1)
        }
    }

    @Test func weVerifyTheOtherSidesProofs() throws {
        try inFolder { folder in
            try write((0..<Self.count).map { RandomCredential.make(seed: UInt64(1_000 + $0)) }, folder)
            #expect(try run(["sign", SecureRandom.digest().hex], folder) == 0)
            for number in 0..<Self.count {
                var document = try #require(
                    try JSONValue(parsing: [UInt8](Data(contentsOf: file(number, folder)))).object)
                let findings = verify(document)
                #expect(findings.map(\.outcome) == [.pass], "\(number): \(findings.map(\.reason))")
                document["name"] = "another"
                #expect(verify(document).map(\.outcome) == [.fail], "\(number)")
            }
        }
    }

    @Test func bothHaveTheSameCanonicalForms() throws {
        try inFolder { folder in
            let documents = (0..<Self.count).map { RandomCredential.make(seed: UInt64(2_000 + $0)) }
            try write(documents, folder)
            #expect(try run(["canon"], folder) == 0)
            let processor = JSONLDProcessor(contexts: BundledContexts.cache)
            for (number, document) in documents.enumerated() {
                let ours = try processor.dataset(of: .object(document)).canonicalized().nQuads
                let theirs = try Data(
                    contentsOf: file(number, folder).deletingPathExtension().appendingPathExtension("nq"))
                #expect(ours == [UInt8](theirs), "\(number)")
            }
        }
    }
}

/// Credentials of every shape that the contexts allow: members in and out, sets of one and many, blank nodes that look alike.
private enum RandomCredential {
    static func make(seed: UInt64) -> JSONObject {
        var random = SplitMix64(seed: seed)
        var credential: JSONObject = [
            "@context": [
                "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "type": ["VerifiableCredential", "AchievementCredential"], "id": JSONValue("urn:uuid:\(seed)"),
            "name": JSONValue(text(&random)), "validFrom": "2026-01-15T12:00:00Z",
        ]
        credential["issuer"] =
            random.oneIn(2) ? "did:web:college.example" : profile(&random, id: "did:web:college.example", depth: 0)
        var subject: JSONObject = ["type": ["AchievementSubject"], "achievement": achievement(&random, depth: 0)]
        if random.oneIn(2) { subject["id"] = "did:example:learner" }
        subject["identifier"] = list(&random, 0...3) { random in
            [
                "type": "IdentityObject", "hashed": .bool(random.oneIn(2)), "identityHash": JSONValue(text(&random)),
                "identityType": "emailAddress",
            ]
        }
        subject["result"] = list(&random, 0...4) { random in
            ["type": ["Result"], "value": JSONValue(random.oneIn(3) ? "A" : text(&random))]
        }
        credential["credentialSubject"] = .object(subject)
        credential["evidence"] = list(&random, 0...3) { random in
            var evidence: JSONObject = ["type": ["Evidence"], "narrative": JSONValue(text(&random))]
            if random.oneIn(2) { evidence["id"] = JSONValue("https://college.example/evidence/\(random.next() % 5)") }
            return .object(evidence)
        }
        return credential
    }

    private static func achievement(_ random: inout SplitMix64, depth: Int) -> JSONValue {
        var achievement: JSONObject = [
            "type": ["Achievement"], "name": JSONValue(text(&random)), "description": JSONValue(text(&random)),
            "criteria": ["narrative": JSONValue(text(&random))],
        ]
        if random.oneIn(2) { achievement["id"] = JSONValue("urn:uuid:a\(random.next() % 1_000)") }
        if random.oneIn(2) { achievement["creditsAvailable"] = .number(JSONNumber(Int(random.next() % 12))) }
        achievement["alignment"] = list(&random, 0...3) { random in
            [
                "type": ["Alignment"], "targetName": JSONValue(text(&random)),
                "targetUrl": JSONValue("https://case.example/\(random.next() % 4)"),
            ]
        }
        achievement["tag"] = list(&random, 0...3) { JSONValue(text(&$0)) }
        if depth == 0, random.oneIn(2) { achievement["creator"] = profile(&random, id: nil, depth: 0) }
        return .object(achievement)
    }

    private static func profile(_ random: inout SplitMix64, id: String?, depth: Int) -> JSONValue {
        var profile: JSONObject = ["type": ["Profile"], "name": JSONValue(text(&random))]
        if let id { profile["id"] = JSONValue(id) }
        profile["otherIdentifier"] = list(&random, 0...2) { random in
            ["type": "IdentifierEntry", "identifier": JSONValue(text(&random)), "identifierType": "identifier"]
        }
        if depth < 2, random.oneIn(2) { profile["parentOrg"] = Self.profile(&random, id: nil, depth: depth + 1) }
        return .object(profile)
    }

    /// Nil, one value by itself, or an array.
    private static func list(
        _ random: inout SplitMix64, _ counts: ClosedRange<Int>, _ make: (inout SplitMix64) -> JSONValue
    ) -> JSONValue? {
        let count = Int.random(in: counts, using: &random)
        if count == 0 { return nil }
        if count == 1, random.oneIn(2) { return make(&random) }
        return .array((0..<count).map { _ in make(&random) })
    }

    /// Few different ones, so that blank nodes come out equal; some with characters that need care. No tabs and other control
    /// characters: PyLD writes them as RDFC-1.0's predecessor did, without escapes.
    private static func text(_ random: inout SplitMix64) -> String {
        ["A", "B", "Ünïcödé", "line\nbreak \"quoted\" \\ back", "\u{1F393} degree"].randomElement(using: &random) ?? ""
    }
}
