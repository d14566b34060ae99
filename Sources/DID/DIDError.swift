public import Multiformats

/// Why a text is no DID, DID URL or Multikey that this module reads.
public enum DIDError: Error, Hashable, CustomStringConvertible {
    /// The text does not follow the grammar of DID Core section 3.
    case malformed(text: String)
    /// Longer than `DIDURL.longestText`.
    case tooLong(limit: Int)
    /// A method other than the one asked for.
    case otherMethod(expected: String, found: String)
    /// A base encoding error inside a multibase value.
    case encoding(MultiformatError)
    /// Multibase, but not base58btc, the one encoding of a Multikey.
    case notBase58
    /// The bytes are no key of the kind that the multicodec prefix names.
    case badKey(kind: String)
    /// A multicodec prefix that is no kind of public key known here.
    case unknownKind(Multicodec)
    /// The fragment of a did:key URL names another key than the identifier.
    case otherKey(fragment: String)
    /// The identifier of a did:jwk holds no public JSON Web Key.
    case badJSONWebKey(JSONWebKeyError)
    /// The identifier of a did:web names no place where a document could be.
    case badPlace(DIDWeb.Fault, text: String)

    public var description: String {
        switch self {
        case .malformed(let text):
            "'\(text)' is not a DID URL; one looks like did:key:z6Mk... or did:web:example.org#key-1."
        case .tooLong(let limit):
            "The DID URL is longer than the limit of \(limit) bytes."
        case .otherMethod(let expected, let found):
            "This is a did:\(found) identifier where a did:\(expected) one is needed."
        case .encoding(let error):
            "The key cannot be decoded: \(error)."
        case .notBase58:
            "A Multikey is written in base58btc and begins with z."
        case .badKey(let kind):
            "The bytes are not a valid \(kind) key."
        case .unknownKind(let codec):
            "The multicodec \(codec) is no kind of public key that is known here."
        case .otherKey(let fragment):
            "The fragment #\(fragment) is not the verification key of this DID."
        case .badJSONWebKey(let error):
            "The DID holds no public key. \(error)"
        case .badPlace(let fault, let text):
            "'\(text)' names no place where a DID document could be: \(fault)."
        }
    }
}
