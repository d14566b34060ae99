import RecordImport
import TestSupport
import Testing

/// The texts of all fields, or the error that ended the reading together with the records completed before it.
struct Outcome: Equatable {
    var records: [[String]] = []
    var error: CSVError?
}

func outcome(_ bytes: [UInt8], limits: CSVLimits = CSVLimits(), pieces: [Int] = []) -> Outcome {
    var reader = CSVReader(limits: limits)
    var records: [CSVRecord] = []
    var failure: CSVError?
    do throws(CSVError) {
        var start = 0
        for size in pieces where start < bytes.count {
            let end = min(bytes.count, start + size)
            try reader.read(Array(bytes[start..<end]), into: &records)
            start = end
        }
        try reader.read(Array(bytes[start...]), into: &records)
        try reader.finish(into: &records)
    } catch { failure = error }
    return Outcome(records: records.map { $0.fields.map(\.text) }, error: failure)
}

func outcome(_ text: String) -> Outcome { outcome(Array(text.utf8)) }

func failure(_ reason: CSVError.Reason, _ line: Int, _ column: Int) -> CSVError {
    CSVError(reason: reason, position: TextPosition(line: line, column: column))
}

@Suite struct CSVReaderTests {
    @Test(
        arguments: [
            ("", []),
            ("a", [["a"]]),
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a\nb\r\nc", [["a"], ["b"], ["c"]]),
            (",", [["", ""]]),
            ("a,\n,b", [["a", ""], ["", "b"]]),
            ("\"\"", [[""]]),
            ("\"a,b\",c", [["a,b", "c"]]),
            ("\"a\"\"b\"", [["a\"b"]]),
            ("\"\"\"\"", [["\""]]),
            ("\"two\nlines\",x\n", [["two\nlines", "x"]]),
            ("\"two\r\nlines\",x\r\n", [["two\r\nlines", "x"]]),
            ("\n\na\n", [[""], [""], ["a"]]),
            ("\u{FEFF}a,b", [["a", "b"]]),
            ("\u{FEFF}\"a\"", [["a"]]),
            (" a , b ", [[" a ", " b "]]),
            ("tab\there", [["tab\there"]]),
            ("Zoë,Ñandú,王,🎓", [["Zoë", "Ñandú", "王", "🎓"]]),
        ] as [(String, [[String]])])
    func wellFormedTextReadsAsRFC4180Says(_ text: String, _ expected: [[String]]) {
        #expect(outcome(text) == Outcome(records: expected, error: nil))
    }

