import RDF
import TestSupport
import Testing

private func parse(_ text: String) -> NQuadsError.Code? {
    do {
        _ = try Dataset(nQuads: text)
        return nil
    } catch { return error.code }
}

struct NQuadsTests {
    @Test("What is read is written in canonical form")
    func canonicalForm() throws {
        let text = """
            # a comment
            <http://a/s>\t<http://a/p> "a\\u0022\\n\\U0001F602\\u007f"  .   # another

            _:x.y <http://a/\\u00E9> "1" ^^ <http://a/t> _:g.
            _:x.y <http://a/p> "chat"@fr-BE . \r
            <http://a/s><http://a/p><http://a/o>.
            """
        let expected = """
            <http://a/s> <http://a/p> "a\\"\\n\u{1F602}\\u007F" .
            _:x.y <http://a/\u{E9}> "1"^^<http://a/t> _:g .
            _:x.y <http://a/p> "chat"@fr-BE .
            <http://a/s> <http://a/p> <http://a/o> .

            """
        let dataset = try Dataset(nQuads: text)
        #expect(String(decoding: dataset.nQuads(), as: UTF8.self) == expected)
        #expect(String(decoding: dataset.nQuads(lowercasingLanguages: true), as: UTF8.self).contains("@fr-be"))
    }

    @Test("Terms come out as they went in")
    func terms() throws {
        let english = try #require(Literal("a \"b\"\n@--", language: "en"))
        let arabic = try #require(Literal("a", language: "ar-EG", direction: .rightToLeft))
        let literals: [Literal] = [
            Literal(""), Literal("x", datatype: try .known("urn:t")), Literal("x", datatype: .xsdString), english,
            arabic,
            Literal("\u{0}\u{1F}\u{7F}\u{FFFE}\u{FFFF}\\\"'\u{1F602}"), Literal("e\u{301}"), Literal("\u{E9}"),
        ]
        let node = try BlankNode.known("a.b-\u{E9}")
        let quads =
            literals.map { Quad(.blankNode(node), .rdfValue, .literal($0), graph: .iri(.rdfNil)) }
            + [Quad(.iri(.rdfNil), .rdfType, .blankNode(node), graph: .blankNode(node))]
        let dataset = Dataset(quads)
        #expect(Array(dataset) == quads)
        #expect(Array(try Dataset(nQuads: dataset.nQuads())) == Array(dataset))
    }

