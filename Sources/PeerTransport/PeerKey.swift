public import Cryptography

/// Who is at the other end of a connection: the 32 bytes of the Ed25519 key in the peer's certificate.
///
/// A roster, an invitation or a request link names this key; the host name and port beside it only say where to look.
/// Keys are ordered as byte strings, which decides who dials whom.
public struct PeerKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Number of bytes in every key (RFC 8032 section 5.1.5).
    public static let byteCount = Digest.byteCount

    /// The 32 bytes.
    public let rawBytes: Digest

    /// The key with these 32 bytes.
    public init(_ rawBytes: Digest) { self.rawBytes = rawBytes }

    /// The key as it stands in a roster.
    public init(_ key: Ed25519.PublicKey) { rawBytes = key.rawBytes }

    /// The key with these bytes, or nil unless there are exactly 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard let rawBytes = Digest(bytes) else { return nil }
        self.rawBytes = rawBytes
    }

    /// The key for verifying what the peer signs.
    public var publicKey: Ed25519.PublicKey { Ed25519.PublicKey(rawBytes) }

    /// A copy of the 32 bytes.
    public var bytes: [UInt8] { rawBytes.bytes }

    /// The first eight hexadecimal digits: enough for a log line, never for a decision.
    public var short: String { String(rawBytes.hex.prefix(8)) }

    /// 64 hexadecimal digits.
    public var description: String { rawBytes.hex }

    /// Lexicographic order of the bytes.
    public static func < (left: PeerKey, right: PeerKey) -> Bool { left.rawBytes < right.rawBytes }
}
