import JSON
import Testing

struct PointerTests {
    private let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    @Test(
        "The examples of RFC 6901, section 5",
        arguments: [
            ("/foo/0", "bar" as JSONValue), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5),
            ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
        ])
    func examples(_ text: String, _ expected: JSONValue) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(document[pointer] == expected)
        #expect(pointer.description == text)
    }

    @Test("The empty pointer is the whole document")
    func whole() throws {
        let pointer = try #require(JSONPointer(""))
        #expect(pointer.isRoot)
        #expect(document[pointer] == document)
    }

    @Test(
        "What leads nowhere gives nothing",
        arguments: ["/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/0/x", "/none", "/foo/-1"])
    func nowhere(_ text: String) throws {
        #expect(document[try #require(JSONPointer(text))] == nil)
    }

    @Test("What is no pointer is refused", arguments: ["foo", "/~", "/~2", "/a~"])
    func malformed(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test("Pointers are built from names and indices")
    func building() {
        let pointer = JSONPointer().appending("a/b").appending(3).appending("~")
        #expect(pointer.description == "/a~1b/3/~0")
        #expect(JSONPointer(pointer.description) == pointer)
    }
}
