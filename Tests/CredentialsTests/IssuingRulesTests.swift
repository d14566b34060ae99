import Cryptography
import JSON
import Multiformats
import Testing

@testable import Credentials

@Suite struct IssuingRulesTests {
    private static let course: JSONObject = [
        "type": ["VerifiableCredential", "AchievementCredential"],
        "credentialSubject": ["achievement": ["achievementType": "Course"]],
    ]

    @Test func theMostSpecificTypeDecides() {
        var rules = IssuingRules()
        #expect(rules.rule(for: Self.course) == .standard)
        for (type, choice) in [
            ("VerifiableCredential", VerificationChoice.ledger), ("AchievementCredential", .hosted),
            ("Course", .signature),
        ] {
            rules.rules[type] = IssuingRules.Rule(verification: choice)
            #expect(rules.rule(for: Self.course).verification == choice)
        }
        rules.rules["ClrCredential"] = IssuingRules.Rule(isToken: true)
        #expect(rules.rule(for: Self.course).verification == .signature)
        #expect(rules.rule(for: ["type": ["VerifiableCredential", "ClrCredential"]]).isToken)
    }

    @Test(arguments: ["Course", "AchievementCredential", "ClrCredential", "ext:Pin", "ext:a-b.c"])
    func typesOfTheFieldAreTypes(_ type: String) { #expect(IssuingRules.isType(type)) }

    @Test(arguments: ["", "course", "Kurs", "ext:", "ext:a b", "Profile"])
    func othersAreNot(_ type: String) { #expect(!IssuingRules.isType(type)) }

    @Test func onlyWhatIsNotLoggedTakesItsOwnKey() {
        for choice in VerificationChoice.allCases {
            let rules = IssuingRules(["Course": IssuingRules.Rule(verification: choice)])
            #expect(rules.usesPlainKey != choice.isLogged)
        }
    }
}

@Suite struct StatusEntryTests {
    private static let base = "https://state.example/status"
    private static let tag = SHA256.hash([1])

    @Test func onTheLogAloneThereIsATagAndNoList() throws {
        let entry = StatusEntry(tag: Self.tag, base: Self.base)
        let status = try #require(VerifiableCredential(["credentialStatus": entry.json]).statuses.first)
        #expect(status.type == "https://state.example/status#ledger")
        #expect(status.tag(under: Self.base) == Self.tag)
        #expect(status.listCredential == nil)
    }

    @Test func onListsAloneThereAreTwoEntriesAndNoTag() throws {
        let entry = StatusEntry(
            base: Self.base, revocationList: "\(Self.base)/lists/3", suspensionList: "\(Self.base)/suspended/3",
            listIndex: 131_071)
        let statuses = VerifiableCredential(["credentialStatus": entry.json]).statuses
        #expect(statuses.map(\.type) == ["BitstringStatusListEntry", "BitstringStatusListEntry"])
        #expect(statuses.map(\.listCredential) == ["\(Self.base)/lists/3", "\(Self.base)/suspended/3"])
        #expect(statuses.map(\.listIndex) == [131_071, 131_071])
        #expect(entry.json[0]?["statusPurpose"] == "revocation")
        #expect(entry.json[1]?["statusPurpose"] == "suspension")
        #expect(statuses.allSatisfy { $0.tag(under: Self.base) == nil })
    }
}
