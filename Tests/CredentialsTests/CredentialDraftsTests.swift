import Credentials
import Cryptography
import JSON
import Testing

@Suite struct CredentialDraftsTests {
    @Test(arguments: ["A+", "F", "P", "NP", "0", "59.5", "60", "100", "W", "I"])
    func everyDraftKeepsTheRulesWithoutAWarning(_ grade: String) throws {
        let credential = Fixture.drafts.credential(
            for: try Fixture.result(grade: grade), recipient: Fixture.recipient(), validFrom: try Fixture.time())
        #expect(CredentialRules.check(credential).findings.isEmpty)
    }

    @Test func theCLRKeepsTheRulesWithoutAWarning() throws {
        let clr = try Fixture.clr()
        #expect(CredentialRules.check(clr).findings.isEmpty)
        for nested in try #require(ClrCredential(clr).subject).credentials {
            #expect(CredentialRules.check(nested.json).findings.isEmpty)
        }
    }

    @Test(.enabled(if: SchemaCheck.isAvailable, "needs CHIROGRAPH_STANDARDS and Python with jsonschema"))
    func draftsKeepThePublishedSchemasInTheirStrictForm() throws {
        let clr = try Fixture.clr()
        let nested = try #require(ClrCredential(clr).subject).credentials.map(\.json)
        let bound = CredentialDrafts.bind(clr, owner: "did:key:z6MkExample") { _ in Self.entry }
        for verdict in try SchemaCheck.run([clr, bound] + nested) {
            #expect(verdict.isValid && verdict.isStrictlyValid != false, "\(verdict.errors)")
        }
    }

    static let tag = SHA256.hash([1])
    static let entry = StatusEntry(
        tag: tag, base: "https://state.example/status", listCredential: "https://state.example/lists/1",
        listIndex: 94_567)

    @Test func contextsAndTypesStandInTheirSlots() throws {
        let clr = try Fixture.clr()
        #expect(
            clr["@context"] == [
                "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ])
        #expect(clr["type"] == ["VerifiableCredential", "ClrCredential"])
        #expect(
            clr.at("/credentialSubject/verifiableCredential/0/@context") == [
                "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ])
    }

    @Test(
        arguments: [
            ("A-", "4.0", "LetterGrade"), ("D-", "4.0", "LetterGrade"), ("F", "0", "LetterGrade"),
            ("P", "4.0", "LetterGrade"), ("NP", "0", "LetterGrade"), ("60", "4.0", "Percent"),
            ("59.99", "0", "Percent"),
            ("W", "0", "Status"), ("I", "0", "Status"),
        ])
    func onlyPassedCoursesEarnCredits(_ grade: String, _ credits: String, _ type: JSONValue) throws {
        let credential = Fixture.drafts.credential(
            for: try Fixture.result(grade: grade), recipient: Fixture.recipient(), validFrom: try Fixture.time())
        let subject = try #require(AchievementCredential(credential).subject)
        #expect(subject.creditsEarned?.text == credits)
        #expect(subject.achievement?.creditsAvailable?.text == "4.0")
        #expect(credential.at("/credentialSubject/achievement/resultDescription/0/resultType") == type)
        let description = try #require(subject.achievement?.resultDescriptions.first)
        #expect(subject.results.first?.descriptionID == description.id)
        #expect(description.requiredValue == nil || type != "Status")
    }

    @Test func aWithdrawalIsAStatusAndNoValue() throws {
        let clr = try Fixture.clr(grades: ["W", "I"])
        #expect(clr.at("/credentialSubject/verifiableCredential/0/credentialSubject/result/0/status") == "Withdrew")
        #expect(clr.at("/credentialSubject/verifiableCredential/0/credentialSubject/result/0/value") == nil)
        #expect(clr.at("/credentialSubject/verifiableCredential/1/credentialSubject/result/0/status") == "OnHold")
    }

    @Test func theAddressIsHashedAndCanBeRecognised() throws {
        let clr = try Fixture.clr()
        #expect(!JSONValue.object(clr).description.contains("zoe@state.example"))
        let identity = try #require(ClrCredential(clr).subject?.identifiers.first { $0.type == "emailAddress" })
        #expect(identity.match("zoe@state.example", type: "emailAddress") == .asGiven)
        #expect(identity.match("Zoe@State.example", type: "emailAddress") == .inLowerCase)
        #expect(identity.match("zoe@state.example", type: "sourcedId") == nil)
        #expect(identity.match("eve@state.example", type: "emailAddress") == nil)
    }

    /// The worked example of the specification.
    @Test func theHashIsThatOfOpenBadges() {
        #expect(
            IdentityHash.sha256("a@example.com", salt: "Kosher")
                == "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399")
    }

    @Test func coursesArePartOfTheirProgrammeOnce() throws {
        let subject = try #require(ClrCredential(try Fixture.clr()).subject)
        #expect(subject.achievements.map(\.name) == ["Computing"])
        #expect(subject.associations.count == 6)
        let courses = subject.credentials.compactMap { AchievementCredential($0.json).subject?.achievement?.id }
        #expect(subject.associations.map(\.source) == courses)
        #expect(Set(subject.associations.map(\.target)) == [subject.achievements.first?.id])
        #expect(subject.associations.allSatisfy { $0.type == .isPartOf })
    }

    @Test func theNextTermKeepsWhatWasIssuedAndItsId() throws {
        let first = try Fixture.clr(grades: ["A-", "I"])
        var issued = first
        issued["proof"] = [["type": "DataIntegrityProof"]]
        let corrected = try Fixture.result(course: "C-1", title: "Course 1", grade: "B")
        let new = try Fixture.result(
            course: "H-1", title: "History", term: "2027-SP", programme: Programme(code: "HIS", title: "History"))
        let credentials = try [corrected, new].map {
            Fixture.drafts.credential(
                for: $0, recipient: Fixture.recipient(), validFrom: try Fixture.time("2027-05-20T00:00:00Z"))
        }
        let second = Fixture.drafts.clr(
            learner: "S1001", recipient: Fixture.recipient(), credentials: credentials,
            courses: [corrected.course, new.course], previous: ClrCredential(issued),
            validFrom: try Fixture.time("2027-05-21T00:00:00Z"))
        let before = try #require(ClrCredential(first).subject)
        let after = try #require(ClrCredential(second).subject)
        #expect(second["id"] == first["id"])
        #expect(second["proof"] == nil)
        #expect(after.credentials.map(\.id) == before.credentials.map(\.id) + [credentials[1]["id"]?.string])
        #expect(after.credentials[0].json == before.credentials[0].json)
        #expect(after.credentials[1].json == credentials[0])
        #expect(after.achievements.map(\.name) == ["Computing", "History"])
        #expect(after.associations.count == 3)
        #expect(ClrCredential(second).validFrom.map { $0 > ClrCredential(first).validFrom ?? $0 } == true)
    }

    @Test func bindingSetsOwnerAndStatusOfWhatIsNotSigned() throws {
        var draft = try Fixture.clr(grades: ["A", "B"])
        let signed = draft.at("/credentialSubject/verifiableCredential/0")
        draft = CredentialDrafts.mapNested(draft) { nested in
            var nested = nested
            if .object(nested) == signed { nested["proof"] = [["type": "DataIntegrityProof"]] }
            return nested
        }
        let bound = CredentialDrafts.bind(draft, owner: "did:key:z6MkOwner") { _ in Self.entry }
        #expect(bound.at("/credentialSubject/id") == "did:key:z6MkOwner")
        #expect(bound.at("/credentialSubject/verifiableCredential/1/credentialSubject/id") == "did:key:z6MkOwner")
        #expect(bound.at("/credentialSubject/verifiableCredential/0/credentialSubject/id") == nil)
        #expect(bound.at("/credentialSubject/verifiableCredential/0/credentialStatus") == nil)
        let status = try #require(ClrCredential(bound).statuses.first)
        #expect(status.id == Self.entry.json["id"]?.string)
        #expect(status.tag(under: "https://state.example/status") == Self.tag)
        #expect(status.tag(under: "https://state.example") == nil)
        #expect(status.tag == Self.tag)
        #expect(status.listIndex == 94_567)
        #expect(CredentialRules.check(bound).findings.isEmpty)
    }

    @Test func theDraftDigestIsThatOfTheCanonicalForm() throws {
        let draft = try Fixture.clr()
        let shuffled = JSONObject(draft.reversed())
        #expect(try CredentialDrafts.digest(of: draft) == CredentialDrafts.digest(of: shuffled))
        let canonical = try JSONValue.object(draft).canonicalized()
        #expect(try CredentialDrafts.digest(of: draft) == SHA256.hash(canonical))
    }

    @Test func idsRepeatAndDifferByPurposeAndSecret() {
        let ids = StableIdentifiers(secret: Array("secret".utf8))
        let purposes: [IdentifierPurpose] = [
            .clr(learner: "a"), .achievement(course: "a"), .programme(code: "a"),
            .credential(learner: "a", course: "b", term: "c"), .credential(learner: "ab", course: "", term: "c"),
            .resultDescription(course: "a", scale: "letter"),
        ]
        #expect(Set(purposes.map { ids.id(for: $0) }).count == purposes.count)
        #expect(purposes.map { ids.id(for: $0) } == purposes.map { ids.id(for: $0) })
        #expect(ids.id(for: purposes[0]) != StableIdentifiers(secret: [0]).id(for: purposes[0]))
        for purpose in purposes {
            let id = Array(ids.id(for: purpose).utf8)
            #expect(id.count == 45)
            #expect(id[23] == UInt8(ascii: "8"))
            #expect("89ab".utf8.contains(id[28]))
        }
        #expect(ids.salt(learner: "a").utf8.count == 32)
        #expect(ids.salt(learner: "a") != ids.salt(learner: "b"))
    }
}
