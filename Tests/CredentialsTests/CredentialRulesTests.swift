import Credentials
import JSON
import TestSupport
import Testing

/// What the schemas cannot say or let through, and the accepted forms that are only warned of.
@Suite struct CredentialRulesTests {
    static func credential() throws -> JSONObject {
        Fixture.drafts.credential(
            for: try Fixture.result(), recipient: Fixture.recipient(), validFrom: try Fixture.time())
    }

    struct Change: Sendable, CustomStringConvertible {
        let path: [JSONString]
        let value: JSONValue?
        let place: String
        let message: String
        var description: String { path.map(\.string).joined(separator: "/") + " to \(value?.description ?? "nothing")" }

        init(_ path: String, _ value: JSONValue?, _ place: String, _ message: String) {
            self.path = path.split(separator: "/").map { JSONString(String($0)) }
            self.value = value
            self.place = place
            self.message = message
        }

        init(_ path: String, _ value: JSONValue?, _ message: String) { self.init(path, value, "/" + path, message) }
    }

    static let bitstring: JSONObject = [
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1",
        "statusListCredential": "https://a.example/l",
    ]

    static let errors: [Change] = [
        Change("id", "not a uri", "absolute URI"),
        Change("id", "/relative", "absolute URI"),
        Change("id", ["en": "urn:x"], "not an object"),
        Change("type", "AchievementCredential", "'VerifiableCredential' is missing"),
        Change("type", ["VerifiableCredential", "Other"], "holds none of"),
        Change("@context", "https://www.w3.org/ns/credentials/v2", "an array of contexts"),
        Change("@context", ["https://www.w3.org/ns/credentials/v2", [], 1], "/@context/1", "here must stand"),
        Change("issuer", ["id": "https://a.example"], "'type' is missing"),
        Change("issuer", "State College", "absolute URI"),
        Change("validFrom", "2026-12-19T08:00:00", "no offset"),
        Change("validFrom", "yesterday", "not a date-time"),
        Change("validFrom", 20_261_219, "a date-time is expected"),
        Change("validUntil", "2026-02-30T00:00:00Z", "not a date-time"),
        Change("credentialSubject/achievement/criteria", [:], "need an 'id' or a 'narrative'"),
        Change("credentialSubject/achievement/achievementType", "Seminar", "not one of AchievementType"),
        Change("credentialSubject/achievement/creditsAvailable", "4", "a number is expected"),
        Change("credentialSubject/achievement/inLanguage", "english", "a language tag"),
        Change("credentialSubject/achievement/inLanguage", "en-gb", "a language tag"),
        Change(
            "credentialSubject/achievement/endorsementJwt", ["a.b"], "/credentialSubject/achievement/endorsementJwt/0",
            "a compact JWS"),
        Change(
            "credentialSubject/achievement/image", ["id": "https://a.example/i.png", "type": "Picture"],
            "/credentialSubject/achievement/image/type", "'Image' is expected"),
        Change(
            "credentialSubject/achievement/image", ["id": "https://a.example/i.png", "type": "Image", "alt": "x"],
            "/credentialSubject/achievement/image/alt", "no such member"),
        Change(
            "credentialSubject/result", [["type": ["Result"], "resultDescription": "urn:x"]],
            "/credentialSubject/result/0/resultDescription", "no result description"),
        Change(
            "credentialSubject/result", [["type": ["Result"], "achievedLevel": "urn:x"]],
            "/credentialSubject/result/0/achievedLevel", "no level"),
        Change(
            "credentialSubject/result", [["type": ["Grade"], "value": "A"]], "/credentialSubject/result/0/type",
            "'Result' is missing"),
        Change(
            "credentialSubject/result", [["type": "Grade", "value": "A"]], "/credentialSubject/result/0/type",
            "'Result' is missing"),
        Change(
            "credentialSubject/result", [["type": ["Result"], "status": "Done"]], "/credentialSubject/result/0/status",
            "not one of ResultStatus"),
        Change("credentialStatus", .object(bitstring.removing("statusPurpose")), "'statusPurpose' is missing"),
        Change("credentialStatus", .object(bitstring.setting(["statusListIndex"], to: "-1")), "'statusListIndex'"),
        Change(
            "credentialStatus", .object(bitstring.setting(["statusListCredential"], to: "list")),
            "'statusListCredential'"),
    ]

    @Test(arguments: errors) func aDepartureIsAnErrorAtItsPlace(_ change: Change) throws {
        let changed = try Self.credential().setting(change.path, to: change.value)
        let report = CredentialRules.check(changed)
        #expect(!report.isValid)
        let found = report.errors.filter { $0.message.contains(change.message) }
        #expect(found.map(\.place.description).contains { $0.hasPrefix(change.place) }, "\(report.errors)")
        #expect(found.allSatisfy { !$0.clause.isEmpty })
    }

