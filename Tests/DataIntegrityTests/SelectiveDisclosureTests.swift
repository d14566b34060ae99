import Cryptography
import DID
import JSON
import Testing

@testable import DataIntegrity

@Suite struct SelectiveDisclosureTests {
    private let key: ECDSA.PrivateKey
    private let base: JSONObject

    init() throws {
        key = try ECDSA.PrivateKey(generating: .p256)
        let name = Multikey.encode(.p256(key.publicKey))
        let options = ProofOptions(
            cryptosuite: .ecdsaSD2023, verificationMethod: "did:key:\(name)#\(name)", created: "2026-01-15T12:00:00Z")
        base = try SelectiveDisclosure.sign(
            Self.document, mandatory: [Self.pointer("/issuer"), Self.pointer("/validFrom")], options: options, key: key)
    }

    private static let document: JSONObject = [
        "@context": [
            "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:1", "type": ["VerifiableCredential", "AchievementCredential"], "name": "Genetics",
        "issuer": ["id": "did:web:college.example", "type": ["Profile"], "name": "State College"],
        "validFrom": "2026-01-15T12:00:00Z",
        "credentialSubject": [
            "type": ["AchievementSubject"],
            "identifier": [
                [
                    "type": "IdentityObject", "hashed": false, "identityHash": "ada@example.org",
                    "identityType": "emailAddress",
                ]
            ],
            "achievement": [
                "type": ["Achievement"], "name": "Genetics", "description": "Genetics",
                "criteria": ["narrative": "Exam"],
            ],
            "result": [["type": ["Result"], "value": "A"], ["type": ["Result"], "value": "B"]],
        ],
    ]

    private static func pointer(_ text: String) throws -> JSONPointer { try #require(JSONPointer(text)) }

    private func findings(_ document: JSONObject) -> [ProofFinding] {
        DataIntegrity.verify(document, resolver: DIDKey.resolve(verificationMethod:))
    }

    @Test(arguments: [
        [], ["/credentialSubject/achievement"], ["/credentialSubject/result/1"],
        ["/name", "/credentialSubject/result/0/value"],
        [""],
    ])
    func whatIsChosenIsShownAndVerifies(_ chosen: [String]) throws {
        let shown = try SelectiveDisclosure.derive(base, selective: chosen.map { try Self.pointer($0) })
        #expect(findings(shown).map(\.outcome) == [.pass], "\(findings(shown).map(\.reason))")
        #expect(shown["issuer"] == Self.document["issuer"])
        let text = String(decoding: JSONValue.object(shown).serialized(), as: UTF8.self)
        #expect(text.contains("ada@example.org") == (chosen == [""]))
        #expect(shown["name"] == (chosen.contains("/name") || chosen == [""] ? "Genetics" : nil))
    }

    @Test func whatIsShownCannotBeChangedAddedToOrCut() throws {
        let shown = try SelectiveDisclosure.derive(
            base, selective: [Self.pointer("/name"), Self.pointer("/credentialSubject/result")])
        var changed = shown
        changed["name"] = "Physics"
        #expect(findings(changed).map(\.outcome) == [.fail])
        for name in ["name", "issuer", "validFrom", "credentialSubject"] as [JSONString] {
            #expect(findings(shown.removing(name)).map(\.outcome) == [.fail], "\(name)")
        }
        var more = shown
        more["description"] = "with honours"
        #expect(findings(more).map(\.outcome) == [.fail])
    }

    @Test func aBaseProofIsNothingForAVerifier() {
        #expect(findings(base).map(\.outcome) == [.fail])
        #expect(findings(base)[0].reason.contains("base proof"))
    }

    @Test func aPlaceThatIsNotThereIsNamed() {
        #expect(throws: DataIntegrityError.badSelection("there is nothing at 'grade'")) {
            try SelectiveDisclosure.derive(base, selective: [Self.pointer("/credentialSubject/grade")])
        }
        #expect(throws: DataIntegrityError.self) { try SelectiveDisclosure.derive(Self.document, selective: []) }
    }
}
