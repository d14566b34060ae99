import Credentials
import Cryptography
import DID
import DataIntegrity
import JSON
import TestSupport
import Testing

@Suite struct EndorsementTests {
    /// A credential whose achievement somebody endorses; `change` may spoil the endorsement before it is signed.
    static func endorsed(
        _ fixture: VerifierFixture, by key: Ed25519.PrivateKey, of id: String? = nil,
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws -> JSONObject {
        let draft = try fixture.draft()
        let achievement = try #require(draft.at("/credentialSubject/achievement/id")?.string)
        let did = DIDKey.identifier(of: key.publicKey)
        var endorsement: JSONObject = [
            "@context": [JSONValue(ContextURL.credentialsV2), JSONValue(ContextURL.openBadges)],
            "id": "urn:uuid:0b6c9d2e-8d0a-4c55-9a3e-1d3f5f0e7a10",
            "type": ["VerifiableCredential", "EndorsementCredential"], "name": "A good course",
            "issuer": ["id": JSONValue(did), "type": ["Profile"], "name": "Guild of Bakers"],
            "validFrom": "2026-01-05T09:00:00Z",
            "credentialSubject": ["id": JSONValue(id ?? achievement), "type": ["EndorsementSubject"]],
        ]
        change(&endorsement)
        let signed = try DataIntegrity.addProof(to: endorsement, options: fixture.options(did, key: key), key: key)
        return try fixture.signed(
            draft.setting(["credentialSubject", "achievement", "endorsement"], to: [.object(signed)]))
    }

    @Test func anEndorsementByAPinnedIssuerHolds() throws {
        var fixture = try VerifierFixture()
        let key = try GossipConsortium.key("guild")
        fixture.policy.pinned = [PinnedIssuer(did: DIDKey.identifier(of: key.publicKey))]
        let credential = try Self.endorsed(fixture, by: key)
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.verdict == .verified, "\(report.text(all: true))")
        #expect(report.root.check(.endorsements)?.outcome == .pass)
        #expect(report.root.endorsements.map(\.kind) == [.endorsement])
        #expect(
            report.root.endorsements[0].place.description == "/credentialSubject/achievement/endorsement/0")
    }

    @Test func anEndorsementBySomebodyUnknownIsAWarningAndNotShownAsVerified() throws {
        var fixture = try VerifierFixture()
        let credential = try Self.endorsed(fixture, by: try GossipConsortium.key("guild"))
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.verdict == .verified)
        #expect(report.root.check(.endorsements)?.outcome == .warn)
        #expect(report.root.endorsements[0].verdict == .notVerified)
        #expect(report.root.endorsements[0].code == .untrusted)
    }

    @Test func anAlteredEndorsementFailsItsCarrier() throws {
        var fixture = try VerifierFixture()
        var credential = try Self.endorsed(fixture, by: try GossipConsortium.key("guild"))
        let text = JSONValue.object(credential.removing("proof")).description.replacing(
            "A good course", with: "A fine course")
        credential = try fixture.signed(try #require(try JSONValue(parsing: text).object))
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.root.check(.endorsements)?.outcome == .fail)
        #expect(report.code == .altered)
    }

    @Test func anEndorsementOfSomethingElseFails() throws {
        var fixture = try VerifierFixture()
        let key = try GossipConsortium.key("guild")
        fixture.policy.pinned = [PinnedIssuer(did: DIDKey.identifier(of: key.publicKey))]
        let credential = try Self.endorsed(fixture, by: key, of: "urn:uuid:other")
        try fixture.log(credential)
        #expect(fixture.verify(credential).code == .malformed)
    }

    @Test func anExpiredEndorsementFails() throws {
        var fixture = try VerifierFixture()
        let key = try GossipConsortium.key("guild")
        fixture.policy.pinned = [PinnedIssuer(did: DIDKey.identifier(of: key.publicKey))]
        let credential = try Self.endorsed(fixture, by: key) { $0["validUntil"] = "2026-01-05T10:00:00Z" }
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.root.check(.endorsements)?.reason.contains("expired") == true)
        #expect(report.code == .expired)
    }

    @Test func anEndorsementAsATokenThatCannotBeReadFailsItsCarrier() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft().setting(["endorsementJwt"], to: ["aa.bb.cc"]))
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.root.check(.endorsements)?.outcome == .fail)
        #expect(report.code == .malformed)
    }
}
