public import Cryptography
public import JSON

/// A verifiable credential or presentation as a JSON Web Token: the compact form of a JSON Web Signature whose payload is
/// the document (VC Data Model 2.0, W3C VC JOSE COSE 1.0) or holds it in the claim `vc` (VC Data Model 1.1).
///
/// The value says what the text says and nothing about whether it is true; see ``verify(_:expecting:resolver:)``.
public struct VCJWT: Hashable, Sendable {
    /// The algorithms that a credential may be signed with.
    public static let algorithms: Set<JWSAlgorithm> = [.rs256, .es256, .es384, .es512, .edDSA]
    /// Most credentials in a presentation.
    public static let largestEnvelopeCount = 2_000

    /// What the token secures.
    public enum Kind: String, Hashable, Sendable {
        case credential, presentation
    }

    /// The version of the W3C data model.
    public enum DataModel: String, Hashable, Sendable {
        case v1_1 = "1.1"
        case v2_0 = "2.0"

        /// The context that a document of this version begins with.
        var context: JSONString {
            switch self {
            case .v1_1: "https://www.w3.org/2018/credentials/v1"
            case .v2_0: "https://www.w3.org/ns/credentials/v2"
            }
        }
    }

    /// The compact form.
    public let text: String
    /// What it secures.
    public let kind: Kind
    /// The version of the data model.
    public let dataModel: DataModel
    /// The signature with its header.
    public let signature: JSONWebSignature
    /// The payload: all claims as they are signed.
    public let claims: JSONObject
    /// The credential or presentation. Of version 2.0 it is the payload without the claims that only a JSON Web Token has;
    /// of version 1.1 the claim `vc` with what stands only in other claims filled in (VC Data Model 1.1 section 6.3.1).
    public let document: JSONObject

    init(
        text: String, kind: Kind, dataModel: DataModel, signature: JSONWebSignature, claims: JSONObject,
        document: JSONObject
    ) {
        self.text = text
        self.kind = kind
        self.dataModel = dataModel
        self.signature = signature
        self.claims = claims
        self.document = document
    }

    /// SHA-256 of a compact form, what a ledger anchor covers: the text is the credential, and no other text with the same
    /// meaning counts as the same.
    public static func credentialDigest(_ compact: String) -> Digest { SHA256.hash(Array(compact.utf8)) }

    /// SHA-256 of the compact form.
    public var digest: Digest { VCJWT.credentialDigest(text) }

    /// `id` of the credential's issuer or the presentation's holder.
    public var issuerID: String? {
        let value = document[kind == .credential ? "issuer" : "holder"]
        return value?.string ?? value?["id"]?.string
    }

    /// Unix time at which the signature ends (`exp`), fractions cut off; nil where there is none.
    public var expires: Int64? { NumericDate.seconds(claims["exp"]) }

    /// Whether the document is of a class of Open Badges 3.0 or CLR 2.0, whose rules for tokens are narrower.
    public var isOpenBadge: Bool { kind == .credential && OpenBadges.isOne(document) }

    /// The claims that are the token's and not the document's (RFC 7519 section 4.1).
    static let registeredClaims: [JSONString] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
}

/// What tells Open Badges and CLR documents.
enum OpenBadges {
    private static let types: Set<JSONString> = [
        "OpenBadgeCredential", "AchievementCredential", "ClrCredential", "EndorsementCredential",
    ]

    static func isOne(_ document: JSONObject) -> Bool {
        document["type"].elements.contains { value in
            if case .string(let type) = value { types.contains(type) } else { false }
        }
    }
}

/// Times of JSON Web Tokens (RFC 7519 section 2).
enum NumericDate {
    /// The years 0001 to 9999, which is what dates of credentials can say.
    private static let range = -62_135_596_800.0..<253_402_300_800.0

    /// Whole seconds, fractions cut off towards the past; nil for what is no number or no date.
    static func seconds(_ value: JSONValue?) -> Int64? {
        guard let number = value?.double, range.contains(number) else { return nil }
        return Int64(number.rounded(.down))
    }
}

extension JSONValue? {
    /// The elements of an array; any other value is a list of one.
    var elements: [JSONValue] {
        guard let self else { return [] }
        return self.array ?? [self]
    }
}

extension String {
    /// Equality of the bytes: Swift's own equates different spellings of a character.
    func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
