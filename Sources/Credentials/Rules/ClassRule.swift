import JSON

/// How the values of one property must look; the classes and their members are tabulated in `ClassRule+Tables.swift`.
enum ValueRule: Sendable {
    /// A string, or in compacted JSON-LD a language map.
    case text
    /// The same, and meant to be an absolute IRI: `id`s must be, because JSON-LD would drop relative ones unsigned.
    case identifier
    /// A URI that nothing hangs on.
    case uri
    case language
    case compactJWS
    case boolean
    case number
    case dateTime
    /// One that must have an offset.
    case dateTimeZ
    case date
    /// `type` with exactly one permitted value, not an array.
    case exactly(JSONString)
    /// `type` as a set that holds one of each group.
    case types([[JSONString]])
    /// A string without the language map form.
    case terms(Terms)
    case contexts([ContextSlot])
    case object(ClassName)
    /// A URI or an object of the class (`issuer`).
    case reference(ClassName)
}

/// An enumeration, for checking.
struct Terms: Sendable {
    let name: String
    let known: Set<JSONString>
    let isExtensible: Bool

    init<T: ExtensibleTerm>(_ type: T.Type) {
        name = "\(type)"
        known = Set(T.Known.allCases.map { JSONString($0.rawValue) })
        isExtensible = true
    }

    init<T: CaseIterable & RawRepresentable>(closed type: T.Type) where T.RawValue == String {
        name = "\(type)"
        known = Set(type.allCases.map { JSONString($0.rawValue) })
        isExtensible = false
    }
}

enum Cardinality: Sendable {
    /// One value, never an array.
    case one
    /// 0..* or 1..* values: an array, which JSON-LD may compact to the value itself.
    case set
    /// The same with at least one.
    case nonEmptySet
    /// One value or an array, both as they should be.
    case oneOrSet
}

struct PropertyRule: Sendable {
    let name: JSONString
    let rule: ValueRule
    let cardinality: Cardinality
    let isRequired: Bool

    init(_ name: JSONString, _ rule: ValueRule, _ cardinality: Cardinality = .one, required: Bool = false) {
        self.name = name
        self.rule = rule
        self.cardinality = cardinality
        isRequired = required
    }
}

/// One class of the data model.
struct ClassRule: Sendable {
    let name: ClassName
    let properties: [PropertyRule]
    /// Closed classes have no members but these; all others may be extended.
    let isClosed: Bool
    /// Places in `properties`, by the length of the name: hardly two names of a class have the same one, so this is
    /// faster than hashing.
    private let byLength: [[Int]]
    let requiredCount: Int

    init(_ name: ClassName, closed: Bool = false, _ properties: [PropertyRule]) {
        self.name = name
        self.properties = properties
        isClosed = closed
        var byLength = [[Int]](repeating: [], count: (properties.map(\.name.utf8Count).max() ?? 0) + 1)
        for (place, property) in properties.enumerated() { byLength[property.name.utf8Count].append(place) }
        self.byLength = byLength
        requiredCount = properties.count { $0.isRequired }
    }

    func property(_ name: JSONString) -> PropertyRule? {
        guard name.utf8Count < byLength.count,
            let place = byLength[name.utf8Count].first(where: { properties[$0].name == name })
        else { return nil }
        return properties[place]
    }
}

enum ClassName: String, Sendable, CaseIterable {
    case clrCredential = "ClrCredential"
    case achievementCredential = "AchievementCredential"
    case endorsementCredential = "EndorsementCredential"
    case verifiableCredential = "VerifiableCredential"
    case clrSubject = "ClrSubject"
    case achievementSubject = "AchievementSubject"
    case endorsementSubject = "EndorsementSubject"
    case credentialSubject = "CredentialSubject"
    case achievement = "Achievement"
    case criteria = "Criteria"
    case alignment = "Alignment"
    case related = "Related"
    case result = "Result"
    case resultDescription = "ResultDescription"
    case rubricCriterionLevel = "RubricCriterionLevel"
    case evidence = "Evidence"
    case profile = "Profile"
    case address = "Address"
    case geoCoordinates = "GeoCoordinates"
    case identifierEntry = "IdentifierEntry"
    case identityObject = "IdentityObject"
    case image = "Image"
    case association = "Association"
    case proof = "Proof"
    case credentialSchema = "CredentialSchema"
    case credentialStatus = "CredentialStatus"
    case refreshService = "RefreshService"
    case termsOfUse = "TermsOfUse"
}

/// The version of the VC Data Model, told by the first context. 1.1 is read, never written.
public enum DataModelVersion: String, Hashable, Sendable {
    case v1_1 = "1.1"
    case v2_0 = "2.0"

    init(of credential: JSONObject) {
        let first = credential["@context"].elements.first
        self = first?.string == ContextURL.credentialsV1 ? .v1_1 : .v2_0
    }
}
