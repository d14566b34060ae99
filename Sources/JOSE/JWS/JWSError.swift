public import DID
public import JSON
public import Multiformats

/// Why a text is no JSON Web Signature that is accepted, or one could not be made.
public enum JWSError: Error, Hashable, CustomStringConvertible {
    /// The parts of the form.
    public enum Part: String, Hashable, Sendable {
        case header, payload, signature
    }

    // The form.

    /// Longer than `JSONWebSignature.Limits` allows.
    case tooLong(Part?, limit: Int)
    /// The compact form has three parts with a dot between them; this has another number.
    case notCompact(partCount: Int)
    /// A part that must not be empty is.
    case emptyPart(Part)
    /// A part is not base64url without padding, in the one text its bytes have.
    case encoding(Part, MultiformatError)
    /// The payload stands outside, but another was found inside, or the reverse.
    case payloadElsewhere
    /// An unencoded payload has bytes that its form cannot carry.
    case unencodablePayload
    /// A JSON serialisation without a needed member, or with a member of the wrong kind.
    case badSerialization(member: String)
    /// More signatures than `JSONWebSignature.Limits.signatureCount`.
    case tooManySignatures(limit: Int)

    // The header.

    /// The header is no JSON, or has a name twice.
    case headerNotJSON(JSONError)
    /// The header is JSON, but no object.
    case headerNotAnObject
    /// A header parameter has a value of the wrong kind, or stands in both headers.
    case badParameter(String)
    /// The header names no algorithm.
    case noAlgorithm
    /// The algorithm `none`: there is no signature.
    case unsecured
    /// An algorithm with a shared secret, which proves nothing to a third.
    case symmetricAlgorithm(String)
    /// An algorithm that is not computed here, or not allowed where it stands.
    case unsupportedAlgorithm(String)
    /// `crit` names an extension that is not understood.
    case criticalNotUnderstood(String)
    /// A parameter that changes how the signature is made is not listed in `crit`.
    case notCritical(String)
    /// The public key in the header cannot be used.
    case badKey(JSONWebKeyError)

    // The key and the signature.

    /// The key is of another kind, or on another curve, than the algorithm is for.
    case keyMismatch(algorithm: String, kind: String)
    /// The key's owner says that it is not for this.
    case keyNotForThis(reason: String)
    /// The signature is not valid under the key.
    case badSignature
    /// The key could not sign.
    case cannotSign(reason: String)

    public var description: String {
        switch self {
        case .tooLong(let part, let limit):
            "The \(part?.rawValue ?? "token") of the JSON Web Signature is longer than the limit of \(limit) bytes."
        case .notCompact(let count):
            "A JSON Web Signature in compact form has three parts with dots between them; this has \(count)."
        case .emptyPart(let part): "The \(part.rawValue) of the JSON Web Signature is empty."
        case .encoding(let part, let error):
            "The \(part.rawValue) of the JSON Web Signature is not base64url without padding: \(error)."
        case .payloadElsewhere: "The payload stands in another place than was said: inside, or beside the signature."
        case .unencodablePayload: "The unencoded payload has characters that this form cannot carry."
        case .badSerialization(let member):
            "The JSON serialisation of the signature has no '\(member)', or one of the wrong kind."
        case .tooManySignatures(let limit): "There are more than \(limit) signatures, the limit."
        case .headerNotJSON(let error): "The header of the JSON Web Signature cannot be read: \(error)"
        case .headerNotAnObject: "The header of the JSON Web Signature is not a JSON object."
        case .badParameter(let name): "The header parameter '\(name)' has a value that is not allowed there."
        case .noAlgorithm: "The header of the JSON Web Signature names no algorithm (alg)."
        case .unsecured: "The algorithm is none: there is no signature, anybody could have written this."
        case .symmetricAlgorithm(let name):
            "The algorithm \(name) uses a shared secret: whoever could check it could also have made it."
        case .unsupportedAlgorithm(let name): "The signature algorithm \(name) is not supported."
        case .criticalNotUnderstood(let name): "The header demands the extension '\(name)' (crit), which is not known."
        case .notCritical(let name): "The header parameter '\(name)' counts only if crit lists it."
        case .badKey(let error): "The key in the header (jwk) cannot be used. \(error)"
        case .keyMismatch(let algorithm, let kind): "The algorithm \(algorithm) does not go with a \(kind) key."
        case .keyNotForThis(let reason): reason
        case .badSignature: "The signature is not valid: header, payload or key are not what was signed."
        case .cannotSign(let reason): "The signature could not be made: \(reason)"
        }
    }
}
