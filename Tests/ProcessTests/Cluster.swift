import ControlClient
import Foundation
import Glibc
import JSON
import NodeHome
import Store
import Synchronization
import TestSupport
import Testing

/// A consortium of real processes: two institutions and two mirrors, on a loopback address of its own, so that runs
/// side by side do not meet.
final class Cluster: Sendable {
    static let consortium = "midwest.example"
    static let institutions = ["college", "riverton"]
    static let mirrors = ["employer", "library"]
    static let members = institutions + mirrors
    static let passphrase = "correct horse battery staple\n"

    let directory: TemporaryDirectory
    private let network: String
    private let ports: [String: Int]
    private let daemons = Mutex<[String: Child]>([:])
    private let counter = Mutex(0)

    /// Runs a test with all members up and able to write, then stops what runs.
    static func run(start: Bool = true, _ body: (Cluster) async throws -> Void) async throws {
        let cluster = try await Cluster()
        do {
            if start { try await cluster.startAll() }
            try await body(cluster)
        } catch {
            await cluster.killAll()
            throw Failed(error: error, logs: cluster.lastWords)
        }
        await cluster.killAll()
    }

    struct Failed: Error, CustomStringConvertible {
        let error: any Error
        let logs: String
        var description: String { "\(error)\n\(logs)" }
    }

    private init() async throws {
        directory = try TemporaryDirectory()
        var address: (network: String, ports: [String: Int])?
        for _ in 0..<50 where address == nil {
            let network = "127.\(Int.random(in: 2...251)).\(Int.random(in: 2...251))"
            let hosts = Self.members.enumerated().map { ($1, "\(network).\($0 + 1)") }
            let found = hosts.compactMap { name, host in FreePort.find(on: host).map { (name, $0) } }
            if found.count == hosts.count {
                address = (network, Dictionary(uniqueKeysWithValues: found))
            }
        }
        (network, ports) = try #require(address, "no loopback address with free ports was found")
        try await found()
    }

    private func found() async throws {
        for name in Self.members {
            var arguments = ["node", "init", path(name), "--name", name, "--listen", address(of: name)]
            if Self.institutions.contains(name) {
                arguments += [
                    "--role", "institution", "--origin", origin(name), "--display-name", "University of \(name)",
                    "--did", "did:web:\(name).example", "--status-base", "https://\(name).example/status",
                ]
            } else {
                arguments += ["--role", "mirror"]
            }
            try await clr(arguments)
        }
        var create = ["roster", "create", "--consortium", Self.consortium]
        for name in Self.members {
            let card = try await clr(["node", "card", path(name)]).output
            try directory.write(Array(card.utf8), to: "\(name).card.json")
            create += ["--card", path("\(name).card.json")]
        }
        var roster = try await clr(create).output
        for name in Self.members {
            try directory.write(Array(roster.utf8), to: "roster.json")
            roster = try await clr(["roster", "sign", path("roster.json"), "--data", path(name)]).output
        }
        try directory.write(Array(roster.utf8), to: "roster.json")
        for name in Self.members { try await install(name) }
    }

    func install(_ name: String) async throws {
        try await clr(["roster", "install", path("roster.json"), "--data", path(name)])
    }

    func path(_ name: String) -> String { directory.path(name) }
    func origin(_ name: String) -> String { "\(Self.consortium)/\(name)" }
    func host(of name: String) -> String { "\(network).\((Self.members.firstIndex(of: name) ?? 0) + 1)" }
    func port(of name: String) -> Int { ports[name] ?? 0 }
    func address(of name: String) -> String { "\(host(of: name)):\(port(of: name))" }

    // MARK: Commands

