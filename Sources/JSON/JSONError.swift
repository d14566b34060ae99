/// Why a text is not acceptable JSON, or a value has no canonical form, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// What was found.
    public enum Code: Hashable, Sendable {
        /// The text is longer than ``JSONLimits/bytes``.
        case tooLong(limit: Int)
        /// More objects and arrays inside each other than ``JSONLimits/depth``.
        case tooDeep(limit: Int)
        /// More values than ``JSONLimits/members``.
        case tooManyMembers(limit: Int)
        /// The text starts with U+FEFF (RFC 8259, section 8.1).
        case byteOrderMark
        /// Bytes that are not well-formed UTF-8 (Unicode, table 3-7).
        case invalidUTF8
        /// The text ends inside a value, or is empty.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8, expected: Expectation)
        /// A number outside the grammar: leading zero, plus sign, missing digits.
        case invalidNumber
        /// A word other than `true`, `false`, `null`.
        case invalidLiteral
        /// A backslash followed by something that is no escape.
        case invalidEscape
        /// `\uD800`...`\uDFFF` that is not part of a pair.
        case loneSurrogate
        /// A byte below 0x20 inside a string.
        case controlCharacter(UInt8)
        /// Two members of one object have this name, compared after unescaping.
        case duplicateName(String)
        /// A number that is no finite double and so has no canonical form (RFC 8785, section 3.2.2.3).
        case numberOutOfRange(String)
    }

    /// What would have been right at the place of an unexpected byte.
    public enum Expectation: String, Hashable, Sendable {
        case value = "a value"
        case name = "a member name in double quotes"
        case colon = "':'"
        case commaOrBracket = "',' or ']'"
        case commaOrBrace = "',' or '}'"
        case end = "the end of the text"
    }

    public let code: Code
    /// Bytes before the place; 0 when the error is about a value rather than a text.
    public let offset: Int
    /// From 1; 0 when the error is about a value rather than a text. Lines end with LF.
    public let line: Int
    /// From 1, counted in Unicode scalars; 0 when the error is about a value rather than a text.
    public let column: Int
    /// The value concerned.
    public let path: JSONPointer

    public init(code: Code, offset: Int = 0, line: Int = 0, column: Int = 0, path: JSONPointer = JSONPointer()) {
        self.code = code
        self.offset = offset
        self.line = line
        self.column = column
        self.path = path
    }
}

extension JSONError: CustomStringConvertible {
    /// A sentence: what, where, what to do.
    public var description: String {
        let place = line > 0 ? " at line \(line), column \(column) (byte \(offset))" : ""
        let value = path.isRoot ? "" : " in \(JSONError.shown(path.description))"
        return "\(code.finding)\(place)\(value); \(code.advice)."
    }

    /// Text of a foreign document, shortened and without control characters.
    static func shown(_ text: String) -> String {
        let limit = 120
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? shown + "..." : shown
    }
}

extension JSONError.Code {
    fileprivate var finding: String {
        switch self {
        case .tooLong: "the JSON text is too long"
        case .tooDeep: "objects and arrays are nested too deeply"
        case .tooManyMembers: "the JSON text has too many values"
        case .byteOrderMark: "the JSON text starts with a byte order mark"
        case .invalidUTF8: "the bytes are not valid UTF-8"
        case .unexpectedEnd: "the JSON text ends too early"
        case .unexpectedByte(let byte, let expected): "expected \(expected.rawValue) but found \(shown(byte))"
        case .invalidNumber: "this is not a JSON number"
        case .invalidLiteral: "this is neither true, false nor null"
        case .invalidEscape: "this is not an escape sequence of JSON"
        case .loneSurrogate: "half of a surrogate pair"
        case .controlCharacter(let byte): "unescaped control character \(shown(byte)) in a string"
        case .duplicateName(let name): "the member name \"\(JSONError.shown(name))\" appears twice in one object"
        case .numberOutOfRange(let text): "the number \(JSONError.shown(text)) is not a finite double"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .tooLong(let limit): "at most \(limit) bytes are accepted"
        case .tooDeep(let limit): "at most \(limit) levels are accepted"
        case .tooManyMembers(let limit): "at most \(limit) values are accepted"
        case .byteOrderMark: "remove its three bytes"
        case .invalidUTF8: "save the text as UTF-8"
        case .unexpectedEnd: "check that it was copied completely"
        case .unexpectedByte: "correct the text"
        case .invalidNumber: "write digits, no leading zero or plus sign, and digits after '.' and 'e'"
        case .invalidLiteral: "put texts in double quotes"
        case .invalidEscape: "use \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits"
        case .loneSurrogate: "write both halves of the pair, or the character itself"
        case .controlCharacter: "write it as \\u and four hexadecimal digits"
        case .duplicateName: "keep one of the two members"
        case .numberOutOfRange: "write it as a string"
        }
    }

    private func shown(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16, uppercase: true))"
    }
}
