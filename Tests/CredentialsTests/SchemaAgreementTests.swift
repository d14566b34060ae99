import Credentials
import Foundation
import JSON
import Testing

/// Our tables against the published schemas, on thousands of credentials broken at one place each.
@Suite(.enabled(if: SchemaCheck.isAvailable, "needs CHIROGRAPH_STANDARDS and Python with jsonschema"))
struct SchemaAgreementTests {
    /// What a value is replaced with.
    static let intruders: [JSONValue] = [
        nil, true, 3.5, "", "text", [], ["text"], [:], ["en": "text"], ["en": "text", "es-MX": "texto"],
        ["english": "text"], [["type": ["Alignment"]]], "https://a.example/x", "ext:own",
    ]

    /// Every document that differs from `value` by one value replaced, one member removed, added or written as an
    /// array.
    static func mutations(_ value: JSONValue) -> [JSONValue] {
        var mutants = intruders.filter { $0 != value }
        switch value {
        case .array(let elements):
            mutants.append(.array(elements + elements))
            if elements.count == 1 { mutants.append(elements[0]) }
            for (i, element) in elements.enumerated() {
                for mutant in mutations(element) {
                    var changed = elements
                    changed[i] = mutant
                    mutants.append(.array(changed))
                }
            }
        case .object(let object):
            mutants.append([value])
            var extended = object
            extended["unheardOf"] = 1
            mutants.append(.object(extended))
            for member in object {
                mutants.append(.object(object.removing(member.key)))
                for mutant in mutations(member.value) {
                    var changed = object
                    changed[member.key] = mutant
                    mutants.append(.object(changed))
                }
            }
        default: mutants.append([value])
        }
        return mutants
    }

    /// One document for each class of the model, with every member that the tables know.
    static let seeds: [JSONObject] = {
        let profile: JSONObject = [
            "id": "https://a.example/org", "type": ["Profile"], "name": "A", "dateOfBirth": "2000-01-31",
            "image": ["id": "https://a.example/logo.png", "type": "Image", "caption": "Logo"],
            "address": [
                "type": ["Address"], "addressCountry": "Chile",
                "geo": ["type": "GeoCoordinates", "latitude": 1, "longitude": -0.5],
            ],
            "otherIdentifier": [["type": "IdentifierEntry", "identifier": "1", "identifierType": "sourcedId"]],
            "parentOrg": ["id": "https://a.example/parent", "type": ["Profile"]],
        ]
        let identity: JSONValue = [
            "type": "IdentityObject", "hashed": false, "identityHash": "x", "identityType": "ext:badge", "salt": "y",
        ]
        let alignment: JSONValue = [
            "type": ["Alignment"], "targetName": "N", "targetUrl": "https://a.example/t", "targetType": "CFItem",
        ]
        let achievement: JSONObject = [
            "id": "urn:a", "type": ["Achievement"], "name": "N", "description": "D", "criteria": ["narrative": "C"],
            "achievementType": "Course", "alignment": [alignment], "creditsAvailable": 3, "inLanguage": "en-GB",
            "tag": ["t"], "creator": .object(profile), "related": [["id": "urn:r", "type": ["Related"]]],
            "resultDescription": [
                [
                    "id": "urn:d", "type": ["ResultDescription"], "name": "N", "resultType": "Percent",
                    "allowedValue": ["1"], "valueMax": "3",
                    "rubricCriterionLevel": [["id": "urn:l", "type": ["RubricCriterionLevel"], "name": "L"]],
                ]
            ],
        ]
        let machinery: JSONObject = [
            "proof": [["type": "DataIntegrityProof", "created": "2026-01-01T00:00:00Z", "proofValue": "z"]],
            "credentialSchema": [["id": "https://a.example/schema", "type": "1EdTechJsonSchemaValidator2019"]],
            "refreshService": ["id": "https://a.example/refresh", "type": "R"],
            "termsOfUse": [["type": "T"]], "evidence": [["type": ["Evidence"], "name": "E"]],
            "validUntil": "2027-01-01T00:00:00Z",
        ]
        let endorsement: JSONObject = [
            "@context": [JSONValue(ContextURL.credentialsV2), JSONValue(ContextURL.openBadges)], "id": "urn:e",
            "type": ["VerifiableCredential", "EndorsementCredential"], "name": "E", "issuer": .object(profile),
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": ["id": "urn:c", "type": ["EndorsementSubject"], "endorsementComment": "Good"],
        ]
        let badge: JSONObject = [
            "@context": [JSONValue(ContextURL.credentialsV2), JSONValue(ContextURL.openBadges)], "id": "urn:c",
            "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "https://a.example/org",
            "validFrom": "2026-01-01T00:00:00Z", "awardedDate": "2025-12-01T00:00:00Z",
            "endorsement": [.object(endorsement)], "endorsementJwt": ["aa.bb.cc"],
            "credentialSubject": [
                "id": "urn:s", "type": ["AchievementSubject"], "achievement": .object(achievement),
                "identifier": [identity], "creditsEarned": 3, "term": "T", "source": .object(profile),
                "activityStartDate": "2026-01-01T00:00:00Z",
                "result": [["type": ["Result"], "resultDescription": "urn:d", "value": "2", "status": "Completed"]],
            ],
        ]
        let clr: JSONObject = [
            "@context": [
                JSONValue(ContextURL.credentialsV2), JSONValue(ContextURL.clr), JSONValue(ContextURL.openBadges),
            ],
            "id": "urn:clr", "type": ["VerifiableCredential", "ClrCredential"], "name": "N", "partial": true,
            "issuer": .object(profile), "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": [
                "id": "urn:s", "type": ["ClrSubject"], "identifier": [identity],
                "verifiableCredential": [.object(badge)],
                "association": [
                    ["type": "Association", "associationType": "isPartOf", "sourceId": "urn:a", "targetId": "urn:b"]
                ],
            ],
        ]
        return [badge, clr, endorsement].map { seed in machinery.reduce(into: seed) { $0.append($1) } }
    }()

    @Test func theSeedsAreValid() throws {
        for (seed, verdict) in zip(Self.seeds, try SchemaCheck.run(Self.seeds)) {
            #expect(verdict.isValid, "\(verdict.errors)")
            #expect(CredentialRules.check(seed).isSchemaValid)
        }
    }

    /// All changes take Python two minutes; normally one in forty is tried, beginning elsewhere for each seed.
    static let stride = ProcessInfo.processInfo.environment["CHIROGRAPH_ALL_SCHEMA_CHANGES"] == nil ? 40 : 1

    @Test(arguments: 0..<3) func theRulesAndTheSchemaAgreeOnSingleChanges(_ seed: Int) throws {
        // A change of `type` may make it another class to us, which the checking script does not follow.
        let mutants = Self.mutations(.object(Self.seeds[seed])).compactMap(\.object).filter {
            $0["type"] == Self.seeds[seed]["type"]
        }
        let chosen = mutants.enumerated().filter { $0.offset % Self.stride == seed % Self.stride }.map(\.element)
        let verdicts = try SchemaCheck.run(chosen)
        try #require(verdicts.count == chosen.count && mutants.count > 500)
        for (mutant, verdict) in zip(chosen, verdicts) {
            let report = CredentialRules.check(mutant)
            guard report.isSchemaValid != verdict.isValid else { continue }
            Issue.record(
                "the schema says \(verdict.errors), the rules say \(report.errors) about \(JSONValue.object(mutant))")
        }
    }
}
