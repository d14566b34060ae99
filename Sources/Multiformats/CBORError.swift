/// Why bytes are not CBOR that is accepted here, and where.
public struct CBORError: Error, Hashable, Sendable {
    public enum Code: Hashable, Sendable {
        /// The bytes end inside a value, or a length reaches past their end.
        case truncated
        /// Additional information 28 to 30, or a break where none can stand.
        case reserved
        /// A length that is not given in advance.
        case indefiniteLength
        /// A number or length in more bytes than it needs.
        case notShortest
        case invalidUTF8
        case duplicateKey
        /// A key that sorts before the one in front of it.
        case unsortedKeys
        /// A floating-point number.
        case unsupportedFloat
        /// A simple value below 32 in two bytes.
        case invalidSimple
        /// Bytes behind the value.
        case trailingBytes
        case tooLong(limit: Int)
        case tooDeep(limit: Int)
        case tooManyItems(limit: Int)
    }

    public let code: Code
    /// Bytes before the place.
    public let offset: Int

    public init(_ code: Code, at offset: Int = 0) {
        self.code = code
        self.offset = offset
    }
}

extension CBORError: CustomStringConvertible {
    public var description: String {
        switch code {
        case .truncated: "the value at byte \(offset) is longer than the bytes"
        case .reserved: "byte \(offset) begins no value"
        case .indefiniteLength: "the value at byte \(offset) has no length in advance, which is not accepted"
        case .notShortest: "the number or length at byte \(offset) is not written as short as possible"
        case .invalidUTF8: "the text at byte \(offset) is not UTF-8"
        case .duplicateKey: "the key at byte \(offset) stands in its map already"
        case .unsortedKeys: "the key at byte \(offset) should stand before the one in front of it"
        case .unsupportedFloat: "the floating-point number at byte \(offset) is not supported"
        case .invalidSimple: "the simple value at byte \(offset) must be written in one byte"
        case .trailingBytes: "bytes follow the value at byte \(offset)"
        case .tooLong(let limit): "more than \(limit) bytes are not accepted"
        case .tooDeep(let limit): "the value at byte \(offset) stands inside more than \(limit) others"
        case .tooManyItems(let limit): "there are more than \(limit) values"
        }
    }
}
