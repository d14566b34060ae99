import JSON
import Testing

struct ParserErrorTests {
    @Test("An error says where: line, column in characters, byte and path")
    func place() throws {
        let error = try #require(refusal("{\"k\u{E9}y\": [1,\n {\"a/b\": [true, tru]}]}"))
        #expect(error.code == .invalidLiteral)
        #expect(error.path.description == "/k\u{E9}y/1/a~1b/1")
        #expect((error.line, error.column, error.offset) == (2, 17, 29))
        #expect(
            error.description == """
                this is neither true, false nor null at line 2, column 17 (byte 29) in /k\u{E9}y/1/a~1b/1; \
                put texts in double quotes.
                """)
    }

    @Test(
        "The path names the value concerned",
        arguments: [
            ("[1,x]", "/1"), ("[1 x]", ""), ("{\"a\":x}", "/a"), ("{\"a\":1,x}", ""), ("{\"a\":1 x}", ""),
            ("{\"a\" x}", ""),
            ("[[],[[x]]]", "/1/0/0"), ("[{},{\"a\":{\"b\":[{\"c\":x}]}}]", "/1/a/b/0/c"),
            ("{\"a\":[1,2],\"b\":x}", "/b"),
            ("[[1,2],3,x]", "/2"), ("{\"a\":{\"b\":1},\"c\":[x]}", "/c/0"), ("{\"a\":{x}}", "/a"), ("[[1,2 x]]", "/0"),
            ("x", ""), ("{\"~/\":x}", "/~0~1"), ("[1] x", ""), ("{\"a\":[],\"b\":{},\"c\":[[]],\"d\":x}", "/d"),
        ])
    func paths(_ text: String, _ path: String) throws {
        let error = try #require(refusal(text))
        #expect(error.path.description == path)
        #expect(error.offset == text.utf8.firstIndex(of: UInt8(ascii: "x"))?.utf16Offset(in: text))
    }

    @Test("An unexpected byte is named with what should stand there")
    func expectations() {
        #expect(refusal("[1;2]")?.code == .unexpectedByte(UInt8(ascii: ";"), expected: .commaOrBracket))
        #expect(refusal("{\"a\":1;}")?.code == .unexpectedByte(UInt8(ascii: ";"), expected: .commaOrBrace))
        #expect(refusal("{\"a\";1}")?.code == .unexpectedByte(UInt8(ascii: ";"), expected: .colon))
        #expect(refusal("{;}")?.code == .unexpectedByte(UInt8(ascii: ";"), expected: .name))
        #expect(refusal("[;]")?.code == .unexpectedByte(UInt8(ascii: ";"), expected: .value))
        #expect(refusal("[];")?.code == .unexpectedByte(UInt8(ascii: ";"), expected: .end))
        #expect(refusal("[1")?.code == .unexpectedEnd)
        #expect(refusal("[01]")?.code == .invalidNumber)
        #expect(refusal("[\"\\q\"]")?.code == .invalidEscape)
    }

    @Test("Names from outside are shown shortened and without control characters")
    func foreignText() throws {
        let name = String(repeating: "n", count: 500)
        let long = try #require(refusal("{\"\(name)\":1,\"\(name)\":1}"))
        #expect(long.description.utf8.count < 400)
        let hostile = try #require(refusal("{\"\\u001b[2J\":1,\"\\u001b[2J\":1}"))
        #expect(!hostile.description.unicodeScalars.contains("\u{1B}"))
    }

    @Test("Every code has a sentence of its own")
    func sentences() {
        let codes: [JSONError.Code] = [
            .tooLong(limit: 1), .tooDeep(limit: 1), .tooManyMembers(limit: 1), .byteOrderMark, .invalidUTF8,
            .unexpectedEnd,
            .unexpectedByte(0, expected: .value), .invalidNumber, .invalidLiteral, .invalidEscape, .loneSurrogate,
            .controlCharacter(1), .duplicateName("a"), .numberOutOfRange("1E400"),
        ]
        #expect(Set(codes.map { JSONError(code: $0).description }).count == codes.count)
    }
}

struct ParserLimitTests {
    @Test("The length limit counts bytes")
    func length() {
        let limits = JSONLimits(bytes: 10)
        #expect(refusal("[1,2,3,45]", limits: limits) == nil)
        #expect(refusal("[1,2,3,45] ", limits: limits)?.code == .tooLong(limit: 10))
    }

    @Test("The depth limit counts arrays and objects around each other", arguments: [0, 1, 2, 63, 64, 65, 200])
    func depth(_ limit: Int) {
        let limits = JSONLimits(depth: limit)
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            #expect(refusal(nested(limit, open, close), limits: limits) == nil)
            #expect(refusal(nested(limit + 1, open, close), limits: limits)?.code == .tooDeep(limit: limit))
        }
        #expect(
            refusal(nested(limit, "[", "]").replacing("1", with: "[]"), limits: limits)?.code == .tooDeep(limit: limit))
        guard limit > 0 else { return }
        let branch = nested(limit - 1, "[", "]")
        #expect(refusal("[\(branch),\(branch)]", limits: limits) == nil)
    }

    @Test("A hundred thousand brackets are refused at the limit, whatever limit is asked for")
    func bottomlessTexts() {
        for open in ["[", "{\"a\":", "[{\"a\":"] {
            let text = String(repeating: open, count: 100_000)
            #expect(refusal(text)?.code == .tooDeep(limit: 64))
            let deepest = JSONLimits(depth: .max)
            #expect(refusal(text, limits: deepest)?.code == .tooDeep(limit: JSONLimits.maximumDepth))
        }
        var limits = JSONLimits()
        limits.depth = 100_000
        #expect(limits.depth == JSONLimits.maximumDepth)
    }

    @Test("The deepest value allowed can be written, compared, canonicalised and released")
    func deepestValue() throws {
        let depth = JSONLimits.maximumDepth
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let value = try JSONValue(parsing: text, limits: JSONLimits(depth: depth))
        let again = try JSONValue(parsing: value.serialized(), limits: JSONLimits(depth: depth))
        #expect(value == again)
        #expect(try value.canonicalized() == bytes(text))
        #expect(value.hashValue == again.hashValue)
        #expect(throws: JSONError.self) { try JSONValue.array([value]).canonicalized() }
    }

    @Test("The number of values is limited, members and elements together")
    func members() {
        let limits = JSONLimits(members: 5)
        #expect(refusal("[1,{\"a\":2},3]", limits: limits) == nil)
        #expect(refusal("[1,{\"a\":2},3,4]", limits: limits)?.code == .tooManyMembers(limit: 5))
        #expect(refusal("[1,2,3,4,[]]", limits: limits)?.code == .tooManyMembers(limit: 5))
        #expect(refusal("1", limits: JSONLimits(members: 0))?.code == .tooManyMembers(limit: 0))
    }

    @Test("A hundred thousand members, all of one length and alike, take no more than linear work")
    func manyMembers() throws {
        let members = (0..<99_999).map { "\"a common beginning \(100_000 + $0) and a common end\":0" }
        let clock = ContinuousClock()
        var value = JSONValue.null
        let time = try clock.measure { value = try JSONValue(parsing: "{" + members.joined(separator: ",") + "}") }
        #expect(value.object?.count == 99_999)
        // Quadratic work would take minutes even on a fast machine.
        #expect(time < .seconds(20))
        #expect(try JSONValue(parsing: value.canonicalized()) == value)
    }
}
