import Foundation

// Measures the work that has a budget against what the machine can do in the same run. See docs/benchmarks.md.

@main
struct Bench {
    static let usage = """
        usage: Tests/bench [--json] [--directory DIRECTORY] [NAME ...]

          NAME         only these: \(Suite.allCases.map(\.rawValue).joined(separator: " "))
          --json       print an array of rows instead of the table
          --directory  where stores are made for the time of the run; it should lie on a real disk
        """

    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            if options.wantsHelp { return print(usage) }
            try await run(options)
        } catch {
            FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
            exit(error is Options.Mistake ? 2 : 1)
        }
    }

    private static func run(_ options: Options) async throws {
        let progress = Progress()
        let bench = try Workbench(directory: options.directory, progress: progress)
        var rows: [Row] = []
        for suite in Suite.allCases where options.suites.isEmpty || options.suites.contains(suite) {
            progress.note(suite.rawValue)
            rows += try await suite.run(bench).map { $0.named(suite.rawValue) }
        }
        progress.clear()
        print(options.wantsJSON ? Table.json(rows) : Table.text(rows))
    }
}

/// Rows that share a name on the command line.
enum Suite: String, CaseIterable {
    case json, jcs, rdfc, bomb, clr, issue, append, ingest, status, start

    func run(_ bench: Workbench) async throws -> [Row] {
        switch self {
        case .json: try JSONRows.measure(bench)
        case .jcs: try VerifyRows.badge(bench)
        case .rdfc: try LinkedDataRows.measure(bench)
        case .bomb: try BombRows.measure(bench)
        case .clr: try VerifyRows.record(bench)
        case .issue: try IssueRows.measure(bench)
        case .append: try await AppendRows.measure(bench)
        case .ingest: try await IngestRows.measure(bench)
        case .status: try await LargeLogRows.status(bench)
        case .start: try await LargeLogRows.start(bench)
        }
    }
}

/// What rows share: where files may be made, and what takes long to make.
final class Workbench {
    let directory: String
    let progress: Progress
    let institution: Institution
    private var largeLog: LargeLog?

    init(directory: String, progress: Progress) throws {
        self.directory = directory
        self.progress = progress
        institution = try Institution()
    }

    /// A log of a million entries, in a store that is closed.
    func withLargeLog() async throws -> LargeLog {
        if let largeLog { return largeLog }
        progress.note("writing a log of a million entries")
        let made = try await LargeLog(institution, in: directory)
        largeLog = made
        return made
    }
}
