import Credentials
import Cryptography
import Exchange
import JSON
import Ledger
import NodeHome
import Store
import TestSupport
import Testing
import TransparencyLog

@testable import Node

/// A consortium in one process: institution nodes and mirrors, each of an operator of its own, and learners' wallets.
struct World: Sendable {
    static let consortium = "midwest.example"

    let directory: TemporaryDirectory
    let network = TestNetwork()
    let clock = TestClock()
    let log = LogCollector()
    private(set) var nodes: [TestNode] = []

    /// Runs a test in a consortium whose nodes are up, know each other and may write; then stops them.
    static func run(
        institutions: [String] = ["college"], mirrors: [String] = ["employer", "library"], wallets: [String] = [],
        options: StoreOptions = .quick, ready: Bool = true, issuing: IssuingRules = IssuingRules(),
        rosterListsPlainKeys: Bool = true, _ body: (World) async throws -> Void
    ) async throws {
        let world = try World(
            institutions: institutions, mirrors: mirrors, wallets: wallets, issuing: issuing,
            listsPlainKeys: rosterListsPlainKeys)
        do {
            for node in world.nodes { try node.start(options: options) }
            world.connectAll()
            if ready { try await world.untilWritable() }
            try await body(world)
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    private init(
        institutions: [String], mirrors: [String], wallets: [String], issuing: IssuingRules, listsPlainKeys: Bool
    ) throws {
        directory = try TemporaryDirectory()
        for name in institutions {
            let institution = NodeConfiguration.Institution(
                origin: "\(Self.consortium)/\(name)", displayName: "University of \(name)",
                did: "did:web:\(name).example", statusBase: "https://\(name).example/status", issuing: issuing)
            try add(name, .institution, institution)
            if issuing.usesPlainKey { try nodes[nodes.count - 1].home.makePlainKey() }
        }
        for name in mirrors { try add(name, .mirror, nil) }
        let documents = [try roster(listsPlainKeys: listsPlainKeys).json()]
        for name in wallets { try add(name, .wallet, nil) }
        for node in nodes { try node.home.install(rosterDocuments: documents) }
    }

    private mutating func add(
        _ name: String, _ role: NodeConfiguration.Role, _ institution: NodeConfiguration.Institution?
    ) throws {
        let listen = role == .wallet ? "" : "127.0.0.1:\(7_100 + nodes.count)"
        let configuration = NodeConfiguration(
            name: name, role: role, operatorID: name, listen: listen, institution: institution)
        nodes.append(
            try TestNode(configuration, in: directory.path, network: network, clock: clock, log: log))
    }

    /// Version 1, signed by everybody; the quorum is the smallest that is safe.
    private func roster(listsPlainKeys: Bool) throws -> RosterDocument {
        func key(_ node: TestNode, _ name: KeyName) throws -> RosterKey { RosterKey(try node.home.key(name).publicKey) }
        var document = try RosterContents(
            consortium: Self.consortium, issued: TestClock.start - TestClock.day,
            expires: TestClock.start + 365 * TestClock.day,
            operators: nodes.map {
                RosterOperator(id: $0.name, name: $0.name, governanceKey: try key($0, .governance))
            },
            nodes: nodes.map { node in
                RosterNode(
                    id: node.name, operatorID: node.name, address: node.configuration.listen,
                    transportKey: try key(node, .transport),
                    cosigner: try NoteVerifierKey(
                        name: "\(Self.consortium)/cosigner/\(node.name)", key: key(node, .cosigner).publicKey,
                        kind: .cosignatureV1))
            },
            institutions: nodes.compactMap { node in
                guard let institution = node.configuration.institution else { return nil }
                let logKey = try NoteVerifierKey(name: institution.origin, key: key(node, .log).publicKey)
                var assertionKeys = [RosterAssertionKey(multikey: try key(node, .assertion).multikey, kind: .ledger)]
                if listsPlainKeys, node.home.has(.plain) {
                    assertionKeys.append(RosterAssertionKey(multikey: try key(node, .plain).multikey, kind: .plain))
                }
                return RosterInstitution(
                    origin: try node.origin, host: node.name, name: institution.displayName, dids: [institution.did],
                    logKeys: [RosterLogKey(key: logKey)],
                    assertionKeys: assertionKeys,
                    statusBase: institution.statusBase, governanceKey: try key(node, .institution))
            }
        ).document()
        for node in nodes { try document.sign(as: .operatorID(node.name), with: node.home.key(.governance)) }
        return document
    }

    subscript(name: String) -> TestNode {
        get throws {
            guard let node = nodes.first(where: { $0.name == name }) else { throw TestNode.NotRunning(name: name) }
            return node
        }
    }

    /// Nodes with logs.
    var members: [TestNode] { nodes.filter { $0.configuration.role != .wallet } }
    var college: TestNode { get throws { try self["college"] } }
    var employer: TestNode { get throws { try self["employer"] } }

    func connectAll() {
        for (index, node) in members.enumerated() {
            for other in members[..<index] { network.connect(node.key, other.key) }
        }
    }

    private func stop() async {
        for node in nodes { await node.stop() }
    }

    // MARK: Waiting

    struct NeverHappened: Error, CustomStringConvertible {
        let description: String
    }

    /// Lets time pass on the nodes until `condition` holds; fails after 30 seconds of the real clock.
    func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            for node in members where node.isRunning { try await node.tick() }
            clock.advance(by: 5)
            try await Task.sleep(for: .milliseconds(2))
        }
        throw NeverHappened(description: "never happened: \(what)")
    }

