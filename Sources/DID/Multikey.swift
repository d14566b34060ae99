public import Cryptography
import Multiformats

/// Keys as text: `z` + base58btc(multicodec code || raw key) (W3C Controlled Identifiers 1.0, section 2.2.2).
public enum Multikey {
    /// The text of a public key, as `z6Mk...`.
    public static func encode(_ key: VerificationKey) -> String {
        Multibase.encode(key.codec.prefix + key.bytes, base: .base58btc)
    }

    /// The key of a text. Throws for another base than base58btc, a varint that is not minimal, and bytes that are no
    /// key of the kind.
    public static func decode(_ text: some StringProtocol) throws(DIDError) -> VerificationKey {
        let (codec, bytes) = try split(text)
        return try VerificationKey(codec: codec, bytes: bytes)
    }

    /// The secret form of an Ed25519 key: `z` + base58btc(0x1300 || seed), for keys that other tools wrote.
    public static func decodeEd25519Secret(_ text: some StringProtocol) throws(DIDError) -> Ed25519.PrivateKey {
        let (codec, bytes) = try split(text)
        guard codec == .ed25519Priv, let key = try? Ed25519.PrivateKey(seed: SecretBytes(copying: bytes)) else {
            throw .badKey(kind: "Ed25519 private")
        }
        return key
    }

    /// By bytes, not characters: in Swift a `z` before a combining mark is one character together with it.
    private static func split(
        _ text: some StringProtocol
    ) throws(DIDError) -> (codec: Multicodec, payload: [UInt8]) {
        let whole = Substring(text)
        guard whole.utf8.first == UInt8(ascii: "z") else { throw .notBase58 }
        do throws(MultiformatError) {
            return try Multicodec.split(try Base58BTC.decode(Substring(whole.utf8.dropFirst())))
        } catch {
            throw .encoding(error)
        }
    }
}