    @Test("Identity is bytes: composed and decomposed characters are two terms")
    func identity() throws {
        let composed = try IRI.known("urn:\u{E9}")
        let decomposed = try IRI.known("urn:e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
        #expect(Literal("\u{E9}") != Literal("e\u{301}"))
        #expect(try BlankNode.known("\u{E9}") != .known("e\u{301}"))
        var dataset = Dataset()
        let isNew = [composed, decomposed, composed].map { dataset.insert(Quad(.iri(composed), composed, .iri($0))) }
        #expect(isNew == [true, true, false])
        #expect(dataset.count == 2)
    }

    @Test("U+FB33 stands before U+1F602 in code point order")
    func codePointOrder() throws {
        #expect(try IRI.known("urn:\u{FB33}") < .known("urn:\u{1F602}"))
        #expect(try BlankNode.known("a") < .known("ab"))
    }

    @Test("Texts that are no IRI, label or tag make no term")
    func illFormed() {
        for text in ["", "a", "/a", "a b:c", "1a:b", "urn:a b", "urn:<", "urn:\\", "urn:\u{1}", "é:a", ":a"] {
            #expect(IRI(text) == nil, "\(text)")
        }
        for text in ["a:", "urn:\u{E9}", "a+-.1:x"] { #expect(IRI(text) != nil, "\(text)") }
        for label in ["", "a.", ".a", "-a", "a b", "a:b", "\u{B7}a"] { #expect(BlankNode(label) == nil, "\(label)") }
        for label in ["0", "_", "a..b", "a-\u{B7}\u{300}"] { #expect(BlankNode(label) != nil, "\(label)") }
        for tag in ["", "1a", "en-", "en--us", "abcdefghi", "en-abcdefghi", "e\u{E9}", "en us"] {
            #expect(Literal("x", language: tag) == nil, "\(tag)")
        }
    }

    @Test(
        "Each offence has its name",
        arguments: [
            ("<urn:s> <urn:p> .", .expected(.object)), ("\"s\" <urn:p> <urn:o> .", .expected(.subject)),
            ("<urn:s> _:p <urn:o> .", .expected(.predicate)), ("<urn:s> <urn:p> <urn:o>", .expected(.graphOrDot)),
            ("<urn:s> <urn:p> <urn:o> <urn:g> <urn:x> .", .expected(.dot)),
            ("<urn:s> <urn:p> \"o\"^^ .", .expected(.datatype)),
            ("<urn:s> <urn:p> \"o\"^<urn:t> .", .expected(.datatype)),
            ("<urn:s> <urn:p> <urn:o> . x", .expected(.endOfLine)), ("<s> <urn:p> <urn:o> .", .invalidIRI),
            ("<urn:s> <urn:p> <urn:o o> .", .invalidIRI), ("<urn:s> <urn:p> <urn:\\u0020> .", .invalidIRI),
            ("<urn:s> <urn:p> <urn:o", .invalidIRI), ("<urn:s> <urn:p> _:. .", .invalidBlankNode),
            ("_", .invalidBlankNode), ("<urn:s> <urn:p> \"o\"@1 .", .invalidLanguage),
            ("<urn:s> <urn:p> \"o\"@en--up .", .invalidLanguage), ("<urn:s> <urn:p> \"\\x\" .", .invalidEscape),
            ("<urn:s> <urn:p> \"\\uD800\" .", .invalidEscape), ("<urn:s> <urn:p> \"\\u00", .invalidEscape),
            ("<urn:s> <urn:p> \"\\", .invalidEscape), ("<urn:s> <urn:\\n> <urn:o> .", .invalidEscape),
            ("<urn:s> <urn:p> \"a\nb\" .", .unterminatedLiteral), ("<urn:s> <urn:p> \"a", .unterminatedLiteral),
            ("<urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> .", .tripleTerm),
        ] as [(String, NQuadsError.Code)])
    func offences(_ text: String, _ code: NQuadsError.Code) {
        #expect(parse(text) == code, "\(text)")
    }

    @Test("The place is a line and a column in characters")
    func place() throws {
        let error = try #require(throws: NQuadsError.self) {
            try Dataset(nQuads: "<urn:s> <urn:p> \"\u{1F602}\" .\r\n<urn:\u{E9}> x")
        }
        #expect(error.line == 2)
        #expect(error.column == 9)
        #expect(error.description == "expected a predicate: an IRI at line 2, column 9 (byte 35).")
    }

    @Test("Invalid UTF-8 is refused at its place")
    func invalidUTF8() throws {
        let error = try #require(throws: NQuadsError.self) { try Dataset(nQuads: [0x23, 0x0A, 0xC3, 0x28]) }
        #expect(error.code == .invalidUTF8)
        #expect(error.offset == 2)
    }

    @Test("Each bound is an error that names it")
    func limits() {
        let text = "<urn:s> <urn:p> <urn:o> .\n"
        func code(_ count: Int, _ limits: NQuadsLimits) -> NQuadsError.Code? {
            do {
                _ = try Dataset(nQuads: String(repeating: text, count: count), limits: limits)
                return nil
            } catch { return error.code }
        }
        #expect(code(2, NQuadsLimits(quads: 2)) == nil)
        #expect(code(3, NQuadsLimits(quads: 2)) == .tooManyQuads(limit: 2))
        #expect(code(2, NQuadsLimits(bytes: 52)) == nil)
        #expect(code(2, NQuadsLimits(bytes: 51)) == .tooLong(limit: 51))
    }

    private static let sample =
        "_:a.b <urn:p> \"x\\n\\u00e9\"@en-us _:g .\n<urn:\\u00e9> <urn:p> \"1\"^^<urn:t> . # c\r\n<urn:s><urn:p>_:o.\n"

    @Test("Every truncation is refused or ends with a whole line")
    func truncation() {
        let bytes = Array(Self.sample.utf8)
        for count in 0..<bytes.count {
            guard let dataset = try? Dataset(nQuads: Array(bytes[..<count])) else { continue }
            let part = String(decoding: bytes[..<count], as: UTF8.self)
            let statements = part.split(whereSeparator: \.isNewline).count
            #expect(dataset.count == statements, "the first \(count) bytes")
        }
    }

    @Test("Every changed, doubled or removed byte is refused or gives a dataset that reads back the same")
    func mangling() throws {
        let bytes = Array(Self.sample.utf8)
        for index in bytes.indices {
            var variants = (0..<8).map { bit in
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                return changed
            }
            variants.append(Array(bytes[..<index] + bytes[(index + 1)...]))
            variants.append(Array(bytes[...index] + bytes[index...]))
            for variant in variants {
                guard let dataset = try? Dataset(nQuads: variant) else { continue }
                #expect(try Dataset(nQuads: dataset.nQuads()) == dataset, "byte \(index)")
            }
        }
    }

    @Test("Random bytes never trap", arguments: 0..<50)
    func noise(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let alphabet = Array("<>\"\\_:.@^ \n#urnUu0af-\u{E9}".utf8)
        for _ in 0..<500 {
            let noise = (0..<random.int(in: 0..<60)).map { _ in alphabet[random.int(in: 0..<alphabet.count)] }
            guard let dataset = try? Dataset(nQuads: noise) else { continue }
            #expect(try Dataset(nQuads: dataset.nQuads()) == dataset, "seed \(seed)")
        }
    }
}