    func untilWritable() async throws {
        try await until("every institution may write") {
            for node in members where node.configuration.role == .institution && node.isRunning {
                let origin = try node.origin
                if try await node.log(origin)?.waiting != nil { return false }
            }
            return true
        }
    }

    /// Waits until all running nodes hold the same heads, each confirmed by a quorum.
    func settle() async throws {
        try await until("all nodes agree on all heads, confirmed by a quorum") {
            var heads: Set<[String]> = []
            for node in members where node.isRunning {
                let logs = try await node.replicator.logs()
                heads.insert(logs.map { "\($0.origin.text) \($0.size) \($0.root.hex)" })
                guard logs.allSatisfy({ $0.size == 0 || $0.attestedSize == $0.size }) else { return false }
            }
            return heads.count == 1
        }
    }
}

extension World {
    /// Writes a CSV file and has the college issue it.
    @discardableResult
    func issue(
        _ rows: [String], dryRun: Bool = false, allowErrors: Bool = false, by name: String = "college"
    ) async throws -> JSONValue {
        let header = "learner,email,name,course,title,credits,term,grade,date"
        let bytes = Array(([header] + rows).joined(separator: "\n").utf8)
        let path = try directory.write(bytes, to: "\(UInt64.random(in: 0 ... .max)).csv")
        return try await self[name].call(
            "issue.batch", ["path": JSONValue(path), "dryRun": .bool(dryRun), "allowErrors": .bool(allowErrors)])
    }

    /// The bundle of a learner's CLR, as the college exports it.
    func export(_ learner: String, by name: String = "college") async throws -> JSONValue {
        try await self[name].call("credential.export", ["id": JSONValue(clrID(learner, of: name))])
    }

    func clrID(_ learner: String, of name: String = "college") async throws -> String {
        try await self[name].registrar.identifiers.id(for: .clr(learner: learner))
    }

    /// The exit code a node gives a document.
    func check(_ document: JSONValue, at name: String = "employer") async throws -> Int {
        let report = try await self[name].call("credential.verify", ["document": document])
        return try #require(report["code"]?.int)
    }

    /// What a log says about a credential.
    func standing(of credential: JSONValue, at name: String = "college") async throws -> MapValue {
        let tag = try #require(StatusTag.of(credential))
        let origin = try self.college.origin
        return try #require(await self[name].replicator.logState(of: origin)).standing(of: tag)
    }
}

/// Rows of course results.
enum Rows {
    static let ada = "L1,ada@example.org,Ada Lovelace"
    static let grace = "L2,grace@example.org,Grace Hopper"

    static func row(
        _ learner: String = ada, _ course: String, _ term: String = "2026-FA", grade: String = "A",
        date: String = "2026-12-14"
    ) -> String { "\(learner),\(course),Title of \(course),3,\(term),\(grade),\(date)" }

    /// Two learners, three results.
    static let autumn = [row(ada, "CS101"), row(ada, "CS102", grade: "B"), row(grace, "CS101")]
    static let spring = [row(ada, "CS201", "2027-SP", date: "2027-05-20")]
}

extension JSONValue {
    /// What a bundle holds, or the credential itself.
    var credential: JSONValue { self["credential"] ?? self }
    var nested: [JSONValue] { credential["credentialSubject"]?["verifiableCredential"]?.array ?? [] }
    var id: String { credential["id"]?.string ?? "" }
}

/// The code and text of what an operation is refused with; nil if it was not.
func refusal(_ body: () async throws -> some Any) async -> (code: Int, text: String)? {
    do {
        _ = try await body()
        return nil
    } catch let error as ServiceError {
        return (error.code.rawValue, error.description)
    } catch {
        return (ServiceError.Code.failure.rawValue, "\(error)")
    }
}
