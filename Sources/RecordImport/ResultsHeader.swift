import Credentials

/// Which field of a record holds which column.
struct ResultsHeader: Sendable {
    let width: Int
    private let index: [CourseResultsColumn: Int]

    /// The header, unless a required column is missing or one is named twice; unknown columns are only reported.
    static func read(_ record: CSVRecord) -> (ResultsHeader?, [ImportError]) {
        var index: [CourseResultsColumn: Int] = [:]
        var problems: [ImportError] = []
        var isUsable = true
        for (i, field) in record.fields.enumerated() {
            let name = trimmed(field.text)
            guard let column = CourseResultsColumn(rawValue: name.lowercased()) else {
                problems.append(ImportError(.unknownColumn(printable(name, limit: 40)), at: field.position))
                continue
            }
            if index.updateValue(i, forKey: column) != nil {
                problems.append(ImportError(.duplicateColumn(column.rawValue), at: field.position))
                isUsable = false
            }
        }
        for column in CourseResultsColumn.allCases where column.isRequired && index[column] == nil {
            problems.append(ImportError(.missingColumn(column.rawValue), at: record.position))
            isUsable = false
        }
        return (isUsable ? ResultsHeader(width: record.fields.count, index: index) : nil, problems)
    }

    /// A record's typed values, or everything that is wrong with it.
    func row(_ record: CSVRecord) -> Result<ResultsRow, ImportErrors> {
        guard record.fields.count == width else {
            let problem = ImportError.Problem.fieldCount(expected: width, found: record.fields.count)
            return .failure(ImportErrors(list: [ImportError(problem, at: record.position)]))
        }
        var row = RowReader(record: record, index: index)
        guard let result = row.result() else { return .failure(ImportErrors(list: row.problems)) }
        return .success(ResultsRow(result: result, record: record, index: index))
    }
}

struct ImportErrors: Error { let list: [ImportError] }

/// A row in order, with the places of its fields for what can only be judged beside other rows.
struct ResultsRow {
    let result: CourseResult
    let record: CSVRecord
    let index: [CourseResultsColumn: Int]

    func error(_ problem: ImportError.Problem, _ column: CourseResultsColumn) -> ImportError {
        let field = index[column].map { record.fields[$0] }
        return ImportError(problem, at: field?.position ?? record.position, column: column, value: field?.text)
    }
}

/// Surrounding spaces and tabs are no part of a value.
func trimmed(_ text: String) -> String {
    var view = Substring(text)
    while let first = view.unicodeScalars.first, first == " " || first == "\t" { view.unicodeScalars.removeFirst() }
    while let last = view.unicodeScalars.last, last == " " || last == "\t" { view.unicodeScalars.removeLast() }
    return String(view)
}
