public import JSON

/// Which of the classes of CLR 2.0 and Open Badges 3.0 an object claims to be, going by `type`.
public enum CredentialClass: String, Hashable, Sendable {
    case presentation = "VerifiablePresentation"
    case clr = "ClrCredential"
    /// `AchievementCredential` or `OpenBadgeCredential`: two names of one class.
    case achievement = "AchievementCredential"
    case endorsement = "EndorsementCredential"
    /// A verifiable credential of another kind.
    case other = "VerifiableCredential"

    /// Nil for what is neither a credential nor a presentation.
    public init?(of object: JSONObject) {
        if object.hasType("VerifiablePresentation") {
            self = .presentation
        } else if object.hasType("ClrCredential") {
            self = .clr
        } else if object.hasType("AchievementCredential") || object.hasType("OpenBadgeCredential") {
            self = .achievement
        } else if object.hasType("EndorsementCredential") {
            self = .endorsement
        } else if object.hasType("VerifiableCredential") {
            self = .other
        } else {
            return nil
        }
    }
}

/// What all credentials have (VC Data Model 2.0; the dates of 1.1 are read where those of 2.0 are absent).
public protocol CredentialView: JSONView {}

extension CredentialView {
    public var id: String? { text("id") }
    public var types: [String] { texts("type") }
    public var contexts: [JSONValue] { json["@context"].elements }
    public var name: String? { text("name") }
    public var details: String? { text("description") }
    /// Also where only a URI is given.
    public var issuerID: String? { issuer?.id ?? text("issuer") }
    public var issuer: Profile? { view("issuer") }
    public var validFrom: DateTime? { dateTime("validFrom") ?? dateTime("issuanceDate") }
    public var validUntil: DateTime? { dateTime("validUntil") ?? dateTime("expirationDate") }
    public var awardedDate: DateTime? { dateTime("awardedDate") }
    public var proofs: [JSONObject] { json["proof"].elements.compactMap(\.object) }
    public var statuses: [CredentialStatus] { views("credentialStatus") }
    public var endorsements: [EndorsementCredential] { views("endorsement") }
    public var evidence: [AchievementEvidence] { views("evidence") }

    func dateTime(_ name: JSONString) -> DateTime? {
        guard let text = json[name]?.string else { return nil }
        return try? DateTime(parsing: text)
    }
}

/// Any verifiable credential, whatever its subject is.
public struct VerifiableCredential: CredentialView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var subjectID: String? { json["credentialSubject"]?["id"]?.string }
    public var subjectIdentifiers: [IdentityObject] {
        (json["credentialSubject"]?["identifier"]).elements.compactMap { IdentityObject($0) }
    }
}

/// A Comprehensive Learner Record (CLR 2.0, ClrCredential).
public struct ClrCredential: CredentialView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    /// True where the publisher knows of more than it included.
    public var isPartial: Bool { json["partial"]?.bool ?? false }
    public var subject: ClrSubject? { view("credentialSubject") }
}

/// One achievement of one learner (Open Badges 3.0, AchievementCredential).
public struct AchievementCredential: CredentialView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var subject: AchievementSubject? { view("credentialSubject") }
}

/// Somebody else's word for a credential, an achievement or a profile (Open Badges 3.0, EndorsementCredential).
public struct EndorsementCredential: CredentialView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    /// The id of what is endorsed.
    public var endorsedID: String? { json["credentialSubject"]?["id"]?.string }
    public var comment: String? { json["credentialSubject"]?["endorsementComment"]?.string }
}

/// `credentialStatus`: how to learn whether the credential still stands.
public struct CredentialStatus: JSONView {
    public let json: JSONObject
    public init(_ json: JSONObject) { self.json = json }

    public var id: String? { text("id") }
    public var type: String? { text("type") }
    public var purpose: String? { text("statusPurpose") }
    public var listCredential: String? { text("statusListCredential") }
    /// Written as a string; some issuers write a number.
    public var listIndex: UInt64? {
        switch json["statusListIndex"] {
        case .string(let text)?: UInt64(text.string)
        case let value?: value.uint64
        case nil: nil
        }
    }
}
