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
        guard text.utf8.first == UInt8(ascii: "z") else { throw .notBase58 }
        let parts: (codec: Multicodec, payload: [UInt8])
        do throws(MultiformatError) {
            parts = try Multicodec.split(try Base58BTC.decode(text.dropFirst()))
        } catch {
            throw .encoding(error)
        }
        return try VerificationKey(codec: parts.codec, bytes: parts.payload)
    }

    /// The secret form of an Ed25519 key: `z` + base58btc(0x1300 || seed), for keys that other tools wrote.
    public static func decodeEd25519Secret(_ text: String) throws(DIDError) -> Ed25519.PrivateKey {
        guard text.utf8.first == UInt8(ascii: "z") else { throw .notBase58 }
        let parts: (codec: Multicodec, payload: [UInt8])
        do throws(MultiformatError) {
            parts = try Multicodec.split(try Base58BTC.decode(text.dropFirst()))
        } catch {
            throw .encoding(error)
        }
        guard parts.codec == .ed25519Priv, let key = try? Ed25519.PrivateKey(seed: SecretBytes(copying: parts.payload))
        else { throw .badKey(kind: "Ed25519 private") }
        return key
    }
}
