import Cryptography
import DID
import JSON
import Multiformats
import Testing

@testable import DataIntegrity

/// What is remembered of proof options must never stand for other options.
@Suite struct ProofOptionsMemoTests {
    private static let method = DocumentTransform.Method(form: .rdfc, hash: .sha256)

    private static func options(_ change: (inout JSONObject) -> Void = { _ in }) -> JSONObject {
        var options: JSONObject = [
            "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-01-01T00:00:00Z",
            "verificationMethod": "did:web:college.example#key-1", "proofPurpose": "assertionMethod",
            "@context": ["https://www.w3.org/ns/credentials/v2"],
        ]
        change(&options)
        return options
    }

    private static func form(_ options: JSONObject) throws -> [UInt8] {
        try DocumentTransform(unsecured: ["@context": options["@context"] ?? .null], contexts: .bundled)
            .canonicalProof(method, options.removing("@context"))
    }

    @Test(arguments: ["2026-01-01T00:00:01Z", "1999-12-31T23:59:59.123Z", "2026-01-01T00:00:00+05:30", "2026-01-01"])
    func anotherTimeGivesWhatCanonicalisingGives(_ time: String) throws {
        let memo = ProofOptionsMemo()
        memo.keep(try Self.form(Self.options()), Self.method, Self.options())
        let other = Self.options { $0["created"] = JSONValue(time) }
        let form = try #require(memo.canonicalForm(Self.method, other))
        #expect(form == (try Self.form(other)))
    }

    @Test func otherOptionsAreNotKnown() throws {
        let memo = ProofOptionsMemo()
        memo.keep(try Self.form(Self.options()), Self.method, Self.options())
        #expect(memo.canonicalForm(Self.method, Self.options()) != nil)
        #expect(memo.canonicalForm(.init(form: .rdfc, hash: .sha384), Self.options()) == nil)
        #expect(memo.canonicalForm(.init(form: .rdfc, hash: .sha256, isEarlier: true), Self.options()) == nil)
        for (name, value) in [
            ("type", "Other"), ("@context", ["https://other.example"]), ("nonce", "x"),
            ("expires", "2030-01-01T00:00:00Z"),
            ("created", "2026\"^^<x>"), ("created", nil), ("created", ["2026-01-01T00:00:00Z"]),
        ] as [(JSONString, JSONValue?)] {
            #expect(memo.canonicalForm(Self.method, Self.options { $0[name] = value }) == nil, "\(name)")
        }
    }

    /// Where the time could be something else than a literal on its own, nothing is remembered.
    @Test func whatDependsOnTheTimeOtherwiseIsNotKept() throws {
        let literal = "\"2026-01-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>"
        for (text, isKept) in [
            ("_:c14n0 <urn:p> \(literal) .\n", true),
            ("_:c14n0 <urn:p> \"2026-01-01T00:00:00Z\" .\n", false),
            ("_:c14n0 <urn:p> <2026-01-01T00:00:00Z> .\n", false),
            ("_:c14n0 <urn:p> \(literal) .\n_:c14n0 <urn:q> \(literal) .\n", false),
            ("_:c14n0 <urn:p> \(literal) .\n_:c14n0 <urn:q> _:c14n1 .\n", false),
            ("_:c14n0 <urn:p> \"x\" .\n", false),
            // Which of the two comes first depends on the time.
            ("_:c14n0 <urn:p> \"2025\" .\n_:c14n0 <urn:p> \(literal) .\n", false),
            ("_:c14n0 <urn:p> \(literal) .\n_:c14n0 <urn:p> <urn:x> .\n", false),
            ("_:c14n0 <urn:p> \(literal) .\n_:c14n0 <urn:q> <urn:p> .\n", true),
        ] {
            let memo = ProofOptionsMemo()
            memo.keep(Array(text.utf8), Self.method, Self.options())
            #expect((memo.canonicalForm(Self.method, Self.options()) != nil) == isKept, "\(text)")
        }
    }

    /// The statement of the time beside another of the same property, once before it and once after it.
    @Test func aSecondValueOfTheTimesPropertyIsOrderedAnewEachTime() throws {
        let memo = ProofOptionsMemo()
        func options(_ time: String) -> JSONObject {
            Self.options {
                $0["created"] = JSONValue(time)
                $0["http://purl.org/dc/terms/created"] = "2026-06-01"
            }
        }
        let (early, late) = (options("2026-01-01T00:00:00Z"), options("2026-12-01T00:00:00Z"))
        memo.keep(try Self.form(early), Self.method, early)
        let known = memo.canonicalForm(Self.method, late)
        #expect(try known == nil || known == Self.form(late))
    }

    @Test func onlyTheLastFewAreKeptAndNothingLarge() throws {
        let memo = ProofOptionsMemo()
        func numbered(_ number: Int) -> JSONObject { Self.options { $0["nonce"] = JSONValue("\(number)") } }
        for number in 0...ProofOptionsMemo.largestCount {
            memo.keep(try Self.form(numbered(number)), Self.method, numbered(number))
        }
        #expect(memo.canonicalForm(Self.method, numbered(0)) == nil)
        #expect(memo.canonicalForm(Self.method, numbered(1)) != nil)
        for large in [
            Self.options { $0["nonce"] = JSONValue(String(repeating: "x", count: 10_000)) },
            Self.options { $0["proof"] = ["type": "Other"] },
        ] {
            memo.keep(try Self.form(Self.options()), Self.method, large)
            #expect(memo.canonicalForm(Self.method, large) == nil)
        }
    }

    /// Two documents with the same options, one after the other: neither proof fits the other document.
    @Test func proofsOfOneMomentAreStillOfTheirDocuments() throws {
        let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: [UInt8](repeating: 4, count: 32)))
        let name = Multikey.encode(.ed25519(key.publicKey))
        let options = ProofOptions(
            cryptosuite: .eddsaRDFC2022, verificationMethod: "did:key:\(name)#\(name)", created: "2026-01-01T00:00:00Z",
            proofPurpose: "assertionMethod")
        let signed = try ["urn:example:1", "urn:example:2"].map { id in
            try DataIntegrity.addProof(
                to: [
                    "@context": ["https://www.w3.org/ns/credentials/v2"], "id": JSONValue(id),
                    "type": ["VerifiableCredential"], "issuer": JSONValue("did:key:\(name)"),
                    "credentialSubject": ["id": "urn:example:s"],
                ], options: options, key: key)
        }
        var swapped = signed[0]
        swapped["proof"] = signed[1]["proof"]
        for (document, outcome) in [(signed[0], true), (signed[1], true), (swapped, false)] {
            let findings = DataIntegrity.verify(
                document, expecting: .assertion, resolver: { _ in .key(.ed25519(key.publicKey)) })
            #expect((findings.first?.outcome == .pass) == outcome, "\(findings)")
        }
    }
}
