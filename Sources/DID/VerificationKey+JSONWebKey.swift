import Cryptography
public import JSON
import Multiformats

extension VerificationKey {
    /// The public JSON Web Key (RFC 7517, 7518, 8037, 8812), or nil for a kind that has none here.
    public var jsonWebKey: JSONObject? {
        switch self {
        case .ed25519(let key):
            ["kty": "OKP", "crv": "Ed25519", "x": VerificationKey.text(key.bytes)]
        case .x25519(let key):
            ["kty": "OKP", "crv": "X25519", "x": VerificationKey.text(key.bytes)]
        case .p256(let key), .p384(let key), .p521(let key), .secp256k1(let key):
            [
                "kty": "EC", "crv": JSONValue(key.curve.jwkName), "x": VerificationKey.text(key.x),
                "y": VerificationKey.text(key.y),
            ]
        case .rsa(let key):
            ["kty": "RSA", "n": VerificationKey.text(key.modulus), "e": VerificationKey.text(key.exponent)]
        case .other: nil
        }
    }

    private static func text(_ bytes: [UInt8]) -> JSONValue { JSONValue(Base64URL.encode(bytes)) }
}
