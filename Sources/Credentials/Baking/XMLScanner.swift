/// Takes an XML document (XML 1.0, fifth edition) apart into tags and text; a small part of XML, strictly.
///
/// UTF-8 only. A document type may name an external subset, which is never fetched, and declare nothing. References are
/// to characters and to the five predefined entities. So nothing here can grow, and nothing outside the bytes is looked
/// at. Nesting and namespaces are ``SVGImage``'s business.
struct XMLScanner {
    struct Attribute {
        let name: ArraySlice<UInt8>
        /// Unescaped, white space as single spaces each (XML 1.0, 3.3.3).
        let value: [UInt8]
    }

    struct Tag {
        let name: ArraySlice<UInt8>
        let attributes: [Attribute]
        /// `<name/>`.
        let isEmpty: Bool
    }

    enum Token {
        case start(Tag)
        case end(ArraySlice<UInt8>)
        /// Unescaped; CDATA sections too.
        case text([UInt8])
        /// A comment or a processing instruction.
        case remark
    }

    /// More than any drawing has, and few enough to compare each with each.
    static let maximumAttributes = 256

    let bytes: [UInt8]
    private(set) var offset: Int
    private var hasDocumentType = false
    private var hasRoot = false

    init(_ bytes: [UInt8]) throws(BakingError) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw BakingError(.notUTF8, at: Self.firstInvalidByte(bytes))
        }
        self.bytes = bytes
        offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        try checkCharacters()
        if starts(with: "<?xml"), offset + 5 < bytes.count, Self.isSpace(bytes[offset + 5]) { try declaration() }
    }

    /// The next token and where it begins; nil at the end.
    mutating func next() throws(BakingError) -> (token: Token, start: Int)? {
        guard offset < bytes.count else { return nil }
        let start = offset
        guard bytes[offset] == UInt8(ascii: "<") else { return (.text(try text()), start) }
        if starts(with: "<!--") {
            try comment()
            return (.remark, start)
        }
        if starts(with: "<![CDATA[") { return (.text(try section()), start) }
        if starts(with: "<!") {
            try documentType()
            return (.remark, start)
        }
        if starts(with: "<?") {
            try instruction()
            return (.remark, start)
        }
        if starts(with: "</") { return (.end(try endTag()), start) }
        hasRoot = true
        return (.start(try startTag()), start)
    }
}

// MARK: Tags

extension XMLScanner {
    private mutating func startTag() throws(BakingError) -> Tag {
        offset += 1
        let name = try self.name()
        var attributes: [Attribute] = []
        while true {
            let hadSpace = skipSpace()
            if take(">") { return Tag(name: name, attributes: attributes, isEmpty: false) }
            if take("/>") { return Tag(name: name, attributes: attributes, isEmpty: true) }
            guard offset < bytes.count else { throw failure("the file ends inside a tag") }
            guard hadSpace else { throw failure("white space must stand between attributes") }
            guard attributes.count < Self.maximumAttributes else {
                throw BakingError(.tooMuch("attributes of one element", limit: Self.maximumAttributes), at: offset)
            }
            attributes.append(try attribute())
        }
    }

    private mutating func attribute() throws(BakingError) -> Attribute {
        let name = try self.name()
        skipSpace()
        guard take("=") else { throw failure("an attribute needs '=' and a value") }
        skipSpace()
        return Attribute(name: name, value: try quoted(unescaping: true))
    }

