import Credentials
import Cryptography
import Foundation
import JSON
import Ledger
import TestSupport
import Testing

/// The examples in docs/formats are what the code makes.
@Suite struct DocumentationTests {
    /// The JSON of the fenced block that follows a line with `<!-- example: name -->`.
    static func example(_ name: String, in page: String) throws -> JSONObject {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/formats/\(page)")
        let text = try String(contentsOf: file, encoding: .utf8)
        let marker = try #require(text.range(of: "<!-- example: \(name) -->\n```json\n"))
        let rest = text[marker.upperBound...]
        let end = try #require(rest.range(of: "\n```"))
        return try #require(try JSONValue(parsing: String(rest[..<end.lowerBound])).object)
    }

    /// The member order counts, so the texts are compared.
    static func expect(_ made: JSONObject, toBe name: String, in page: String) throws {
        let documented = try example(name, in: page)
        #expect(
            String(decoding: JSONValue.object(made).serialized(pretty: true), as: UTF8.self)
                == String(decoding: JSONValue.object(documented).serialized(pretty: true), as: UTF8.self))
    }

    /// Reads like ids, and shows what each is for.
    static let drafts = CredentialDrafts(
        issuer: IssuerProfile(
            did: "did:web:state.example", name: "State College", url: "https://state.example",
            catalogue: "https://state.example/courses")
    ) { purpose in
        switch purpose {
        case .clr: "urn:uuid:8e0b0a5c-3f0f-8b1e-9d1c-000000000001"
        case .credential: "urn:uuid:8e0b0a5c-3f0f-8b1e-9d1c-000000000002"
        case .achievement: "urn:uuid:8e0b0a5c-3f0f-8b1e-9d1c-000000000003"
        case .resultDescription: "urn:uuid:8e0b0a5c-3f0f-8b1e-9d1c-000000000004"
        case .programme: "urn:uuid:8e0b0a5c-3f0f-8b1e-9d1c-000000000005"
        }
    }

    static func draft() throws -> JSONObject {
        let result = try Fixture.result(course: "CS201", grade: "A-")
        let recipient = Recipient(learner: "S1001", email: "a@example.com", name: "Zoë Brânză", salt: "Kosher")
        let validFrom = try DateTime(parsing: "2026-12-19T08:00:00Z")
        let credential = drafts.credential(for: result, recipient: recipient, validFrom: validFrom)
        return drafts.clr(
            learner: "S1001", recipient: recipient, credentials: [credential], courses: [result.course],
            validFrom: validFrom)
    }

    @Test func theDocumentedDraftIsWhatTheBuilderMakes() throws {
        try Self.expect(try Self.draft(), toBe: "draft", in: "credentials.md")
    }

    @Test func theDocumentedStatusEntryIsWhatBindingAdds() throws {
        let owner = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
        let bound = CredentialDrafts.bind(try Self.draft(), owner: owner) { _ in
            StatusEntry(
                tag: .init(Array(0..<32)) ?? .zero, base: "https://state.example/status",
                listCredential: "https://state.example/status/list/1", listIndex: 94_567)
        }
        #expect(bound.at("/credentialSubject/id") == JSONValue(owner))
        let status = try #require(bound["credentialStatus"]?.object)
        try Self.expect(status, toBe: "status", in: "credentials.md")
    }

    @Test func theDocumentedReportIsWhatTheVerifierSays() throws {
        var fixture = try VerifierFixture()
        let clr = try fixture.goodCLR(1)
        try fixture.log(clr)
        let nested = try #require(ClrCredential(clr).subject?.credentials.first)
        try fixture.log(nested.json) { $0.standing = .proven(.revoked, reason: 4, since: GossipConsortium.issued) }
        let report = fixture.verify(clr)
        // The signing key is one of this test's, so its name is left out of the page.
        let text = String(decoding: JSONValue.object(report.json).serialized(pretty: true), as: UTF8.self)
            .replacing(#/under z[0-9A-Za-z]+/#, with: "under z6Mk…")
        try Self.expect(
            try #require(try JSONValue(parsing: text).object), toBe: "report", in: "report.md")
    }
}