    @Test(
        arguments: [
            ("a\"b", failure(.quoteInUnquotedField, 1, 2)),
            ("x,y\nab, \"c\"", failure(.quoteInUnquotedField, 2, 5)),
            ("\"a\"b", failure(.textAfterClosingQuote, 1, 4)),
            ("\"a\" ,b", failure(.textAfterClosingQuote, 1, 4)),
            ("x\n\"a\nb", failure(.unclosedQuote, 2, 1)),
            ("a,\"", failure(.unclosedQuote, 1, 3)),
            ("a\rb", failure(.lineEndWithoutLineFeed, 1, 2)),
            ("a\r", failure(.lineEndWithoutLineFeed, 1, 3)),
            ("a\u{0}b", failure(.controlCharacter(0), 1, 2)),
            ("\"é\u{0}\"", failure(.controlCharacter(0), 1, 3)),
            ("\u{FEFF}a\u{1B}", failure(.controlCharacter(0x1B), 1, 2)),
            ("a\u{7F}", failure(.controlCharacter(0x7F), 1, 2)),
        ] as [(String, CSVError)])
    func brokenTextIsNamedByLineAndColumn(_ text: String, _ expected: CSVError) {
        #expect(outcome(text).error == expected)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF], 0xFF, 1, 2),
            ([0x61, 0x0A, 0x62, 0x80], 0x80, 2, 2),
            ([0xC3], 0xC3, 1, 1),
            ([0x61, 0x2C, 0xC3, 0x28], 0x28, 1, 3),
            ([0xC0, 0xAF], 0xC0, 1, 1),
            ([0xE0, 0x9F, 0x80], 0x9F, 1, 1),
            ([0xED, 0xA0, 0x80], 0xA0, 1, 1),
            ([0xF4, 0x90, 0x80, 0x80], 0x90, 1, 1),
            ([0xF5], 0xF5, 1, 1),
            ([0xEF, 0xBB], 0xBB, 1, 1),
            ([0x22, 0x0A, 0x22, 0x2C, 0xE9], 0xE9, 2, 3),
        ] as [([UInt8], UInt8, Int, Int)])
    func invalidUTF8IsNamedByLineAndColumn(_ bytes: [UInt8], _ byte: UInt8, _ line: Int, _ column: Int) {
        #expect(outcome(bytes).error == failure(.invalidUTF8(byte: byte), line, column))
    }

    @Test func recordsBeforeAnErrorAreKept() {
        let result = outcome("a,b\nc,d\ne\"")
        #expect(result.records == [["a", "b"], ["c", "d"]])
        #expect(result.error == failure(.quoteInUnquotedField, 3, 2))
    }

    @Test func fieldsKnowWhereTheyBegin() throws {
        var reader = CSVReader()
        var records: [CSVRecord] = []
        try reader.read(Array("é,\"x\ny\",z\nq".utf8), into: &records)
        try reader.finish(into: &records)
        let places = records.flatMap { $0.fields.map { "\($0.position)" } }
        #expect(places == ["line 1, column 1", "line 1, column 3", "line 2, column 4", "line 3, column 1"])
    }

    @Test func eachLimitIsExact() {
        var limits = CSVLimits()
        limits.fileBytes = 8
        limits.fieldBytes = 4
        limits.columns = 3
        limits.records = 2
        #expect(outcome(Array("abcd,efg".utf8), limits: limits).error == nil)
        #expect(outcome(Array("ab,cd,efg".utf8), limits: limits).error == failure(.fileTooLarge(limit: 8), 1, 9))
        #expect(outcome(Array("a,bcdef".utf8), limits: limits).error == failure(.fieldTooLarge(limit: 4), 1, 3))
        #expect(outcome(Array("\"bcdef\"".utf8), limits: limits).error == failure(.fieldTooLarge(limit: 4), 1, 1))
        #expect(outcome(Array(",,".utf8), limits: limits).error == nil)
        #expect(outcome(Array(",,,".utf8), limits: limits).error == failure(.tooManyColumns(limit: 3), 1, 4))
        #expect(outcome(Array("a\nb\n".utf8), limits: limits).error == nil)
        #expect(outcome(Array("a\nb\nc".utf8), limits: limits).error == failure(.tooManyRecords(limit: 2), 3, 2))
    }

    @Test func aFileOverTheLimitIsRefusedWithoutBeingHeld() {
        var limits = CSVLimits()
        limits.fileBytes = 1 << 20
        var reader = CSVReader(limits: limits)
        let piece = [UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 16)
        var records: [CSVRecord] = []
        var piecesTaken = 0
        while piecesTaken < 100 {
            records.removeAll()
            guard (try? reader.read(piece, into: &records)) != nil else { break }
            piecesTaken += 1
        }
        #expect(piecesTaken == 16)
    }

    @Test func theReaderAgreesWithASlowReferenceHoweverTheInputIsCut() {
        let seed: UInt64 = 0x5EED
        var random = SplitMix64(seed: seed)
        let alphabet: [[UInt8]] = [
            [0x2C], [0x2C], [0x22], [0x22], [0x0A], [0x0D, 0x0A], [0x0D], [0x61], [0x62], [0x20], [0x09],
            Array("é".utf8), Array("😀".utf8), [0xEF, 0xBB, 0xBF], [0x00], [0xC3],
        ]
        for round in 0..<20_000 {
            // The rare last symbols would make nearly every long text invalid.
            let isClean = random.next() % 2 == 0
            let symbols = isClean ? alphabet.count - 4 : alphabet.count
            let bytes = (0..<Int(random.next() % 12)).flatMap { _ in alphabet[Int(random.next() % UInt64(symbols))] }
            let pieces = (0..<4).map { _ in Int(random.next() % 4) }
            let result = outcome(bytes, pieces: pieces)
            #expect(result == outcome(bytes), "seed \(seed) round \(round): cutting changed the result of \(bytes)")
            let expected = referenceCSV(bytes)
            #expect(
                expected == (result.error == nil ? result.records : nil),
                "seed \(seed) round \(round): \(bytes) gave \(result)")
        }
    }
}

/// RFC 4180's grammar word for word, over a whole text, slow and simple. Nil for what the grammar does not produce.
func referenceCSV(_ bytes: [UInt8]) -> [[String]]? {
    guard var text = String(validating: bytes, as: UTF8.self) else { return nil }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    var rest = Array(text.unicodeScalars)
    var records: [[String]] = []
    while !rest.isEmpty {
        var fields: [String] = []
        while true {
            guard let (field, after) = referenceField(rest) else { return nil }
            fields.append(field)
            rest = after
            guard rest.first == "," else { break }
            rest.removeFirst()
        }
        records.append(fields)
        if rest.starts(with: ["\r", "\n"]) {
            rest.removeFirst(2)
        } else if rest.first == "\n" {
            rest.removeFirst()
        } else if !rest.isEmpty {
            return nil
        }
    }
    return records
}

private func referenceField(_ text: [Unicode.Scalar]) -> (String, [Unicode.Scalar])? {
    func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || (scalar.value >= 0x20 && scalar != "," && scalar != "\"" && scalar.value != 0x7F)
    }
    var field = String.UnicodeScalarView()
    guard text.first == "\"" else {
        let plain = text.prefix(while: isPlain)
        return (String(String.UnicodeScalarView(plain)), Array(text[plain.count...]))
    }
    var i = 1
    while i < text.count {
        if text[i] == "\"" {
            guard i + 1 < text.count, text[i + 1] == "\"" else { return (String(field), Array(text[(i + 1)...])) }
            i += 1
        } else if !isPlain(text[i]) && ![",", "\r", "\n"].contains(text[i]) {
            return nil
        }
        field.append(text[i])
        i += 1
    }
    return nil
}