    /// A value between quotes of one kind.
    private mutating func quoted(unescaping: Bool) throws(BakingError) -> [UInt8] {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'") else {
            throw failure("a value needs quotes around it")
        }
        let quote = bytes[offset]
        offset += 1
        var value: [UInt8] = []
        while offset < bytes.count, bytes[offset] != quote {
            switch bytes[offset] {
            case UInt8(ascii: "<") where unescaping: throw failure("'<' cannot stand in an attribute")
            case UInt8(ascii: "&") where unescaping: value.append(contentsOf: try reference())
            case let byte:
                value.append(Self.isSpace(byte) ? 0x20 : byte)
                offset += 1
            }
        }
        guard offset < bytes.count else { throw failure("the file ends inside a value") }
        offset += 1
        return value
    }

    private mutating func endTag() throws(BakingError) -> ArraySlice<UInt8> {
        offset += 2
        let name = try self.name()
        skipSpace()
        guard take(">") else { throw failure("an end tag must be closed with '>'") }
        return name
    }

    /// Every byte from 0x80 on counts as part of a name: which letters of which script does not matter here.
    private mutating func name() throws(BakingError) -> ArraySlice<UInt8> {
        let start = offset
        while offset < bytes.count, Self.isNameByte(bytes[offset]) { offset += 1 }
        guard start < offset, !Self.isDigitOrMark(bytes[start]) else {
            throw BakingError(.malformedXML("a name must stand here"), at: start)
        }
        return bytes[start..<offset]
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: ":"), 0x80...:
            true
        default: isDigitOrMark(byte)
        }
    }

    /// What a name can have, but not in front.
    private static func isDigitOrMark(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}

// MARK: Text

extension XMLScanner {
    private mutating func text() throws(BakingError) -> [UInt8] {
        var text: [UInt8] = []
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "<") {
            if bytes[offset] == UInt8(ascii: "&") {
                text.append(contentsOf: try reference())
                continue
            }
            if starts(with: "]]>") { throw failure("']]>' cannot stand in text") }
            text.append(bytes[offset])
            offset += 1
        }
        return Self.withPlainLineEnds(text)
    }

    private mutating func section() throws(BakingError) -> [UInt8] {
        let start = offset
        offset += 9
        let content = offset
        while offset < bytes.count, !starts(with: "]]>") { offset += 1 }
        guard offset < bytes.count else {
            throw BakingError(.malformedXML("the file ends inside a CDATA section"), at: start)
        }
        offset += 3
        return Self.withPlainLineEnds(Array(bytes[content..<(offset - 3)]))
    }

    /// CR LF and CR become LF (XML 1.0, 2.11). A carriage return that came from a reference goes the same way, which
    /// JSON does not mind.
    private static func withPlainLineEnds(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(0x0D) else { return text }
        var output: [UInt8] = []
        for (index, byte) in text.enumerated() {
            if byte == 0x0A, index > 0, text[index - 1] == 0x0D { continue }
            output.append(byte == 0x0D ? 0x0A : byte)
        }
        return output
    }

    /// The UTF-8 bytes of what `&...;` stands for.
    private mutating func reference() throws(BakingError) -> [UInt8] {
        let start = offset
        // The longest there can be is &#x10FFFF; with some zeros in front.
        guard let end = bytes[offset...].prefix(16).firstIndex(of: UInt8(ascii: ";")) else {
            throw failure("'&' must begin a reference that ends in ';'")
        }
        let body = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        offset = end + 1
        switch body {
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "amp": return [UInt8(ascii: "&")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default: break
        }
        guard body.utf8.first == UInt8(ascii: "#") else { throw BakingError(.entity(body), at: start) }
        let isHexadecimal = body.utf8.dropFirst().first == UInt8(ascii: "x")
        let digits = body.dropFirst(isHexadecimal ? 2 : 1)
        guard digits.utf8.first != UInt8(ascii: "+"), digits.utf8.first != UInt8(ascii: "-"),
            let scalar = UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap({ Unicode.Scalar($0) }),
            Self.isCharacter(scalar)
        else { throw BakingError(.malformedXML("'&\(body);' stands for no character"), at: start) }
        return Array(String(Character(scalar)).utf8)
    }
}

// MARK: What is no content

