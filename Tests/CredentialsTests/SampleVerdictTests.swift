import Credentials
import JSON
import TestSupport
import Testing

@Suite(.enabled(if: PublishedSamples.isPresent, "\(Standards.data.absence)"))
struct SampleVerdictTests {
    static let jsonFiles = PublishedSamples.verdicts.map(\.file).filter {
        // Two vendor files are damaged JSON and the vector of intermediate values is no credential.
        PublishedSamples.credential($0)?["@context"] != nil || $0.contains("missing-context")
    }

    @Test func thereAreSamples() {
        #expect(PublishedSamples.verdicts.count >= 80)
        #expect(Self.jsonFiles.count >= 75)
    }

    /// Samples that are wrong in their structure; the other invalid ones have bad proofs, dates or status.
    static let structuralErrors = [
        "err-type", "err-context", "err-issuer", "err-credential-subject", "err-evidence-type", "noproof",
        "simple_old_safesigned", "err-issued",
    ]

    @Test(arguments: PublishedSamples.verdicts)
    func theRulesAgreeWithTheVerdict(_ verdict: PublishedSamples.Verdict) throws {
        guard let credential = PublishedSamples.credential(verdict.file), Self.jsonFiles.contains(verdict.file) else {
            return
        }
        let report = CredentialRules.check(credential)
        let errors = Comment(rawValue: "\(report.errors)")
        if verdict.expected.hasPrefix("schema-invalid") {
            #expect(!report.isSchemaValid)
        } else if verdict.expected.hasPrefix("schema-valid") {
            #expect(report.isSchemaValid, errors)
        } else if verdict.expected.hasPrefix("valid"), !verdict.file.contains("testlist") {
            // The status list is a valid credential of another class.
            #expect(report.isValid, errors)
        } else if verdict.expected == "invalid", Self.structuralErrors.contains(where: { verdict.file.contains($0) }) {
            #expect(!report.isValid)
        }
    }

    // MARK: The whole verdict

    /// Where ours differs, and why.
    static let differences = [
        "ob3/validator/simple-multiple-proofs.json":
            "one of its two proofs holds, and one is enough (Open Badges 3.0, 9.2); the other is said aloud",
        "clr2/validator/complex.json": "an endorsement in it lacks the name that its class requires",
        "ob3/dcc-examples/revoked.json": "it names no status, so nothing in it can be looked up",
        "baked/ob2-simple-badge.png": "Open Badges 2.0 are told apart, and not verified",
    ]

    /// Trust plays no part: whoever issued a sample, it must be genuine, well-formed and in force. Lists and keys that only the
    /// network has leave the verdict open.
    @Test(arguments: PublishedSamples.verdicts)
    func theVerifierAgreesWithTheVerdict(_ verdict: PublishedSamples.Verdict) throws {
        let bytes = try #require(PublishedSamples.bytes(verdict.file))
        // These were made for a month; all others are judged as of September 2026.
        let now: UInt64 = verdict.file.contains("dcc-examples") ? 1_750_000_000_000 : 1_790_000_000_000
        let report = CredentialVerifier(policy: TrustPolicy(now: now)).verify(bytes)
        let checks = Self.checks(report.root)
        let bad = checks.filter { $0.outcome == .fail || ($0.outcome == .unknown && $0.code != nil) }
        let said = Comment(
            rawValue: "\(verdict): \(bad.map { "\($0.kind) \($0.outcome) \($0.reason) at \($0.place)" })")
        if Self.differences[verdict.file] != nil {
            // Still one: otherwise it is to be taken off the list.
            let agrees = verdict.expected.hasPrefix("valid (") ? bad.isEmpty : !bad.isEmpty
            #expect(!agrees, said)
            return
        }
        switch verdict.expected {
        case let text where text.hasPrefix("valid-with-warning"):
            #expect(bad.isEmpty, said)
            #expect(checks.contains { $0.outcome == .warn }, said)
        case let text
        where text.contains("safe-mode error") || text.hasPrefix("invalid") || text.contains("error expected"):
            #expect(!bad.isEmpty, said)
        case let text where text.hasPrefix("valid"): #expect(bad.isEmpty, said)
        case let text where text.contains("unsigned"):
            #expect(bad.contains { $0.kind == .proof || $0.kind == .parsed || $0.kind == .context }, said)
        default: #expect(!bad.isEmpty, said)
        }
    }

    private static func checks(_ node: ReportNode) -> [Check] {
        node.checks.filter { $0.kind != .issuer } + node.children.flatMap(checks)
    }

    @Test(.enabled(if: SchemaCheck.isAvailable, "needs Python with jsonschema"))
    func theRulesAgreeWithThePublishedSchemas() throws {
        // Of VC Data Model 1.1 the published schemas know nothing.
        let files = Self.jsonFiles.filter {
            PublishedSamples.credential($0).map { CredentialRules.check($0).version == .v2_0 } ?? false
        }
        let credentials = files.compactMap { PublishedSamples.credential($0) }
        let verdicts = try SchemaCheck.run(credentials)
        try #require(verdicts.count == credentials.count)
        for ((file, credential), verdict) in zip(zip(files, credentials), verdicts) {
            let report = CredentialRules.check(credential)
            #expect(
                report.isSchemaValid == verdict.isValid,
                "\(file): the schema says \(verdict.errors), the rules say \(report.errors)")
        }
    }
}
