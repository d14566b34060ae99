import Cryptography
import Foundation
import Glibc
import JSON
import Ledger
import Store
import Synchronization
import TestSupport
import Testing
import TransparencyLog

extension RealProcesses {
    /// kill -9 at random moments: nothing that was published is lost or changed, and everything goes on.
    @Suite(.serialized) struct CrashTests {
        /// `CHIROGRAPH_KILLS` asks for more than the 15 of a normal run, `CHIROGRAPH_SEED` for the moments of a run before.
        private static let kills = setting("CHIROGRAPH_KILLS").map { Int($0) } ?? 15
        private static let seed = setting("CHIROGRAPH_SEED") ?? UInt64.random(in: 0...UInt64(Int.max))

        private static func setting(_ name: String) -> UInt64? {
            ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
        }

        /// Every head of the college's log that any other node was ever seen to hold.
        private final class Witness: Sendable {
            struct Head: Hashable {
                let size: UInt64
                let root: String
            }

            private let heads = Mutex<Set<Head>>([])

            var seen: Set<Head> { heads.withLock { $0 } }

            func look(_ cluster: Cluster) {
                for name in Cluster.members where name != "college" {
                    guard let head = try? cluster.head(name, of: "college"), let size = head["size"]?.uint64,
                        let root = head["root"]?.string
                    else { continue }
                    heads.withLock { _ = $0.insert(Head(size: size, root: root)) }
                }
            }
        }

        @Test(.timeLimit(.minutes(15)))
        func aNodeThatIsKilledWhileItIssuesLosesNothing() async throws {
            try await Cluster.run { cluster in
                var random = SplitMix64(seed: Self.seed)
                let witness = Witness()
                let watching = Task {
                    while !Task.isCancelled {
                        witness.look(cluster)
                        try await Task.sleep(for: .milliseconds(15))
                    }
                }
                defer { watching.cancel() }
                let files = try (0...Self.kills).map { number in
                    // Every third file is a later term of learners who have a CLR already.
                    let isUpdate = number % 3 == 2
                    let first = (isUpdate ? number - 1 : number) * 10
                    return try cluster.results(
                        "\(number).csv", learners: first..<first + 4, term: isUpdate ? "2027-SP" : "2026-FA")
                }
                let begin = ContinuousClock.now
                try await cluster.clr(of: "college", "issue", "batch", files[0])
                let duration = Double((ContinuousClock.now - begin) / .milliseconds(1))
                var interrupted = 0
                for file in files.dropFirst() {
                    interrupted += try await Self.issue(file, killingWithin: duration * 1.2, &random, cluster, witness)
                }
                let context: Comment = "CHIROGRAPH_SEED=\(Self.seed) CHIROGRAPH_KILLS=\(Self.kills)"
                print("\(interrupted) of \(Self.kills) kills cut a command off; \(context)")
                #expect(interrupted > 0, context)
                try await cluster.settle()
                witness.look(cluster)
                try await Self.checkHeads(witness, cluster, context)
                try await Self.checkCredentials(files, cluster, context)
            }
        }

        /// Issues a file and kills the node meanwhile; then again until it is done. 1 if the command was cut off.
        private static func issue(
            _ file: String, killingWithin milliseconds: Double, _ random: inout SplitMix64, _ cluster: Cluster,
            _ witness: Witness
        ) async throws -> Int {
            let moment = Double.random(in: 0...milliseconds, using: &random)
            let command = try cluster.command(
                .clr, ["issue", "batch", file, "--json", "--data", cluster.path("college")])
            try await Task.sleep(for: .microseconds(Int(moment * 1_000)))
            try await cluster.kill("college")
            let outcome = try await command.value
            #expect([0, 1, 5].contains(outcome.code), "\(outcome)")
            witness.look(cluster)
            try await cluster.start("college")
            try await cluster.untilReady()
            let summary = try await cluster.clr(of: "college", "issue", "batch", file, "--json").json
            #expect(summary["errorCount"]?.int == 0, "\(summary)")
            return outcome.code == 0 ? 0 : 1
        }

        /// Each head that was seen is the beginning of the log as it is now.
        private static func checkHeads(_ witness: Witness, _ cluster: Cluster, _ context: Comment) async throws {
            let last = try await cluster.clr(of: "college", "ledger", "head", "--json").json["heads"]?.array?
                .first { $0["origin"]?.string == cluster.origin("college") }
            let size = try #require(last?["size"]?.uint64)
            #expect(witness.seen.count > kills, context)
            #expect(try await cluster.stop("college") == 0)
            let entries = try cluster.store(of: "college") { store in
                try store.read { try $0.entries(Origin(cluster.origin("college")), 0..<size) }
            }
            #expect(UInt64(entries.count) == size, context)
            var tree = CompactTree()
            var roots = [tree.root.hex]
            for entry in entries {
                tree.append(entry)
                roots.append(tree.root.hex)
            }
            for head in witness.seen {
                #expect(roots.indices.contains(Int(head.size)), "\(head) is gone; \(context)")
                guard roots.indices.contains(Int(head.size)) else { continue }
                #expect(roots[Int(head.size)] == head.root, "another history at size \(head.size); \(context)")
            }
            try await cluster.start("college")
            try await cluster.untilReady()
        }

