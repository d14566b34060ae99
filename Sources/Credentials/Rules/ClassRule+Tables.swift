import JSON

/// The data model as tables: CLR 2.0 and Open Badges 3.0 on VC Data Model 2.0, in the form that also admits compacted
/// JSON-LD. One line for each property: name, kind of value, and whether it is a set and required.
extension ClassRule {
    static func of(_ name: ClassName, _ version: DataModelVersion) -> ClassRule {
        switch (name, version) {
        case (.clrCredential, .v2_0): clrCredential
        case (.clrCredential, .v1_1): clrCredentialV1
        case (.achievementCredential, .v2_0): achievementCredential
        case (.achievementCredential, .v1_1): achievementCredentialV1
        case (.endorsementCredential, .v2_0): endorsementCredential
        case (.endorsementCredential, .v1_1): endorsementCredentialV1
        case (.verifiableCredential, .v2_0): verifiableCredential
        case (.verifiableCredential, .v1_1): verifiableCredentialV1
        case (.clrSubject, _): clrSubject
        case (.achievementSubject, _): achievementSubject
        case (.endorsementSubject, _): endorsementSubject
        case (.credentialSubject, _): credentialSubject
        case (.achievement, _): achievement
        case (.criteria, _): criteria
        case (.alignment, _): alignment
        case (.related, _): related
        case (.result, _): result
        case (.resultDescription, _): resultDescription
        case (.rubricCriterionLevel, _): rubricCriterionLevel
        case (.evidence, _): evidence
        case (.profile, _): profile
        case (.address, _): address
        case (.geoCoordinates, _): geoCoordinates
        case (.identifierEntry, _): identifierEntry
        case (.identityObject, _): identityObject
        case (.image, _): image
        case (.association, _): association
        case (.proof, _): proof
        case (.credentialSchema, _): credentialSchema
        case (.credentialStatus, _): credentialStatus
        case (.refreshService, _): refreshService
        case (.termsOfUse, _): termsOfUse
        }
    }

    // MARK: Credentials

    private static let clrCredential = ClassRule(
        .clrCredential, clrMembers + endorsements + v2Members([.clr, .openBadges]))
    private static let clrCredentialV1 = ClassRule(
        .clrCredential, clrMembers + endorsements + v1Members([.clr, .openBadges]))
    private static let achievementCredential = ClassRule(
        .achievementCredential, achievementMembers + endorsements + [.init("name", .text)] + v2Members([.openBadges]))
    private static let achievementCredentialV1 = ClassRule(
        .achievementCredential,
        achievementMembers + endorsements + [.init("name", .text, required: true)] + v1Members([.openBadges]))
    private static let endorsementCredential = ClassRule(
        .endorsementCredential, endorsementMembers + v2Members([.openBadges]))
    private static let endorsementCredentialV1 = ClassRule(
        .endorsementCredential, endorsementMembers + v1Members([.openBadges]))
    private static let verifiableCredential = ClassRule(.verifiableCredential, genericMembers + v2Members([]))
    private static let verifiableCredentialV1 = ClassRule(.verifiableCredential, genericMembers + v1Members([]))

    private static let clrMembers: [PropertyRule] = [
        .init("id", .identifier, required: true),
        .init("type", .types([["VerifiableCredential"], ["ClrCredential"]]), .set, required: true),
        .init("name", .text, required: true),
        .init("description", .text),
        .init("image", .object(.image)),
        .init("partial", .boolean),
        .init("awardedDate", .dateTimeZ),
        .init("credentialSubject", .object(.clrSubject), required: true),
    ]

    private static let achievementMembers: [PropertyRule] = [
        .init("id", .identifier, required: true),
        .init(
            "type", .types([["VerifiableCredential"], ["AchievementCredential", "OpenBadgeCredential"]]), .set,
            required: true),
        .init("description", .text),
        .init("image", .object(.image)),
        .init("awardedDate", .dateTimeZ),
        .init("credentialSubject", .object(.achievementSubject), required: true),
    ]

    private static let endorsementMembers: [PropertyRule] = [
        .init("id", .identifier, required: true),
        .init("type", .types([["VerifiableCredential"], ["EndorsementCredential"]]), .set, required: true),
        .init("name", .text, required: true),
        .init("description", .text),
        .init("awardedDate", .dateTimeZ),
        .init("credentialSubject", .object(.endorsementSubject), required: true),
    ]

    private static let genericMembers: [PropertyRule] = [
        .init("id", .identifier),
        .init("type", .types([["VerifiableCredential"]]), .nonEmptySet, required: true),
        .init("credentialSubject", .object(.credentialSubject), required: true),
    ]

    private static func v2Members(_ slots: [ContextSlot]) -> [PropertyRule] {
        machinery + [
            .init("@context", .contexts([.credentialsV2] + slots), required: true),
            .init("issuer", .reference(.profile), required: true),
            .init("validFrom", .dateTimeZ, required: true),
            .init("validUntil", .dateTimeZ),
        ]
    }

