import Credentials
import Cryptography
import DID
import DataIntegrity
import JSON
import Ledger
import TestSupport
import Testing

/// One test or more for each check that can fail.
@Suite struct CredentialVerifierTests {
    @Test func aLoggedCLROfAMemberIsVerified() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        let report = fixture.verify(clr)
        #expect(report.verdict == .verified && report.code == .verified, "\(report.text())")
        #expect(report.root.warnings.isEmpty)
        #expect(report.root.children.count == 2)
        #expect(report.root.children.allSatisfy { $0.check(.subject)?.outcome == .pass })
        #expect(report.root.oldestAttestation == DateTime(milliseconds: fixture.policy.now - 30_000))
    }

    @Test func bytesAndValueGiveTheSameReport() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        let evidence = fixture.evidence
        let verifier = CredentialVerifier(policy: fixture.policy) { evidence[$0.credDigest] }
        let pretty = JSONValue.object(clr).serialized(pretty: true)
        #expect(verifier.verify(pretty).json == fixture.verify(clr).json)
    }

    // MARK: parsed

    @Test(
        arguments: [
            ("", "this is not valid JSON"), ("{", "this is not valid JSON"), ("[]", "a credential is a JSON object"),
            ("{\"a\":1,\"a\":2}", "this is not valid JSON"), ("{}", "'type' names neither"),
            ("aaaa.bbbb.cccc", "The header"), ("aaaa.bbbb.cccc\n", "The header"),
            (
                "{\"@context\":\"https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld\",\"type\":\"Clr\"}",
                "this is a CLR 1.0 document"
            ),
            ("{\"@context\":\"https://w3id.org/openbadges/v2\",\"type\":\"Assertion\"}", "this is an Open Badge"),
        ])
    func whatIsNoCredentialIsMalformed(_ text: String, _ reason: String) throws {
        let report = CredentialVerifier(policy: TrustPolicy(now: 0)).verify(Array(text.utf8))
        #expect(report.code == .malformed)
        #expect(report.verdict == .notVerified)
        #expect(report.root.check(.parsed)?.reason.hasPrefix(reason) == true)
    }

    @Test func documentsOverTheLimitsAreMalformed() throws {
        let fixture = try VerifierFixture()
        let verifier = CredentialVerifier(policy: fixture.policy)
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: CredentialVerifier.Limits.credential)
        let credential = JSONValue.object(try fixture.signed(fixture.draft())).serialized()
        #expect(verifier.verify(credential + padding).root.check(.parsed)?.reason.contains("4194304") == true)
        let clr = JSONValue.object(try fixture.goodCLR()).serialized()
        #expect(verifier.verify(clr + padding).root.kind == .clr)
        #expect(verifier.verify(clr + padding + padding + padding + padding).code == .malformed)
    }

    @Test func aCLROfTooManyCredentialsIsMalformed() throws {
        let fixture = try VerifierFixture()
        let limit = CredentialVerifier.Limits.credentials
        let tiny: JSONValue = ["type": "VerifiableCredential"]
        let clr: JSONObject = [
            "type": ["VerifiableCredential", "ClrCredential"],
            "credentialSubject": ["verifiableCredential": .array(Array(repeating: tiny, count: limit + 50))],
        ]
        let report = fixture.verify(clr)
        #expect(report.code == .malformed)
        #expect(report.root.children.count == limit)
        #expect(report.root.children.last?.kind == .unreadable)
    }

    @Test func clrsNestedTooDeepAreMalformed() throws {
        let fixture = try VerifierFixture()
        var clr = try fixture.goodCLR(1)
        for _ in 0..<4 { clr = try fixture.clr([clr]) }
        let reasons = fixture.verify(clr).root.all(.parsed).filter { $0.outcome == .fail }.map(\.reason)
        #expect(reasons == ["CLRs are nested deeper than the limit of 4"])
    }

    @Test func whatIsNestedAndNoCredentialIsMalformed() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.clr([]) {
            $0 = $0.setting(["credentialSubject", "verifiableCredential"], to: ["aa.bb.cc", ["type": "Thing"]])
        }
        try fixture.log(clr)
        let report = fixture.verify(clr)
        #expect(report.code == .malformed)
        #expect(report.root.children.map(\.kind) == [.unreadable, .unreadable])
        #expect(report.root.children[0].check(.parsed)?.reason.contains("header") == true)
        #expect(report.root.children[1].place.description == "/credentialSubject/verifiableCredential/1")
    }

    // MARK: context, schema

    @Test func aContextInTheWrongPlaceFails() throws {
        var fixture = try VerifierFixture()
        var draft = try fixture.draft()
        draft["@context"] = [JSONValue(ContextURL.openBadges), JSONValue(ContextURL.credentialsV2)]
        let credential = try fixture.signed(draft)
        try fixture.log(credential)
        let check = try #require(fixture.verify(credential).root.check(.context))
        #expect(check.outcome == .fail && check.code == .malformed)
        #expect(check.place.description == "/@context/0")
    }

    @Test func anOlderContextIsAWarningAndAnUnknownOneUnknown() throws {
        var fixture = try VerifierFixture()
        for (context, outcome) in [
            ("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", Outcome.warn),
            ("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.22.json", .fail),
        ] {
            var draft = try fixture.draft()
            draft["@context"] = [JSONValue(ContextURL.credentialsV2), JSONValue(context)]
            let credential = try fixture.signed(draft)
            try fixture.log(credential)
            #expect(fixture.verify(credential).root.check(.context)?.outcome == outcome)
        }
        for (context, outcome) in [
            ("https://vendor.example/terms.json", .unknown), (["term": "https://vendor.example/term"], .warn),
        ] as [(JSONValue, Outcome)] {
            var draft = try fixture.draft()
            draft["@context"] = .array((draft["@context"]?.array ?? []) + [context])
            let credential = try fixture.signed(draft)
            try fixture.log(credential)
            let report = fixture.verify(credential)
            #expect(report.root.check(.context)?.outcome == outcome)
            #expect(report.code == (outcome == .unknown ? .unknown : .verified))
        }
    }

    @Test func aBrokenRuleFailsAndNamesThePlace() throws {
        var fixture = try VerifierFixture()
        let draft = try fixture.draft().setting(["credentialSubject", "achievement", "criteria"], to: [:])
        let clr = try fixture.clr([try fixture.signed(draft)])
        try fixture.log(clr)
        let report = fixture.verify(clr)
        let check = try #require(report.root.children[0].check(.schema))
        #expect(check.outcome == .fail && report.code == .malformed)
        #expect(
            check.place.description
                == "/credentialSubject/verifiableCredential/0/credentialSubject/achievement/criteria")
        #expect(check.clause == "Open Badges 3.0, Criteria")
        #expect(report.root.check(.schema)?.outcome == .pass)
    }

    @Test func aCredentialOfAnUnknownClassIsAWarning() throws {
        var fixture = try VerifierFixture()
        var draft = try fixture.draft()
        draft["type"] = ["VerifiableCredential", "LibraryCard"]
        let card = try fixture.signed(draft)
        try fixture.log(card)
        let alone = fixture.verify(card)
        #expect(alone.code == .verified && alone.root.check(.schema)?.outcome == .warn)
        let clr = try fixture.clr([card])
        try fixture.log(clr)
        let report = fixture.verify(clr)
        #expect(report.verdict == .verified)
        #expect(report.root.children[0].check(.schema)?.outcome == .warn)
    }

    // MARK: proof

    @Test func anAlteredGradeIsFoundInTheCredentialAndInTheCLR() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        let altered = CredentialDrafts.mapNested(clr) { nested in
            nested["name"] == "Course C-2"
                ? nested.setting(["credentialSubject", "result"], to: [["type": ["Result"], "value": "A+"]]) : nested
        }
        try fixture.log(altered)
        let report = fixture.verify(altered)
        #expect(report.code == .altered && report.verdict == .notVerified)
        #expect(report.root.check(.proof)?.outcome == .fail)
        #expect(report.root.children[0].check(.proof)?.outcome == .pass)
        #expect(report.root.children[1].check(.proof)?.outcome == .fail)
        #expect(report.root.children[1].check(.proof)?.clause?.isEmpty == false)
    }

    @Test func nothingSignedSurvivesTheChangeOfAByte() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        fixture.policy.rosters = []
        fixture.policy.pinned = [
            PinnedIssuer(did: fixture.issuer.did, keys: [PinnedKey(.ed25519(fixture.issuer.assertion.publicKey))])
        ]
        let plain = credential.removing("credentialStatus")
        let good = try fixture.signed(plain.removing("proof"))
        #expect(fixture.verify(good).verdict == .verified)
        let bytes = JSONValue.object(good).serialized()
        let verifier = CredentialVerifier(policy: fixture.policy)
        for position in stride(from: 0, to: bytes.count, by: 5) {
            var changed = bytes
            changed[position] ^= 1 << UInt8(position % 7)
            #expect(verifier.verify(changed).verdict != .verified, "byte \(position)")
        }
        for length in stride(from: 0, to: bytes.count, by: 41) {
            #expect(verifier.verify(Array(bytes.prefix(length))).code == .malformed)
        }
        #expect(verifier.verify(bytes + [UInt8(ascii: "}")]).code == .malformed)
    }

    @Test func withoutAProofNothingIsBelieved() throws {
        var fixture = try VerifierFixture()
        let unsigned = try fixture.draft()
        try fixture.log(unsigned)
        #expect(fixture.verify(unsigned).code == .altered)
        // The CLR's own proof covers it, and yet a nested credential must stand for itself.
        let clr = try fixture.clr([unsigned])
        try fixture.log(clr)
        let report = fixture.verify(clr)
        #expect(report.root.check(.proof)?.outcome == .pass)
        #expect(report.root.children[0].check(.proof)?.outcome == .fail)
        #expect(report.code == .altered)
    }

    // MARK: a member's status entry

    @Test func aTagOnTheLogAloneIsEnoughForThoseWhoKnowTheLog() throws {
        var fixture = try VerifierFixture()
        var draft = try fixture.draft()
        let tag = SHA256.hash([7])
        draft["credentialStatus"] = StatusEntry(tag: tag, base: fixture.issuer.statusBase).json
        let credential = try fixture.signed(draft)
        try fixture.log(credential)
        #expect(fixture.verify(credential).code == .verified)
        draft["credentialStatus"] = StatusEntry(tag: tag, base: "https://elsewhere.example").json
        let other = try fixture.signed(draft)
        try fixture.log(other)
        #expect(fixture.verify(other).code != .verified)
    }

    /// Whoever stole the key for the log must not get around the log by naming a list instead, which the same key signs.
    @Test func theKeyForTheLogVouchesForNothingThatIsOnlyHosted() throws {
        let fixture = try VerifierFixture()
        let base = fixture.issuer.statusBase
        let (revoked, suspended) = ("\(base)/lists/0", "\(base)/suspended/0")
        var lists: [String: [UInt8]] = [:]
        for (url, purpose) in [(revoked, StatusPurpose.revocation), (suspended, StatusPurpose.suspension)] {
            let list = try StatusListDraft(
                id: url, issuer: fixture.issuer.did, purpose: purpose, validFrom: fixture.time, setting: [])
            lists[url] = JSONValue.object(try fixture.signed(list.credential())).serialized()
        }
        let given = lists
        for status in [
            StatusEntry(base: base, revocationList: revoked, suspensionList: suspended, listIndex: 1).json, nil,
        ] {
            var draft = try fixture.draft()
            draft["credentialStatus"] = status
            let credential = try fixture.signed(draft)
            let report = CredentialVerifier(
                policy: fixture.policy,
                statusLists: { .success(StatusListText(given[$0] ?? [], obtained: nil, delivery: .relayed)) }
            ).verify(.object(credential))
            #expect(report.verdict == .notVerified, "\(report.text())")
            #expect(report.root.check(.status)?.outcome == .fail, "\(report.text())")
        }
    }

    /// Somebody who pins the issuer and knows no log has no way to learn the status, and is told so.
    @Test func aTagOnTheLogAloneSaysNothingToThoseWhoKnowNoLog() throws {
        let fixture = try VerifierFixture()
        var draft = try fixture.draft()
        draft["credentialStatus"] = StatusEntry(tag: SHA256.hash([7]), base: fixture.issuer.statusBase).json
        let key = PinnedKey(.ed25519(fixture.issuer.assertion.publicKey))
        let policy = TrustPolicy(
            pinned: [PinnedIssuer(did: fixture.issuer.did, keys: [key])], now: fixture.policy.now)
        let report = CredentialVerifier(policy: policy).verify(.object(try fixture.signed(draft)))
        #expect(report.code == .unknown, "\(report.text())")
        #expect(report.root.check(.status)?.outcome == .unknown)
    }

    @Test func aSuiteThatIsNotSupportedIsUnknownAndNamed() throws {
        var fixture = try VerifierFixture()
        var credential = try fixture.signed(fixture.draft())
        credential["proof"] = .array(
            (credential["proof"]?.array ?? []).compactMap { proof in
                proof.object.map { .object($0.setting(["cryptosuite"], to: "bbs-2023")) }
            })
        try fixture.log(credential)
        let report = fixture.verify(credential)
        let check = try #require(report.root.check(.proof))
        #expect(check.outcome == .unknown && check.reason.contains("bbs-2023"))
        #expect(report.root.check(.issuer)?.outcome == .unknown)
        #expect(report.verdict == .couldNotCheck && report.code == .unknown)
    }

    @Test func oneGoodProofOfSeveralIsEnoughAndSaidAloud() throws {
        var fixture = try VerifierFixture()
        var credential = try fixture.signed(fixture.draft())
        let bad: JSONValue = ["type": "DataIntegrityProof", "cryptosuite": "bbs-2023"]
        credential["proof"] = .array((credential["proof"]?.array ?? []) + [bad])
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.verdict == .verified)
        #expect(report.root.check(.proof)?.outcome == .warn)
    }

    @Test func aProofForAnotherPurposeFails() throws {
        var fixture = try VerifierFixture()
        var options = fixture.options()
        options.proofPurpose = "authentication"
        let credential = try DataIntegrity.addProof(
            to: fixture.draft(), options: options, key: fixture.issuer.assertion)
        try fixture.log(credential)
        #expect(fixture.verify(credential).code == .altered)
    }

    // MARK: issuer

    @Test func anIssuerNobodyVouchesForIsNotTrusted() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR()
        try fixture.log(clr)
        fixture.policy.rosters = []
        let report = fixture.verify(clr)
        #expect(report.code == .untrusted && report.verdict == .notVerified)
        #expect(report.root.check(.issuer)?.reason.contains("not who signed") == true)
    }

    @Test func aKeyThatTheRosterDoesNotListIsNotTrusted() throws {
        var fixture = try VerifierFixture()
        let thief = try GossipConsortium.key("thief")
        let credential = try DataIntegrity.addProof(
            to: fixture.draft(), options: fixture.options(key: thief), key: thief)
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.root.check(.proof)?.outcome == .pass)
        #expect(report.code == .untrusted)
    }

    @Test func aKeyOfSomebodyElseIsNotTrusted() throws {
        var fixture = try VerifierFixture()
        let other = fixture.consortium.members[1]
        let credential = try DataIntegrity.addProof(
            to: fixture.draft(), options: fixture.options(other.did, key: other.assertion), key: other.assertion)
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.code == .untrusted)
        #expect(report.root.check(.issuer)?.reason.contains("not known to be one of the issuer") == true)
    }

    @Test func aKeyThatWasNotValidForTheEntryIsNotTrusted() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        let multikey = RosterKey(fixture.issuer.assertion.publicKey).multikey
        let document = try fixture.consortium.successor(
            of: fixture.consortium.roster, signers: 0..<5, institutions: [0]
        ) {
            let old = $0.institutions[0]
            $0.institutions[0] = RosterInstitution(
                origin: old.origin, host: old.host, name: old.name, dids: old.dids, logKeys: old.logKeys,
                assertionKeys: [.init(multikey: multikey, kind: .ledger, entries: RosterRange(from: 0, to: 3))],
                statusBase: old.statusBase, governanceKey: old.governanceKey)
        }
        fixture.policy.rosters = [try fixture.consortium.roster.succeeded(by: document)]
        // Without an anchor a replaced key cannot be judged at all.
        #expect(fixture.verify(credential).root.check(.issuer)?.outcome == .unknown)
        try fixture.log(credential) { $0.anchor = .anchored(index: 2, time: 0) }
        #expect(fixture.verify(credential).verdict == .verified)
        try fixture.log(credential) { $0.anchor = .anchored(index: 3, time: 0) }
        #expect(fixture.verify(credential).code == .untrusted)
    }

    @Test func pastItsExpiryARosterConcludesNothing() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        fixture.policy.now = GossipConsortium.expires
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.root.check(.issuer)?.outcome == .unknown)
        #expect(report.code == .unknown)
    }

    @Test func aPinnedIssuerIsJudgedBySignatureAndDates() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft().removing("credentialStatus"))
        fixture.policy.rosters = []
        fixture.policy.pinned = [
            PinnedIssuer(did: fixture.issuer.did, keys: [PinnedKey(.ed25519(fixture.issuer.assertion.publicKey))])
        ]
        let report = fixture.verify(credential)
        #expect(report.verdict == .verified)
        #expect(report.root.check(.anchor) == nil)
        let thief = try GossipConsortium.key("thief")
        fixture.policy.pinned = [
            PinnedIssuer(did: fixture.issuer.did, keys: [PinnedKey(.ed25519(thief.publicKey))])
        ]
        #expect(fixture.verify(credential).code == .untrusted)
    }

    @Test func aDidKeyIssuerIsTrustedOnlyWhenPinned() throws {
        var fixture = try VerifierFixture()
        let key = try GossipConsortium.key("workshop")
        let did = DIDKey.identifier(of: key.publicKey)
        var draft = try fixture.draft().removing("credentialStatus")
        draft["issuer"] = JSONValue(did)
        let credential = try DataIntegrity.addProof(to: draft, options: fixture.options(did, key: key), key: key)
        #expect(fixture.verify(credential).code == .untrusted)
        fixture.policy.pinned = [PinnedIssuer(did: did)]
        #expect(fixture.verify(credential).verdict == .verified)
    }

    @Test func whatALearnerSaysOfThemselvesIsNotOfficial() throws {
        let fixture = try VerifierFixture()
        var draft = try fixture.draft().removing("credentialStatus")
        draft["issuer"] = JSONValue(fixture.ownerDID)
        let credential = try DataIntegrity.addProof(
            to: draft, options: fixture.options(fixture.ownerDID, key: fixture.owner), key: fixture.owner)
        let check = try #require(fixture.verify(credential).root.check(.issuer))
        #expect(check.code == .untrusted && check.reason.contains("about oneself"))
    }

    // MARK: dates

    @Test(
        arguments: [
            ("validUntil", "2026-01-06T07:59:59Z", "it expired"),
            ("validFrom", "2026-01-06T08:01:01Z", "it is not valid"),
            ("validUntil", "2026-01-05T08:59:59Z", "it ends before it begins"),
        ] as [(JSONString, JSONValue, String)])
    func outsideItsDatesItFails(_ member: JSONString, _ value: JSONValue, _ reason: String) throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft().setting([member], to: value))
        try fixture.log(credential)
        let report = fixture.verify(credential)
        #expect(report.code == .expired && report.verdict == .notVerified)
        #expect(report.root.check(.dates)?.reason.hasPrefix(reason) == true)
    }

    @Test(
        arguments: [("validUntil", "2026-01-06T08:00:00Z"), ("validFrom", "2026-01-06T08:01:00Z")]
            as [(JSONString, JSONValue)])
    func atTheVeryEndOfItsDatesItIsValid(_ member: JSONString, _ value: JSONValue) throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft().setting([member], to: value))
        try fixture.log(credential)
        #expect(fixture.verify(credential).verdict == .verified)
    }

    // MARK: status and anchor

    @Test(
        arguments: [
            (CredentialState.revoked, Outcome.fail, VerdictCode.revoked),
            (.suspended, .fail, .suspended), (.superseded, .warn, .verified), (.active, .pass, .verified),
        ])
    func theStandingInTheLedgerDecides(_ state: CredentialState, _ outcome: Outcome, _ code: VerdictCode) throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR(3)
        try fixture.log(clr)
        let nested = try #require(ClrCredential(clr).subject).credentials[1].json
        try fixture.log(nested) { $0.standing = .proven(state, reason: 4, since: GossipConsortium.issued) }
        let report = fixture.verify(clr)
        #expect(report.code == code)
        let check = try #require(report.root.children[1].check(.status))
        #expect(check.outcome == outcome)
        #expect(check.attestedAt?.description == "2026-01-06T07:59:30Z")
        #expect(report.root.children[0].check(.status)?.outcome == .pass)
    }

    @Test func revokedStaysRevokedHoweverOldTheProofIs() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        fixture.policy.maximumStaleness = 1_000
        try fixture.log(credential) {
            $0.standing = .proven(.revoked, reason: 1, since: nil)
            $0.attestedAt = nil
            $0.cosigners = 0
        }
        #expect(fixture.verify(credential).code == .revoked)
    }

    @Test func aStaleOrThinStatusIsUnknown() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        try fixture.log(credential)
        fixture.policy.maximumStaleness = 30_000
        #expect(fixture.verify(credential).verdict == .verified)
        fixture.policy.maximumStaleness = 29_999
        var report = fixture.verify(credential)
        #expect(report.verdict == .couldNotCheck && report.code == .unknown)
        #expect(report.root.check(.status)?.reason.contains("30 seconds old") == true)
        fixture.policy.maximumStaleness = nil
        fixture.policy.minimumQuorum = 4
        report = fixture.verify(credential)
        #expect(report.root.check(.status)?.outcome == .unknown)
        fixture.policy.minimumQuorum = 0
        try fixture.log(credential) { $0.attestedAt = nil }
        #expect(fixture.verify(credential).root.check(.status)?.outcome == .unknown)
        try fixture.log(credential) { $0.standing = .unproven("no seal") }
        #expect(fixture.verify(credential).root.check(.status)?.reason == "no seal")
    }

    @Test func aMemberWithoutAStatusProofCouldNotBeChecked() throws {
        let fixture = try VerifierFixture()
        let report = fixture.verify(try fixture.signed(fixture.draft()))
        #expect(report.verdict == .couldNotCheck && report.code == .unknown)
        #expect(report.root.check(.status)?.outcome == .unknown)
        #expect(report.root.check(.anchor)?.outcome == .unknown)
        #expect(report.root.check(.issuer)?.outcome == .pass)
    }

    @Test(
        arguments: [
            nil, ["id": "https://other.example/status/x", "type": "BitstringStatusListEntry"],
            ["id": "https://member00.test.example/status", "type": "1EdTechRevocationList"],
        ] as [JSONValue?])
    func aMemberIsJudgedUnderItsOwnStatusBaseOnly(_ status: JSONValue?) throws {
        let fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft().setting(["credentialStatus"], to: status))
        let report = fixture.verify(credential)
        #expect(report.root.check(.status)?.outcome == .fail)
        #expect(report.verdict == .notVerified && report.code == .malformed)
    }

    @Test func anotherCredentialsAnchorIsABadProof() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        try fixture.log(credential) { $0.anchor = .refuted("the anchor is that of another credential") }
        #expect(fixture.verify(credential).code == .altered)
        try fixture.log(credential) { $0.anchor = .unproven("no issuance entry") }
        #expect(fixture.verify(credential).verdict == .couldNotCheck)
    }

    @Test func anOutsidersStatusListIsUnknownAndNeverGood() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft())
        fixture.policy.rosters = []
        fixture.policy.pinned = [
            PinnedIssuer(did: fixture.issuer.did, keys: [PinnedKey(.ed25519(fixture.issuer.assertion.publicKey))])
        ]
        let report = fixture.verify(credential)
        #expect(report.root.check(.status)?.outcome == .unknown)
        #expect(report.verdict == .couldNotCheck)
    }

    @Test func aPlainKeyIsJudgedLikeAnOutsidersWithAWarning() throws {
        var fixture = try VerifierFixture()
        let credential = try fixture.signed(fixture.draft().removing("credentialStatus"))
        let key = try GossipConsortium.key("plain")
        let document = try fixture.consortium.successor(
            of: fixture.consortium.roster, signers: 0..<5, institutions: [0]
        ) {
            let old = $0.institutions[0]
            let plain = RosterAssertionKey(multikey: RosterKey(key.publicKey).multikey, kind: .plain)
            $0.institutions[0] = RosterInstitution(
                origin: old.origin, host: old.host, name: old.name, dids: old.dids, logKeys: old.logKeys,
                assertionKeys: old.assertionKeys + [plain], statusBase: old.statusBase, governanceKey: old.governanceKey
            )
        }
        fixture.policy.rosters = [try fixture.consortium.roster.succeeded(by: document)]
        #expect(fixture.verify(credential).verdict == .notVerified)
        let plain = try DataIntegrity.addProof(
            to: credential.removing("proof"), options: fixture.options(key: key), key: key)
        let report = fixture.verify(plain)
        #expect(report.verdict == .verified)
        #expect(report.root.warnings.map(\.kind) == [.issuer])
    }

    // MARK: subject, associations

    @Test func aCredentialAboutSomebodyElseIsSaidAloud() throws {
        var fixture = try VerifierFixture()
        let other = CredentialDrafts.bind(
            fixture.drafts.credential(
                for: try Fixture.result(learner: "S2", course: "C-1", title: "Course C-1"),
                recipient: Recipient(learner: "S2", email: "x@y.example", name: nil, salt: "s"),
                validFrom: try fixture.time),
            owner: "did:key:zOther"
        ) { fixture.entry($0) }
        let clr = try fixture.clr([try fixture.signed(other)])
        try fixture.log(clr)
        let report = fixture.verify(clr)
        #expect(report.root.children[0].check(.subject)?.outcome == .warn)
        #expect(report.verdict == .verified)
    }

    @Test func subjectsWithNothingInCommonCannotBeCompared() throws {
        var fixture = try VerifierFixture()
        let other = try fixture.signed(
            fixture.draft().setting(["credentialSubject", "identifier"], to: nil)
                .setting(["credentialSubject", "id"], to: nil)
                .setting(
                    ["credentialSubject", "identifier"],
                    to: [
                        ["type": "IdentityObject", "hashed": false, "identityHash": "7", "identityType": "userName"]
                    ]))
        let clr = try fixture.clr([other])
        try fixture.log(clr)
        let report = fixture.verify(clr)
        #expect(report.root.children[0].check(.subject)?.outcome == .unknown)
        #expect(report.verdict == .verified)
    }

    @Test func associationsThatRunInACircleFail() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.clr([try fixture.signed(fixture.draft())]) { clr in
            let subject = ClrCredential(clr).subject
            let course = subject?.associations.first?.source ?? ""
            let programme = subject?.associations.first?.target ?? ""
            let back: JSONValue = [
                "type": "Association", "associationType": "isChildOf", "sourceId": JSONValue(programme),
                "targetId": JSONValue(course),
            ]
            let all = clr["credentialSubject"]?["association"]?.array ?? []
            clr = clr.setting(["credentialSubject", "association"], to: .array(all + [back]))
        }
        try fixture.log(clr)
        let report = fixture.verify(clr)
        #expect(report.root.check(.associations)?.outcome == .fail)
        #expect(report.code == .malformed)
    }

    @Test func associationsThatLeadNowhereAreSaidAloud() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.clr([try fixture.signed(fixture.draft())]) {
            $0 = $0.setting(["credentialSubject", "achievement"], to: nil)
        }
        try fixture.log(clr)
        let report = fixture.verify(clr)
        let check = try #require(report.root.check(.associations))
        #expect(check.outcome == .warn && check.place.description == "/credentialSubject/association/0")
        #expect(report.verdict == .verified)
    }
}
