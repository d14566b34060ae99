import ArgumentParser

#if canImport(Glibc)
    import Glibc
#endif

/// Everyone's command line: registrars issue with it, learners hold and present with it, verifiers check with it.
@main
struct CLR: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clr",
        abstract: "Issue, hold, present and verify Comprehensive Learner Records without a central host.",
        discussion: """
            Most commands talk to your own node through its socket; 'clr verify' works without one.

              clr verify transcript.json --roster roster.json
              clr issue batch autumn-2026.csv --data ./college
              clr present 'chirograph://...' --data ./wallet
            """,
        version: "0.1.0",
        subcommands: [
            VerifyCommand.self, IssueCommand.self, LearnerCommand.self, OfferCommand.self, CredentialCommand.self,
            StatusCommand.self, ClaimCommand.self, WalletCommand.self, RequestCommand.self, PresentCommand.self,
            NodeCommand.self, RosterCommand.self, PeerCommand.self, LedgerCommand.self, BakeCommand.self,
            LintCommand.self, ContextCommand.self, DIDCommand.self, DebugCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            if !failure.message.isEmpty { Terminal.error(failure.message) }
            Glibc.exit(failure.code.rawValue)
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code == .success {
                print(text)
                Glibc.exit(0)
            }
            Terminal.writeError(text)
            Glibc.exit(code == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.failure.rawValue)
        }
    }
}

/// What `clr` exits with; scripts rely on these numbers (docs/exit-codes.md).
enum ExitStatus: Int32 {
    case ok = 0
    case failure = 1
    case usage = 2
    case cancelled = 3
    case notAuthorised = 4
    case unreachable = 5
    case altered = 10
    case revoked = 11
    case suspended = 12
    case expired = 13
    case untrusted = 14
    case unknown = 15
    case malformed = 16
    case mixed = 17
    case notOwner = 18
    case contested = 19
}

/// An error with the sentence for the person and the number for the script. Without a sentence everything has been said.
struct Failure: Error {
    let code: ExitStatus
    let message: String

    init(_ code: ExitStatus = .failure, _ message: String) {
        self.code = code
        self.message = message
    }
}
