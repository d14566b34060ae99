public import Cryptography
public import DID

/// A private key that signs.
public enum JWSSigningKey: Sendable {
    case ed25519(Ed25519.PrivateKey)
    case ecdsa(ECDSA.PrivateKey)
    case rsa(RSA.PrivateKey)

    /// The key that verifies.
    public var publicKey: VerificationKey {
        switch self {
        case .ed25519(let key): .ed25519(key.publicKey)
        case .ecdsa(let key): VerificationKey(key.publicKey)
        case .rsa(let key): .rsa(key.publicKey)
        }
    }

    func sign(_ input: [UInt8], _ algorithm: JWSAlgorithm) throws(JWSError) -> [UInt8] {
        guard algorithm.fits(publicKey) else {
            throw .keyMismatch(algorithm: algorithm.rawValue, kind: publicKey.kind)
        }
        do throws(CryptographyError) {
            switch self {
            case .ed25519(let key): return key.sign(input).bytes
            case .ecdsa(let key): return try key.signP1363(input)
            case .rsa(let key):
                guard let parameters = algorithm.rsaParameters else { return [] }
                return try key.sign(input, using: parameters.hash, padding: parameters.padding)
            }
        } catch {
            throw .cannotSign(reason: "\(error)")
        }
    }
}
