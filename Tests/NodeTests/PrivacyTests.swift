import Credentials
import Cryptography
import Exchange
import Foundation
import JSON
import Ledger
import NodeHome
import RecordImport
import Store
import TestSupport
import Testing

@testable import Node

/// Nothing personal leaves an institution but inside credentials: not in log lines, not on the ledger, not in errors.
@Suite struct PrivacyTests {
    /// What must not be found, from the demo data: names, addresses and identifiers of learners.
    private static func secrets(_ results: CourseResults) -> Set<String> {
        var found: Set<String> = []
        for row in results.rows {
            found.formUnion([row.learner, row.email])
            if let name = row.name { found.insert(name) }
        }
        return found
    }

    private static func demoData() throws -> (path: String, results: CourseResults) {
        let path = TestData.packageRoot.appending(path: "Network/demo-data/autumn-2026.csv").path
        return (path, CourseResults.read([UInt8](try #require(FileManager.default.contents(atPath: path)))))
    }

    private static func expectNone(of secrets: Set<String>, in text: String, _ what: Comment) {
        let found = secrets.filter { text.range(of: $0, options: .literal) != nil }
        #expect(found.isEmpty, what)
    }

    @Test func neitherLogNorLedgerNorErrorsSayAnythingPersonal() async throws {
        let (path, results) = try Self.demoData()
        let secrets = Self.secrets(results)
        #expect(secrets.count > 500)
        try await World.run(wallets: ["ada"]) { world in
            var errors: [String] = []
            func note(_ body: () async throws -> some Any) async {
                if let refused = await refusal(body) { errors.append(refused.text) }
            }
            let college = try world.college
            let learner = try #require(results.rows.first?.learner)
            try await college.call("learner.wallet", ["learner": JSONValue(learner)])
            try await college.call("issue.batch", ["path": JSONValue(path)])
            try await world.settle()
            try await Self.accept(world)
            let other = try #require(results.rows.last?.learner)
            let clr = try await world.export(other)
            let id: JSONObject = ["credential": JSONValue(clr.id)]
            try await college.call("status.set", id.merging(["value": "revoked"]))
            try await college.call("claim.bind", id.merging(["ownerCommit": JSONValue(SHA256.hash([1]).hex)]))
            await note { try await college.call("status.set", id.merging(["value": "active"])) }
            await note { try await college.call("claim.bind", id.merging(["ownerCommit": "0a"])) }
            await note {
                try await college.call("claim.bind", id.merging(["ownerCommit": JSONValue(SHA256.hash([1]).hex)]))
            }
            await note { try await college.call("credential.export", ["id": JSONValue(learner)]) }
            await note { try await world.check(.object(["type": JSONValue(learner)])) }
            await note { try await college.call("issue.batch", ["path": "/nowhere.csv"]) }
            let offer: JSONValue = ["id": JSONValue(learner)]
            await note { try await world.network.ask(.offer, offer.serialized(), at: college.key) }
            await (try world.college).stop()
            try college.start()
            await note { try await college.call("issue.batch", ["path": JSONValue(path)]) }
            await note { try await world.issue([Rows.row("X1,x1@example.org,Mr X", "CS101")]) }
            #expect(errors.count >= 6)

            Self.expectNone(of: secrets, in: errors.joined(separator: "\n"), "in an error")
            #expect(world.log.text.utf8.count > 100)
            Self.expectNone(of: secrets, in: world.log.text, "in the log")
            let employer = try world.employer
            let entries = try employer.store.read { try $0.entries(college.origin, 0..<10_000) }
            #expect(entries.count >= 4)
            let all = entries.flatMap { $0 }
            for secret in secrets {
                #expect(all.firstRange(of: Array(secret.utf8)) == nil, "on the ledger")
            }
            Self.expectNone(of: secrets, in: try Self.everything(in: employer), "in another node's store")
        }
    }

    private static func accept(_ world: World) async throws {
        let offers = try await world.college.call("offer.list")["offers"]
        try await TestWallet(world["ada"]).accept(try #require(offers?[0]?["link"]?.string))
        try await world.settle()
    }

    /// The data file of a node that has seen everything of the ledger but no credential.
    private static func everything(in node: TestNode) throws -> String {
        let bytes = try #require(FileManager.default.contents(atPath: node.home.storePath + "/data.mdb"))
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONObject {
    func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for member in other { merged[member.key] = member.value }
        return merged
    }
}
