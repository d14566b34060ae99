public import Cryptography
public import Exchange
import Gossip
import JSON
import Ledger
public import Logging
public import NodeHome
public import Store
import TransparencyLog

/// A node's services, wired together for its role. Networks and sockets come from outside.
public struct NodeServices: Sendable {
    public let configuration: NodeConfiguration
    public let roster: RosterChain
    let home: NodeHome
    let store: Store
    let clock: Clock
    let logger: Logger
    let link: any PeerLink
    let transportKey: Ed25519.PublicKey
    /// Roles with logs.
    public let replicator: Replicator?
    let proofs: ProofDesk?
    let verifier: Verifier?
    let registrar: Registrar?
    let wallet: Wallet?

    public init(
        home: NodeHome, configuration: NodeConfiguration, store: Store, link: any PeerLink, clock: Clock, logger: Logger
    ) throws {
        self.configuration = configuration
        self.home = home
        self.store = store
        self.link = link
        self.clock = clock
        self.logger = logger
        let documents = try home.rosterDocuments()
        guard !documents.isEmpty else {
            throw ServiceError(
                .failure, "no roster is installed in \(home.directory); do it with: clr roster install roster.json")
        }
        roster = try home.checked(rosterDocuments: documents)
        let transportKey = try home.key(.transport).publicKey
        self.transportKey = transportKey
        guard configuration.role != .wallet else {
            (replicator, proofs, verifier, registrar) = (nil, nil, nil, nil)
            wallet = Wallet(store: store, link: link, roster: roster, clock: clock)
            return
        }
        wallet = nil
        guard let address = NodeAddress(configuration.listen) else {
            throw ServiceError(.usage, "'\(configuration.listen)' in node.json is not host:port")
        }
        let node = roster.newest.node(transportKey: transportKey)
        if node == nil {
            logger.warning("the roster does not name this node: it copies the logs, but nobody connects to it")
        }
        let logSigner = try configuration.institution.map {
            try NoteSigner(name: $0.origin, key: home.key(.log))
        }
        let replicator = try Replicator(
            store: store, link: link, roster: roster.newest, nodeID: node?.id,
            cosigner: try node?.cosigner.map {
                try NoteSigner(name: $0.name, key: home.key(.cosigner), kind: .cosignatureV1)
            }, logSigner: logSigner, clock: clock, logger: logger)
        self.replicator = replicator
        let proofs = ProofDesk(store: store, replicator: replicator)
        self.proofs = proofs
        verifier = Verifier(
            store: store, proofs: proofs, roster: roster, key: try home.key(.verifier), name: configuration.name,
            address: address, nodeKey: transportKey, clock: clock)
        registrar = try configuration.institution.map {
            try Registrar(
                store: store, replicator: replicator, home: home, institution: $0, address: address,
                nodeKey: transportKey, clock: clock)
        }
    }

    /// Gives new status lists to the other nodes where there are any; wanted every second or so.
    public func publishLists() async {
        do {
            try await registrar?.publishLists()
        } catch {
            logger.error("the status lists could not be published", metadata: ["error": "\(error)"])
        }
    }

    /// Who a TLS client is: a node of the roster, by its id, or a stranger.
    public func nodeID(of key: Ed25519.PublicKey) -> String? { roster.newest.node(transportKey: key)?.id }

    /// The other nodes of the roster with their addresses.
    public var peers: [(key: Ed25519.PublicKey, address: NodeAddress)] {
        guard replicator != nil else { return [] }
        return roster.newest.nodes.compactMap { node in
            guard node.transportKey.publicKey != transportKey, let address = NodeAddress(node.address) else {
                return nil
            }
            return (node.transportKey.publicKey, address)
        }
    }
}
