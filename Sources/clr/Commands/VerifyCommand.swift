import ArgumentParser
import Credentials
import DID
import DataIntegrity
import Exchange
import JSON
import Ledger
import NodeHome

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a credential, a CLR, a badge image or a bundle, without any node.",
        discussion: """
            Issuers are trusted if a roster you name lists them, or if you name them with --trust. The status comes from \
            the proofs in the file; how old they are is said, and how old they may be is up to you. The status lists and \
            did:web documents of others come from files, from what was pinned or read before, and with --online from the \
            web; without it nothing is fetched.

              clr verify transcript.json --roster roster.json
              clr verify badge.json --trust did:key:z6Mk…
              clr verify badge.png --trust did:web:college.example --did-document did.json --status-list list.json
              clr verify badge.png --trust did:web:college.example --online
              clr verify badge.json --explain
              clr verify - --roster roster.json --json < badge.json

            Exit codes: 0 verified, 10 altered, 11 revoked, 12 suspended, 13 expired, 14 issuer not trusted, 15 could not \
            check, 16 malformed, 18 not the owner, 19 ownership contested.
            """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "A roster file whose members you trust; more than one may be given.") var roster: [String] = []
    @Option(help: ArgumentHelp("A DID whose own signature you trust, besides rosters.", valueName: "did"))
    var trust: [String] = []
    @Option(help: "Oldest status proof you accept, in hours.") var maxAge: Int = 24
    @Option(help: "A DID document (did:web); it says which keys are whose. More than one may be given.")
    var didDocument: [String] = []
    @Option(
        help:
            "A status list credential or revocation list, under the address it calls itself. More than one may be given."
    )
    var statusList: [String] = []
    @OptionGroup var web: Web
    @OptionGroup var shelf: Shelf
    @Flag(help: "Show also what passed.") var all = false
    @Flag(help: "Show what each embedded proof signs: its options, the canonical forms and their hashes.")
    var explain = false
    @Flag(help: "Print the report as JSON (docs/formats/report.md).") var json = false

    func run() async throws {
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
        let bytes = try Documents.bytes(file)
        if explain { try explain(bytes) }
        let report = try await refreshed(bytes, policy)
        try ReportOutput.show(report, all: all, json: json)
    }

    /// The verdict on a newer text of the credential, where its issuer has one, else on the text itself.
    private func refreshed(_ bytes: [UInt8], _ policy: TrustPolicy) async throws -> Report {
        let report = try await verify(bytes, policy)
        // Only what a trusted issuer signed may say where to ask.
        guard web.online, report.root.check(.proof)?.outcome == .pass, report.root.check(.issuer)?.outcome == .pass,
            let original = try? JSONValue(parsing: bytes).object, let url = CredentialRefresh.url(of: original)
        else { return report }
        do {
            let text = try await web.reader.read(url, types: ["application/vc", "application/json"])
            guard let answer = try JSONValue(parsing: text).object else {
                throw Failure(.malformed, "it is no credential")
            }
            switch CredentialRefresh.judge(answer, for: original) {
            case .unchanged: return report
            case .refused(let reason): throw Failure(.failure, reason)
            case .replacement:
                Terminal.note("The issuer has a newer text of this credential; the verdict is on that one.")
                return try await verify(text, policy)
            }
        } catch {
            let reason = (error as? Failure)?.message ?? "\(error)"
            Terminal.note("It could not be refreshed, and is judged as it is: \(reason).")
            return report
        }
    }

    private func verify(_ bytes: [UInt8], _ policy: TrustPolicy) async throws -> Report {
        var material = Material(
            documents: try didDocument.map(Self.didDocument), lists: try statusLists(), shelf: shelf, web: web.reader)
        return try await material.verify { judge(bytes, policy, $0) }
    }

    /// Bundles are opened; anything else is judged as it is.
    private func judge(_ bytes: [UInt8], _ policy: TrustPolicy, _ material: Material) -> Report {
        var policy = policy
        policy.documents = material.documents
        func verifier(_ statusSource: StatusSource? = nil) -> CredentialVerifier {
            CredentialVerifier(
                policy: policy, statusSource: statusSource, statusLists: { material.list($0) },
                contexts: shelf.proofContexts)
        }
        guard let document = try? JSONValue(parsing: bytes, limits: CredentialVerifier.documentLimits),
            CredentialBundle.isBundle(document)
        else { return verifier().verify(bytes) }
        do {
            let bundle = try CredentialBundle(document)
            let proofs = StatusProofs(bundle.statusProofs)
            return verifier(proofs.evidence).verify(bundle.credential)
        } catch {
            return verifier().refuse("\(error)")
        }
    }

    /// Lists from files, which the lists themselves have to name.
    private func statusLists() throws -> [JSONString: StatusListText] {
        var lists: [JSONString: StatusListText] = [:]
        for path in statusList {
            let bytes = try Documents.bytes(path)
            guard let id = StatusListText.identifier(of: bytes) else {
                throw Failure(.malformed, "\(path) does not say of which address it is; a status list has an 'id'")
            }
            lists[JSONString(id)] = StatusListText(bytes, obtained: nil, delivery: .relayed)
        }
        return lists
    }

    private static func didDocument(_ path: String) throws -> DIDDocument {
        let value = try Documents.read(path)
        return try wrapping(.malformed) { () throws(DIDDocumentError) in
            try DIDDocument(value, about: value["id"]?.string ?? "")
        }
    }

    private func explain(_ bytes: [UInt8]) throws {
        guard let file = try? CredentialFile.read(bytes), case .json(let object, _) = file.content else {
            return Terminal.note("There is nothing to explain: only proofs inside a JSON document are.")
        }
        let document = CredentialBundle.isBundle(.object(object)) ? object["credential"]?.object ?? object : object
        for explanation in ProofExplanation.all(in: document, shelf.proofContexts) {
            FileDescriptorText.write(explanation.text(withForms: true) + "\n", to: json ? 2 : 1)
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
