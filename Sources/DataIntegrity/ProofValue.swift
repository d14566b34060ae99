import Cryptography
import Multiformats

/// The text of an EdDSA signature in a proof: multibase base58btc (VC DI EdDSA 1.0, section 2.2.1).
enum ProofValue {
    static func encode(_ signature: Ed25519.Signature) -> String {
        Multibase.encode(signature.bytes, base: .base58btc)
    }

    /// Nil for another base, a character outside the alphabet or a length other than 64 bytes.
    static func decode(_ text: String) -> Ed25519.Signature? {
        guard text.utf8.first == UInt8(ascii: "z"), let bytes = try? Base58BTC.decode(text.dropFirst()) else {
            return nil
        }
        return Ed25519.Signature(bytes)
    }
}
