import JSON
import Testing

struct StringTests {
    @Test("Identity is the bytes: composed and decomposed letters differ")
    func identity() {
        let composed: JSONString = "\u{E9}"
        let decomposed: JSONString = "e\u{301}"
        #expect(composed.string == decomposed.string)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
    }

    @Test("U+FB33 stands before U+1F602 by code point and after it by UTF-16 code unit")
    func twoOrders() {
        let hebrew: JSONString = "\u{FB33}"
        let emoji: JSONString = "\u{1F602}"
        #expect(hebrew < emoji)
        #expect(JSONString.compareUTF16(emoji, hebrew))
        #expect(!JSONString.compareUTF16(hebrew, emoji))
        #expect(!JSONString.compareUTF16(emoji, emoji))
    }

    @Test("Both orders agree with the standard library's views", arguments: 0..<20)
    func oracles(_ seed: Int) {
        var generator = RandomJSON(seed: UInt64(seed))
        let strings =
            (0..<60).map { _ in generator.string() } + ["", "a", "a\u{0}", "\u{E000}", "\u{FFFF}", "\u{10000}"]
        for left in strings {
            for right in strings {
                #expect((left < right) == left.string.utf8.lexicographicallyPrecedes(right.string.utf8))
                #expect(
                    JSONString.compareUTF16(left, right)
                        == left.string.utf16.lexicographicallyPrecedes(right.string.utf16))
                #expect((left == right) == left.string.utf8.elementsEqual(right.string.utf8))
            }
        }
    }

    @Test("The bytes are lent as they are")
    func bytesAreLent() {
        let string: JSONString = "a\u{E9}"
        #expect(string.withUTF8 { span in span.count } == 3)
        #expect(string.utf8Count == 3)
        #expect("\(string)" == "a\u{E9}")
    }
}
