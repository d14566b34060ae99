import JSON
import TestSupport
import Testing

/// Texts with every construct the grammar has.
private let samples = [
    #"{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","n":-12.50e+3,"o":{"é":[true,false,null]}}"#,
    #"["\u00e9\ud83d\ude02\n\\","😂","0123456789abcdef0123456789abcdef",0,-0,1E400,[],{},[[{}]]]"#,
    "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": \"\\u0061\"\n}",
]

struct ParserPropertyTests {
    @Test("Every truncation of a document is refused", arguments: samples)
    func truncation(_ sample: String) {
        let whole = bytes(sample)
        #expect(refusal(whole) == nil)
        for count in 0..<whole.count {
            #expect(refusal(Array(whole[..<count])) != nil, "accepted the first \(count) bytes")
        }
    }

    @Test("Every byte after the end is refused unless it is white space", arguments: samples)
    func trailingByte(_ sample: String) {
        for byte in UInt8.min ... .max {
            let isWhiteSpace = [0x20, 0x09, 0x0A, 0x0D].contains(byte)
            #expect((refusal(bytes(sample) + [byte]) == nil) == isWhiteSpace, "byte \(byte)")
        }
    }

    @Test("Every changed byte is refused or gives a value that reads back the same", arguments: samples)
    func byteFlips(_ sample: String) throws {
        let whole = bytes(sample)
        for index in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[index] ^= 1 << UInt8(bit)
                guard let value = try? JSONValue(parsing: changed) else { continue }
                #expect(try JSONValue(parsing: value.serialized()) == value, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("Every removed or doubled byte is refused or gives a value that reads back the same", arguments: samples)
    func removedBytes(_ sample: String) throws {
        let whole = bytes(sample)
        for index in whole.indices {
            for changed in [Array(whole[..<index] + whole[(index + 1)...]), Array(whole[...index] + whole[index...])] {
                guard let value = try? JSONValue(parsing: changed) else { continue }
                #expect(try JSONValue(parsing: value.serialized(pretty: true)) == value, "byte \(index)")
            }
        }
    }

    @Test("What is written reads back as the same value, in order, compact and pretty", arguments: 0..<200)
    func roundTrip(_ seed: Int) throws {
        var generator = RandomJSON(seed: UInt64(seed))
        let value = generator.value()
        for pretty in [false, true] {
            let written = value.serialized(pretty: pretty)
            let read = try JSONValue(parsing: written)
            #expect(read == value)
            #expect(read.hashValue == value.hashValue)
            #expect(read.serialized(pretty: pretty) == written)
        }
    }

    @Test("Random bytes are refused or read back the same, and never trap", arguments: 0..<50)
    func randomBytes(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let alphabet = bytes("[]{}\",:\\u0123eE+-.truefalsn \n\t\u{E9}")
        for _ in 0..<200 {
            let noise = (0..<random.int(in: 0..<40)).map { _ in
                random.oneIn(10)
                    ? UInt8(truncatingIfNeeded: random.next()) : alphabet[random.int(in: 0..<alphabet.count)]
            }
            guard let value = try? JSONValue(parsing: noise) else { continue }
            #expect(try JSONValue(parsing: value.serialized()) == value)
        }
    }

    @Test("Strings of every length and alignment, plain and with one odd character, read back the same")
    func stringLengths() throws {
        for count in 0..<150 {
            for odd in ["", "\"", "\\", "\n", "\u{1F}", "\u{E9}", "\u{20AC}", "\u{1F602}", "\u{7F}"] {
                let position = count / 2
                let string =
                    String(repeating: "a", count: position) + odd + String(repeating: "b", count: count - position)
                let value: JSONValue = [.string(JSONString(string)), .object([JSONString(string): 1])]
                #expect(try JSONValue(parsing: value.serialized()) == value)
            }
        }
    }

    @Test("Repeated and almost repeated strings keep their own texts")
    func similarStrings() throws {
        var random = SplitMix64(seed: 7)
        var strings: [String] = []
        for _ in 0..<3000 {
            let middle = random.int(in: 0..<40)
            strings.append("same start \(middle) same end" + String(repeating: "x", count: random.int(in: 0..<3)))
        }
        let value = JSONValue.array(strings.map { .string(JSONString($0)) })
        #expect(try JSONValue(parsing: value.serialized()).array?.map(\.string) == strings)
    }

    @Test(
        "Published CLR documents read back byte for byte in content and order", .enabled(if: Standards.available),
        arguments: ["learncard/competency-aligned.json", "validator/complex.json", "learncard/westbridge-full.json"])
    func publishedDocuments(_ name: String) throws {
        let value = try JSONValue(parsing: try Standards.bytes("samples/clr2/" + name))
        let compact = value.serialized()
        #expect(try JSONValue(parsing: compact).serialized() == compact)
        #expect(try JSONValue(parsing: value.serialized(pretty: true)).serialized() == compact)
    }
}
