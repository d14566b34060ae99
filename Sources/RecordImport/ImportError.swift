/// One thing wrong with a file of course results, and where.
public struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case notCSV(CSVError.Reason)
        case noHeader
        case missingColumn(String)
        case duplicateColumn(String)
        case unknownColumn(String)
        case fieldCount(expected: Int, found: Int)
        case empty
        case tooLong(limit: Int)
        /// A line break, tab or other control character inside a value.
        case controlCharacter
        case notAnEmail
        case notCredits
        case notAGrade
        case notADate
        case titleWithoutProgramme
        /// The same learner, course and term stand in an earlier line.
        case repeatedResult(line: Int)
        /// The value differs from the one that an earlier line gives for the same learner, course or programme.
        case conflict(with: String, of: String, line: Int)
    }

    public let problem: Problem
    public let position: TextPosition
    /// The header's name of the column concerned, where one is.
    public let column: String?
    /// The field's text, at most 40 characters of it, control characters replaced.
    public let value: String?

    init(_ problem: Problem, at position: TextPosition, column: CourseResultsColumn? = nil, value: String? = nil) {
        self.problem = problem
        self.position = position
        self.column = column?.rawValue
        self.value = value.map { printable($0, limit: 40) }
    }

    public var description: String { "\(position): \(explanation)" }

    /// What is wrong, without the place.
    public var explanation: String {
        let column = column.map { "\($0): " } ?? ""
        guard let value, !value.isEmpty else { return column + "\(problem)" }
        return column + "'\(value)': \(problem)"
    }
}

extension ImportError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notCSV(let reason): "\(reason); the rest of the file was not read"
        case .noHeader: "the file is empty; the first line must name the columns: \(CourseResultsColumn.list)"
        case .missingColumn(let name): "the column '\(name)' is missing; needed are \(CourseResultsColumn.list)"
        case .duplicateColumn(let name): "the column '\(name)' is named twice; keep one of the two"
        case .unknownColumn(let name):
            "there is no column '\(name)'; rename or remove it. Known columns: \(CourseResultsColumn.list)"
        case .fieldCount(let expected, let found): "the row has \(found) fields, the header names \(expected)"
        case .empty: "this must not be empty"
        case .tooLong(let limit): "longer than \(limit) characters"
        case .controlCharacter: "a line break, tab or other control character is not allowed here"
        case .notAnEmail: "not an e-mail address"
        case .notCredits: "credits are a number from 0 to 100 with a point and at most four fraction digits"
        case .notAGrade: "not a grade: A+ to D-, F, P, NP, W, I, or a percentage from 0 to 100"
        case .notADate: "not a day of the calendar; write it like 2026-12-18"
        case .titleWithoutProgramme: "a programme title needs the programme's code in the column 'programme'"
        case .repeatedResult(let line): "line \(line) already holds a result of this learner in this course and term"
        case .conflict(let other, let of, let line): "line \(line) gives '\(other)' for the same \(of)"
        }
    }
}

/// Text from a file, safe to print on a terminal.
func printable(_ text: String, limit: Int) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
        scalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(scalars) + (text.unicodeScalars.count > limit ? "…" : "")
}
