/// The parser of N-Quads (RDF 1.1 N-Quads, with the text directions of RDF 1.2), strict in everything the grammar says.
struct NQuadsParser: ~Copyable {
    /// The first offence; line and column are worked out from it once.
    struct Failure: Error {
        let code: NQuadsError.Code
        let offset: Int
    }

    private let limits: NQuadsLimits
    private var position = 0
    private var quadCount = 0
    private var dataset = Dataset()
    /// The bytes of an IRI or literal with escapes, kept for its memory.
    private var unescaped: [UInt8] = []

    static func parse(_ input: Span<UInt8>, limits: NQuadsLimits) throws(NQuadsError) -> Dataset {
        var parser = NQuadsParser(limits: limits)
        do throws(Failure) {
            return try parser.parseDocument(input)
        } catch {
            throw located(error, in: input)
        }
    }

    private init(limits: NQuadsLimits) {
        self.limits = limits
    }

    /// `nquadsDoc ::= statement? (EOL statement)* EOL?`
    private mutating func parseDocument(_ input: Span<UInt8>) throws(Failure) -> Dataset {
        guard input.count <= limits.bytes else {
            throw Failure(code: .tooLong(limit: limits.bytes), offset: limits.bytes)
        }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: input)
        } catch {
            throw Failure(code: .invalidUTF8, offset: error.byteOffsets.lowerBound)
        }
        while position < input.count {
            skipSpace(input)
            if position < input.count, !isEndOfLine(input) { try statement(input) }
            skipSpace(input)
            guard position == input.count || isEndOfLine(input) else { throw expected(.endOfLine) }
            skipLine(input)
        }
        return dataset
    }

    /// `statement ::= subject predicate object graphLabel? '.'`
    private mutating func statement(_ input: Span<UInt8>) throws(Failure) {
        quadCount += 1
        guard quadCount <= limits.quads else {
            throw Failure(code: .tooManyQuads(limit: limits.quads), offset: position)
        }
        let subject = try resource(input, .subject)
        skipSpace(input)
        guard peek(input) == UInt8(ascii: "<") else { throw expected(.predicate) }
        let predicate = try iri(input)
        skipSpace(input)
        let object = try object(input)
        skipSpace(input)
        var graph: TermID?
        if peek(input) != UInt8(ascii: ".") {
            graph = try resource(input, .graphOrDot)
            skipSpace(input)
        }
        guard take(UInt8(ascii: "."), input) else { throw expected(.dot) }
        dataset.insert(subject, predicate, object, graph: graph)
    }

    private mutating func resource(
        _ input: Span<UInt8>, _ expectation: NQuadsError.Expectation
    ) throws(Failure) -> TermID {
        switch peek(input) {
        case UInt8(ascii: "<"): try iri(input)
        case UInt8(ascii: "_"): try blankNode(input)
        default: throw expected(expectation)
        }
    }

    private mutating func object(_ input: Span<UInt8>) throws(Failure) -> TermID {
        if peek(input) == UInt8(ascii: "\"") { return try literal(input) }
        return try resource(input, .object)
    }

    // MARK: Terms

    private mutating func iri(_ input: Span<UInt8>) throws(Failure) -> TermID {
        let start = position
        guard let range = try iriRange(input) else {
            let bytes = unescaped
            guard IRISyntax.isAbsolute(bytes.span) else { throw Failure(code: .invalidIRI, offset: start) }
            return dataset.withTerms { $0.add(iri: bytes.span) }
        }
        let text = input.extracting(range)
        guard IRISyntax.isAbsolute(text) else { throw Failure(code: .invalidIRI, offset: start) }
        return dataset.withTerms { $0.add(iri: text) }
    }

    /// Takes `IRIREF`: the range of its text, or nil and the text in `unescaped` if there are escapes.
    private mutating func iriRange(_ input: Span<UInt8>) throws(Failure) -> Range<Int>? {
        let open = position
        position += 1
        if peek(input) == UInt8(ascii: "<") { throw Failure(code: .tripleTerm, offset: open) }
        let start = position
        var hasEscapes = false
        while let byte = peek(input), byte != UInt8(ascii: ">") {
            if byte == UInt8(ascii: "\\") {
                if !hasEscapes { unescaped = copy(input, start..<position) }
                hasEscapes = true
                try unicodeEscape(input)
                continue
            }
            guard IRISyntax.isIRICharacter(byte) else { throw Failure(code: .invalidIRI, offset: open) }
            if hasEscapes { unescaped.append(byte) }
            position += 1
        }
        guard take(UInt8(ascii: ">"), input) else { throw Failure(code: .invalidIRI, offset: open) }
        return hasEscapes ? nil : start..<position - 1
    }

    private mutating func blankNode(_ input: Span<UInt8>) throws(Failure) -> TermID {
        let start = position + 2
        guard start <= input.count, input[position + 1] == UInt8(ascii: ":"),
            let end = BlankNodeSyntax.end(of: input, from: start)
        else { throw Failure(code: .invalidBlankNode, offset: position) }
        position = end
        let label = input.extracting(start..<end)
        return dataset.withTerms { $0.add(blankNode: label) }
    }

    /// `literal ::= STRING_LITERAL_QUOTE ('^^' IRIREF | LANG_DIR)?`
    private mutating func literal(_ input: Span<UInt8>) throws(Failure) -> TermID {
        let text = try string(input)
        skipSpace(input)
        let suffix = try literalSuffix(input)
        guard let range = text.range else {
            return dataset.withTerms { $0.add(lexicalForm: text.unescaped.span, suffix: suffix) }
        }
        let bytes = input.extracting(range)
        return dataset.withTerms { $0.add(lexicalForm: bytes, suffix: suffix) }
    }

    /// Takes a quoted text: its range, or its bytes if there are escapes.
    private mutating func string(_ input: Span<UInt8>) throws(Failure) -> (range: Range<Int>?, unescaped: [UInt8]) {
        let open = position
        position += 1
        let start = position
        var hasEscapes = false
        while let byte = peek(input), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                if !hasEscapes { unescaped = copy(input, start..<position) }
                hasEscapes = true
                try stringEscape(input)
                continue
            }
            guard byte != 0x0A, byte != 0x0D else { throw Failure(code: .unterminatedLiteral, offset: open) }
            if hasEscapes { unescaped.append(byte) }
            position += 1
        }
        guard take(UInt8(ascii: "\""), input) else { throw Failure(code: .unterminatedLiteral, offset: open) }
        return hasEscapes ? (nil, unescaped) : (start..<position - 1, [])
    }

    private mutating func literalSuffix(_ input: Span<UInt8>) throws(Failure) -> LiteralSuffix {
        if take(UInt8(ascii: "@"), input) { return try language(input) }
        guard take(UInt8(ascii: "^"), input) else { return .plain }
        guard take(UInt8(ascii: "^"), input) else { throw expected(.datatype) }
        skipSpace(input)
        guard peek(input) == UInt8(ascii: "<") else { throw expected(.datatype) }
        let start = position
        let range = try iriRange(input)
        let text = range.map { copy(input, $0) } ?? unescaped
        guard let datatype = IRI(String(decoding: text, as: UTF8.self)) else {
            throw Failure(code: .invalidIRI, offset: start)
        }
        return .datatype(datatype)
    }

    /// `LANG_DIR ::= '@' [a-zA-Z]+ ('-' [a-zA-Z0-9]+)* ('--' [a-zA-Z]+)?`, parts of at most eight characters.
    private mutating func language(_ input: Span<UInt8>) throws(Failure) -> LiteralSuffix {
        let start = position
        var tagEnd: Int?
        while let byte = peek(input), IRISyntax.isLetter(byte) || IRISyntax.isDigit(byte) || byte == UInt8(ascii: "-") {
            if byte == UInt8(ascii: "-"), position > start, input[position - 1] == byte, tagEnd == nil {
                tagEnd = position - 1
            }
            position += 1
        }
        let tag = start..<(tagEnd ?? position)
        guard LanguageSyntax.isWellFormed(input.extracting(tag)) else {
            throw Failure(code: .invalidLanguage, offset: start)
        }
        let text = String(decoding: copy(input, tag), as: UTF8.self)
        guard let tagEnd else { return .language(text, nil) }
        let direction = TextDirection(rawValue: String(decoding: copy(input, tagEnd + 2..<position), as: UTF8.self))
        guard let direction else { throw Failure(code: .invalidLanguage, offset: tagEnd) }
        return .language(text, direction)
    }

    // MARK: Escapes

    /// Takes `ECHAR` or `UCHAR` and appends the character to `unescaped`.
    private mutating func stringEscape(_ input: Span<UInt8>) throws(Failure) {
        guard position + 1 < input.count else { throw Failure(code: .invalidEscape, offset: position) }
        let letter = input[position + 1]
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): unescaped.append(letter)
        default:
            guard let control = NQuadsEscapes.controlCharacter(letter) else { return try unicodeEscape(input) }
            unescaped.append(control)
        }
        position += 2
    }

    /// Takes `UCHAR ::= '\u' HEX HEX HEX HEX | '\U' HEX HEX HEX HEX HEX HEX HEX HEX`.
    private mutating func unicodeEscape(_ input: Span<UInt8>) throws(Failure) {
        let start = position
        let count =
            switch position + 1 < input.count ? input[position + 1] : 0 {
            case UInt8(ascii: "u"): 4
            case UInt8(ascii: "U"): 8
            default: throw Failure(code: .invalidEscape, offset: start)
            }
        guard position + 2 + count <= input.count else { throw Failure(code: .invalidEscape, offset: start) }
        var value: UInt32 = 0
        for index in position + 2..<position + 2 + count {
            guard let digit = HexDigit.value(input[index]) else { throw Failure(code: .invalidEscape, offset: start) }
            value = value << 4 | UInt32(digit)
        }
        guard let scalar = Unicode.Scalar(value) else { throw Failure(code: .invalidEscape, offset: start) }
        unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        position += 2 + count
    }

    // MARK: Bytes

    @inline(__always)
    private func peek(_ input: Span<UInt8>) -> UInt8? { position < input.count ? input[position] : nil }

    private mutating func take(_ byte: UInt8, _ input: Span<UInt8>) -> Bool {
        guard peek(input) == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace(_ input: Span<UInt8>) {
        while let byte = peek(input), byte == 0x20 || byte == 0x09 { position += 1 }
    }

    /// True at the end of the line and at a comment, which runs up to it.
    private func isEndOfLine(_ input: Span<UInt8>) -> Bool {
        let byte = peek(input)
        return byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "#")
    }

    private mutating func skipLine(_ input: Span<UInt8>) {
        while let byte = peek(input), byte != 0x0A, byte != 0x0D { position += 1 }
        while let byte = peek(input), byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func copy(_ input: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        unsafe input.extracting(range).withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }

    private func expected(_ what: NQuadsError.Expectation) -> Failure {
        Failure(code: .expected(what), offset: position)
    }

    private static func located(_ failure: Failure, in input: Span<UInt8>) -> NQuadsError {
        var line = 1
        var column = 1
        for index in 0..<min(failure.offset, input.count) {
            if input[index] == 0x0A || (input[index] == 0x0D && !(index + 1 < input.count && input[index + 1] == 0x0A))
            {
                line += 1
                column = 1
            } else if input[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        return NQuadsError(code: failure.code, offset: failure.offset, line: line, column: column)
    }
}

extension Dataset {
    /// Parses N-Quads, strictly: absolute IRIs, well-formed tags and labels, nothing else on a line but a comment.
    ///
    /// The text directions of RDF 1.2 (`@en--ltr`) are read, its triple terms are not.
    /// - Throws: ``NQuadsError`` with the place of the first offence, or the limit exceeded.
    public init(nQuads bytes: [UInt8], limits: NQuadsLimits = .default) throws(NQuadsError) {
        self = try NQuadsParser.parse(bytes.span, limits: limits)
    }

    /// Parses the UTF-8 bytes of `text`.
    public init(nQuads text: String, limits: NQuadsLimits = .default) throws(NQuadsError) {
        self = try NQuadsParser.parse(text.utf8Span.span, limits: limits)
    }
}
