import Credentials
import Foundation
import JSON
import RecordImport
import Testing

/// The files in Network/demo-data are what the demo says they are.
@Suite struct DemoDataTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Network/demo-data")
    static let terms = ["autumn-2026.csv", "spring-2027.csv"]
    static let others = ["lakeside-autumn-2026.csv", "prairie-autumn-2026.csv", "riverton-autumn-2026.csv"]

    static func read(_ name: String) throws -> CourseResults {
        CourseResults.read([UInt8](try Data(contentsOf: folder.appending(path: name))))
    }

    @Test(arguments: terms + others) func everyFileIsClean(_ name: String) throws {
        let results = try Self.read(name)
        #expect(results.isClean, "\(results.errors)")
        #expect(results.rows.allSatisfy { $0.email.hasSuffix(".example") && $0.course.programme != nil })
    }

    @Test func theCollegeHasTwoHundredLearnersAndFortyCourses() throws {
        let rows = try Self.terms.flatMap { try Self.read($0).rows }
        #expect(Set(rows.map(\.learner)).count == 204)
        #expect(Set(rows.map(\.course.code)).count == 40)
        #expect(Set(rows.compactMap(\.course.programme?.code)).count == 4)
        #expect(rows.contains { $0.name?.unicodeScalars.contains { !$0.isASCII } == true })
        for name in Self.others { #expect(Set(try Self.read(name).rows.map(\.learner)).count == 20) }
    }

    @Test func everybodyGetsACLRThatKeepsTheRules() throws {
        let ids = StableIdentifiers(secret: [7])
        let issuer = IssuerProfile(did: "did:web:state.example", name: "State College")
        let drafts = CredentialDrafts(issuer: issuer) { ids.id(for: $0) }
        let validFrom = try DateTime(parsing: "2026-12-19T08:00:00Z")
        for (learner, rows) in Dictionary(grouping: try Self.read("autumn-2026.csv").rows, by: \.learner) {
            let first = try #require(rows.first)
            let recipient = Recipient(
                learner: learner, email: first.email, name: first.name, salt: ids.salt(learner: learner))
            let credentials = rows.map { drafts.credential(for: $0, recipient: recipient, validFrom: validFrom) }
            let clr = drafts.clr(
                learner: learner, recipient: recipient, credentials: credentials, courses: rows.map(\.course),
                validFrom: validFrom)
            for document in [clr] + credentials {
                #expect(CredentialRules.check(document).findings.isEmpty)
            }
        }
    }

    @Test func theGeneratorWritesExactlyTheseFiles() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", Self.folder.appending(path: "generate.py").path, "--check"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        // 127: no Python here, nothing to compare with.
        #expect(process.terminationStatus == 0 || process.terminationStatus == 127)
    }
}