    /// VC Data Model 1.1 in the same classes: other date names, and the issuer is always an object.
    private static func v1Members(_ slots: [ContextSlot]) -> [PropertyRule] {
        machinery + [
            .init("@context", .contexts([.credentialsV1] + slots), required: true),
            .init("issuer", .object(.profile), required: true),
            .init("issuanceDate", .dateTimeZ, required: true),
            .init("expirationDate", .dateTimeZ),
        ]
    }

    private static let machinery: [PropertyRule] = [
        .init("proof", .object(.proof), .set),
        .init("credentialSchema", .object(.credentialSchema), .set),
        // The 1EdTech model has one status entry, VC Data Model 2.0 (4.10) also several.
        .init("credentialStatus", .object(.credentialStatus), .oneOrSet),
        .init("refreshService", .object(.refreshService)),
        .init("termsOfUse", .object(.termsOfUse), .set),
        .init("evidence", .object(.evidence), .set),
    ]

    private static let endorsements: [PropertyRule] = [
        .init("endorsement", .object(.endorsementCredential), .set),
        .init("endorsementJwt", .compactJWS, .set),
    ]

    // MARK: Subjects

    private static let clrSubject = ClassRule(
        .clrSubject,
        [
            .init("id", .identifier),
            .init("type", .types([["ClrSubject"]]), .nonEmptySet, required: true),
            .init("identifier", .object(.identityObject), .set),
            .init("verifiableCredential", .object(.verifiableCredential), .nonEmptySet, required: true),
            .init("achievement", .object(.achievement), .set),
            .init("association", .object(.association), .set),
        ])

    private static let achievementSubject = ClassRule(
        .achievementSubject,
        [
            .init("id", .identifier),
            .init("type", .types([["AchievementSubject"]]), .nonEmptySet, required: true),
            .init("achievement", .object(.achievement), required: true),
            .init("identifier", .object(.identityObject), .set),
            .init("activityStartDate", .dateTime),
            .init("activityEndDate", .dateTime),
            .init("creditsEarned", .number),
            .init("image", .object(.image)),
            .init("licenseNumber", .text),
            .init("narrative", .text),
            .init("result", .object(.result), .set),
            .init("role", .text),
            .init("source", .object(.profile)),
            .init("term", .text),
        ])

    private static let endorsementSubject = ClassRule(
        .endorsementSubject,
        [
            .init("id", .identifier, required: true),
            .init("type", .types([["EndorsementSubject"]]), .nonEmptySet, required: true),
            .init("endorsementComment", .text),
        ])

    private static let credentialSubject = ClassRule(.credentialSubject, [.init("id", .identifier)])

    private static let identityObject = ClassRule(
        .identityObject, closed: true,
        [
            .init("type", .exactly("IdentityObject"), required: true),
            .init("hashed", .boolean, required: true),
            .init("identityHash", .text, required: true),
            .init("identityType", .terms(identifierTypes), required: true),
            .init("salt", .text),
        ])

    private static let association = ClassRule(
        .association, closed: true,
        [
            .init("type", .exactly("Association"), required: true),
            .init("associationType", .terms(Terms(closed: AssociationType.self)), required: true),
            .init("sourceId", .identifier, required: true),
            .init("targetId", .identifier, required: true),
        ])

    // MARK: Achievements

    private static let achievement = ClassRule(
        .achievement,
        [
            .init("id", .identifier, required: true),
            .init("type", .types([["Achievement"]]), .nonEmptySet, required: true),
            .init("name", .text, required: true),
            .init("description", .text, required: true),
            .init("criteria", .object(.criteria), required: true),
            .init("achievementType", .terms(Terms(AchievementType.self))),
            .init("alignment", .object(.alignment), .set),
            .init("creator", .object(.profile)),
            .init("creditsAvailable", .number),
            .init("endorsement", .object(.endorsementCredential), .set),
            .init("endorsementJwt", .compactJWS, .set),
            .init("fieldOfStudy", .text),
            .init("humanCode", .text),
            .init("image", .object(.image)),
            .init("inLanguage", .language),
            .init("otherIdentifier", .object(.identifierEntry), .set),
            .init("related", .object(.related), .set),
            .init("resultDescription", .object(.resultDescription), .set),
            .init("specialization", .text),
            .init("tag", .text, .set),
            .init("version", .text),
        ])

    private static let criteria = ClassRule(.criteria, [.init("id", .identifier), .init("narrative", .text)])

    private static let alignment = ClassRule(
        .alignment,
        [
            .init("type", .types([["Alignment"]]), .nonEmptySet, required: true),
            .init("targetName", .text, required: true),
            .init("targetUrl", .uri, required: true),
            .init("targetCode", .text),
            .init("targetDescription", .text),
            .init("targetFramework", .text),
            .init("targetType", .terms(Terms(AlignmentTargetType.self))),
        ])

    private static let related = ClassRule(
        .related,
        [
            .init("id", .identifier, required: true),
            .init("type", .types([["Related"]]), .nonEmptySet, required: true),
            .init("inLanguage", .language),
            .init("version", .text),
        ])

