public import Cryptography
import Multiformats

/// An Ed25519 key as a roster writes it: a Multikey (`z6Mk...`, Multibase base58btc over the code 0xed and 32 bytes).
public struct RosterKey: Hashable, Sendable, CustomStringConvertible {
    public let publicKey: Ed25519.PublicKey

    public init(_ publicKey: Ed25519.PublicKey) { self.publicKey = publicKey }

    /// Nil unless the text is the Multikey of an Ed25519 key.
    public init?(multikey: String) {
        guard let key = RosterMultikey(multikey), key.code == RosterMultikey.ed25519,
            let publicKey = Ed25519.PublicKey(key.bytes)
        else { return nil }
        self.publicKey = publicKey
    }

    public var multikey: String { "z" + Base58BTC.encode([0xED, 0x01] + publicKey.bytes) }

    public var description: String { multikey }
}

/// A Multikey of any kind that may sign credentials: its code and the bytes after it.
struct RosterMultikey {
    static let ed25519: UInt64 = 0xED
    /// Longest text looked at; a P-521 key has 97 characters.
    static let textBytes = 128
    /// Length of a public key by its multicodec.
    private static let lengths: [(code: UInt64, prefix: [UInt8], length: Int)] = [
        (ed25519, [0xED, 0x01], 32),
        (0x1200, [0x80, 0x24], 33),  // P-256, compressed
        (0x1201, [0x81, 0x24], 49),  // P-384, compressed
    ]

    let code: UInt64
    let bytes: [UInt8]

    /// Nil unless it is `z`, base58btc of a known code and a key of its length.
    init?(_ text: String) {
        guard text.utf8.count <= Self.textBytes, text.utf8.first == 0x7A,
            let decoded = try? Base58BTC.decode(String(text.dropFirst()))
        else { return nil }
        for known in Self.lengths where decoded.starts(with: known.prefix) {
            guard decoded.count == known.prefix.count + known.length else { return nil }
            code = known.code
            bytes = Array(decoded.dropFirst(known.prefix.count))
            return
        }
        return nil
    }
}
