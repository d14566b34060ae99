public import JSON

/// Whom a CLR is about and what it holds (CLR 2.0, ClrSubject).
public struct ClrSubject: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var identifiers: [IdentityObject] { views("identifier") }
    public var credentials: [VerifiableCredential] { views("verifiableCredential") }
    /// Definitions that associations talk about, earned or not.
    public var achievements: [Achievement] { views("achievement") }
    public var associations: [Association] { views("association") }
}

/// Whom an achievement credential is about and how they earned it (Open Badges 3.0, AchievementSubject).
public struct AchievementSubject: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var identifiers: [IdentityObject] { views("identifier") }
    public var achievement: Achievement? { view("achievement") }
    /// The number as it is written in the document.
    public var creditsEarned: JSONNumber? { json["creditsEarned"]?.number }
    public var results: [AchievementResult] { views("result") }
    public var term: String? { text("term") }
    public var role: String? { text("role") }
    public var narrative: String? { text("narrative") }
    public var licenseNumber: String? { text("licenseNumber") }
    public var source: Profile? { view("source") }
}

/// One identifier of a person, plain or hashed (Open Badges 3.0, IdentityObject).
public struct IdentityObject: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var isHashed: Bool? { json["hashed"]?.bool }
    public var hash: String? { text("identityHash") }
    public var type: String? { text("identityType") }
    public var salt: String? { text("salt") }
}

/// One of an organisation's or achievement's identifiers in some other system (Open Badges 3.0, IdentifierEntry).
public struct IdentifierEntry: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var identifier: String? { text("identifier") }
    public var type: String? { text("identifierType") }
}

/// A person or an organisation (Open Badges 3.0, Profile).
public struct Profile: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var name: String? { text("name") }
    public var url: String? { text("url") }
    public var email: String? { text("email") }
    public var details: String? { text("description") }
    public var parentOrganisation: Profile? { view("parentOrg") }
    public var otherIdentifiers: [IdentifierEntry] { views("otherIdentifier") }
    public var endorsements: [EndorsementCredential] { views("endorsement") }
}

/// Work or a statement that supports a credential (Open Badges 3.0, Evidence).
public struct AchievementEvidence: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var name: String? { text("name") }
    public var narrative: String? { text("narrative") }
    public var details: String? { text("description") }
}
