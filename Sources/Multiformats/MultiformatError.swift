/// Why a text or byte string is not a valid encoding, and where.
public struct MultiformatError: Error, Hashable, Sendable {
    /// What was found.
    public enum Code: Hashable, Sendable {
        /// A character outside the alphabet.
        case invalidCharacter
        /// A number of characters that no byte string encodes to.
        case invalidLength
        /// Padding that is missing, superfluous or in the wrong place.
        case invalidPadding
        /// Bits set behind the last byte: the same bytes have another text.
        case trailingBits
        /// Longer than the named limit, in characters.
        case tooLong(limit: Int)
        /// Nothing where at least a prefix must stand.
        case empty
        /// A multibase prefix that is not supported.
        case unknownBase
        /// Another multibase than the one asked for.
        case unexpectedBase(expected: Multibase.Base)
        /// The bytes end inside a number or a digest.
        case truncated
        /// A varint with idle bytes at its end.
        case nonMinimalVarint
        /// A varint above 2^63 - 1.
        case varintTooLarge
        /// More bytes than the length says.
        case trailingBytes
    }

    public let code: Code
    /// UTF-8 bytes of text, or bytes, before the place.
    public let offset: Int

    public init(_ code: Code, at offset: Int = 0) {
        self.code = code
        self.offset = offset
    }
}

extension MultiformatError: CustomStringConvertible {
    /// A sentence: what, where, what to do.
    public var description: String {
        switch code {
        case .invalidCharacter: "character \(offset + 1) is not in the alphabet; check that the text was copied well"
        case .invalidLength: "no byte string has a text of this length; check that the text was copied completely"
        case .invalidPadding: "the padding at character \(offset + 1) is wrong; check that the text is complete"
        case .trailingBits: "the last character carries bits that belong to no byte; encode the bytes again"
        case .tooLong(let limit): "the text is too long; at most \(limit) characters are accepted"
        case .empty: "the text is empty; a multibase text starts with the letter of its base"
        case .unknownBase: "the first character names no supported base; use base58btc (z) or base64url (u)"
        case .unexpectedBase(let expected): "the text is in another base; encode it as \(expected.name)"
        case .truncated: "the bytes end too early, after \(offset); check that they were copied completely"
        case .nonMinimalVarint: "the number ending at byte \(offset) has idle bytes; write it as short as possible"
        case .varintTooLarge: "the number at byte \(offset) does not fit 63 bits; check where it starts"
        case .trailingBytes: "bytes follow the end at byte \(offset); remove them"
        }
    }
}
