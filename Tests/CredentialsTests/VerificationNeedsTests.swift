import Cryptography
import DID
import DataIntegrity
import JSON
import TestSupport
import Testing

@testable import Credentials

/// A verifier says what it would have had to read.
struct VerificationNeedsTests {
    private func needs(issuer: String, lists: [String]) throws -> VerificationNeeds {
        let fixture = try VerifierFixture()
        var draft = try fixture.draft()
        draft["issuer"] = ["id": JSONValue(issuer), "type": ["Profile"], "name": "College"]
        draft["credentialStatus"] = .array(
            lists.map { list in
                [
                    "id": JSONValue(list + "#7"), "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                    "statusListIndex": "7", "statusListCredential": JSONValue(list),
                ]
            })
        let signed = try DataIntegrity.addProof(
            to: draft,
            options: ProofOptions(
                cryptosuite: .eddsaRDFC2022, verificationMethod: issuer + "#key-1", created: "2026-01-05T09:00:00Z"),
            key: fixture.issuer.assertion)
        return CredentialVerifier(policy: TrustPolicy(now: fixture.policy.now)).verify(.object(signed)).needs
    }

    @Test func theDocumentOfADidWebIsNamedOnce() throws {
        let found = try needs(issuer: "did:web:outsider.example", lists: [])
        #expect(found.documents == ["did:web:outsider.example"] && found.statusLists.isEmpty)
    }

    @Test func listsAreNamedInTheOrderInWhichTheyAreMissed() throws {
        let lists = ["https://outsider.example/2", "https://outsider.example/1", "https://outsider.example/2"]
        #expect(try needs(issuer: "did:web:outsider.example", lists: lists).statusLists == Array(lists[..<2]))
    }

    /// The keys of a member stand in the roster, whatever its web address says.
    @Test func theDocumentOfAMemberIsNotNeeded() throws {
        let fixture = try VerifierFixture()
        let issuer = fixture.issuer
        #expect(issuer.did.hasPrefix("did:web:"))
        let options = ProofOptions(
            cryptosuite: .eddsaRDFC2022,
            verificationMethod: "\(issuer.did)#\(Multikey.encode(.ed25519(issuer.assertion.publicKey)))",
            created: "2026-01-05T09:00:00Z")
        let signed = try DataIntegrity.addProof(to: fixture.draft(), options: options, key: issuer.assertion)
        #expect(CredentialVerifier(policy: fixture.policy).verify(.object(signed)).needs.isEmpty)
        let stranger = TrustPolicy(now: fixture.policy.now)
        #expect(CredentialVerifier(policy: stranger).verify(.object(signed)).needs.documents == [issuer.did])
    }

    @Test func nobodyIsSentLookingForWhatCannotBeResolved() throws {
        #expect(try needs(issuer: "did:example:outsider", lists: []).isEmpty)
    }

    @Test func aDocumentCannotNameMoreThanABoundedNumber() throws {
        let collector = NeedsCollector()
        for number in 0..<200 { collector.needsDocument(of: "did:web:a\(number).example") }
        #expect(collector.needs.documents.count == NeedsCollector.limit)
    }
}
