import JSON
import TestSupport
import Testing

struct CanonicalizationTests {
    private func canonical(_ json: String) throws -> String { text(try JSONValue(parsing: json).canonicalized()) }

    @Test("White space goes, members are sorted at every level, arrays keep their order")
    func structure() throws {
        #expect(
            try canonical(" { \"b\" : [ 3, {\"z\":1, \"a\":2} , 1 ],\n\"a\" : null } ")
                == #"{"a":null,"b":[3,{"a":2,"z":1},1]}"#)
        #expect(try canonical("[]") == "[]")
        #expect(try canonical("{}") == "{}")
    }

    @Test("Only what must be escaped is, in its shortest form")
    func escapes() throws {
        #expect(
            try canonical(#""\u0000\u0007\b\t\n\u000b\f\r\u001F\u0022\\\/\u007f\u0080\u2028é😂""#)
                == "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u{7F}\u{80}\u{2028}é😂\"")
    }

    @Test("Names are sorted by UTF-16 code units: U+1F602 before U+FB33")
    func sortOrder() throws {
        #expect(try canonical("{\"\u{FB33}\":1,\"\u{1F602}\":2}") == "{\"\u{1F602}\":2,\"\u{FB33}\":1}")
        // The example of RFC 8785, section 3.2.3.
        let names = ["\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"]
        let object = JSONObject(names.reversed().map { .init(key: JSONString($0), value: nil) })
        let sorted = try JSONValue(parsing: JSONValue.object(object).canonicalized()).object?.keys
        #expect(sorted == names.map { JSONString($0) })
    }

    @Test("Prefixes stand before what they begin, also around eight bytes and with NUL")
    func prefixes() throws {
        let names = [
            "", "\u{0}", "a", "a\u{0}", "a\u{0}\u{0}", "ab", "abcdefg", "abcdefgh", "abcdefgh\u{0}", "abcdefghi",
            "abcdefgi",
        ]
        for shift in 0..<names.count {
            let object = JSONObject(
                (names[shift...] + names[..<shift]).map { .init(key: JSONString($0), value: nil) })
            let sorted = try JSONValue(parsing: JSONValue.object(object).canonicalized()).object?.keys
            #expect(sorted == names.map { JSONString($0) })
        }
    }

    @Test("The order is that of the standard library's UTF-16 view", arguments: 0..<100)
    func orderOracle(_ seed: Int) throws {
        var generator = RandomJSON(seed: UInt64(seed))
        let count = seed % 2 == 0 ? 12 : 60
        let object = JSONObject((0..<count).map { _ in .init(key: generator.string(), value: nil) })
        let expected = object.keys.sorted { $0.string.utf16.lexicographicallyPrecedes($1.string.utf16) }
        #expect(try JSONValue(parsing: JSONValue.object(object).canonicalized()).object?.keys == expected)
        #expect(object.keys.sorted(by: JSONString.compareUTF16) == expected)
    }

    @Test("The canonical form is its own canonical form and means the same", arguments: 0..<200)
    func idempotence(_ seed: Int) throws {
        var generator = RandomJSON(seed: UInt64(seed))
        let value = generator.value()
        let canonical = try value.canonicalized()
        let again = try JSONValue(parsing: canonical)
        #expect(try again.canonicalized() == canonical)
        #expect(again.serialized() == canonical)
    }

    @Test("A number beyond all doubles has no canonical form, and the error says where it is")
    func overflow() throws {
        let value = try JSONValue(parsing: #"{"a":[0,{"b":1E400}]}"#)
        #expect(text(value.serialized()) == #"{"a":[0,{"b":1E400}]}"#)
        let error = #expect(throws: JSONError.self) { try value.canonicalized() }
        #expect(error?.code == .numberOutOfRange("1E400"))
        #expect(error?.path.description == "/a/1/b")
        #expect(error?.line == 0)
    }
}
