import Credentials
import Cryptography
import DID
import JSON
import Ledger
import TestSupport
import Testing

@Suite struct PresentationTests {
    static let challenge = VerifierFixture.challenge

    @Test func theOwnerPresentsAndIsVerified() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        let presentation = try fixture.presentation([clr], keys: [fixture.owner])
        let report = fixture.verify(presentation, holder: Self.challenge)
        #expect(report.verdict == .verified, "\(report.text())")
        #expect(report.root.kind == .presentation)
        #expect(report.root.all(.holder).map(\.outcome) == [.pass, .pass, .pass, .pass])
        #expect(report.root.all(.owner).map(\.outcome) == [.pass, .pass, .pass])
        #expect(report.root.children[0].place.description == "/verifiableCredential/0")
    }

    @Test func aThiefWithAGoodKeyIsNotTheOwner() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        let thief = try GossipConsortium.key("thief")
        let report = fixture.verify(try fixture.presentation([clr], keys: [thief]), holder: Self.challenge)
        #expect(report.root.check(.proof)?.outcome == .pass)
        #expect(report.code == .notOwner && report.verdict == .notVerified)
    }

    @Test func afterARotationOnlyTheNewKeyCounts() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        let new = try GossipConsortium.key("rotated")
        try fixture.log(credential) { $0.owner = .key(new.publicKey) }
        let byNew = try fixture.presentation([credential], keys: [new])
        let byOld = try fixture.presentation([credential], keys: [fixture.owner])
        #expect(fixture.verify(byNew, holder: Self.challenge).verdict == .verified)
        #expect(fixture.verify(byOld, holder: Self.challenge).code == .notOwner)
    }

    @Test(
        arguments: [
            HolderExpectation(challenge: "c-2", domain: challenge.domain),
            HolderExpectation(challenge: challenge.challenge, domain: "did:key:zOther"),
        ])
    func aPresentationForSomebodyElseIsRefused(_ made: HolderExpectation) throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        let presentation = try fixture.presentation([clr], keys: [fixture.owner], made)
        let report = fixture.verify(presentation, holder: Self.challenge)
        #expect(report.root.check(.holder)?.outcome == .fail)
        #expect(report.code == .notOwner)
    }

    @Test func whereNothingWasAskedARepetitionCannotBeExcluded() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        let report = fixture.verify(try fixture.presentation([clr], keys: [fixture.owner]))
        #expect(report.outcome(.holder) == .unknown)
        #expect(report.verdict == .couldNotCheck && report.code == .unknown)
    }

    @Test func withoutAHolderProofThatWasAskedForItIsRefused() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        let presentation = try fixture.presentation([clr], keys: [])
        #expect(fixture.verify(presentation, holder: Self.challenge).code == .notOwner)
        // Nobody asked and nobody claims: the credentials speak for themselves.
        let report = fixture.verify(presentation)
        #expect(report.verdict == .verified)
        #expect(report.root.check(.proof)?.outcome == .warn)
        #expect(report.outcome(.holder) == nil)
    }

    @Test func anAlteredPresentationIsRefused() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        var presentation = try fixture.presentation([clr], keys: [fixture.owner])
        presentation["holder"] = "did:key:zSomebody"
        let report = fixture.verify(presentation, holder: Self.challenge)
        #expect(report.code == .altered)
        #expect(report.root.check(.proof)?.outcome == .fail)
    }

    @Test func eachOwnerOfACollectionMustSign() throws {
        var fixture = try VerifierFixture()
        let first = try fixture.signed(fixture.draft("C-1"))
        let second = try fixture.signed(fixture.draft("C-2"))
        let other = try GossipConsortium.key("other owner")
        try fixture.log(first)
        try fixture.log(second) { $0.owner = .key(other.publicKey) }
        let both = try fixture.presentation([first, second], keys: [fixture.owner, other])
        #expect(fixture.verify(both, holder: Self.challenge).verdict == .verified)
        let one = try fixture.presentation([first, second], keys: [fixture.owner])
        let report = fixture.verify(one, holder: Self.challenge)
        #expect(report.root.children.map { $0.check(.holder)?.outcome } == [.pass, .fail])
        #expect(report.code == .notOwner)
    }

    @Test(
        arguments: [
            (StatusEvidence.Owner.refuted("the key does not open the commitment"), Outcome.fail, VerdictCode.notOwner),
            (.recoveryPending(notBefore: GossipConsortium.issued), .unknown, .contested),
            (.contested("a rotation is missing from the log"), .unknown, .contested),
            (.unproven("no owner statement"), .unknown, .unknown), (.unowned, .unknown, .unknown),
        ])
    func trouble(with owner: StatusEvidence.Owner, _ outcome: Outcome, _ code: VerdictCode) throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        try fixture.log(credential) { $0.owner = owner }
        let presentation = try fixture.presentation([credential], keys: [fixture.owner])
        let report = fixture.verify(presentation, holder: Self.challenge)
        #expect(report.root.children[0].check(.owner)?.outcome == outcome)
        #expect(report.root.children[0].check(.holder)?.outcome == .unknown)
        #expect(report.code == code)
        #expect(report.verdict != .verified)
    }

    @Test func anUnclaimedCredentialIsRecognisedByWhatTheVerifierKnows() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        try fixture.log(credential) { $0.owner = .unowned }
        let presentation = try fixture.presentation([credential], keys: [fixture.owner])
        fixture.policy.knownIdentifiers = [KnownIdentifier(type: "emailAddress", value: "ZOE@state.example")]
        let report = fixture.verify(presentation, holder: Self.challenge)
        #expect(report.verdict == .verified)
        #expect(report.root.children[0].check(.owner)?.outcome == .warn)
        #expect(report.root.children[0].check(.holder)?.outcome == .warn)
        fixture.policy.knownIdentifiers = [KnownIdentifier(type: "emailAddress", value: "eve@state.example")]
        #expect(fixture.verify(presentation, holder: Self.challenge).code == .unknown)
    }

    @Test func ofAnOutsidersCredentialTheSubjectIsTheOwner() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft().removing("credentialStatus"))
        fixture.policy.rosters = []
        fixture.policy.pinned = [
            PinnedIssuer(did: fixture.issuer.did, keys: [PinnedKey(.ed25519(fixture.issuer.assertion.publicKey))])
        ]
        let good = try fixture.presentation([credential], keys: [fixture.owner])
        let bad = try fixture.presentation([credential], keys: [try GossipConsortium.key("thief")])
        #expect(fixture.verify(good, holder: Self.challenge).verdict == .verified)
        #expect(fixture.verify(bad, holder: Self.challenge).code == .notOwner)
    }

    @Test func aPresentationOfNothingIsMalformed() throws {
        let fixture = try VerifierFixture()
        let presentation = try fixture.presentation([], keys: [fixture.owner])
        #expect(fixture.verify(presentation, holder: Self.challenge).code == .malformed)
    }

    @Test func aPresentationWithAStrangeContextIsNotAccepted() throws {
        let fixture = try VerifierFixture()
        var presentation = try fixture.presentation([try fixture.goodCLR()], keys: [])
        presentation["@context"] = ["https://other.example"]
        #expect(fixture.verify(presentation).root.check(.context)?.outcome == .fail)
        presentation["@context"] = [JSONValue(ContextURL.credentialsV2), "https://other.example"]
        #expect(fixture.verify(presentation).root.check(.context)?.outcome == .unknown)
    }

    @Test func troubleAboutTheOwnerIsSaidAloudWithoutAPresentation() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        try fixture.log(credential) { $0.owner = .contested("a rotation is missing from the log") }
        let report = fixture.verify(credential)
        #expect(report.verdict == .verified)
        #expect(report.root.warnings.map(\.kind) == [.owner])
    }
}
