import Cryptography
public import DID

/// The signature algorithms that are computed here (RFC 7518 section 3.1, RFC 8037 section 3.1), by their JOSE names.
///
/// There is no `none` and nothing with a shared secret. Which of these a credential may be signed with is narrower; see
/// ``VCJWT/algorithms``.
public enum JWSAlgorithm: String, Hashable, Sendable, CaseIterable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    /// With Ed25519 keys only.
    case edDSA = "EdDSA"

    /// The algorithm of this name, compared byte by byte.
    public init?(name: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = known
    }

    /// The algorithm that goes with a key where nothing else is said; nil for keys that sign with none of these.
    public init?(for key: VerificationKey) {
        switch key {
        case .rsa: self = .rs256
        case .p256: self = .es256
        case .p384: self = .es384
        case .p521: self = .es512
        case .ed25519: self = .edDSA
        case .secp256k1, .x25519, .other: return nil
        }
    }

    /// Whether the key is of the kind, and on the curve, that the algorithm is defined for.
    public func fits(_ key: VerificationKey) -> Bool {
        switch (self, key) {
        case (.rs256, .rsa), (.ps256, .rsa), (.ps384, .rsa), (.ps512, .rsa), (.es256, .p256), (.es384, .p384),
            (.es512, .p521), (.edDSA, .ed25519):
            true
        default: false
        }
    }

    /// The kind of key, as `VerificationKey.kind` names it.
    var keyKind: String {
        switch self {
        case .rs256, .ps256, .ps384, .ps512: "RSA"
        case .es256: "P-256"
        case .es384: "P-384"
        case .es512: "P-521"
        case .edDSA: "Ed25519"
        }
    }

    /// Hash and padding of the RSA algorithms.
    var rsaParameters: (hash: HashAlgorithm, padding: RSA.Padding)? {
        switch self {
        case .rs256: (.sha256, .pkcs1)
        case .ps256: (.sha256, .pss)
        case .ps384: (.sha384, .pss)
        case .ps512: (.sha512, .pss)
        case .es256, .es384, .es512, .edDSA: nil
        }
    }

    /// Whether `signature` is valid for `input`; false for a key that does not fit.
    func verifies(_ signature: [UInt8], of input: [UInt8], with key: VerificationKey) -> Bool {
        guard fits(key) else { return false }
        switch key {
        case .rsa(let key):
            guard let parameters = rsaParameters else { return false }
            return key.verifies(signature, of: input, using: parameters.hash, padding: parameters.padding)
        case .p256(let key), .p384(let key), .p521(let key): return key.verifies(p1363: signature, of: input)
        case .ed25519(let key): return Ed25519.Signature(signature).map { key.verifies($0, of: input) } ?? false
        case .secp256k1, .x25519, .other: return false
        }
    }
}