    static let warnings: [Change] = [
        Change("proof", ["type": "DataIntegrityProof"], "a set should be written as an array"),
        Change("credentialSubject/type", "AchievementSubject", "a set should be written as an array"),
        Change("name", ["en": "Algorithms", "es-MX": "Algoritmos"], "a language map"),
        Change("credentialSubject/achievement/tag", [], "an empty array says nothing"),
        Change("credentialSubject/achievement/achievementType", "ext:Seminar week", "an own term"),
        Change("credentialSubject/activityEndDate", "2026-12-18T00:00:00", "no offset"),
        Change(
            "credentialSubject/achievement/alignment", [["type": ["Alignment"], "targetName": "x", "targetUrl": "x"]],
            "/credentialSubject/achievement/alignment/0/targetUrl", "absolute URI"),
        Change("credentialSubject/identifier", [], "/credentialSubject", "nobody is named"),
        Change(
            "credentialSubject/identifier",
            [["type": "IdentityObject", "hashed": true, "identityHash": "abc", "identityType": "name"]],
            "/credentialSubject/identifier/0/identityHash", "sha256$ and 64"),
        Change(
            "credentialSubject/identifier",
            [
                [
                    "type": "IdentityObject", "hashed": true, "identityHash": "md5$d41d8cd98f00b204e9800998ecf8427e",
                    "identityType": "name",
                ]
            ], "/credentialSubject/identifier/0/identityHash", "md5 protects nobody"),
    ]

    @Test(arguments: warnings) func anAcceptedFormIsWarnedOf(_ change: Change) throws {
        let report = CredentialRules.check(try Self.credential().setting(change.path, to: change.value))
        #expect(report.isValid && report.isSchemaValid, "\(report.errors)")
        let found = report.findings.filter { $0.message.contains(change.message) }
        #expect(found.map(\.place.description) == [change.place], "\(report.findings)")
    }

    @Test func aValueOutsideItsDescriptionIsWarnedOf() throws {
        let id = try #require(Self.credential().at("/credentialSubject/achievement/resultDescription/0/id"))
        let odd: JSONValue = [["type": ["Result"], "resultDescription": id, "value": "A++"]]
        let report = CredentialRules.check(try Self.credential().setting(["credentialSubject", "result"], to: odd))
        #expect(report.findings.map(\.place.description) == ["/credentialSubject/result/0/value"])
        let percent = Fixture.drafts.credential(
            for: try Fixture.result(grade: "87"), recipient: Fixture.recipient(), validFrom: try Fixture.time())
        let percentID = try #require(percent.at("/credentialSubject/achievement/resultDescription/0/id"))
        let tooMuch: JSONValue = [["type": ["Result"], "resultDescription": percentID, "value": "101"]]
        #expect(
            CredentialRules.check(percent.setting(["credentialSubject", "result"], to: tooMuch)).findings.count == 1)
    }

    @Test func furtherMembersAreAllowedWhereTheClassIsOpen() throws {
        let path: [[JSONString]] = [
            ["extra"], ["credentialSubject", "extra"], ["credentialSubject", "achievement", "extra"],
        ]
        for path in path {
            let changed = try Self.credential().setting(path, to: ["any": [1, nil]])
            #expect(CredentialRules.check(changed).findings.isEmpty)
        }
    }

    @Test func theDatesOfVersion1_1AreReadAndWarnedOf() throws {
        var old = try Self.credential()
        old["@context"] = [JSONValue(ContextURL.credentialsV1), JSONValue(ContextURL.openBadges)]
        old["issuanceDate"] = old["validFrom"]
        old = old.removing("validFrom")
        let report = CredentialRules.check(old)
        #expect(report.version == .v1_1)
        #expect(report.isValid)
        #expect(report.findings.map(\.place.description) == ["/@context/0"])
        #expect(AchievementCredential(old).validFrom == (try Fixture.time()))
        #expect(!CredentialRules.check(old.setting(["issuer"], to: "https://a.example")).isValid)
    }

    @Test func findingsAreBoundedAndErrorsAreKept() throws {
        let compact: JSONValue = ["type": "Alignment", "targetName": "n", "targetUrl": "https://a.example"]
        var changed = try Self.credential().setting(
            ["credentialSubject", "achievement", "alignment"], to: .array(Array(repeating: compact, count: 500)))
        changed["name"] = 5
        let report = CredentialRules.check(JSONObject(changed.removing("name") + [.init(key: "name", value: 5)]))
        #expect(report.findings.count == 100)
        #expect(report.findingCount == 501)
        #expect(report.errors.map(\.place.description) == ["/name"])
    }

    @Test func anyJSONAtAllIsJudgedWithoutTrouble() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<400 {
            var mutant = JSONValue.object(try Self.credential())
            for _ in 0..<3 { mutant = Self.mutate(mutant, &random) }
            guard let object = mutant.object else { continue }
            _ = CredentialRules.check(object)
            _ = CredentialVerifier(policy: TrustPolicy(now: 0)).verify(mutant).text(all: true)
        }
    }

    /// The value with a random part of it replaced, removed or doubled.
    static func mutate(_ value: JSONValue, _ random: inout SplitMix64) -> JSONValue {
        if random.oneIn(12) {
            let intruders = SchemaAgreementTests.intruders
            return intruders[random.int(in: 0..<intruders.count)]
        }
        switch value {
        case .array(var elements) where !elements.isEmpty:
            let i = random.int(in: 0..<elements.count)
            if random.oneIn(8) { return .array(elements + elements) }
            elements[i] = mutate(elements[i], &random)
            return .array(elements)
        case .object(var object) where !object.isEmpty:
            let member = object[random.int(in: 0..<object.count)]
            object[member.key] = random.oneIn(8) ? nil : mutate(member.value, &random)
            return .object(object)
        default: return random.oneIn(2) ? [value] : ["id": value]
        }
    }
}
