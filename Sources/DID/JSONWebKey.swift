import Cryptography
public import JSON
import Multiformats

/// A public JSON Web Key (RFC 7517): a key with what its owner says about its use.
///
/// Reading is strict, so that one key has one thumbprint: base64url without padding, coordinates in the length of their
/// curve, numbers without leading zeros. Members of a private key are refused. Members that say nothing about the key or
/// its use, such as certificates, are passed over.
public struct JSONWebKey: Hashable, Sendable {
    /// Longest text of one member, in bytes; the modulus of an RSA key of 8192 bits has 1,366.
    public static let longestMember = 2_048
    /// Longest text of one key, in bytes. Certificate chains make keys long.
    public static let longestText = 64 << 10
    /// Most entries of `key_ops`; eight are registered.
    public static let largestOperationCount = 16

    /// The key.
    public let key: VerificationKey
    /// `kid`: the owner's name for it.
    public let keyID: String?
    /// `alg`: the one algorithm it is for.
    public let algorithm: String?
    /// `use`: `sig`, `enc` or another text.
    public let use: String?
    /// `key_ops`: what may be done with it.
    public let operations: [String]?
    /// `iss`: whose key it is (Open Badges 3.0, section 8.2).
    public let issuer: String?

    /// A key with nothing said about its use but what is given here.
    public init(_ key: VerificationKey, keyID: String? = nil, algorithm: String? = nil) {
        self.key = key
        self.keyID = keyID
        self.algorithm = algorithm
        use = nil
        operations = nil
        issuer = nil
    }

    /// The key of a JSON text.
    public init(parsing text: some Collection<UInt8>) throws(JSONWebKeyError) {
        let limits = JSONLimits(bytes: JSONWebKey.longestText, depth: 8, members: 256)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text), limits: limits)
        } catch {
            throw .notJSON(error)
        }
        guard case .object(let object) = value else { throw .notAnObject }
        try self.init(object)
    }

    /// The key of a JSON object.
    public init(_ object: JSONObject) throws(JSONWebKeyError) {
        for name in JSONWebKey.privateMembers where object[JSONString(name)] != nil {
            // A symmetric key has one of them as well, and a name of its own.
            throw object["kty"] == "oct" ? .symmetric : .privateMember(name)
        }
        try self.init(ignoringPrivateMembers: object)
    }

    /// The public half of a key that may be private: for those who read signing keys.
    package init(ignoringPrivateMembers object: JSONObject) throws(JSONWebKeyError) {
        let members = JSONWebKeyMembers(object)
        key = try members.key()
        keyID = try members.text("kid")
        algorithm = try members.text("alg")
        use = try members.text("use")
        operations = try members.texts("key_ops", limit: JSONWebKey.largestOperationCount)
        issuer = try members.text("iss")
        if let algorithm, !JSONWebKey.isPossible(algorithm, for: key) {
            throw .otherAlgorithm(algorithm, kind: key.kind)
        }
        guard isUseConsistent else { throw .inconsistentUse }
    }

    /// The members in which a private or symmetric key differs from a public one (RFC 7518 section 6, RFC 8037).
    package static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// The key as a JSON object; nil for a kind that has none here.
    public var object: JSONObject? {
        guard var object = key.jsonWebKey else { return nil }
        for (name, value) in [("kid", keyID), ("alg", algorithm), ("use", use), ("iss", issuer)] {
            if let value { object[JSONString(name)] = JSONValue(value) }
        }
        if let operations { object["key_ops"] = .array(operations.map { JSONValue($0) }) }
        return object
    }

    /// The SHA-256 thumbprint (RFC 7638) in base64url; nil for a kind that has no JSON Web Key here.
    public var thumbprint: String? { key.jsonWebKeyThumbprint }

    /// Why a signature of `algorithm` may not be checked with this key by what its owner says, or nil if it may.
    public func refusal(verifying algorithm: String) -> String? {
        if let use, JSONString(use) != "sig" { return "The key's use is '\(use)', not 'sig'." }
        if let operations, !operations.contains(where: { JSONString($0) == "verify" }) {
            return "The key's key_ops do not have 'verify'."
        }
        if let own = self.algorithm, JSONString(own) != JSONString(algorithm) {
            return "The key is for \(own), not for \(algorithm)."
        }
        return nil
    }

    /// RFC 7517 section 4.3: where both are there, they say the same.
    private var isUseConsistent: Bool {
        guard let operations, let use else { return true }
        let ofSignatures: Set<JSONString> = ["sign", "verify"]
        switch JSONString(use) {
        case "sig": return operations.allSatisfy { ofSignatures.contains(JSONString($0)) }
        case "enc": return operations.allSatisfy { !ofSignatures.contains(JSONString($0)) }
        default: return true
        }
    }

    /// False for the algorithms that are known to belong to another kind of key; other names are the verifier's business.
    private static func isPossible(_ algorithm: String, for key: VerificationKey) -> Bool {
        let kind: Set<String>? =
            switch JSONString(algorithm) {
            case "ES256": ["P-256"]
            case "ES384": ["P-384"]
            case "ES512": ["P-521"]
            case "ES256K": ["secp256k1"]
            case "EdDSA", "Ed25519": ["Ed25519"]
            case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "RSA1_5", "RSA-OAEP", "RSA-OAEP-256": ["RSA"]
            case "none", "HS256", "HS384", "HS512": []
            case _ where algorithm.utf8.starts(with: "ECDH-ES".utf8): ["P-256", "P-384", "P-521", "X25519"]
            default: nil
            }
        return kind?.contains(key.kind) ?? true
    }
}

extension VerificationKey {
    /// The SHA-256 thumbprint of the JSON Web Key (RFC 7638, RFC 8037 section 2) in base64url; nil for a kind without.
    public var jsonWebKeyThumbprint: String? {
        // The required members alone, sorted, without white space: what RFC 8785 makes of them.
        guard let object = jsonWebKey, let text = try? JSONValue.object(object).canonicalized() else { return nil }
        return Base64URL.encode(SHA256.hash(text).bytes)
    }
}
