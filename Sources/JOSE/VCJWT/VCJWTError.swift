/// Why a token could not be made.
public enum VCJWTError: Error, Hashable, CustomStringConvertible {
    /// Only documents of VC Data Model 2.0 are signed.
    case notVersion2
    /// The document is not of the type asked for.
    case notA(VCJWT.Kind)
    /// A member that the token would understand as a claim of its own.
    case reservedMember(String)
    /// A member that neither the data model nor the classes known here define, and that the caller did not vouch for.
    case unknownMember(String)
    /// A credential without `issuer`, or one without an id.
    case noIssuer
    /// A date that is no date.
    case badDate(member: String, value: String)
    /// The name of the key is no absolute URL.
    case badKeyID(String)
    /// The key is named as one of somebody else's.
    case foreignKey(keyID: String, issuer: String)
    /// The header would neither name the key nor hold it.
    case noKey
    /// A credential of a presentation is not in an envelope.
    case notEnveloped(index: Int)
    /// Credentials are not signed with this algorithm.
    case unsupportedAlgorithm(String)
    /// The signature could not be made.
    case signing(JWSError)

    public var description: String {
        switch self {
        case .notVersion2: "Only documents whose first context is https://www.w3.org/ns/credentials/v2 are signed."
        case .notA(let kind): "The document's type does not say that it is a verifiable \(kind.rawValue)."
        case .reservedMember(let name): "The document has a member '\(name)', which is a claim of the token."
        case .unknownMember(let name):
            "The document has a member '\(name)' that no class known here defines; verifiers would refuse it."
        case .noIssuer: "The credential names no issuer."
        case .badDate(let member, let value):
            "The \(member) '\(value)' is not a date and time such as 2026-02-24T23:36:38Z."
        case .badKeyID(let keyID): "The key's name '\(keyID)' is not an absolute URL."
        case .foreignKey(let keyID, let issuer): "The key '\(keyID)' is not one of the issuer '\(issuer)'."
        case .noKey: "Nothing would tell which key signed: give the key's name, or put the key into the header."
        case .notEnveloped(let index):
            "Credential \(index + 1) of the presentation is not a secured one in an envelope."
        case .unsupportedAlgorithm(let name): "Credentials are not signed with \(name)."
        case .signing(let error): "\(error)"
        }
    }
}
