/// A DID with what may follow it: `did:method:identifier/path?query#fragment` (DID Core 1.0, sections 3.1 and 3.2).
///
/// Parsing checks the grammar and changes nothing, so `description` gives the text back.
public struct DIDURL: Hashable, Sendable, CustomStringConvertible {
    /// Longest text that is read, in bytes; a did:key of an RSA key of 4096 bits with its fragment has 1,500.
    public static let longestText = 4_096

    /// The method name, as `key` or `web`.
    public let method: String
    /// The method-specific identifier, still percent-encoded.
    public let identifier: String
    /// Empty or beginning with a slash.
    public let path: String
    /// What follows the question mark, if there is one.
    public let query: String?
    /// What follows the number sign, if there is one.
    public let fragment: String?

    /// The parts of `text`; throws `.malformed` or `.tooLong`.
    public init(parsing text: String) throws(DIDError) {
        guard text.utf8.count <= DIDURL.longestText else { throw .tooLong(limit: DIDURL.longestText) }
        var rest = text.utf8[...]
        guard rest.starts(with: "did:".utf8) else { throw .malformed(text: text) }
        rest = rest.dropFirst(4)
        let fragment = DIDURL.cut(&rest, at: UInt8(ascii: "#"))
        let query = DIDURL.cut(&rest, at: UInt8(ascii: "?"))
        let path = DIDURL.cut(&rest, at: UInt8(ascii: "/"))
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed(text: text) }
        let method = rest[..<colon]
        let identifier = rest[rest.index(after: colon)...]
        guard !method.isEmpty, method.allSatisfy(Grammar.isMethodCharacter), !identifier.isEmpty,
            identifier.last != UInt8(ascii: ":"), Grammar.isText(identifier, of: Grammar.isIdentifierCharacter),
            Grammar.isText(path ?? [][...], of: Grammar.isPathCharacter),
            Grammar.isText(query ?? [][...], of: Grammar.isQueryCharacter),
            Grammar.isText(fragment ?? [][...], of: Grammar.isQueryCharacter)
        else { throw .malformed(text: text) }
        self.method = String(decoding: method, as: UTF8.self)
        self.identifier = String(decoding: identifier, as: UTF8.self)
        self.path = path.map { "/" + String(decoding: $0, as: UTF8.self) } ?? ""
        self.query = query.map { String(decoding: $0, as: UTF8.self) }
        self.fragment = fragment.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The DID alone.
    public var did: String { "did:\(method):\(identifier)" }

    public var description: String {
        did + path + (query.map { "?" + $0 } ?? "") + (fragment.map { "#" + $0 } ?? "")
    }

    /// Shortens `text` to what stands before `separator` and returns what stood behind.
    private static func cut(_ text: inout Substring.UTF8View, at separator: UInt8) -> ArraySlice<UInt8>? {
        guard let index = text.firstIndex(of: separator) else { return nil }
        defer { text = text[..<index] }
        return ArraySlice(Array(text[text.index(after: index)...]))
    }

    /// The character classes of DID Core section 3.1 and RFC 3986 appendix A.
    private enum Grammar {
        static func isMethodCharacter(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x7a).contains(byte) }

        static func isIdentifierCharacter(_ byte: UInt8) -> Bool {
            isDigit(byte) || isLetter(byte) || ".-_:".utf8.contains(byte)
        }

        static func isPathCharacter(_ byte: UInt8) -> Bool {
            isIdentifierCharacter(byte) || "~!$&'()*+,;=@/".utf8.contains(byte)
        }

        static func isQueryCharacter(_ byte: UInt8) -> Bool { isPathCharacter(byte) || byte == UInt8(ascii: "?") }

        /// Whether all characters are of the class or percent-encoded.
        static func isText(_ text: some Collection<UInt8>, of isAllowed: (UInt8) -> Bool) -> Bool {
            var digitsDue = 0
            for byte in text {
                if digitsDue > 0 {
                    guard isHexDigit(byte) else { return false }
                    digitsDue -= 1
                } else if byte == UInt8(ascii: "%") {
                    digitsDue = 2
                } else if !isAllowed(byte) {
                    return false
                }
            }
            return digitsDue == 0
        }

        private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
        private static func isHexDigit(_ byte: UInt8) -> Bool {
            isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
        }
    }
}
