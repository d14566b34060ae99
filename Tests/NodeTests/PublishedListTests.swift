import Credentials
import Cryptography
import Gossip
import JSON
import Ledger
import Multiformats
import TestSupport
import Testing

@testable import Node

/// Status lists that an issuer's node gives to the others.
@Suite struct PublishedListTests {
    private static let hosted = IssuingRules(["Course": IssuingRules.Rule(verification: .hosted)])

    private static func set(_ value: String, _ id: String, _ world: World) async throws {
        try await world.college.call("status.set", ["credential": JSONValue(id), "value": JSONValue(value)])
    }

    private static func until(_ code: Int, _ credential: JSONValue, at name: String, _ world: World) async throws {
        try await world.until("\(name) finds \(code)") { try await world.check(credential, at: name) == code }
    }

    @Test func everyNodeChecksHostedCredentialsByItsOwnCopies() async throws {
        try await World.run(issuing: Self.hosted) { world in
            try await world.issue(Rows.autumn)
            let clr = try await world.export("L1")
            for name in ["employer", "library", "college"] { try await Self.until(0, clr, at: name, world) }
            try await Self.set("suspended", clr.nested[0].id, world)
            for name in ["employer", "library"] { try await Self.until(12, clr, at: name, world) }
            try await Self.set("active", clr.nested[0].id, world)
            try await Self.until(0, clr, at: "employer", world)
            try await Self.set("revoked", clr.nested[0].id, world)
            for name in ["employer", "library"] { try await Self.until(11, clr, at: name, world) }
            #expect(try await world.check(clr.nested[1], at: "employer") == 0)
        }
    }

    @Test func theListsOfLoggedCredentialsAreGivenToo() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            let clr = try await world.export("L1")
            try await Self.set("revoked", clr.id, world)
            let url = "https://college.example/status/lists/0"
            try await world.until("the library holds the list with the revocation") {
                guard let list = try StoredList.find(url, in: world["library"].store),
                    let json = try JSONValue(parsing: list.document).object
                else { return false }
                let status = VerifiableCredential(clr.credential.object ?? [:]).statuses.first
                return try StatusListCredential(reading: json)?.bits.value(at: status?.listIndex ?? 0) == 1
            }
        }
    }

    @Test func aListStaysYoungWhileItsIssuerRunsAndIsNotBelievedForLongAfterwards() async throws {
        try await World.run(issuing: Self.hosted) { world in
            try await world.issue(Rows.autumn)
            let course = try await world.export("L1").nested[0]
            try await Self.until(0, course, at: "employer", world)
            for _ in 0..<5 {
                world.clock.advance(by: 7 * TestClock.hour)
                let origin = try world.college.origin
                let oldest = world.clock.now - TestClock.hour
                try await world.until("the lists are signed anew") {
                    let lists = try await world.employer.replicator.lists(of: origin)
                    return lists.count == 2 && lists.allSatisfy { $0.time > oldest }
                }
                let report = try await world.employer.call("credential.verify", ["document": course])
                #expect(report["code"]?.int == 0, "\(report["text"]?.string ?? "")")
            }
            await (try world.college).stop()
            world.clock.advance(by: 22 * TestClock.hour)
            #expect(try await world.check(course, at: "employer") == 0)
            world.clock.advance(by: 2 * TestClock.hour)
            #expect(try await world.check(course, at: "employer") == 15)
        }
    }

    @Test func theListsAreStillThereAfterARestart() async throws {
        try await World.run(issuing: Self.hosted) { world in
            try await world.issue(Rows.autumn)
            let course = try await world.export("L1").nested[0]
            try await Self.until(0, course, at: "employer", world)
            for node in world.members { await node.stop() }
            try world.employer.start()
            #expect(try await world.check(course, at: "employer") == 0)
        }
    }

    @Test func nothingIsSignedWhileNothingChanges() async throws {
        try await World.run(issuing: Self.hosted) { world in
            try await world.issue(Rows.autumn)
            let course = try await world.export("L1").nested[0]
            try await Self.until(0, course, at: "employer", world)
            let origin = try world.college.origin
            var before = try await world.college.replicator.lists(of: origin)
            try await world.until("the lists are compared") { try await !world.college.registrar.listsMayHaveChanged }
            before = try await world.college.replicator.lists(of: origin)
            world.clock.advance(by: TestClock.hour)
            for _ in 0..<20 { try await world.college.tick() }
            try await world.settle()
            #expect(try await world.college.replicator.lists(of: origin) == before)
        }
    }

    /// What was said after the backup is said again, and places given away since are not given away twice.
    @Test func anIssuerFromABackupTakesOverWhatItSaidSince() async throws {
        try await World.run(issuing: Self.hosted) { world in
            try await world.issue(Rows.autumn)
            let courses = try await world.export("L1").nested
            try await Self.until(0, courses[0], at: "employer", world)
            let college = try world.college
            await college.stop()
            let backup = world.directory.path("backup")
            try college.backUp(to: backup)
            try college.start()
            world.connectAll()
            try await world.untilWritable()
            try await Self.set("revoked", courses[0].id, world)
            try await Self.set("suspended", courses[1].id, world)
            for (course, code) in zip(courses, [11, 12]) {
                for name in ["employer", "library"] { try await Self.until(code, course, at: name, world) }
            }
            await college.stop()
            try college.restore(from: backup)
            world.clock.advance(by: TestClock.hour)
            try college.start()
            world.connectAll()
            try await world.untilWritable()
            let origin = try college.origin
            try await world.until("the college knows again what it has said") {
                let published = try await world.employer.replicator.lists(of: origin)
                guard try await !college.registrar.listsMayHaveChanged else { return false }
                return try await college.replicator.lists(of: origin) == published
            }
            for (course, code) in zip(courses, [11, 12]) {
                #expect(try await world.check(course, at: "employer") == code)
            }
            let refused = await refusal { try await Self.set("active", courses[0].id, world) }
            #expect(refused?.text.contains("is revoked") == true)
            try await Self.set("active", courses[1].id, world)
            try await Self.until(0, courses[1], at: "employer", world)
            try await world.issue([Rows.row(Rows.grace, "CS999")])
            let new = VerifiableCredential(try #require(await world.export("L2").nested.last?.object)).statuses
            #expect(new.first?.listCredential == "https://college.example/status/lists/1")
        }
    }
}
