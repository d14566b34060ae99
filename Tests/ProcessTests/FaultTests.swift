import Cryptography
import Foundation
import Glibc
import JSON
import LMDB
import Logging
import NodeHome
import PeerTransport
import TestSupport
import Testing

extension RealProcesses {
    /// What goes wrong around a node: it says so in a sentence, and loses nothing.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct FaultTests {
        @Test func aNodeThatWasDownCatchesUp() async throws {
            try await Cluster.run { cluster in
                #expect(try await cluster.stop("riverton") == 0)
                for number in 0..<3 {
                    let file = try cluster.results("\(number).csv", learners: number * 5..<number * 5 + 5)
                    try await cluster.clr(of: "college", "issue", "batch", file)
                }
                try await cluster.start("riverton")
                try await cluster.untilReady()
                let heads = try await cluster.settle()
                #expect(heads.first { $0["origin"]?.string == cluster.origin("college") }?["size"]?.int == 6)
                let shown = try await cluster.clr(of: "riverton", "ledger", "head", "--json").json
                #expect(shown["heads"]?[0]?["size"]?.int == 6)
            }
        }

        // MARK: Strangers and members that misbehave

        @Test func garbageAndUnknownKeysAreShutOutAndNobodyElseSuffers() async throws {
            try await Cluster.run { cluster in
                let address = (cluster.host(of: "college"), cluster.port(of: "college"))
                var random = SplitMix64(seed: 7)
                for length in [0, 1, 5, 100, 70_000] {
                    try Self.send(random.bytes(length), to: address)
                }
                try Self.send(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), to: address)
                let stranger = try Ed25519.PrivateKey(seed: SecretBytes(random: 32))
                #expect(try await Self.isLetIn(stranger, cluster, port: 0) == false)
                try await Self.checkWorks(cluster)
            }
        }

        /// A node of the roster whose program has gone mad.
        @Test func aMemberThatSendsGarbageIsDroppedAndNobodyElseSuffers() async throws {
            try await Cluster.run { cluster in
                #expect(try await cluster.stop("library") == 0)
                let key = try NodeHome(directory: cluster.path("library")).key(.transport)
                #expect(try await Self.isLetIn(key, cluster, saying: Frame(type: 0x21, payload: [1, 2, 3])))
                try await cluster.until("the college has dropped it") {
                    cluster.log("college").contains("dropped a peer")
                }
                try await Self.checkWorks(cluster, ["college", "riverton", "employer"])
                try await cluster.start("library")
                try await cluster.untilReady()
                try await cluster.settle()
            }
        }

        /// Whether the college takes a connection of this key for that of a peer; sends a frame if it does. Which of two
        /// members dials is decided by their keys, so a member has to listen where the roster says.
        private static func isLetIn(
            _ key: Ed25519.PrivateKey, _ cluster: Cluster, port: Int? = nil, saying frame: Frame? = nil
        ) async throws -> Bool {
            let college = PeerKey(try NodeHome(directory: cluster.path("college")).key(.transport).publicKey)
            let network = PeerNetwork(
                identity: try TransportIdentity(key: key),
                configuration: TransportConfiguration(
                    host: cluster.host(of: "library"), port: port ?? cluster.port(of: "library")),
                logger: Logger(label: "stranger") { _ in SwiftLogNoOpLogHandler() },
                authorize: { $0 == college ? .member(nodeID: "college") : .stranger },
                handler: { _, _, _ in .failure(1, "") })
            network.setPeers([
                PeerTarget(key: college, host: cluster.host(of: "college"), port: cluster.port(of: "college"))
            ])
            return try await withThrowingTaskGroup(of: Bool?.self) { group in
                group.addTask {
                    try await network.run()
                    return nil
                }
                group.addTask {
                    for await event in network.events {
                        guard case .up(let key) = event else { continue }
                        if let frame { _ = network.send([frame], to: key, lane: .control) }
                        for await event in network.events { if case .down = event { return true } }
                        return true
                    }
                    return false
                }
                group.addTask {
                    // Long enough for several attempts; a member is in after a few milliseconds.
                    try await Task.sleep(for: .seconds(3))
                    return false
                }
                defer { group.cancelAll() }
                while let answer = try await group.next() { if let answer { return answer } }
                return false
            }
        }

        private static func send(_ bytes: [UInt8], to address: (host: String, port: Int)) throws {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            defer { close(descriptor) }
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = UInt16(address.port).bigEndian
            try #require(unsafe inet_pton(AF_INET, address.host, &name.sin_addr) == 1)
            let code = unsafe withUnsafePointer(to: &name) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(code == 0)
            _ = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }

        /// The nodes still issue, agree and confirm.
        private static func checkWorks(_ cluster: Cluster, _ names: [String] = Cluster.members) async throws {
            let file = try cluster.results("works.csv", learners: 0..<2)
            try await cluster.clr(of: "college", "issue", "batch", file)
            try await cluster.settle(names)
            for name in names where name != "college" {
                #expect(try cluster.head(name, of: "college")["size"]?.int == 2)
            }
        }

        // MARK: The data directory

        @Test func aSecondDaemonOnOneDataDirectoryIsRefused() async throws {
            try await Cluster.run { cluster in
                let second = try await cluster.command(.clrd, ["--data", cluster.path("college")]).value
                #expect(second.code == 1)
                #expect(second.errors.contains("is in use by process"), "\(second)")
                #expect(cluster.isAnswering("college"))
                try await Self.checkWorks(cluster)
            }
        }

        @Test func theStoreOfAnotherNodeIsRefused() async throws {
            try await Cluster.run { cluster in
                for name in ["college", "riverton"] { #expect(try await cluster.stop(name) == 0) }
                let files = FileManager.default
                try files.removeItem(atPath: cluster.path("riverton/store"))
                try files.copyItem(atPath: cluster.path("college/store"), toPath: cluster.path("riverton/store"))
                let refused = try await cluster.command(.clrd, ["--data", cluster.path("riverton")]).value
                #expect(refused.code == 1)
                #expect(refused.errors.contains("is the store of node 'college'"), "\(refused)")
            }
        }

        @Test func aStoreOfANewerVersionIsRefusedAndUnchanged() async throws {
            try await Cluster.run { cluster in
                #expect(try await cluster.stop("college") == 0)
                let path = cluster.path("college/store")
                try Self.setFormat(of: path, to: 7)
                let before = try Data(contentsOf: URL(fileURLWithPath: path + "/data.mdb"))
                let refused = try await cluster.command(.clrd, ["--data", cluster.path("college")]).value
                #expect(refused.code == 1)
                #expect(refused.errors.contains("has format version 7"), "\(refused)")
                #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/data.mdb")) == before)
                try Self.setFormat(of: path, to: 1)
                try await cluster.start("college")
                try await cluster.untilReady()
            }
        }

        private static func setFormat(of path: String, to format: UInt8) throws {
            let environment = try Environment(path: path)
            defer { environment.close() }
            let table = try environment.table("identity")
            try environment.write { transaction in
                let key = Array("identity".utf8)
                var row = try #require(try transaction.get(table, key))
                row[3] = format
                try transaction.put(table, key, row)
            }
        }

        @Test func aPortInUseIsRefusedWithASentence() async throws {
            try await Cluster.run(start: false) { cluster in
                let taken = try ListeningSocket(host: cluster.host(of: "college"), port: cluster.port(of: "college"))
                let refused = try await cluster.command(.clrd, ["--data", cluster.path("college")]).value
                #expect(refused.code == 1)
                let place = "\(cluster.host(of: "college")) port \(cluster.port(of: "college"))"
                #expect(refused.errors.contains("\(place): the address is in use"), "\(refused)")
                #expect(!FileManager.default.fileExists(atPath: cluster.path("college/control.sock")))
                withExtendedLifetime(taken) {}
            }
        }

        @Test func aRosterWithABadSignatureIsRefusedAtInstallationAndAtStart() async throws {
            try await Cluster.run(start: false) { cluster in
                let good = try Cluster.text(cluster.path("roster.json"))
                let end = try #require(good.range(of: "\"signature\": \"")?.upperBound)
                var bad = good
                bad.replaceSubrange(end..<good.index(after: end), with: good[end] == "A" ? "B" : "A")
                try cluster.directory.write(Array(bad.utf8), to: "bad.json")
                let before = try Cluster.text(cluster.path("college/roster.json"))
                let refused = try await cluster.clr(
                    of: "college", "roster", "install", cluster.path("bad.json"), expecting: 14)
                #expect(refused.errors.contains("signature"), "\(refused)")
                #expect(try Cluster.text(cluster.path("college/roster.json")) == before)
                try cluster.directory.write(Array(bad.utf8), to: "college/roster.json")
                let started = try await cluster.command(.clrd, ["--data", cluster.path("college")]).value
                #expect(started.code == 1)
                #expect(started.errors.contains("signature"), "\(started)")
            }
        }

        // MARK: The disk

        @Test func aFullDiskStopsTheNodeUntilThereIsRoomAndLosesNothing() async throws {
            try await Cluster.run(start: false) { cluster in
                guard let disk = SmallDisk(at: cluster.path("college/store"), bytes: 12 << 20) else {
                    print("skipped: only root can mount the small disk that this test fills")
                    return
                }
                defer { withExtendedLifetime(disk) {} }
                try await cluster.startAll()
                try await cluster.clr(of: "college", "issue", "batch", cluster.results("a.csv", learners: 0..<4))
                try await cluster.settle()
                try Self.fill(cluster.path("college/store/filler"))
                // One batch may still fit into pages that are free inside the file.
                var refused: Outcome?
                for number in 0..<20 where refused == nil {
                    let file = try cluster.results("b\(number).csv", learners: 100 + number * 20..<120 + number * 20)
                    let outcome = try await cluster.clr(of: "college", "issue", "batch", file, expecting: nil)
                    if outcome.code != 0 { refused = outcome }
                }
                #expect(refused?.code == 1)
                #expect(refused?.errors.contains("No space is left on the disk") == true, "\(refused?.errors ?? "")")
                try await cluster.until("the log says so") {
                    cluster.log("college").contains("No space is left on the disk")
                }
                try FileManager.default.removeItem(atPath: cluster.path("college/store/filler"))
                try await cluster.untilReady()
                let last = try cluster.results("c.csv", learners: 500..<502)
                try await cluster.clr(of: "college", "issue", "batch", last)
                for number in 0..<20 {
                    let file = cluster.path("b\(number).csv")
                    guard FileManager.default.fileExists(atPath: file) else { continue }
                    try await cluster.clr(of: "college", "issue", "batch", file)
                }
                try await cluster.settle()
                let list = try await cluster.clr(of: "college", "credential", "list", "--json").json["credentials"]
                #expect(list?.array?.contains { $0["learner"]?.string == "S0" } == true)
                for credential in list?.array?.prefix(3) ?? [] {
                    let id = try #require(credential["id"]?.string)
                    let bundle = try await cluster.clr(of: "college", "credential", "export", id)
                    try cluster.directory.write(Array(bundle.output.utf8), to: "clr.json")
                    try await cluster.clr(
                        ["verify", cluster.path("clr.json"), "--roster", cluster.path("roster.json")])
                }
                #expect(try await cluster.stop("college") == 0)
            }
        }

        /// Writes a file until there is no room.
        private static func fill(_ path: String) throws {
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
            defer { close(descriptor) }
            for size in [1 << 16, 1 << 12, 1] {
                let bytes = [UInt8](repeating: 0, count: size)
                while unsafe bytes.withUnsafeBytes({ unsafe write(descriptor, $0.baseAddress, $0.count) }) > 0 {}
            }
        }

        // MARK: Ending

        @Test func aNodeThatIsToldToStopEndsWithinSecondsAndRemovesItsSocket() async throws {
            try await Cluster.run { cluster in
                for signal in [SIGTERM, SIGINT] {
                    let begin = ContinuousClock.now
                    let child = try cluster.daemon("college")
                    child.signal(signal)
                    #expect(await child.end(within: .seconds(30)) == 0)
                    #expect(ContinuousClock.now - begin < .seconds(5))
                    #expect(!FileManager.default.fileExists(atPath: cluster.path("college/control.sock")))
                    #expect(cluster.log("college").contains("node stopped"))
                    try await cluster.start("college")
                }
            }
        }

        @Test func aNodeThatIsToldToStopWhileItIssuesEndsWithinSeconds() async throws {
            try await Cluster.run { cluster in
                let file = try cluster.results("large.csv", learners: 0..<2_000)
                let command = try cluster.command(
                    .clr, ["issue", "batch", file, "--json", "--data", cluster.path("college")])
                try await cluster.until("the node is at work") {
                    (try? cluster.call("college", "node.status")) != nil
                }
                try await Task.sleep(for: .milliseconds(700))
                let begin = ContinuousClock.now
                #expect(try await cluster.stop("college") == 0)
                #expect(ContinuousClock.now - begin < .seconds(10))
                #expect(try await command.value.code != 0, "the machine is too fast for this test: give it more rows")
                #expect(!FileManager.default.fileExists(atPath: cluster.path("college/control.sock")))
                try await cluster.start("college")
                try await cluster.untilReady()
                let small = try cluster.results("small.csv", learners: 0..<2)
                #expect(try await cluster.clr(of: "college", "issue", "batch", small).code == 0)
            }
        }

        // MARK: People

        @Test func aWrongPassphraseIsRefusedAndChangesNothing() async throws {
            try await Cluster.run { cluster in
                let file = try cluster.results("a.csv", learners: 0..<1)
                try await cluster.clr(of: "college", "issue", "batch", file)
                try await cluster.settle()
                let bundle = try await cluster.clr(of: "college", "credential", "export", "--learner", "S0")
                try cluster.directory.write(Array(bundle.output.utf8), to: "clr.json")
                try await cluster.makeWallet("olena")
                let before = try cluster.call("olena", "wallet.keyFile.get")
                let refused = try await cluster.clr(
                    of: "olena", "wallet", "claim", cluster.path("clr.json"), "--passphrase-fd", "0",
                    input: "not the passphrase\n", expecting: 4)
                #expect(refused.errors.contains("passphrase is wrong"), "\(refused)")
                #expect(try cluster.call("olena", "wallet.keyFile.get") == before)
                #expect(try cluster.call("olena", "wallet.list")["credentials"]?.array?.isEmpty == true)
                try await cluster.clr(
                    of: "olena", "wallet", "claim", cluster.path("clr.json"), "--passphrase-fd", "0",
                    input: Cluster.passphrase)
            }
        }

        @Test func anExpiredAndARepeatedRequestHaveTheirCodes() async throws {
            try await Cluster.run { cluster in
                let file = try cluster.results("a.csv", learners: 0..<1)
                try await cluster.clr(of: "college", "learner", "wallet", "S0")
                try await cluster.clr(of: "college", "issue", "batch", file)
                try await cluster.makeWallet("olena")
                let link = try #require(
                    try cluster.call("college", "offer.list")["offers"]?[0]?["link"]?.string)
                try await cluster.clr(
                    of: "olena", "wallet", "accept", link, "--yes", "--passphrase-fd", "0", input: Cluster.passphrase)
                try await cluster.settle()
                let request = try await cluster.clr(
                    of: "employer", "request", "create", "--purpose", "a job", "--retention", "30 days", "--json")
                let asked = try #require(try request.json["link"]?.string)
                for code in [0, 4] {
                    try await cluster.clr(
                        of: "olena", "present", asked, "--yes", "--passphrase-fd", "0", input: Cluster.passphrase,
                        expecting: code)
                }
            }
        }
    }
}

/// A file system in memory with little room, unmounted when the object goes. Only root can have one.
final class SmallDisk {
    let path: String

    init?(at path: String, bytes: Int) {
        guard geteuid() == 0, unsafe mkdir(path, 0o700) == 0 else { return nil }
        let options = Array("size=\(bytes)".utf8CString)
        let code = unsafe options.withUnsafeBytes { unsafe mount("tmpfs", path, "tmpfs", 0, $0.baseAddress) }
        guard code == 0 else { return nil }
        self.path = path
    }

    deinit { unsafe umount2(path, Int32(MNT_DETACH)) }
}