extension XMLScanner {
    /// `<?xml version="1.0" encoding="utf-8"?>`. Another encoding would make other characters of the same bytes.
    private mutating func declaration() throws(BakingError) {
        offset += 5
        var names: [String] = []
        while true {
            skipSpace()
            if take("?>") { break }
            guard offset < bytes.count else { throw failure("the file ends inside the XML declaration") }
            let place = offset
            let attribute = try self.attribute()
            let value = String(decoding: attribute.value, as: UTF8.self)
            names.append(String(decoding: attribute.name, as: UTF8.self))
            switch names.last {
            case "version" where value == "1.0", "standalone" where value == "yes" || value == "no": break
            case "encoding" where ["utf-8", "us-ascii"].contains(value.lowercased()): break
            default:
                throw BakingError(.malformedXML("\(names.last ?? "")='\(value)' is not supported"), at: place)
            }
        }
        guard
            [["version"], ["version", "encoding"], ["version", "standalone"], ["version", "encoding", "standalone"]]
                .contains(names)
        else { throw failure("the XML declaration needs version, encoding, standalone, in this order") }
    }

    private mutating func comment() throws(BakingError) {
        let start = offset
        offset += 4
        while offset < bytes.count, !starts(with: "--") { offset += 1 }
        guard take("-->") else {
            throw BakingError(.malformedXML("a comment must end with '-->' and hold no '--'"), at: start)
        }
    }

    /// A processing instruction, such as one that names a style sheet: never carried out.
    private mutating func instruction() throws(BakingError) {
        let start = offset
        offset += 2
        let target = try name()
        guard !String(decoding: target, as: UTF8.self).lowercased().utf8.elementsEqual("xml".utf8) else {
            throw BakingError(.malformedXML("the XML declaration must stand at the very beginning"), at: start)
        }
        while offset < bytes.count, !starts(with: "?>") { offset += 1 }
        guard take("?>") else {
            throw BakingError(.malformedXML("the file ends inside a processing instruction"), at: start)
        }
    }

    /// `<!DOCTYPE name>`, or with a PUBLIC or SYSTEM identifier, which stays unread.
    private mutating func documentType() throws(BakingError) {
        let start = offset
        guard take("<!DOCTYPE"), skipSpace() else { throw failure("this markup cannot stand here") }
        guard !hasDocumentType, !hasRoot else {
            throw BakingError(.malformedXML("a document type stands once, in front of the image"), at: start)
        }
        hasDocumentType = true
        _ = try name()
        let hadSpace = skipSpace()
        if hadSpace, take("PUBLIC") {
            try literal()
            try literal()
        } else if hadSpace, take("SYSTEM") {
            try literal()
        }
        skipSpace()
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "[") {
            throw BakingError(.documentTypeDeclarations, at: offset)
        }
        guard take(">") else { throw failure("the document type must be closed with '>'") }
    }

    private mutating func literal() throws(BakingError) {
        guard skipSpace() else { throw failure("white space must stand in front of an identifier") }
        _ = try quoted(unescaping: false)
    }
}

// MARK: Bytes

extension XMLScanner {
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return text[first...last]
    }

    private func starts(with text: String) -> Bool {
        // Most places are settled by their first byte.
        guard offset < bytes.count, bytes[offset] == text.utf8.first else { return false }
        return bytes[offset...].starts(with: text.utf8)
    }

    private mutating func take(_ text: String) -> Bool {
        guard starts(with: text) else { return false }
        offset += text.utf8.count
        return true
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = offset
        while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
        return offset > start
    }

    private func failure(_ what: String) -> BakingError { BakingError(.malformedXML(what), at: offset) }

    /// XML 1.0, 2.2.
    static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case ..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    private func checkCharacters() throws(BakingError) {
        for (index, byte) in bytes.enumerated() {
            let isControl = byte < 0x20 && !Self.isSpace(byte)
            // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
            let isNone =
                byte >= 0xBE && byte <= 0xBF && index >= 2 && bytes[index - 1] == 0xBF && bytes[index - 2] == 0xEF
            if isControl || isNone { throw BakingError(.malformedXML("a character that XML does not have"), at: index) }
        }
    }

    private static func firstInvalidByte(_ bytes: [UInt8]) -> Int {
        // Everything in front of it is valid, so the repaired text agrees up to there.
        let repaired = String(decoding: bytes, as: UTF8.self).utf8
        return zip(bytes, repaired).enumerated().first { $1.0 != $1.1 }?.offset ?? bytes.count
    }
}