        private static func checkCredentials(_ files: [String], _ cluster: Cluster, _ context: Comment) async throws {
            for file in files {
                let summary = try await cluster.clr(of: "college", "issue", "batch", file, "--json").json
                #expect(summary["unchanged"] == summary["rows"], context)
                #expect(summary["credentials"]?.int == 0, context)
            }
            let list = try await cluster.clr(of: "college", "credential", "list", "--json").json["credentials"]?.array
            let ids = try #require(list).compactMap { $0["id"]?.string }
            let learners = Set(
                files.indices.flatMap { number -> [Int] in
                    let first = (number % 3 == 2 ? number - 1 : number) * 10
                    return Array(first..<first + 4)
                })
            #expect(ids.count == learners.count, context)
            #expect(Set(ids).count == ids.count, context)
            var nested: [String] = []
            for id in ids {
                let bundle = try await cluster.clr(of: "college", "credential", "export", id)
                let subject = try bundle.json["credential"]?["credentialSubject"]
                nested += (subject?["verifiableCredential"]?.array ?? []).compactMap { $0["id"]?.string }
                try cluster.directory.write(Array(bundle.output.utf8), to: "clr.json")
                try await cluster.clr(
                    ["verify", cluster.path("clr.json"), "--roster", cluster.path("roster.json")])
            }
            #expect(nested.count == files.count * 8, "each result once; \(context)")
            #expect(Set(nested).count == nested.count, context)
        }

        /// The learner's command is cut off, and so may be the answer; accepting again leads to the credential.
        @Test(.timeLimit(.minutes(5)))
        func anInstitutionThatDiesDuringAnAcceptanceCostsTheLearnerNothing() async throws {
            try await Cluster.run { cluster in
                var random = SplitMix64(seed: Self.seed)
                let context: Comment = "CHIROGRAPH_SEED=\(Self.seed)"
                try await cluster.makeWallet("olena")
                for round in 0..<3 {
                    let learner = "S\(round)"
                    try await cluster.clr(of: "college", "learner", "wallet", learner)
                    let file = try cluster.results("wallet\(round).csv", learners: round..<round + 1)
                    try await cluster.clr(of: "college", "issue", "batch", file)
                    let offers = try cluster.call("college", "offer.list")["offers"]?.array ?? []
                    let link = try #require(offers.first?["link"]?.string, context)
                    let accept = [
                        "wallet", "accept", link, "--yes", "--passphrase-fd", "0", "--data", cluster.path("olena"),
                    ]
                    // Opening the key file takes most of the time, so that some rounds end before, some after the offer.
                    let command = try cluster.command(.clr, accept, input: Cluster.passphrase)
                    try await Task.sleep(for: .milliseconds(Int.random(in: 100...900, using: &random)))
                    try await cluster.kill("college")
                    _ = try await command.value
                    try await cluster.start("college")
                    try await cluster.untilReady()
                    let held = try cluster.call("olena", "wallet.list")["credentials"]?.array?.count
                    if held == round { try await cluster.clr(accept, input: Cluster.passphrase) }
                    #expect(try cluster.call("olena", "wallet.list")["credentials"]?.array?.count == round + 1, context)
                }
                try await cluster.settle()
                for id in try (cluster.call("olena", "wallet.list")["credentials"]?.array ?? []).compactMap({
                    $0["id"]?.string
                }) {
                    try await cluster.present(id, by: "olena", expecting: 0)
                }
            }
        }
    }
}

extension Cluster {
    func makeWallet(_ name: String) async throws {
        try await clr(["node", "init", path(name), "--role", "wallet", "--name", name])
        try await install(name)
        try await start(name)
        try await clr(of: name, "wallet", "init", "--passphrase-fd", "0", input: Self.passphrase)
    }

    /// Has the employer ask, and answers.
    func present(_ id: String, by wallet: String, expecting code: Int) async throws {
        let request = try await clr(
            of: "employer", "request", "create", "--purpose", "a job", "--retention", "30 days", "--json")
        let link = try #require(try request.json["link"]?.string)
        try await clr(
            of: wallet, "present", link, "--credential", id, "--yes", "--passphrase-fd", "0",
            input: Self.passphrase, expecting: code)
    }
}
