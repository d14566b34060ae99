import ArgumentParser
import Credentials
import JSON

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Say what other verifiers would refuse in a credential, before it is signed.",
        discussion: """
            Looks at form and meaning, not at signature, dates and status: for those there is 'clr verify'.

              clr lint badge.json
              clr lint - --json < badge.json

            Exit codes: 0 nothing that everybody refuses (there may be warnings), 16 errors; with --strict warnings count too.
            """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @Flag(help: "Let warnings count as errors.") var strict = false
    @Flag(help: "Print JSON for scripts.") var json = false
    @OptionGroup var shelf: Shelf

    func run() throws {
        guard let document = try Documents.read(file).object else {
            throw Failure(.malformed, "\(file): a credential is a JSON object")
        }
        let findings = Lint.check(document, contexts: shelf.proofContexts)
        if json {
            Terminal.printJSON(.array(findings.map(\.json)))
        } else if findings.isEmpty {
            print("nothing to say")
        } else {
            Terminal.table(
                ["", "place", "what", "by"],
                findings.map {
                    [$0.severity.rawValue, $0.place.isRoot ? "/" : $0.place.description, $0.message, $0.clause]
                })
        }
        if findings.contains(where: { strict || $0.severity == .error }) { throw Failure(.malformed, "") }
    }
}

extension LintFinding {
    fileprivate var json: JSONValue {
        [
            "severity": JSONValue(severity.rawValue), "place": JSONValue(place.description),
            "message": JSONValue(message), "clause": JSONValue(clause),
        ]
    }
}
