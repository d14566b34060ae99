public import Cryptography
public import Multiformats

/// A public key as identifiers and DID documents carry it.
public enum VerificationKey: Hashable, Sendable {
    case ed25519(Ed25519.PublicKey)
    case p256(ECDSA.PublicKey)
    case p384(ECDSA.PublicKey)
    case p521(ECDSA.PublicKey)
    case secp256k1(ECDSA.PublicKey)
    case rsa(RSA.PublicKey)
    /// For key agreement only; it verifies nothing.
    case x25519(Digest)
    /// A known kind that this module does not compute with, kept as it came.
    case other(codec: Multicodec, bytes: [UInt8])

    /// The key whose raw form, as the multicodec table has it, is `bytes`: 32 bytes for Ed25519 and X25519, a compressed
    /// point for ECDSA, PKCS#1 DER for RSA. Throws `.badKey` where they do not fit, `.unknownKind` for other codes.
    public init(codec: Multicodec, bytes: [UInt8]) throws(DIDError) {
        switch codec {
        case .ed25519Pub:
            guard let key = Ed25519.PublicKey(bytes) else { throw .badKey(kind: "Ed25519") }
            self = .ed25519(key)
        case .x25519Pub:
            guard let key = Digest(bytes) else { throw .badKey(kind: "X25519") }
            self = .x25519(key)
        case .p256Pub: self = .p256(try VerificationKey.point(.p256, bytes))
        case .p384Pub: self = .p384(try VerificationKey.point(.p384, bytes))
        case .p521Pub: self = .p521(try VerificationKey.point(.p521, bytes))
        case .secp256k1Pub: self = .secp256k1(try VerificationKey.point(.secp256k1, bytes))
        case .rsaPub:
            do throws(CryptographyError) {
                self = .rsa(try RSA.PublicKey(pkcs1DER: bytes))
            } catch {
                throw .badKey(kind: "RSA")
            }
        default:
            guard let count = VerificationKey.otherByteCounts[codec] else { throw .unknownKind(codec) }
            guard bytes.count == count else { throw .badKey(kind: "\(codec)") }
            self = .other(codec: codec, bytes: bytes)
        }
    }

    /// Length of the raw keys that are carried and not computed with.
    private static let otherByteCounts: [Multicodec: Int] = [
        .bls12_381G1Pub: 48, .bls12_381G2Pub: 96, .bls12_381G1G2Pub: 144, .ed448Pub: 57, .x448Pub: 56,
    ]

    /// Multikeys hold compressed points only: one text for one key.
    private static func point(_ curve: ECDSA.Curve, _ bytes: [UInt8]) throws(DIDError) -> ECDSA.PublicKey {
        do throws(CryptographyError) {
            let key = try ECDSA.PublicKey(curve, point: bytes)
            guard key.compressedPoint == bytes else { throw .malformedKey(kind: curve.jwkName) }
            return key
        } catch {
            throw .badKey(kind: curve.jwkName)
        }
    }

    /// The multicodec code of the kind.
    public var codec: Multicodec {
        switch self {
        case .ed25519: .ed25519Pub
        case .p256: .p256Pub
        case .p384: .p384Pub
        case .p521: .p521Pub
        case .secp256k1: .secp256k1Pub
        case .rsa: .rsaPub
        case .x25519: .x25519Pub
        case .other(let codec, _): codec
        }
    }

    /// The raw form; see `init(codec:bytes:)`.
    public var bytes: [UInt8] {
        switch self {
        case .ed25519(let key): key.bytes
        case .p256(let key), .p384(let key), .p521(let key), .secp256k1(let key): key.compressedPoint
        case .rsa(let key): key.pkcs1DER
        case .x25519(let key): key.bytes
        case .other(_, let bytes): bytes
        }
    }

    /// What people call the kind.
    public var kind: String {
        switch self {
        case .ed25519: "Ed25519"
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        case .secp256k1: "secp256k1"
        case .rsa: "RSA"
        case .x25519: "X25519"
        case .other(let codec, _): "\(codec)"
        }
    }
}
