public import Cryptography
public import DID

/// A private key that makes proofs.
public enum SigningKey: Sendable {
    case ed25519(Ed25519.PrivateKey)
    /// P-256 or P-384.
    case ecdsa(ECDSA.PrivateKey)

    /// The public half.
    public var publicKey: VerificationKey? {
        switch self {
        case .ed25519(let key): .ed25519(key.publicKey)
        case .ecdsa(let key):
            switch key.curve {
            case .p256: .p256(key.publicKey)
            case .p384: .p384(key.publicKey)
            default: nil
            }
        }
    }

    /// The signature's 64 or 96 bytes; nil if libcrypto cannot.
    func sign(_ message: [UInt8]) -> [UInt8]? {
        switch self {
        case .ed25519(let key): key.sign(message).bytes
        case .ecdsa(let key): try? key.signP1363(message)
        }
    }
}
