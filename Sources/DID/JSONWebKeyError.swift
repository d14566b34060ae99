public import JSON
public import Multiformats

/// Why a value is no public JSON Web Key that this module reads.
public enum JSONWebKeyError: Error, Hashable, CustomStringConvertible {
    /// The text is no JSON.
    case notJSON(JSONError)
    /// The value is no JSON object, or the keys of a set are no array.
    case notAnObject
    /// A member that must be there is not.
    case missing(member: String)
    /// A member has a value of the wrong kind, is empty or occurs twice in a list.
    case badMember(String)
    /// A member is longer than `JSONWebKey.longestMember`.
    case tooLong(member: String, limit: Int)
    /// A member is not base64url without padding.
    case encoding(member: String, MultiformatError)
    /// A number has leading zeros, or a coordinate not the length of its curve.
    case wrongLength(member: String)
    /// A part of a private key where a public key is expected.
    case privateMember(String)
    /// A part of a private key that is needed is missing, or does not belong to the public key.
    case badPrivateKey(kind: String)
    /// A secret shared by two sides proves nothing to a third.
    case symmetric
    /// A `kty` that is not known here.
    case unknownKeyType(String)
    /// A `crv` that is not known here, or not of the key type.
    case unknownCurve(String)
    /// Numbers that are no key of the kind: a point off the curve, an RSA modulus too short or too long.
    case badKey(kind: String)
    /// `alg` names an algorithm of another kind of key.
    case otherAlgorithm(String, kind: String)
    /// `use` and `key_ops` say different things.
    case inconsistentUse
    /// More keys in a set than `JSONWebKeySet.largestKeyCount`.
    case tooManyKeys(limit: Int)

    public var description: String {
        switch self {
        case .notJSON(let error): "The JSON Web Key cannot be read: \(error)"
        case .notAnObject: "A JSON Web Key is a JSON object, and a set has an array 'keys' of them."
        case .missing(let member): "The JSON Web Key has no '\(member)'."
        case .badMember(let member): "The '\(member)' of the JSON Web Key has a value that is not allowed there."
        case .tooLong(let member, let limit):
            "The '\(member)' of the JSON Web Key is longer than the limit of \(limit) characters."
        case .encoding(let member, let error):
            "The '\(member)' of the JSON Web Key is not base64url without padding: \(error)."
        case .wrongLength(let member):
            "The '\(member)' of the JSON Web Key has not the one length that is allowed."
        case .privateMember(let member):
            "The JSON Web Key has the private member '\(member)' where a public key is expected; replace that key."
        case .badPrivateKey(let kind): "The private members of the JSON Web Key are not those of one \(kind) key."
        case .symmetric: "The JSON Web Key is a shared secret; whoever could check with it could also sign."
        case .unknownKeyType(let type): "The key type '\(type)' is not known here; OKP, EC and RSA are."
        case .unknownCurve(let curve): "The curve '\(curve)' is not known here for this type of key."
        case .badKey(let kind): "The numbers of the JSON Web Key are not a valid \(kind) key."
        case .otherAlgorithm(let algorithm, let kind): "The JSON Web Key is a \(kind) key but its alg is \(algorithm)."
        case .inconsistentUse: "The 'use' and 'key_ops' of the JSON Web Key say different things."
        case .tooManyKeys(let limit): "The set has more than \(limit) keys, the limit."
        }
    }
}
