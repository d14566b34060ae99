import Credentials
import RecordImport
import Testing

private let header = "learner,email,name,course,title,credits,term,grade,date,programme,programme_title"
private let good = "S1,zoe@students.example,Zoë Ñ,CS-101,Algorithms,3.0,2026-FA,A-,2026-12-18,BSC-CS,Computer Science"

private func read(_ lines: String...) -> CourseResults { CourseResults.read(Array(lines.joined(separator: "\n").utf8)) }

private func messages(_ results: CourseResults) -> [String] { results.errors.map(\.description) }

/// The good row with one field replaced.
private func row(_ column: String, _ value: String) -> String {
    var fields = good.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let names = header.split(separator: ",").map(String.init)
    if let i = names.firstIndex(of: column) { fields[i] = value }
    return fields.joined(separator: ",")
}

/// Where a column's field begins in a row without quoted commas, counted from 1.
private func start(of column: String, in row: String) -> Int {
    let names = header.split(separator: ",").map(String.init)
    let before = row.split(separator: ",", omittingEmptySubsequences: false).prefix(names.firstIndex(of: column) ?? 0)
    return before.reduce(1) { $0 + $1.unicodeScalars.count + 1 }
}

@Suite struct CourseResultsTests {
    @Test func aRowBecomesATypedResult() throws {
        let results = read(header, good)
        #expect(results.isClean)
        let row = try #require(results.rows.first)
        #expect(row.learner == "S1")
        #expect(row.email == "zoe@students.example")
        #expect(row.name == "Zoë Ñ")
        #expect(row.course.code == "CS-101")
        #expect(row.course.title == "Algorithms")
        #expect(row.course.programme == Programme(code: "BSC-CS", title: "Computer Science"))
        #expect(row.credits.text == "3.0")
        #expect(row.term == "2026-FA")
        #expect(row.grade == .letter(.aMinus))
        #expect(row.date == CalendarDate(year: 2026, month: 12, day: 18))
    }

    @Test func optionalColumnsMayBeAbsentAndOrderAndCaseAreFree() throws {
        let results = read(
            "Grade,DATE,learner,Course,credits,Title,term,eMail", "P,2027-05-20,S1,ART-1,2,Drawing,2027-SP,a@b.example")
        let row = try #require(results.rows.first)
        #expect(results.isClean)
        #expect(row.name == nil)
        #expect(row.course.programme == nil)
        #expect(row.grade == .pass)
    }

    @Test func blankLinesAreSkippedAndCRLFAndBOMAreFine() {
        let text = "\u{FEFF}" + header + "\r\n\r\n" + good + "\r\n\r\n"
        let results = CourseResults.read(Array(text.utf8))
        #expect(results.isClean)
        #expect(results.rows.count == 1)
    }

    @Test func anEmptyFileNamesTheColumns() {
        let results = CourseResults.read([])
        #expect(results.errors.map(\.problem) == [.noHeader])
        #expect(!results.isComplete)
        #expect(messages(results).first?.contains("learner, email, name (optional)") == true)
    }

