import Credentials

/// Turns the texts of one record into typed values and lists what cannot be.
struct RowReader {
    let record: CSVRecord
    let index: [CourseResultsColumn: Int]
    private(set) var problems: [ImportError] = []

    init(record: CSVRecord, index: [CourseResultsColumn: Int]) {
        self.record = record
        self.index = index
    }

    /// Nil exactly when there are problems.
    mutating func result() -> CourseResult? {
        let learner = text(.learner)
        let email = typed(.email, .notAnEmail) { isEmail($0) ? $0 : nil }
        let name = text(.name)
        let programme = self.programme()
        let code = text(.course)
        let title = text(.title)
        let credits = typed(.credits, .notCredits) { CreditAmount($0) }
        let term = text(.term)
        let grade = typed(.grade, .notAGrade) { Grade(parsing: $0) }
        let date = typed(.date, .notADate) { CalendarDate(parsing: $0) }
        guard problems.isEmpty, let learner, let email, let code, let title, let credits, let term, let grade, let date
        else { return nil }
        let course = Course(code: code, title: title, programme: programme)
        return CourseResult(
            learner: learner, email: email, name: name, course: course, credits: credits, term: term, grade: grade,
            date: date)
    }

    private mutating func programme() -> Programme? {
        let code = text(.programme)
        let title = text(.programmeTitle)
        if code == nil, title != nil { report(.titleWithoutProgramme, .programmeTitle) }
        return code.map { Programme(code: $0, title: title ?? $0) }
    }

    private mutating func typed<T>(
        _ column: CourseResultsColumn, _ problem: ImportError.Problem, _ parse: (String) -> T?
    ) -> T? {
        guard let text = text(column) else { return nil }
        if let value = parse(text) { return value }
        report(problem, column)
        return nil
    }

    /// The trimmed text within its bounds; nil when absent, and reported when it may not be.
    private mutating func text(_ column: CourseResultsColumn) -> String? {
        guard let i = index[column] else { return nil }
        let text = trimmed(record.fields[i].text)
        if text.isEmpty {
            if column.isRequired { report(.empty, column) }
            return nil
        }
        // Scalars, not grapheme clusters: one cluster may be kilobytes long.
        guard text.unicodeScalars.count <= column.limit else {
            report(.tooLong(limit: column.limit), column)
            return nil
        }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            report(.controlCharacter, column)
            return nil
        }
        return text
    }

    private mutating func report(_ problem: ImportError.Problem, _ column: CourseResultsColumn) {
        let field = index[column].map { record.fields[$0] }
        problems.append(
            ImportError(problem, at: field?.position ?? record.position, column: column, value: field?.text))
    }
}

/// Good enough to refuse what is not an address: `local@domain` with a dot in the domain and no spaces or quotes.
/// Whether mail arrives, only sending can tell.
func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return false }
    let forbidden: Set<Unicode.Scalar> = [" ", "\"", "(", ")", ",", ":", ";", "<", ">", "[", "]", "\\"]
    guard !text.unicodeScalars.contains(where: { forbidden.contains($0) }) else { return false }
    guard !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains("..") else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && labels.allSatisfy { (1...63).contains($0.utf8.count) && !$0.hasPrefix("-") }
}
