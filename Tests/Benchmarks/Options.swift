import Foundation

/// The command line.
struct Options {
    var wantsJSON = false
    var wantsHelp = false
    var directory = FileManager.default.temporaryDirectory.path
    /// All if none is named.
    var suites: Set<Suite> = []

    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    init(_ arguments: some Sequence<String>) throws {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            switch argument {
            case "--json": wantsJSON = true
            case "-h", "--help": wantsHelp = true
            case "--directory":
                guard let path = rest.next() else { throw Mistake(description: "--directory takes a path") }
                directory = path
            default:
                guard let suite = Suite(rawValue: argument) else {
                    throw Mistake(description: "'\(argument)' is not known\n\(Bench.usage)")
                }
                suites.insert(suite)
            }
        }
    }
}

/// What is being done, on a terminal only.
struct Progress {
    private let isShown = isatty(2) == 1

    func note(_ text: String) { write("\(text) ...") }
    func clear() { write("") }

    private func write(_ text: String) {
        guard isShown else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}
