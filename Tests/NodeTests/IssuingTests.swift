import Cryptography
import Exchange
import JSON
import Ledger
import Multiformats
import Store
import TestSupport
import Testing

@testable import Node

@Suite struct IssuingTests {
    @Test func aFileBecomesOneCLRForEachLearner() async throws {
        try await World.run { world in
            let summary = try await world.issue(Rows.autumn)
            #expect(summary["rows"]?.int == 3)
            #expect(summary["learners"]?.int == 2)
            #expect(summary["clrs"]?.int == 2)
            #expect(summary["credentials"]?.int == 3)
            #expect(summary["errorCount"]?.int == 0)
            #expect(summary["logSize"]?.int == 2, "one issuance entry and its seal")
            try await world.settle()
            let ada = try await world.export("L1")
            #expect(ada.nested.compactMap { $0["name"]?.string } == ["Title of CS101", "Title of CS102"])
            #expect(try await world.export("L2").nested.count == 1)
            #expect(try await world.check(ada) == 0)
            #expect(ada.credential["credentialSubject"]?["id"] == nil, "nobody owns it yet")
        }
    }

    @Test func theSameFileTwiceIssuesNothingTwice() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let before = try await world.export("L1").credential
            world.clock.advance(by: TestClock.hour)
            let summary = try await world.issue(Rows.autumn)
            #expect(summary["unchanged"]?.int == 3)
            #expect(summary["clrs"]?.int == 0)
            #expect(summary["credentials"]?.int == 0)
            #expect(summary["logSize"]?.int == 2)
            #expect(try await world.export("L1").credential == before)
        }
    }

    @Test func twoOrdersForOneFileAtTheSameTimeIssueItOnce() async throws {
        try await World.run { world in
            async let first = world.issue(Rows.autumn)
            async let second = world.issue(Rows.autumn)
            let summaries = try await [first, second]
            #expect(summaries.compactMap { $0["credentials"]?.int }.sorted() == [0, 3])
            #expect(summaries.compactMap { $0["unchanged"]?.int }.sorted() == [0, 3])
        }
    }

    @Test func aSecondTermUpdatesTheSameCLRAndSupersedesTheOlder() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let first = try await world.export("L1")
            world.clock.advance(by: 150 * TestClock.day)
            let summary = try await world.issue(Rows.autumn + Rows.spring)
            #expect(summary["unchanged"]?.int == 3)
            #expect(summary["clrs"]?.int == 1)
            try await world.settle()
            let second = try await world.export("L1")
            #expect(second.id == first.id)
            let dates = [first, second].compactMap { $0.credential["validFrom"]?.string }
            #expect(dates.count == 2 && dates[0] < dates[1])
            #expect(second.nested.count == 3)
            #expect(Array(second.nested.prefix(2)) == first.nested, "what was issued before stays as it was signed")
            #expect(try await world.standing(of: first.credential).state == .superseded)
            #expect(try await world.standing(of: second.credential).state == .active)
            #expect(try await world.standing(of: first.nested[0]).state == .active)
            #expect(try await world.check(second) == 0)
            let bytes = try world.college.store.read { reader in
                try reader.all(.credentialVersions, prefix: Array(first.id.utf8) + [0]).map(\.value)
            }
            let versions = try bytes.map { try JSONValue(parsing: $0) }
            #expect(Set(versions) == [first.credential, second.credential], "older versions stay readable")
        }
    }

    /// Versions of a CLR are told apart by a time in whole seconds.
    @Test func aSecondTermInTheSameSecondHasALaterValidFrom() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let first = try await world.export("L1").credential["validFrom"]?.string
            try await world.issue(Rows.spring)
            let second = try await world.export("L1").credential["validFrom"]?.string
            #expect(try #require(first) < #require(second))
            try await world.settle()
            #expect(try await world.check(world.export("L1")) == 0)
        }
    }

    @Test func aChangedRowIsAnErrorAndIssuesNothing() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let changed = [Rows.row(Rows.ada, "CS101", grade: "C"), Rows.row(Rows.ada, "CS103")]
            let summary = try await world.issue(changed)
            #expect(summary["errorCount"]?.int == 1)
            #expect(summary["errors"]?[0]?["message"]?.string?.contains("differs from what was issued") == true)
            #expect(summary["logSize"]?.int == nil, "nothing was written")
            #expect(try await world.export("L1").nested.count == 2)
        }
    }

    @Test func aResultCanBeCorrectedOnceTheWrongOneIsRevoked() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let wrong = try await world.export("L1").nested[0]
            let corrected = [Rows.row(Rows.ada, "CS101", grade: "C")]
            #expect(try await world.issue(corrected)["errorCount"]?.int == 1)
            try await world.college.call("status.set", ["credential": JSONValue(wrong.id), "value": "revoked"])
            world.clock.advance(by: TestClock.hour)
            let summary = try await world.issue(corrected)
            #expect(summary["errorCount"]?.int == 0)
            #expect(summary["credentials"]?.int == 1)
            try await world.settle()
            let clr = try await world.export("L1")
            #expect(clr.nested.count == 2)
            #expect(clr.nested[0]["credentialSubject"]?["result"]?[0]?["value"]?.string == "C")
            #expect(try await world.check(clr) == 0)
            #expect(try await world.standing(of: wrong).state == .revoked)
            #expect(try await world.issue(corrected)["unchanged"]?.int == 1)
        }
    }

    @Test func nothingIsIssuedFromAFileWithErrorsUnlessAskedFor() async throws {
        try await World.run { world in
            let rows = Rows.autumn + [Rows.row("L3,not an address,Nobody", "CS101")]
            let refused = try await world.issue(rows)
            #expect(refused["errorCount"]?.int == 1)
            #expect(refused["errors"]?[0]?["line"]?.int == 5)
            #expect(refused["errors"]?[0]?["column"]?.int == 4)
            #expect(try await world.college.log(world.college.origin)?.size == 0)
            let summary = try await world.issue(rows, allowErrors: true)
            #expect(summary["credentials"]?.int == 3)
            #expect(summary["errorCount"]?.int == 1)
        }
    }

    @Test func aDryRunWritesNothing() async throws {
        try await World.run { world in
            let commits = try world.college.store.statistics().commits
            let summary = try await world.issue(Rows.autumn, dryRun: true)
            #expect(summary["credentials"]?.int == 3)
            #expect(summary["clrs"]?.int == 2)
            #expect(try world.college.store.statistics().commits == commits)
            #expect(try await world.college.log(world.college.origin)?.size == 0)
            #expect(try await world.college.call("learner.list")["learners"]?.array?.isEmpty == true)
        }
    }

    /// A script that sends `"dryRun": "true"` must not issue a term.
    @Test(arguments: ["dryRun", "allowErrors"])
    func aSwitchThatIsNoBooleanIsRefused(_ name: String) async throws {
        try await World.run { world in
            let path = try world.directory.write([], to: "empty.csv")
            let params: JSONObject = ["path": JSONValue(path), JSONString(name): "true"]
            let refused = await refusal { try await world.college.call("issue.batch", params) }
            #expect(refused?.code == 2)
            #expect(refused?.text.contains(name) == true)
        }
    }

    /// "é" and "e\u{301}" are equal Swift strings and different learners of a student system.
    @Test func learnersWhoseIDsDifferOnlyInTheirBytesAreTwoLearners() async throws {
        try await World.run { world in
            let composed = Rows.row("\u{E9}1,one@example.org,One", "CS101")
            let decomposed = Rows.row("e\u{301}1,two@example.org,Two", "CS101", grade: "D")
            let summary = try await world.issue([composed, decomposed])
            #expect(summary["learners"]?.int == 2)
            #expect(summary["clrs"]?.int == 2)
            #expect(try await world.export("\u{E9}1").nested.count == 1)
            #expect(try await world.export("e\u{301}1").nested.count == 1)
        }
    }

    /// 128 characters can be many more bytes than a key of the store may have.
    @Test func aLearnersIDMayBeLongerThanAKeyOfTheStore() async throws {
        try await World.run { world in
            let long = String(repeating: "𝔏", count: 128)
            let summary = try await world.issue([Rows.row("\(long),long@example.org,Long", "CS101")] + Rows.autumn)
            #expect(summary["clrs"]?.int == 3)
            #expect(world.network.disconnects == [], "a row of one learner must not cost the node its peers")
            #expect(try await world.export(long).nested.count == 1)
            let again = try await world.issue([Rows.row("\(long),long@example.org,Long", "CS101")])
            #expect(again["unchanged"]?.int == 1)
        }
    }

    @Test func learnersAndCredentialsAreListedInPages() async throws {
        try await World.run { world in
            let rows = (0..<7).map { Rows.row("P\($0),p\($0)@example.org,P\($0)", "CS101") }
            try await world.issue(rows)
            var found: [String] = []
            var after: JSONValue?
            repeat {
                var params: JSONObject = ["count": 3]
                if let after { params["after"] = after }
                let page = try await world.college.call("learner.list", params)
                let ids = (page["learners"]?.array ?? []).compactMap { $0["id"]?.string }
                #expect(ids.count <= 3)
                found += ids
                after = page["next"]
            } while after != nil && found.count < 20
            #expect(found == (0..<7).map { "P\($0)" })
            let first = try await world.college.call("credential.list", ["count": 5])
            #expect(first["credentials"]?.array?.count == 5)
            let next = try #require(first["next"])
            let rest = try await world.college.call("credential.list", ["count": 5, "after": next])
            #expect(rest["credentials"]?.array?.count == 2)
            #expect(rest["next"] == nil)
        }
    }

    @Test func aNodeThatMayNotWriteYetSaysWhyAndIssuesNothing() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            await (try world.college).stop()
            try world.college.start()
            let refused = await refusal { try await world.issue(Rows.spring) }
            #expect(refused?.code == 1)
            #expect(refused?.text.contains("other operators must show which head of this log they hold") == true)
            let results = try await world.college.call("learner.list")["learners"]?[0]?["results"]?.int
            #expect(results == 2, "nothing of the refused term is remembered as issued")
            world.connectAll()
            try await world.untilWritable()
            #expect(try await world.issue(Rows.spring)["clrs"]?.int == 1)
        }
    }

    /// What another key signs verifies nowhere and could not be taken back.
    @Test func aNodeWhoseAssertionKeyIsNotInTheRosterIssuesNothing() async throws {
        try await World.run { world in
            let college = try world.college
            let other = Base64URL.encode([UInt8](repeating: 7, count: 32)) + "\n"
            try world.directory.write(Array(other.utf8), to: "college/keys/assertion.key")
            await college.stop()
            try college.start()
            world.connectAll()
            try await world.untilWritable()
            let refused = await refusal { try await world.issue(Rows.autumn) }
            #expect(refused?.text.contains("does not list this node's assertion key") == true)
            #expect(try await college.log(college.origin)?.size == 0)
        }
    }

    @Test func aNodeThatTheRosterDoesNotNameSaysSoInItsLog() async throws {
        try await World.run { world in
            let library = try world["library"]
            let other = Base64URL.encode([UInt8](repeating: 7, count: 32)) + "\n"
            try world.directory.write(Array(other.utf8), to: "library/keys/transport.key")
            await library.stop()
            try library.start()
            #expect(world.log.text.contains("the roster does not name this node"))
        }
    }
}
