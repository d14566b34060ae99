/// Texts that start with the letter of their base (draft-multiformats-multibase).
public enum Multibase {
    /// A base, by its letter.
    public enum Base: Character, CaseIterable, Sendable {
        case base2 = "0"
        case base8 = "7"
        case base10 = "9"
        case base16 = "f"
        case base16upper = "F"
        case base32 = "b"
        case base32upper = "B"
        case base32pad = "c"
        case base32padupper = "C"
        case base32hex = "v"
        case base32hexupper = "V"
        case base32hexpad = "t"
        case base32hexpadupper = "T"
        case base32z = "h"
        case base36 = "k"
        case base36upper = "K"
        case base58btc = "z"
        case base58flickr = "Z"
        case base64 = "m"
        case base64pad = "M"
        case base64url = "u"
        case base64urlpad = "U"

        /// The name in the multibase table.
        public var name: String { String(describing: self) }

        /// The base called `name` in the multibase table, or nil.
        public init?(name: String) {
            guard let base = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = base
        }
    }

    /// `bytes` in `base`, with its letter in front. The bases 10, 36 and 58 take at most ``Base58BTC/maximumByteCount``
    /// bytes.
    public static func encode(_ bytes: some Collection<UInt8>, base: Base) -> String {
        let bytes = Array(bytes)
        return String(base.rawValue)
            + (base.numberAlphabet.map { $0.encode(bytes) } ?? base.bitAlphabet.map { $0.encode(bytes) } ?? "")
    }

    /// The base and the bytes of `text`. Bases with letters of one case are read in either; padding must be exact.
    public static func decode(_ text: some StringProtocol) throws(MultiformatError) -> (base: Base, bytes: [UInt8]) {
        guard let letter = text.utf8.first else { throw MultiformatError(.empty) }
        guard let base = Base(rawValue: Character(Unicode.Scalar(letter))) else { throw MultiformatError(.unknownBase) }
        return (base, try decode(String(text), as: base))
    }

    /// The bytes of `text`, which must be in `base`.
    public static func decode(_ text: some StringProtocol, expecting base: Base) throws(MultiformatError) -> [UInt8] {
        guard let letter = text.utf8.first else { throw MultiformatError(.empty) }
        guard Base(rawValue: Character(Unicode.Scalar(letter))) == base else {
            throw MultiformatError(.unexpectedBase(expected: base))
        }
        return try decode(String(text), as: base)
    }

    private static func decode(_ text: String, as base: Base) throws(MultiformatError) -> [UInt8] {
        let digits = text.utf8Span.span.extracting(1...)
        do {
            if let alphabet = base.numberAlphabet { return try alphabet.decode(digits) }
            if let alphabet = base.bitAlphabet { return try alphabet.decode(digits) }
        } catch {
            throw MultiformatError(error.code, at: error.offset + 1)
        }
        throw MultiformatError(.unknownBase)
    }
}

extension Multibase.Base {
    /// Set for the bases that write one big number.
    fileprivate var numberAlphabet: NumberAlphabet? {
        switch self {
        case .base10: Self.decimal
        case .base36: Self.lower36
        case .base36upper: Self.upper36
        case .base58btc: Base58BTC.alphabet
        case .base58flickr: Self.flickr
        default: nil
        }
    }

    /// Set for the bases whose digits are groups of bits.
    fileprivate var bitAlphabet: BitAlphabet? {
        switch self {
        case .base2: Self.binary
        case .base8: Self.octal
        case .base16: Base16.alphabet
        case .base16upper: Self.upper16
        case .base32: Self.lower32
        case .base32upper: Self.upper32
        case .base32pad: Self.lower32Padded
        case .base32padupper: Self.upper32Padded
        case .base32hex: Self.lower32Hex
        case .base32hexupper: Self.upper32Hex
        case .base32hexpad: Self.lower32HexPadded
        case .base32hexpadupper: Self.upper32HexPadded
        case .base32z: Self.z32
        case .base64: Self.plain64
        case .base64pad: Base64.alphabet
        case .base64url: Base64URL.alphabet
        case .base64urlpad: Self.url64Padded
        default: nil
        }
    }

    private static let decimal = NumberAlphabet("0123456789")
    private static let lower36 = NumberAlphabet("0123456789abcdefghijklmnopqrstuvwxyz", ignoresCase: true)
    private static let upper36 = NumberAlphabet("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", ignoresCase: true)
    private static let flickr = NumberAlphabet("123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ")

    private static let binary = BitAlphabet("01", bits: 1)
    private static let octal = BitAlphabet("01234567", bits: 3)
    private static let upper16 = BitAlphabet("0123456789ABCDEF", bits: 4, ignoresCase: true)
    private static let lower32 = BitAlphabet("abcdefghijklmnopqrstuvwxyz234567", bits: 5, ignoresCase: true)
    private static let upper32 = BitAlphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, ignoresCase: true)
    private static let lower32Padded = BitAlphabet(
        "abcdefghijklmnopqrstuvwxyz234567", bits: 5, isPadded: true, ignoresCase: true)
    private static let upper32Padded = BitAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, isPadded: true, ignoresCase: true)
    private static let lower32Hex = BitAlphabet("0123456789abcdefghijklmnopqrstuv", bits: 5, ignoresCase: true)
    private static let upper32Hex = BitAlphabet("0123456789ABCDEFGHIJKLMNOPQRSTUV", bits: 5, ignoresCase: true)
    private static let lower32HexPadded = BitAlphabet(
        "0123456789abcdefghijklmnopqrstuv", bits: 5, isPadded: true, ignoresCase: true)
    private static let upper32HexPadded = BitAlphabet(
        "0123456789ABCDEFGHIJKLMNOPQRSTUV", bits: 5, isPadded: true, ignoresCase: true)
    private static let z32 = BitAlphabet("ybndrfg8ejkmcpqxot1uwisza345h769", bits: 5)
    private static let plain64 = BitAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6)
    private static let url64Padded = BitAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", bits: 6, isPadded: true)
}
