import Credentials
import Cryptography
import DataIntegrity
import JSON
import Ledger
import TestSupport
import Testing

@Suite struct ReportTests {
    /// A defect that brings about one code, put into one nested credential each.
    static let defects: [(code: VerdictCode, course: String)] = [
        (.malformed, "C-1"), (.altered, "C-2"), (.revoked, "C-3"), (.notOwner, "C-4"), (.untrusted, "C-5"),
        (.suspended, "C-6"), (.expired, "C-7"), (.contested, "C-8"), (.unknown, "C-9"),
    ]

    /// A presentation of a CLR with one good credential and one with each of those defects.
    static func document(_ codes: Set<VerdictCode>, _ fixture: inout VerifierFixture) throws -> JSONObject {
        var credentials = [try fixture.signed(fixture.draft("C-0"))]
        try fixture.log(credentials[0])
        for (code, course) in defects where codes.contains(code) {
            var draft = try fixture.draft(course)
            if code == .malformed { draft = draft.setting(["credentialSubject", "achievement", "name"], to: nil) }
            if code == .expired { draft["validUntil"] = "2026-01-05T10:00:00Z" }
            var credential: JSONObject
            if code == .untrusted {
                let key = try GossipConsortium.key("stranger")
                credential = try DataIntegrity.addProof(to: draft, options: fixture.options(key: key), key: key)
            } else {
                credential = try fixture.signed(draft)
            }
            if code == .altered { credential["name"] = "Another course" }
            try fixture.log(credential) { said in
                switch code {
                case .revoked: said.standing = .proven(.revoked, reason: 1, since: nil)
                case .suspended: said.standing = .proven(.suspended, reason: 1, since: nil)
                case .notOwner: said.owner = .refuted("wrong key")
                case .contested: said.owner = .contested("a rotation is missing")
                case .unknown: said.standing = .unproven("no seal")
                default: break
                }
            }
            credentials.append(credential)
        }
        let evidence = fixture.evidence
        let clr = try fixture.clr(credentials)
        try fixture.log(clr)
        fixture.evidence.merge(evidence) { _, before in before }
        return try fixture.presentation([clr], keys: [fixture.owner])
    }

    static func report(_ codes: Set<VerdictCode>, _ fixture: inout VerifierFixture) throws -> Report {
        // Two statements: the fixture must not be read before the document has been logged in it.
        let document = try document(codes, &fixture)
        return fixture.verify(document, holder: VerifierFixture.challenge)
    }

    @Test func theExitCodeIsTheFirstInTheOrderAtAnyDepth() throws {
        #expect(VerdictCode.precedence.map(\.rawValue) == [16, 10, 11, 18, 14, 12, 13, 19, 15])
        var left = VerdictCode.precedence
        while let expected = left.first {
            var fixture = try VerifierFixture()
            let report = try Self.report(Set(left), &fixture)
            #expect(report.code == expected, "\(report.text())")
            left.removeFirst()
        }
    }

    @Test(arguments: VerdictCode.precedence) func eachDefectAloneHasItsCode(_ code: VerdictCode) throws {
        var fixture = try VerifierFixture()
        let report = try Self.report([code], &fixture)
        #expect(report.code == code, "\(report.text())")
        #expect(report.verdict == (code == .unknown || code == .contested ? .couldNotCheck : .notVerified))
        let blamed = report.root.children[0].children[1]
        #expect(blamed.code == code)
        #expect(report.root.children[0].children[0].verdict == .verified)
    }

    @Test func everyCombinationOfTwoHasTheEarlierCode() throws {
        for (i, first) in VerdictCode.precedence.enumerated() {
            for second in VerdictCode.precedence.dropFirst(i + 1) {
                var fixture = try VerifierFixture()
                let report = try Self.report([first, second], &fixture)
                #expect(report.code == first)
            }
        }
    }

    @Test func whatIsUnknownIsNeverShownAsVerified() throws {
        for codes in [[], [VerdictCode.unknown], [.contested], [.unknown, .contested]] {
            var fixture = try VerifierFixture()
            let report = try Self.report(Set(codes), &fixture)
            #expect((report.verdict == .verified) == codes.isEmpty)
            #expect((report.code == .verified) == (report.verdict == .verified))
            #expect(report.text().hasPrefix("VERIFIED") == codes.isEmpty)
            #expect((report.json["verdict"] == "verified") == codes.isEmpty)
        }
    }

    @Test func theJSONFormSaysTheSameAsTheReport() throws {
        var fixture = try VerifierFixture()
        let report = try Self.report([.revoked], &fixture)
        let json = report.json
        #expect(json["type"] == "ChirographReport")
        #expect(json["version"] == 1)
        #expect(json["verdict"] == "not verified")
        #expect(json["exitCode"] == 11)
        #expect(json["checkedAt"] == "2026-01-06T08:00:00Z")
        let revoked = try #require(json.at("/document/credentials/0/credentials/1"))
        #expect(revoked["place"] == "/verifiableCredential/0/credentialSubject/verifiableCredential/1")
        let status = try #require(revoked["checks"]?.array?.first { $0["check"] == "status" })
        #expect(status["outcome"] == "fail")
        #expect(status["exitCode"] == 11)
        #expect(status["attestedAt"] == "2026-01-06T07:59:30Z")
        #expect(status["clause"] == "VC Data Model 2.0, 4.10")
        let reread = try JSONValue(parsing: JSONValue.object(json).serialized(pretty: true))
        #expect(reread == .object(json))
    }

    @Test func theTextNamesWhatIsWrongAndWhere() throws {
        var fixture = try VerifierFixture()
        let report = try Self.report([.revoked], &fixture)
        let text = report.text()
        #expect(text.hasPrefix("NOT VERIFIED (revoked)\nstatus as of 2026-01-06T07:59:30Z\npresentation\n"))
        #expect(text.contains("credential \"Course C-3\" from State College"))
        #expect(text.contains("fail    status       revoked, reason 1"))
        #expect(!text.contains("\u{1B}"))
        let coloured = report.text { text, style in style == .outcome(.fail) ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
        #expect(coloured.contains("\u{1B}[31mfail   \u{1B}[0m status"))
        #expect(report.text(all: true).split(separator: "\n").count > text.split(separator: "\n").count)
    }

    @Test func foreignTextsCannotSteerTheTerminal() throws {
        let fixture = try VerifierFixture()
        let draft = try fixture.draft().setting(["name"], to: "\u{1B}[2JVERIFIED\u{202E}\u{7}")
        let text = fixture.verify(try fixture.signed(draft)).text(all: true)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!text.contains("\u{202E}"))
    }
}
