import Cryptography
import Exchange
import JSON
import Ledger
import Logging
import Node
import NodeHome
import Store
import TestSupport
import Testing

@testable import ControlRPC

/// The catalogue has the methods that nodes have, no more and no fewer.
struct CatalogueTests {
    /// A network in which nobody is.
    private struct NoLink: PeerLink {
        func send(_ frames: [WireFrame], to peer: Ed25519.PublicKey, bulk: Bool) {}
        func disconnect(_ peer: Ed25519.PublicKey, reason: String) {}
        func request(
            _ method: ClientMethod, payload: [UInt8], at address: NodeAddress, key: Ed25519.PublicKey
        ) async throws -> [UInt8] { throw Overdue(description: "nobody is there") }
    }

    /// The methods of a new node of this role.
    private func methods(_ role: NodeConfiguration.Role) throws -> Set<String> {
        let directory = try TemporaryDirectory()
        let home = NodeHome(directory: directory.path("node"))
        let consortium = try GossipConsortium(4)
        var configuration = NodeConfiguration(
            name: "n", role: role, operatorID: "o", listen: role == .wallet ? "" : "127.0.0.1:7401")
        if role == .institution {
            let member = consortium.members[0]
            configuration.institution = .init(
                origin: member.origin.text, displayName: "A college", did: member.did, statusBase: member.statusBase)
        }
        try home.create(configuration)
        try home.install(rosterDocuments: [consortium.genesis.json()])
        let store = try Store.open(
            directory: home.storePath, identity: StoreIdentity(nodeName: "n", role: role.rawValue))
        defer { store.close() }
        let services = try NodeServices(
            home: home, configuration: configuration, store: store, link: NoLink(), clock: .system,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return Set(ControlMethods(services).handlers.keys)
    }

    private func catalogued(_ nodes: Set<ControlCatalogue.Nodes>) -> Set<String> {
        Set(ControlCatalogue.rows.filter { nodes.contains($0.nodes) }.map(\.name))
    }

    @Test func everyRoleHasTheMethodsThatTheCatalogueGivesIt() throws {
        #expect(try methods(.institution) == catalogued([.all, .mirroring, .institution]))
        #expect(try methods(.mirror) == catalogued([.all, .mirroring]))
        #expect(try methods(.wallet) == catalogued([.all, .wallet]))
    }

    @Test func everyRowIsComplete() {
        #expect(Set(ControlCatalogue.rows.map(\.name)).count == ControlCatalogue.rows.count)
        for row in ControlCatalogue.rows {
            #expect(row.name.contains(".") && !row.name.hasPrefix("rpc."), "\(row.name)")
            #expect(row.summary.hasSuffix("."), "\(row.name)")
            #expect(row.result.isEmpty == (row.resultText != nil), "\(row.name): one way of saying what the result is")
            #expect(Set(row.parameters.map(\.name)).count == row.parameters.count, "\(row.name)")
            #expect(row.parameters.allSatisfy { !$0.summary.isEmpty }, "\(row.name)")
            // Optional parameters by position come last.
            let needed = row.parameters.map(\.isRequired)
            #expect(needed == needed.sorted { $0 && !$1 }, "\(row.name)")
        }
    }
}
