import JSON
import Testing

struct ParserTests {
    @Test("A value is what stands in the text, in its order")
    func values() throws {
        let value = try JSONValue(
            parsing: " {\"b\" : [1, -0.50e+1, \"\\u00e9\\n\"],\r\n\t\"a\":{}, \"c\":[null,true,false]} ")
        let expected: JSONValue = .object(
            JSONObject([
                .init(
                    key: "b", value: .array([1, .number(try #require(JSONNumber("-0.50e+1"))), .string("\u{E9}\n")])),
                .init(key: "a", value: [:]),
                .init(key: "c", value: [nil, true, false]),
            ]))
        #expect(value == expected)
        #expect(value.object?.keys == ["b", "a", "c"])
        #expect(value["b"]?[1]?.number?.text == "-0.50e+1")
    }

    @Test("Every kind of value can be a whole text", arguments: ["null", "true", "0", "\"\"", "[]", "{}", " 1 "])
    func scalarTexts(_ text: String) {
        #expect(refusal(text) == nil)
    }

    @Test(
        "What the grammar does not have is refused",
        arguments: [
            "", " ", "[", "]", "{", "[1,]", "{\"a\":1,}", "{,}", "[,]", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{a:1}",
            "{1:1}", "'a'", "[1 2]", "[1]]", "1 1", "tru", "True", "nul", "NaN", "Infinity", "-", "+1", "01", "-01",
            "1.",
            ".5", "1e", "1e+", "0x1", "1_0", "\"", "\"a", "\"\\\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "// a\n1",
            "[1]\u{0}", "\u{A0}1", "\u{B}1", "{\"a\":1 \"b\":2}", "[[1]", "[}", "{]", "\"a\"\"b\"",
        ])
    func malformed(_ text: String) {
        #expect(refusal(text) != nil)
    }

    @Test("Two members of one name are refused, however the names are written")
    func duplicateNames() throws {
        let error = try #require(refusal("{\"x\": {\"aa\": 1,\n \"\\u0061\\u0061\": 2}}"))
        #expect(error.code == .duplicateName("aa"))
        #expect(error.path.description == "/x")
        #expect((error.line, error.column, error.offset) == (2, 2, 17))
        #expect(refusal("{\"\\u00e9\":1,\"é\":2}")?.code == .duplicateName("é"))
        #expect(refusal("{\"\\/\":1,\"/\":2}")?.code == .duplicateName("/"))
        #expect(refusal("{\"\":1,\"\":2}")?.code == .duplicateName(""))
        #expect(refusal("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}") == nil)
    }

    @Test("Duplicates are found in objects of any size", arguments: [2, 15, 16, 17, 18, 100, 5000])
    func duplicatesInLargeObjects(_ count: Int) throws {
        let members = (0..<count).map { "\"name \($0)\":\($0)" }
        let text = "{" + members.joined(separator: ",")
        let value = try JSONValue(parsing: text + "}")
        for index in 0..<count { #expect(value[JSONString("name \(index)")]?.int == index) }
        for index in Set([0, count / 2, count - 1]) {
            let error = try #require(refusal(text + ",\"name \(index)\":0}"))
            #expect(error.code == .duplicateName("name \(index)"))
            #expect(error.offset == text.utf8.count + 1)
        }
    }

    @Test("Composed and decomposed names are two names")
    func equivalentNames() throws {
        let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value.object?.count == 2)
        #expect(value["\u{E9}"]?.int == 1)
        #expect(value["e\u{301}"]?.int == 2)
        #expect(text(value.serialized()) == "{\"\u{E9}\":1,\"e\u{301}\":2}")
    }

    @Test("A tool may keep duplicate names, in order and undecided")
    func keptDuplicates() throws {
        let value = try JSONValue(parsing: "{\"a\":1,\"b\":2,\"a\":3}", duplicateNames: .kept)
        #expect(value.object?.map(\.value) == [1, 2, 3])
        #expect(text(value.serialized()) == "{\"a\":1,\"b\":2,\"a\":3}")
        #expect(throws: JSONError(code: .duplicateName("a"))) { try value.canonicalized() }
        #expect(value.object?.removing("a") == ["b": 2])
        let other = try JSONValue(parsing: "{\"a\":1,\"a\":1,\"b\":2}", duplicateNames: .kept)
        #expect(value != other && other != value)
    }

    @Test("A byte order mark is refused, by its name")
    func byteOrderMark() {
        #expect(refusal([0xEF, 0xBB, 0xBF] + bytes("{}"))?.code == .byteOrderMark)
        #expect(refusal([0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00]) != nil)
        #expect(refusal([0xFE, 0xFF, 0x00, 0x5B, 0x00, 0x5D]) != nil)
        #expect(refusal("\"\u{FEFF}\"") == nil)
    }

    @Test(
        "Half a surrogate pair is refused",
        arguments: [
            "\\ud800", "\\udc00", "\\ud800\\ud800", "\\udc00\\ud800", "\\ud800x", "\\ud800\\n", "x\\uDFFF",
            "\\uD83D\\u0041",
        ])
    func loneSurrogates(_ escape: String) {
        for text in ["\"\(escape)\"", "{\"\(escape)\":1}"] {
            #expect(refusal(text)?.code == .loneSurrogate)
        }
    }

    @Test("Escapes stand for their characters")
    func escapes() throws {
        let value = try JSONValue(parsing: #""\"\\\/\b\f\n\r\t\u0000\u0041\u00e9\u20AC\ud83d\uDE02\uffff""#)
        #expect(value == .string("\"\\/\u{8}\u{C}\n\r\t\u{0}A\u{E9}\u{20AC}\u{1F602}\u{FFFF}"))
    }

    @Test("Control characters must be escaped", arguments: 0..<0x20)
    func controlCharacters(_ code: Int) {
        let byte = UInt8(code)
        for text in [[0x22, byte, 0x22], bytes("\"0123456789") + [byte] + bytes("abcdefgh\"")] {
            #expect(refusal(text)?.code == .controlCharacter(byte))
        }
        #expect(refusal([0x22, 0x7F, 0x22]) == nil)
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xC3, 0xA9, 0xA9], [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func invalidUTF8(_ sequence: [UInt8]) {
        for prefix in ["", "a", "0123456", "01234567", "\\n"] {
            #expect(refusal(bytes("[\"" + prefix) + sequence + bytes("\"]"))?.code == .invalidUTF8)
            #expect(refusal(bytes("{\"" + prefix) + sequence + bytes("\":1}"))?.code == .invalidUTF8)
        }
        #expect(refusal(sequence) != nil)
    }

    @Test("Every code point but the surrogates is accepted")
    func everyCodePoint() throws {
        for start in stride(from: 0x20, to: 0x11_0000, by: 0x400) {
            let scalars = (start..<start + 0x400).compactMap { Unicode.Scalar(UInt32($0)) }
            let string = String(String.UnicodeScalarView(scalars.filter { $0 != "\"" && $0 != "\\" }))
            #expect(try JSONValue(parsing: "\"" + string + "\"") == .string(JSONString(string)))
        }
    }
}
