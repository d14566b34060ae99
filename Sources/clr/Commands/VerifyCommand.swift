import ArgumentParser
import Credentials
import Exchange
import JSON
import Ledger
import NodeHome

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify a credential, a CLR or a bundle, without any node or network.",
        discussion: """
            Issuers are trusted if a roster you name lists them, or if you name them with --trust. The status comes from \
            the proofs in the file; how old they are is said, and how old they may be is up to you.

              clr verify transcript.json --roster roster.json
              clr verify badge.json --trust did:key:z6Mk…
              clr verify - --roster roster.json --json < badge.json

            Exit codes: 0 verified, 10 altered, 11 revoked, 12 suspended, 13 expired, 14 issuer not trusted, 15 could not \
            check, 16 malformed, 18 not the owner, 19 ownership contested.
            """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "A roster file whose members you trust; more than one may be given.") var roster: [String] = []
    @Option(help: ArgumentHelp("A DID whose own signature you trust, besides rosters.", valueName: "did"))
    var trust: [String] = []
    @Option(help: "Oldest status proof you accept, in hours.") var maxAge: Int = 24
    @Flag(help: "Show also what passed.") var all = false
    @Flag(help: "Print the report as JSON (docs/formats/report.md).") var json = false

    func run() throws {
        guard (1...87_600).contains(maxAge) else { throw Failure(.usage, "--max-age is 1 to 87600 hours (ten years)") }
        let policy = TrustPolicy(
            rosters: try roster.map { path in
                let document = try Documents.read(path)
                return try wrapping(.untrusted) { try RosterChain(document).newest }
            }, pinned: trust.map { PinnedIssuer(did: $0) }, maximumStaleness: UInt64(maxAge) * 3_600_000,
            now: Timestamp.milliseconds())
        if roster.isEmpty && trust.isEmpty {
            Terminal.note("No --roster and no --trust was given, so no issuer can count as trusted.")
        }
        let report = Self.verify(try Documents.bytes(file), policy)
        try ReportOutput.show(report, all: all, json: json)
    }

    /// Bundles are opened; anything else is judged as it is.
    private static func verify(_ bytes: [UInt8], _ policy: TrustPolicy) -> Report {
        guard let document = try? JSONValue(parsing: bytes, limits: CredentialVerifier.documentLimits),
            CredentialBundle.isBundle(document)
        else { return CredentialVerifier(policy: policy).verify(bytes) }
        do {
            let bundle = try CredentialBundle(document)
            let proofs = StatusProofs(bundle.statusProofs)
            return CredentialVerifier(policy: policy, statusSource: proofs.evidence).verify(bundle.credential)
        } catch {
            return CredentialVerifier(policy: policy).refuse("\(error)")
        }
    }
}

/// Reports on standard output, their exit code for the script.
enum ReportOutput {
    static func show(_ report: Report, all: Bool, json: Bool) throws {
        if json {
            Terminal.printJSON(.object(report.json))
        } else {
            FileDescriptorText.write(
                Terminal.usesColour ? report.text(all: all, style: colour) : report.text(all: all), to: 1)
        }
        try finish(Int(report.code.rawValue))
    }

    /// Ends with a report's exit code, saying nothing more.
    static func finish(_ code: Int) throws {
        guard code != 0 else { return }
        throw Failure(ExitStatus(rawValue: Int32(clamping: code)) ?? .failure, "")
    }

    private static func colour(_ text: String, _ style: ReportStyle) -> String {
        let code =
            switch style {
            case .verdict(.verified): "1;32"
            case .verdict(.notVerified): "1;31"
            case .verdict(.couldNotCheck): "1;33"
            case .heading: "1"
            case .outcome(.pass): "32"
            case .outcome(.fail): "31"
            case .outcome(.warn), .outcome(.unknown): "33"
            case .detail: "2"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
