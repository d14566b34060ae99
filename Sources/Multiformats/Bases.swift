/// base58btc: the alphabet of Bitcoin, without 0, O, I and l (draft-msporny-base58). Multikeys and did:key use it.
public enum Base58BTC {
    static let alphabet = NumberAlphabet("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")

    /// Bytes that ``encode(_:)`` accepts. The work grows with the square of the length.
    public static var maximumByteCount: Int { NumberAlphabet.maximumByteCount }

    /// The text of at most ``maximumByteCount`` bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String { alphabet.encode(Array(bytes)) }

    /// The bytes of `text`; every byte string has exactly one text.
    public static func decode(_ text: some StringProtocol) throws(MultiformatError) -> [UInt8] {
        try alphabet.decode(String(text).utf8Span.span)
    }
}

/// base64url without padding (RFC 4648, section 5). Decoding refuses padding and set bits behind the last byte, so every
/// byte string has exactly one text.
public enum Base64URL {
    static let alphabet = BitAlphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", bits: 6)

    public static func encode(_ bytes: some Collection<UInt8>) -> String { alphabet.encode(Array(bytes)) }

    public static func decode(_ text: some StringProtocol) throws(MultiformatError) -> [UInt8] {
        try alphabet.decode(String(text).utf8Span.span)
    }
}

/// base64 with padding (RFC 4648, section 4). Decoding wants exact padding and refuses set bits behind the last byte.
public enum Base64 {
    static let alphabet = BitAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, isPadded: true)

    public static func encode(_ bytes: some Collection<UInt8>) -> String { alphabet.encode(Array(bytes)) }

    public static func decode(_ text: some StringProtocol) throws(MultiformatError) -> [UInt8] {
        try alphabet.decode(String(text).utf8Span.span)
    }
}

/// base16 (RFC 4648, section 8): written in lower case, read in either.
public enum Base16 {
    static let alphabet = BitAlphabet("0123456789abcdef", bits: 4, ignoresCase: true)

    public static func encode(_ bytes: some Collection<UInt8>) -> String { alphabet.encode(Array(bytes)) }

    public static func decode(_ text: some StringProtocol) throws(MultiformatError) -> [UInt8] {
        try alphabet.decode(String(text).utf8Span.span)
    }
}

/// Another name for ``Base16``.
public typealias Hex = Base16
