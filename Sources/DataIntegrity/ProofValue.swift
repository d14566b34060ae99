import Cryptography
import DID
import Multiformats

/// The text of a signature in a proof: multibase base58btc (VC DI EdDSA 1.0, section 2.2.1; VC DI ECDSA 1.0, section
/// 2.2.1).
enum ProofValue {
    static func encode(_ signature: [UInt8]) -> String { Multibase.encode(signature, base: .base58btc) }

    /// Nil for another base, a character outside the alphabet, or another length.
    static func decode(_ text: String, byteCount: Int) -> [UInt8]? {
        guard text.utf8.first == UInt8(ascii: "z"), let bytes = try? Base58BTC.decode(text.dropFirst()),
            bytes.count == byteCount
        else { return nil }
        return bytes
    }
}

extension VerificationKey {
    /// Bytes of a signature by this key: 64 for Ed25519 and P-256, 96 for P-384; nil for keys that make no proofs.
    var signatureByteCount: Int? {
        switch self {
        case .ed25519, .p256: 64
        case .p384: 96
        default: nil
        }
    }

    /// Whether `signature`, in the form of proofs, is one of `message` by this key.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch self {
        case .ed25519(let key): Ed25519.Signature(signature).map { key.verifies($0, of: message) } ?? false
        case .p256(let key), .p384(let key): key.verifies(p1363: signature, of: message)
        default: false
        }
    }
}