    /// Runs `clr` and returns how it ended; fails unless that is `expected`.
    @discardableResult
    func clr(
        _ arguments: [String], input: String? = nil, expecting expected: Int? = 0,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        let outcome = try await command(.clr, arguments, input: input).value
        if let expected { #expect(outcome.code == expected, "\(outcome)", sourceLocation: location) }
        return outcome
    }

    /// The same for a node, with `--data`.
    @discardableResult
    func clr(
        of name: String, _ arguments: String..., input: String? = nil, expecting expected: Int? = 0,
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        try await clr(arguments + ["--data", path(name)], input: input, expecting: expected, location)
    }

    /// Starts a command; its outcome comes once it has ended, after two minutes at most.
    func command(_ program: Program, _ arguments: [String], input: String? = nil) throws -> Task<Outcome, any Error> {
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        let (output, errors) = (path("\(number).out"), path("\(number).err"))
        let file = try input.map { try directory.write(Array($0.utf8), to: "\(number).in") }
        let child = try Child(program, arguments, input: file, output: output, errors: errors)
        return Task {
            let code = await child.end(within: .seconds(120))
            return Outcome(
                command: child.command, code: code, output: try Self.text(output), errors: try Self.text(errors))
        }
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    // MARK: Daemons

    /// Starts a node's daemon and waits until it answers.
    func start(_ name: String) async throws {
        try launch(name)
        try await until("\(name) answers") { self.isAnswering(name) }
    }

    func launch(_ name: String) throws {
        let log = path("\(name).log")
        let child = try Child(.clrd, ["--data", path(name)], output: log, errors: log)
        daemons.withLock { $0[name] = child }
    }

    func startAll(_ names: [String] = Cluster.members) async throws {
        for name in names { try launch(name) }
        try await untilReady()
    }

    func daemon(_ name: String) throws -> Child {
        try #require(daemons.withLock { $0[name] }, "\(name) was not started")
    }

    /// As a power cut would end it.
    func kill(_ name: String) async throws {
        let child = try daemon(name)
        child.signal(SIGKILL)
        _ = await child.end()
    }

    /// As an operator would; the exit code.
    @discardableResult
    func stop(_ name: String) async throws -> Int {
        let child = try daemon(name)
        child.signal(SIGTERM)
        return await child.end(within: .seconds(30))
    }

    private func killAll() async {
        for child in daemons.withLock({ Array($0.values) }) {
            child.signal(SIGKILL)
            _ = await child.end()
        }
    }

    func log(_ name: String) -> String { (try? Self.text(path("\(name).log"))) ?? "" }

    /// The ends of the logs, for a test that failed.
    private var lastWords: String {
        Self.members.map { "\($0): \(log($0).suffix(1_500))" }.joined(separator: "\n")
    }

    // MARK: Asking nodes directly

    func call(_ name: String, _ method: JSONString, _ params: JSONObject = [:]) throws -> JSONValue {
        try ControlClient(path: path("\(name)/control.sock")).call(method, .object(params), timeout: .seconds(20))
    }

    func isAnswering(_ name: String) -> Bool { (try? call(name, "node.status")) != nil }

    /// What a node knows of a log.
    func head(_ name: String, of institution: String) throws -> JSONValue {
        let heads = try call(name, "ledger.head")["heads"]?.array ?? []
        return try #require(heads.first { $0["origin"]?.string == origin(institution) })
    }

    struct NeverHappened: Error, CustomStringConvertible {
        let description: String
    }

    /// Waits for something; fails after a minute.
    func until(_ what: String, _ condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if try condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw NeverHappened(description: "never happened: \(what)")
    }

    /// Waits until everybody is connected with everybody and the institutions may write.
    func untilReady(_ names: [String] = Cluster.members) async throws {
        try await until("\(names) are connected and may write") {
            names.allSatisfy { name in
                guard let status = try? self.call(name, "node.status") else { return false }
                let own = (status["logs"]?.array ?? []).filter { $0["origin"]?.string == self.origin(name) }
                return status["peersUp"]?.int == names.count - 1 && own.allSatisfy { $0["waiting"] == .null }
            }
        }
    }

    /// Waits until these nodes hold the same heads, each confirmed by a quorum; the heads.
    @discardableResult
    func settle(_ names: [String] = Cluster.members) async throws -> [JSONValue] {
        var agreed: [JSONValue] = []
        try await until("\(names) agree on all heads") {
            var seen: Set<JSONValue> = []
            for name in names {
                guard let heads = (try? self.call(name, "ledger.head"))?["heads"]?.array else { return false }
                let isAttested = heads.allSatisfy { $0["size"] == 0 || $0["attestedSize"] == $0["size"] }
                guard isAttested else { return false }
                agreed = heads
                seen.insert(.array(heads.map { [$0["origin"] ?? .null, $0["size"] ?? .null, $0["root"] ?? .null] }))
            }
            return seen.count == 1
        }
        return agreed
    }

    // MARK: Data

    /// Writes a file of course results: `learners` learners with two results each, in one term.
    func results(_ name: String, learners: Range<Int>, term: String = "2026-FA") throws -> String {
        var lines = ["learner,email,name,course,title,credits,term,grade,date"]
        for learner in learners {
            for course in ["CS101", "HIS110"] {
                lines.append(
                    "S\(learner),s\(learner)@state.example,Student \(learner),\(course),"
                        + "Title of \(course),3,\(term),A,2026-01-14")
            }
        }
        return try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    }

    /// The store of a node that does not run.
    func store<R>(of name: String, _ body: (Store) throws -> R) throws -> R {
        let configuration = try NodeHome(directory: path(name)).configuration()
        let store = try Store.open(
            directory: path("\(name)/store"),
            identity: StoreIdentity(nodeName: name, role: configuration.role.rawValue))
        defer { store.close() }
        return try body(store)
    }
}

/// A TCP port that nobody listens on.
enum FreePort {
    static func find(on host: String) -> Int? {
        guard let socket = try? ListeningSocket(host: host, port: 0) else { return nil }
        return socket.port
    }
}

/// Keeps a port in use until it goes away.
final class ListeningSocket {
    private let descriptor: Int32
    let port: Int

    struct NotPossible: Error {}

    init(host: String, port: Int) throws {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        guard descriptor >= 0, unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw NotPossible() }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard unsafe bind(descriptor, pointer, length) == 0, listen(descriptor, 1) == 0 else {
                    return Int32(-1)
                }
                return unsafe getsockname(descriptor, pointer, &length)
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw NotPossible()
        }
        self.descriptor = descriptor
        self.port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
