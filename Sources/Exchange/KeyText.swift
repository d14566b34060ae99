import Credentials
public import Cryptography
import DID

/// Ed25519 keys as people and documents write them: Multikey text, `z6Mk…`.
public enum KeyText {
    public static func encode(_ key: Ed25519.PublicKey) -> String { Multikey.encode(.ed25519(key)) }

    /// Nil unless the text is the Multikey of an Ed25519 key.
    public static func decode(_ text: String) -> Ed25519.PublicKey? {
        guard case .ed25519(let key)? = try? Multikey.decode(text) else { return nil }
        return key
    }
}

enum Expiry {
    static func check(_ text: String, kind: String, now: UInt64) throws(ExchangeError) {
        guard let end = try? DateTime(parsing: text) else { throw .malformed(document: kind, member: "expires") }
        guard end.milliseconds >= Int64(clamping: now) else { throw .expired(document: kind, at: text) }
    }
}
