import ArgumentParser
import Exchange
import Gossip
import Ledger
import Logging
import NodeHome
import PeerTransport
import ServiceLifecycle
import Store
import TransparencyLog

/// A dishonest host, for the demo and the tests: signs a second head of the size its log already has, and shows it to one
/// member. It needs what only the host has, the node's data directory; the node itself must be stopped.
@main
struct Rogue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rogue", abstract: "Tell a second story with a stopped node's log key.",
        discussion: "  rogue --data ./lakeview --victim 127.0.0.1:7401")

    @Option(help: "The stopped node's data directory.") var data: String
    @Option(help: "Address of the member that is shown the second head.") var victim: String

    func run() async throws {
        let home = NodeHome(directory: data)
        let configuration = try home.configuration()
        let roster = try RosterChain(home.rosterDocuments()).newest
        guard let own = NodeAddress(configuration.listen), let institution = configuration.institution,
            let target = roster.nodes.first(where: { $0.address == victim }), let address = NodeAddress(victim)
        else { throw ValidationError("the node hosts no log, or nobody in its roster has the address \(victim)") }
        let note = try secondHead(home, configuration, Origin(institution.origin))
        var logger = Logger(label: "rogue")
        logger.logLevel = .error
        let network = PeerNetwork(
            identity: try TransportIdentity(key: home.key(.transport)),
            configuration: TransportConfiguration(host: own.host, port: own.port), logger: logger,
            authorize: { roster.node(transportKey: $0.publicKey).map { .member(nodeID: $0.id) } ?? .stranger },
            handler: { _, _, _ in .failure(1, "no") })
        let victimKey = PeerKey(target.transportKey.publicKey)
        network.setPeers([PeerTarget(key: victimKey, host: address.host, port: address.port)])
        try await network.listen()
        let service = Task { try await network.run() }
        events: for await event in network.events {
            switch event {
            case .up(victimKey):
                let hello = Hello(
                    nodeID: configuration.name, consortium: roster.consortium, rosterVersion: roster.version,
                    rosterHash: roster.hash, time: Clock.milliseconds())
                let push = CheckpointPush(origin: try Origin(institution.origin), note: note, from: 0, entries: [])
                _ = network.send(
                    [GossipMessage.hello(hello), .checkpoint(push)].map {
                        Frame(type: $0.frameType.rawValue, payload: $0.payload)
                    },
                    to: victimKey, lane: .control)
            case .frame(victimKey, let frame):
                guard let message = try? GossipMessage(frameType: frame.type, payload: frame.payload) else { continue }
                if case .evidence = message { break events }
                if case .goaway = message { break events }
            case .down(victimKey, _): break events
            default: break
            }
        }
        service.cancel()
        _ = try? await service.value
        print("signed a second head of size \(try Checkpoint(parsing: note.text).size) and showed it to \(target.id)")
    }

    /// A checkpoint of the log's present size over a tree whose last entry is another one.
    private func secondHead(
        _ home: NodeHome, _ configuration: NodeConfiguration, _ origin: Origin
    ) throws -> SignedNote {
        let store = try Store.open(
            directory: home.storePath,
            identity: StoreIdentity(nodeName: configuration.name, role: configuration.role.rawValue))
        defer { store.close() }
        var entries = try store.read { reader in try reader.entries(origin, 0..<reader.logSize(origin)) }
        guard let last = entries.popLast(), var entry = try? Entry(parsing: last) else {
            throw ValidationError("the log is empty: publish something first")
        }
        entry.time += 1
        var tree = CompactTree()
        for bytes in entries + [entry.encoded()] { tree.append(bytes) }
        let checkpoint = try Checkpoint(origin: origin.text, size: tree.size, root: tree.root)
        return try NoteSigner.note(
            checkpoint.text, signers: [NoteSigner(name: origin.text, key: home.key(.log))])
    }
}