    private static let result = ClassRule(
        .result,
        [
            .init("type", .types([["Result"]]), .nonEmptySet, required: true),
            .init("resultDescription", .identifier),
            .init("value", .text),
            .init("achievedLevel", .identifier),
            .init("status", .terms(Terms(closed: ResultStatus.self))),
            .init("alignment", .object(.alignment), .set),
        ])

    private static let resultDescription = ClassRule(
        .resultDescription,
        [
            .init("id", .identifier, required: true),
            .init("type", .types([["ResultDescription"]]), .nonEmptySet, required: true),
            .init("name", .text, required: true),
            .init("resultType", .terms(Terms(ResultType.self)), required: true),
            .init("allowedValue", .text, .set),
            .init("requiredValue", .text),
            .init("requiredLevel", .identifier),
            .init("rubricCriterionLevel", .object(.rubricCriterionLevel), .set),
            .init("valueMin", .text),
            .init("valueMax", .text),
            .init("alignment", .object(.alignment), .set),
        ])

    private static let rubricCriterionLevel = ClassRule(
        .rubricCriterionLevel,
        [
            .init("id", .identifier, required: true),
            .init("type", .types([["RubricCriterionLevel"]]), .nonEmptySet, required: true),
            .init("name", .text, required: true),
            .init("level", .text),
            .init("description", .text),
            .init("points", .text),
            .init("alignment", .object(.alignment), .set),
        ])

    private static let evidence = ClassRule(
        .evidence,
        [
            .init("id", .identifier),
            .init("type", .types([["Evidence"]]), .nonEmptySet, required: true),
            .init("narrative", .text),
            .init("name", .text),
            .init("description", .text),
            .init("genre", .text),
            .init("audience", .text),
        ])

    // MARK: People and organisations

    private static let profile = ClassRule(
        .profile,
        [
            .init("id", .identifier, required: true),
            .init("type", .types([["Profile"]]), .nonEmptySet, required: true),
            .init("name", .text),
            .init("url", .uri),
            .init("phone", .text),
            .init("description", .text),
            .init("endorsement", .object(.endorsementCredential), .set),
            .init("endorsementJwt", .compactJWS, .set),
            .init("image", .object(.image)),
            .init("email", .text),
            .init("address", .object(.address)),
            .init("otherIdentifier", .object(.identifierEntry), .set),
            .init("official", .text),
            .init("parentOrg", .object(.profile)),
            .init("familyName", .text),
            .init("givenName", .text),
            .init("additionalName", .text),
            .init("patronymicName", .text),
            .init("honorificPrefix", .text),
            .init("honorificSuffix", .text),
            .init("familyNamePrefix", .text),
            .init("dateOfBirth", .date),
        ])

    private static let address = ClassRule(
        .address,
        [
            .init("type", .types([["Address"]]), .nonEmptySet, required: true),
            .init("addressCountry", .text),
            .init("addressCountryCode", .text),
            .init("addressRegion", .text),
            .init("addressLocality", .text),
            .init("streetAddress", .text),
            .init("postOfficeBoxNumber", .text),
            .init("postalCode", .text),
            .init("geo", .object(.geoCoordinates)),
        ])

    private static let geoCoordinates = ClassRule(
        .geoCoordinates,
        [
            .init("type", .exactly("GeoCoordinates"), required: true),
            .init("latitude", .number, required: true),
            .init("longitude", .number, required: true),
        ])

    private static let identifierTypes = Terms(IdentifierType.self)

    private static let identifierEntry = ClassRule(
        .identifierEntry, closed: true,
        [
            .init("type", .exactly("IdentifierEntry"), required: true),
            .init("identifier", .text, required: true),
            .init("identifierType", .terms(identifierTypes), required: true),
        ])

    private static let image = ClassRule(
        .image, closed: true,
        [
            .init("id", .identifier, required: true),
            .init("type", .exactly("Image"), required: true),
            .init("caption", .text),
        ])

    // MARK: Machinery

    private static let proof = ClassRule(
        .proof,
        [
            .init("type", .text, required: true),
            .init("created", .dateTime),
            .init("cryptosuite", .text),
            .init("challenge", .text),
            .init("domain", .text),
            .init("nonce", .text),
            .init("proofPurpose", .text),
            .init("proofValue", .text),
            .init("verificationMethod", .uri),
        ])

    private static let credentialSchema = ClassRule(
        .credentialSchema, [.init("id", .identifier, required: true), .init("type", .text, required: true)])
    private static let credentialStatus = ClassRule(
        .credentialStatus, [.init("id", .identifier), .init("type", .text, required: true)])
    private static let refreshService = ClassRule(
        .refreshService, [.init("id", .identifier, required: true), .init("type", .text, required: true)])
    private static let termsOfUse = ClassRule(
        .termsOfUse, [.init("id", .identifier), .init("type", .text, required: true)])
}
