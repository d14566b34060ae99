public import Credentials

/// The columns of a course results file. Names are matched without regard to case; their order is free.
enum CourseResultsColumn: String, CaseIterable, Sendable {
    case learner, email, name, course, title, credits, term, grade, date, programme
    case programmeTitle = "programme_title"

    var isRequired: Bool {
        switch self {
        case .name, .programme, .programmeTitle: false
        default: true
        }
    }

    /// The longest text in characters.
    var limit: Int {
        switch self {
        case .term, .course, .programme: 64
        case .learner: 128
        case .email: 254
        case .name, .title, .programmeTitle: 200
        case .credits, .grade, .date: 16
        }
    }

    static var list: String {
        let names = allCases.map { $0.isRequired ? $0.rawValue : "\($0.rawValue) (optional)" }
        return names.joined(separator: ", ")
    }
}

/// What a file of course results says: the rows that are in order and everything that is not.
///
/// Nothing is read partially: a row is either in `rows` as a whole or has at least one entry in `errors`.
public struct CourseResults: Sendable {
    public let rows: [CourseResult]
    /// In the file's order, the first 1,000.
    public let errors: [ImportError]
    /// How many there were altogether.
    public let errorCount: Int
    /// False when reading ended early: the file is not CSV from some place on, or its header cannot be used.
    public let isComplete: Bool

    public var isClean: Bool { errorCount == 0 && isComplete }

    /// Reads a whole file; see ``CourseResultsReader`` for reading in pieces.
    public static func read(_ bytes: [UInt8], limits: CSVLimits = CSVLimits()) -> CourseResults {
        var reader = CourseResultsReader(limits: limits)
        reader.read(bytes)
        return reader.finish()
    }
}

/// Reads a file of course results in pieces, so that a file larger than the limit never has to be in memory.
public struct CourseResultsReader: Sendable {
    static let errorLimit = 1_000

    private var csv: CSVReader
    private var header: ResultsHeader?
    private var consistency = ResultsConsistency()
    private var rows: [CourseResult] = []
    private var errors: [ImportError] = []
    private var errorCount = 0
    /// Set once nothing further can be read; later pieces are ignored.
    public private(set) var hasStopped = false

    public init(limits: CSVLimits = CSVLimits()) { csv = CSVReader(limits: limits) }

    public mutating func read(_ piece: [UInt8]) {
        parse { (csv, records) throws(CSVError) in try csv.read(piece, into: &records) }
    }

    public mutating func finish() -> CourseResults {
        parse { (csv, records) throws(CSVError) in try csv.finish(into: &records) }
        if header == nil && !hasStopped {
            report(ImportError(.noHeader, at: TextPosition(line: 1, column: 1)))
            hasStopped = true
        }
        return CourseResults(rows: rows, errors: errors, errorCount: errorCount, isComplete: !hasStopped)
    }

    private mutating func parse(_ step: (inout CSVReader, inout [CSVRecord]) throws(CSVError) -> Void) {
        guard !hasStopped else { return }
        var records: [CSVRecord] = []
        var failure: CSVError?
        do throws(CSVError) { try step(&csv, &records) } catch { failure = error }
        for record in records where !record.isBlank && !hasStopped { take(record) }
        if let failure, !hasStopped {
            report(ImportError(.notCSV(failure.reason), at: failure.position))
            hasStopped = true
        }
    }

    private mutating func take(_ record: CSVRecord) {
        guard let header else {
            let (header, problems) = ResultsHeader.read(record)
            problems.forEach { report($0) }
            self.header = header
            hasStopped = header == nil
            return
        }
        switch header.row(record) {
        case .failure(let problems): problems.list.forEach { report($0) }
        case .success(let row):
            let problems = consistency.check(row)
            problems.forEach { report($0) }
            if problems.isEmpty { rows.append(row.result) }
        }
    }

    private mutating func report(_ error: ImportError) {
        errorCount += 1
        if errors.count < Self.errorLimit { errors.append(error) }
    }
}
