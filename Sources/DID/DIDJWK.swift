public import JSON
import Multiformats

/// The did:jwk method: an identifier that is a JSON Web Key in base64url.
///
/// The same key has many identifiers, because the text of the JSON is part of it; they name different subjects.
public enum DIDJWK {
    private static let prefix = "did:jwk:"
    /// The one verification method of every did:jwk.
    private static let fragment = "0"

    /// The key of `did:jwk:...`, without path, query or fragment.
    public static func parse(_ did: String) throws(DIDError) -> JSONWebKey { try parse(Substring(did)) }

    /// The key that `did:jwk:...#0` names. Without a fragment it is the identifier's key; any other fragment names none.
    public static func parse(verificationMethod url: String) throws(DIDError) -> JSONWebKey {
        guard let hash = url.utf8.firstIndex(of: UInt8(ascii: "#")) else { return try parse(Substring(url)) }
        let key = try parse(url[..<hash])
        let fragment = url.utf8[url.utf8.index(after: hash)...]
        guard fragment.elementsEqual(DIDJWK.fragment.utf8) else {
            throw .otherKey(fragment: String(Substring(fragment)))
        }
        return key
    }

    private static func parse(_ did: Substring) throws(DIDError) -> JSONWebKey {
        guard did.utf8.count <= DIDURL.longestText else { throw .tooLong(limit: DIDURL.longestText) }
        guard did.utf8.starts(with: prefix.utf8) else {
            throw .otherMethod(expected: "jwk", found: try DIDURL(parsing: String(did)).method)
        }
        let text: [UInt8]
        do throws(MultiformatError) {
            text = try Base64URL.decode(Substring(did.utf8.dropFirst(prefix.utf8.count)))
        } catch {
            throw .encoding(error)
        }
        do throws(JSONWebKeyError) {
            return try JSONWebKey(parsing: text)
        } catch {
            throw .badJSONWebKey(error)
        }
    }

    /// Whether `text` is meant to be a did:jwk identifier or URL; it may still be broken.
    public static func isDIDJWK(_ text: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

    /// The identifier of `key` from the canonical text of its JSON (RFC 8785); nil for a kind without JSON Web Key.
    public static func identifier(of key: JSONWebKey) -> String? {
        guard let object = key.object, let text = try? JSONValue.object(object).canonicalized() else { return nil }
        return prefix + Base64URL.encode(text)
    }

    /// The verification method of `key`.
    public static func verificationMethod(of key: JSONWebKey) -> String? {
        identifier(of: key).map { "\($0)#\(fragment)" }
    }

    /// The DID document of the identifier `did`, computed from it alone.
    public static func document(of did: String) throws(DIDError) -> JSONValue {
        let key = try parse(did)
        let method = JSONValue("\(did)#\(fragment)")
        func isFor(_ use: JSONString) -> Bool { key.use.map { JSONString($0) == use } ?? false }
        var document: JSONObject = [
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
            "id": JSONValue(did),
            "verificationMethod": [
                [
                    "id": method, "type": "JsonWebKey2020", "controller": JSONValue(did),
                    "publicKeyJwk": key.object.map { .object($0) } ?? .null,
                ]
            ],
        ]
        if !isFor("enc"), key.key.signs {
            for relationship in ["assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation"] {
                document[JSONString(relationship)] = [method]
            }
        }
        if !isFor("sig"), key.key.agrees { document["keyAgreement"] = [method] }
        return .object(document)
    }

    /// The key of a did:jwk verification method for signatures of `algorithm` (any, where nil). It says who signed, not
    /// whether that is somebody to trust.
    public static func resolve(verificationMethod: String, algorithm: String? = nil) -> KeyResolution {
        guard isDIDJWK(verificationMethod) else {
            return .unavailable(reason: "The verification method '\(verificationMethod)' is not a did:jwk.")
        }
        do throws(DIDError) {
            let key = try parse(verificationMethod: verificationMethod)
            if let reason = key.refusal(verifying: algorithm ?? key.algorithm ?? "") {
                return .refused(reason: reason)
            }
            return .key(key.key)
        } catch {
            return .refused(reason: "\(error)")
        }
    }
}