    @Test func missingDuplicateAndUnknownColumnsAreAllReported() {
        let results = read("learner,email,course,Course,credits,term,gradee,date", good)
        #expect(
            results.errors.map(\.problem) == [
                .duplicateColumn("course"), .unknownColumn("gradee"), .missingColumn("title"), .missingColumn("grade"),
            ])
        #expect(results.rows.isEmpty)
        #expect(!results.isComplete)
    }

    @Test func anUnknownColumnIsReportedAndTheRowsAreStillRead() {
        let results = read(header + ",adviser", good + ",Dr. X")
        #expect(results.errors.map(\.problem) == [.unknownColumn("adviser")])
        #expect(results.rows.count == 1)
        #expect(results.isComplete && !results.isClean)
    }

    @Test(
        arguments: [
            ("learner", "", ImportError.Problem.empty),
            ("learner", String(repeating: "x", count: 129), .tooLong(limit: 128)),
            ("email", "zoe", .notAnEmail),
            ("email", "zoe@example", .notAnEmail),
            ("email", "a b@c.example", .notAnEmail),
            ("email", "a@b@c.example", .notAnEmail),
            ("email", "a@b..example", .notAnEmail),
            ("credits", "100.5", .notCredits),
            ("credits", "-1", .notCredits),
            ("credits", "03", .notCredits),
            ("credits", ".5", .notCredits),
            ("credits", "1e1", .notCredits),
            ("credits", "1.00001", .notCredits),
            ("credits", "٣", .notCredits),
            ("term", String(repeating: "x", count: 65), .tooLong(limit: 64)),
            ("grade", "E", .notAGrade),
            ("grade", "a", .notAGrade),
            ("grade", "F-", .notAGrade),
            ("grade", "101", .notAGrade),
            ("grade", "%", .notAGrade),
            ("date", "2026-02-30", .notADate),
            ("date", "18.12.2026", .notADate),
            ("date", "2026-12-18T00:00:00Z", .tooLong(limit: 16)),
            ("date", "2026-2-3", .notADate),
            ("title", "\"two\nlines\"", .controlCharacter),
            ("title", "next\u{85}line", .controlCharacter),
            ("programme", "", .titleWithoutProgramme),
        ] as [(String, String, ImportError.Problem)])
    func aWrongValueIsNamedByLineAndColumn(
        _ column: String, _ value: String, _ problem: ImportError.Problem
    ) throws {
        let results = read(header, row(column, value))
        let error = try #require(results.errors.first)
        let blamed = problem == .titleWithoutProgramme ? "programme_title" : column
        #expect(results.errorCount == 1)
        #expect(error.problem == problem)
        #expect(error.position == TextPosition(line: 2, column: start(of: blamed, in: row(column, value))))
        #expect(error.column == blamed)
        #expect(results.rows.isEmpty)
        #expect(results.isComplete)
    }

    @Test(
        arguments: [
            ("A+", "A+"), ("F", "F"), ("P", "P"), ("NP", "NP"), ("W", "W"), ("I", "I"), ("87", "87%"),
            ("87.5", "87.5%"),
            ("87 %", "87%"), ("0", "0%"), ("100.0%", "100.0%"), (" B ", "B"),
        ])
    func gradesOfEachScaleAreRead(_ text: String, _ expected: String) {
        #expect(read(header, row("grade", text)).rows.first?.grade.description == expected)
    }

    @Test func everyErrorOfARowAndOfLaterRowsIsListed() {
        let results = read(header, "S1,x,,C,T,x,,,2026-13-01,,", "too,few", good)
        #expect(
            results.errors.map(\.problem) == [
                .notAnEmail, .notCredits, .empty, .empty, .notADate, .fieldCount(expected: 11, found: 2),
            ])
        #expect(results.rows.count == 1)
    }

    @Test func rowsThatContradictEachOtherAreReportedWithTheEarlierLine() {
        let other = "S1,other@students.example,Zoe N,CS-102,Logic,3,2026-FA,B,2026-12-18,BSC-CS,Informatics"
        let results = read(header, good, good, other, row("learner", "S2").replacing("Algorithms", with: "Algebra"))
        #expect(
            results.errors.map(\.problem) == [
                .repeatedResult(line: 2),
                .conflict(with: "zoe@students.example", of: "learner", line: 2),
                .conflict(with: "Zoë Ñ", of: "learner", line: 2),
                .conflict(with: "Computer Science", of: "programme", line: 2),
                .conflict(with: "Algorithms", of: "course", line: 2),
            ])
        #expect(results.rows.count == 1)
    }

    @Test func learnersWhoseNamesOnlyLookAlikeAreTwoLearners() {
        let results = read(header, row("learner", "caf\u{E9}"), row("learner", "cafe\u{301}"))
        #expect(results.isClean)
        #expect(results.rows.count == 2)
    }

    @Test func aBrokenQuoteEndsTheReadingAndKeepsWhatCameBefore() {
        let results = read(header, good, row("learner", "\"S2"))
        #expect(results.rows.count == 1)
        #expect(!results.isComplete)
        #expect(messages(results).first?.hasPrefix("line 3, column 1: the quote that opens here") == true)
    }

    @Test func atMostAThousandErrorsAreKeptAndAllAreCounted() {
        let lines = [header] + Array(repeating: "x", count: 1_500)
        let results = CourseResults.read(Array(lines.joined(separator: "\n").utf8))
        #expect(results.errors.count == 1_000)
        #expect(results.errorCount == 1_500)
    }

    @Test func readingInPiecesGivesTheSameAsReadingAtOnce() {
        let bytes = Array([header, good, "x,y", row("learner", "S2"), "\""].joined(separator: "\n").utf8)
        let whole = CourseResults.read(bytes)
        for size in [1, 2, 7, 64] {
            var reader = CourseResultsReader()
            for start in stride(from: 0, to: bytes.count, by: size) {
                reader.read(Array(bytes[start..<min(bytes.count, start + size)]))
            }
            let results = reader.finish()
            #expect(results.rows == whole.rows)
            #expect(results.errors == whole.errors)
        }
    }

    @Test func messagesSayWhereWhatAndHowToPutItRight() {
        let results = read(header, row("grade", "Z"))
        #expect(
            messages(results) == [
                "line 2, column 61: grade: 'Z': not a grade: A+ to D-, F, P, NP, W, I, or a percentage from 0 to 100"
            ])
    }
}
