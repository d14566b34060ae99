public import JSON

/// One thing that verifying a token found.
public struct VCJWTFinding: Hashable, Sendable {
    /// Good, good but to be said aloud, bad, or not to be judged here.
    public enum Outcome: Hashable, Sendable {
        case pass, warn, fail, unknown
    }

    /// What the finding is about.
    public enum Aspect: Hashable, Sendable {
        /// Whether it is a token that can be read.
        case form
        /// The parameters of the header.
        case header
        /// The claims, against each other and against the document.
        case claims
        /// The key.
        case key
        /// The signature.
        case signature
        /// `exp` and `nbf` against the verifier's time.
        case time
    }

    /// A place in the token.
    public struct Place: Hashable, Sendable, CustomStringConvertible {
        public enum Part: String, Hashable, Sendable {
            /// The text as a whole.
            case token
            case header, payload, signature
        }

        /// The part.
        public let part: Part
        /// The place in the JSON of header or payload; the root for the others.
        public let pointer: JSONPointer

        /// As `payload/vc/issuer`.
        public var description: String { part.rawValue + pointer.description }
    }

    /// What the finding is about.
    public let aspect: Aspect
    /// The outcome.
    public let outcome: Outcome
    /// One sentence that says why.
    public let reason: String
    /// The part of the specification that decided.
    public let clause: String
    /// Where.
    public let place: Place

    init(
        _ aspect: Aspect, _ outcome: Outcome, _ reason: String, _ clause: String, _ part: Place.Part,
        _ tokens: [JSONString] = []
    ) {
        self.aspect = aspect
        self.outcome = outcome
        self.reason = reason
        self.clause = clause
        place = Place(part: part, pointer: JSONPointer(tokens))
    }
}

/// Where the specifications say what a finding rests on.
enum Clause {
    static let signature = "RFC 7515, section 5.2"
    static let parameters = "RFC 7515, section 4.1"
    static let critical = "RFC 7515, section 4.1.11"
    static let algorithm = "RFC 7518, section 3.1"
    static let jsonWebKey = "RFC 7517, section 4"
    static let token = "RFC 7519, section 7.2"
    static let time = "RFC 7519, section 4.1"
    static let audience = "RFC 7519, section 4.1.3"
    static let replicated = "RFC 7519, section 5.3"
    static let unencoded = "RFC 7797, section 7"
    static let credentials = "VC JOSE COSE 1.0, section 3.1.1"
    static let presentations = "VC JOSE COSE 1.0, section 3.1.2"
    static let claims = "VC JOSE COSE 1.0, section 3.1.3"
    static let keyID = "VC JOSE COSE 1.0, section 4.1.1"
    static let issuer = "VC JOSE COSE 1.0, section 4.1.2"
    static let enveloped = "VC Data Model 2.0, section 4.13.1"
    static let version1 = "VC Data Model 1.1, section 6.3.1"
    static let openBadges = "Open Badges 3.0, section 8.2"
}

extension VCJWTFinding {
    /// What an error of the signature layer means for a token.
    init(_ error: JWSError) {
        let (aspect, clause, place): (Aspect, String, Place.Part) =
            switch error {
            case .tooLong, .notCompact, .emptyPart, .encoding, .payloadElsewhere, .unencodablePayload,
                .badSerialization, .tooManySignatures:
                (.form, Clause.signature, .token)
            case .headerNotJSON, .headerNotAnObject: (.form, Clause.signature, .header)
            case .badParameter, .noAlgorithm: (.header, Clause.parameters, .header)
            case .unsecured, .symmetricAlgorithm, .unsupportedAlgorithm: (.header, Clause.algorithm, .header)
            case .criticalNotUnderstood, .notCritical: (.header, Clause.critical, .header)
            case .badKey: (.key, Clause.jsonWebKey, .header)
            case .keyMismatch, .keyNotForThis: (.key, Clause.algorithm, .header)
            case .badSignature, .cannotSign: (.signature, Clause.signature, .signature)
            }
        let outcome: Outcome = if case .unsupportedAlgorithm = error { .unknown } else { .fail }
        self.init(aspect, outcome, "\(error)", clause, place, VCJWTFinding.parameter(of: error))
    }

    private static func parameter(of error: JWSError) -> [JSONString] {
        switch error {
        case .badParameter(let name), .notCritical(let name): [JSONString(name)]
        case .criticalNotUnderstood: ["crit"]
        case .unsecured, .symmetricAlgorithm, .unsupportedAlgorithm, .noAlgorithm, .keyMismatch: ["alg"]
        case .badKey: ["jwk"]
        default: []
        }
    }
}
