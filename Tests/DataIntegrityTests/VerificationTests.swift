import Cryptography
import DID
import DataIntegrity
import JSON
import Testing

@Suite struct VerificationTests {
    private func signed(_ options: ProofOptions) throws -> JSONObject {
        try DataIntegrity.addProof(to: unsecured, options: options, key: signer)
    }

    /// The only finding after `change` of the proof, which was made with `options`.
    private func finding(
        _ options: ProofOptions? = nil, expecting: ProofExpectations = .assertion,
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws -> ProofFinding {
        var proof = try DataIntegrity.sign(unsecured, options: options ?? DataIntegrityTests.options(), key: signer)
        change(&proof)
        var document = unsecured
        document["proof"] = .object(proof)
        let findings = verify(document, expecting: expecting)
        #expect(findings.count == 1)
        return try #require(findings.first)
    }

    @Test func aDocumentWithoutProofHasNoFinding() {
        #expect(verify(unsecured).isEmpty)
    }

    @Test func aProofMemberThatIsNoProofFails() {
        for value: JSONValue in ["proof", 1, true, nil, [], ["proof"], [[]]] {
            var document = unsecured
            document["proof"] = value
            #expect(verify(document).map(\.outcome) == [.fail], "\(value)")
        }
    }

    @Test func unknownSuitesAreNeitherPassNorFail() throws {
        for name in ["bbs-2023", "eddsa-jcs-2099", "EDDSA-JCS-2022", "Ed25519Signature2020", ""] {
            let finding = try finding { $0["cryptosuite"] = .init(name) }
            #expect(finding.outcome == .unknown)
            #expect(finding.reason == "unknown cryptosuite \(name)")
            #expect(finding.key == nil)
        }
        let legacy = try finding { $0["type"] = "Ed25519Signature2018" }
        #expect(legacy.outcome == .unknown)
        #expect(legacy.cryptosuite == "Ed25519Signature2018")
        #expect(try finding { $0["cryptosuite"] = nil }.outcome == .fail)
    }

    @Test func missingAndMistypedMembersFail() throws {
        for member: JSONString in ["type", "verificationMethod", "proofPurpose", "proofValue"] {
            #expect(try finding { $0[member] = nil }.outcome == .fail, "\(member)")
        }
        for member: JSONString in [
            "id", "type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "challenge",
            "domain",
            "previousProof", "proofValue",
        ] {
            #expect(try finding { $0[member] = 7 }.outcome == .fail, "\(member)")
            #expect(try finding { $0[member] = [7] }.outcome == .fail, "\(member)")
            #expect(try finding { $0[member] = nil as JSONValue }.outcome == .fail, "\(member)")
        }
    }

    @Test func brokenSignatureTextsFail() throws {
        let value = try #require(
            try DataIntegrity.sign(unsecured, options: options(), key: signer)["proofValue"]?.string)
        for text in ["", "z", "u" + value.dropFirst(), String(value.dropLast()), value + "1", value + " ", "z0OIl"] {
            #expect(try finding { $0["proofValue"] = .init(text) }.outcome == .fail, "\(text)")
        }
    }

    @Test func theContextOfAProofMustBeginTheDocuments() throws {
        let document = try signed(options())
        // More contexts behind: the proof holds for what it names.
        var extended = document
        extended["@context"] = .array((unsecured["@context"]?.array ?? []) + ["https://more.example/"])
        #expect(verify(extended).map(\.outcome) == [.pass])
        for context: JSONValue? in [nil, [], "https://www.w3.org/ns/credentials/v2", ["https://more.example/"]] {
            var changed = document
            changed["@context"] = context
            #expect(verify(changed).map(\.outcome) == [.fail])
        }
        var reordered = document
        reordered["@context"] = .array((unsecured["@context"]?.array ?? []).reversed())
        #expect(verify(reordered).map(\.outcome) == [.fail])
    }

    @Test func aContextOfOneStringIsAListOfOne() throws {
        var document = unsecured
        document["@context"] = "https://www.w3.org/ns/credentials/v2"
        var signed = try DataIntegrity.addProof(to: document, options: options(), key: signer)
        #expect(verify(signed).map(\.outcome) == [.pass])
        signed["@context"] = ["https://www.w3.org/ns/credentials/v2", "https://more.example/"]
        #expect(verify(signed).map(\.outcome) == [.pass])
    }

    @Test func documentsWithoutContextVerify() throws {
        let document = try DataIntegrity.addProof(
            to: ["myWebsite": "https://a.example/"], options: options(), key: signer)
        #expect(document["proof"]?[0]?["@context"] == nil)
        #expect(verify(document).map(\.outcome) == [.pass])
    }

    @Test func thePurposeMustBeTheExpectedOne() throws {
        let authentication = options(purpose: "authentication")
        #expect(try finding(authentication).outcome == .fail)
        #expect(try finding(authentication, expecting: .init(proofPurpose: "authentication")).outcome == .pass)
        #expect(try finding(authentication, expecting: .init()).outcome == .pass)
    }

