import Credentials
import JSON
import Testing

@Suite(.enabled(if: PublishedSamples.isPresent, "set CHIROGRAPH_STANDARDS to a folder with samples and schemas"))
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