    @Test func challengeAndDomainMustBeTheExpectedOnes() throws {
        var options = options(purpose: "authentication")
        options.challenge = "c1"
        options.domain = "did:key:verifier"
        func outcome(_ challenge: String?, _ domain: String?) throws -> ProofFinding.Outcome {
            let expected = ProofExpectations(proofPurpose: "authentication", challenge: challenge, domain: domain)
            return try finding(options, expecting: expected).outcome
        }
        #expect(try outcome("c1", "did:key:verifier") == .pass)
        #expect(try outcome(nil, nil) == .pass)
        #expect(try outcome("c2", "did:key:verifier") == .fail)
        #expect(try outcome("c1", "did:key:other") == .fail)
        #expect(try outcome("", nil) == .fail)
        let expected = ProofExpectations(challenge: "c1", domain: "did:key:verifier")
        #expect(try finding(DataIntegrityTests.options(), expecting: expected).outcome == .fail)
    }

    @Test func anExpiredProofFailsWhereTheTimeIsGiven() throws {
        var options = options()
        options.expires = "2026-01-15T09:30:00+01:00"
        let end: Int64 = 1_768_465_800
        #expect(try finding(options).outcome == .pass)
        #expect(try finding(options, expecting: .init(now: end)).outcome == .pass)
        #expect(try finding(options, expecting: .init(now: end + 1)).outcome == .fail)
    }

    @Test(arguments: [
        "2026-01-15T08:30:00Z", "2026-01-15T08:30:00.123456Z", "2026-01-15T08:30:00-11:30", "2026-01-15T08:30:00+14:00",
        "2024-02-29T24:00:00Z", "2026-01-15T08:30:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    ])
    func timesOfXMLSchemaAreAccepted(_ text: String) throws {
        var options = options()
        options.created = text
        #expect(try finding(options).outcome == .pass)
    }

    @Test(arguments: [
        "", "2026-01-15", "2026-01-15 08:30:00Z", "2026-01-15T08:30Z", "2026-13-15T08:30:00Z", "2026-02-29T08:30:00Z",
        "2026-00-15T08:30:00Z", "2026-01-00T08:30:00Z", "2026-01-15T25:00:00Z", "2026-01-15T24:00:01Z",
        "2026-01-15T08:60:00Z", "2026-01-15T08:30:60Z", "2026-01-15T08:30:00.Z", "2026-01-15T08:30:00z",
        "2026-01-15T08:30:00+14:01", "2026-01-15T08:30:00+1:00", "2026-01-15T08:30:00Zx", "0000-01-01T00:00:00Z",
        "12026-01-15T08:30:00Z", "2026-01-15T08:30:00.00000000000000000000000000000000000000001Z",
    ])
    func otherTimesAreRefused(_ text: String) throws {
        var options = options()
        options.created = text
        #expect(throws: DataIntegrityError.badTime(member: "created", value: text)) {
            try DataIntegrity.sign(unsecured, options: options, key: signer)
        }
        #expect(try finding { $0["expires"] = .init(text) }.outcome == .fail)
    }

    @Test func theResolverDecidesAboutKeys() throws {
        let document = try signed(options())
        func outcome(_ resolution: KeyResolution) -> ProofFinding? {
            var asked: [String] = []
            let findings = DataIntegrity.verify(document) { method in
                asked.append(method)
                return resolution
            }
            #expect(asked == [DIDKey.verificationMethod(of: signer.publicKey)])
            return findings.first
        }
        #expect(outcome(.key(.ed25519(signer.publicKey)))?.outcome == .pass)
        #expect(outcome(.key(.ed25519(Ed25519.PrivateKey(generating: ()).publicKey)))?.outcome == .fail)
        #expect(outcome(.key(.p256(try ECDSA.PrivateKey(generating: .p256).publicKey)))?.outcome == .fail)
        #expect(outcome(.refused(reason: "retired"))?.outcome == .fail)
        #expect(outcome(.unavailable(reason: "no roster"))?.outcome == .unknown)
        #expect(outcome(.unavailable(reason: "no roster"))?.reason == "no roster")
    }

    @Test func onlyADidKeyResolvesByItself() {
        let key = signer.publicKey
        #expect(DIDKey.resolve(verificationMethod: DIDKey.verificationMethod(of: key)) == .key(.ed25519(key)))
        for text in ["did:key:z6Mk", "did:key:\(Multikey.encode(.ed25519(key)))#other"] {
            guard case .refused = DIDKey.resolve(verificationMethod: text) else {
                Issue.record("\(text) is not refused")
                continue
            }
        }
        guard
            case .unavailable = DIDKey.resolve(
                verificationMethod: "https://a.example/#\(Multikey.encode(.ed25519(key)))")
        else {
            Issue.record("a key in a web address must not resolve by itself")
            return
        }
    }
}
