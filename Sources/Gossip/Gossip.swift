public import Ledger
import TransparencyLog

/// Replication between the nodes of a consortium as a value: events in, effects out.
///
/// It has no I/O, no clock and no randomness of its own, so that a hundred of them fit into one test and every run can be
/// replayed from its seed. It keeps these rules (`docs/formats/gossip.md`):
///
/// - Entries are verified against a signed checkpoint before they are stored, replayed, and stored before the head they
///   lead to is cosigned or shown to anybody.
/// - Of each log one head per size is accepted and sizes never shrink; two signed heads that cannot both be true are
///   evidence, which freezes the log and is passed on to everybody.
/// - After a start nothing is signed for a log, neither its own checkpoints nor cosignatures, before enough other operators
///   have shown what they hold of it and that is here too.
/// - Anti-entropy alone makes connected nodes equal; pushing only makes it fast. What a peer had earlier is not
///   remembered: every exchange starts from the heads that both sides hold.
/// - An invalid message costs its sender the connection and nobody else anything.
public struct Gossip: Sendable {
    /// This node in the roster; nil for one that is not in it and only mirrors.
    public let nodeID: String?
    public internal(set) var roster: Roster
    public let timing: GossipTiming
    let crypto: GossipCrypto
    var random: GossipRandom
    /// In rising order of their origins, so that nothing depends on the order of a hash table.
    var replicas: [Replica] = []
    var replicaIndex: [Origin: Int] = [:]
    var peers: [PeerID: Peer] = [:]
    var reads: [UInt64: PendingRead] = [:]
    var nextReadID: UInt64 = 1
    /// Of all logs and peers together.
    var fetchesUnderWay = 0
    let startedAt: UInt64
    var rosterAdoptedAt: UInt64
    var nextDigest: UInt64
    var lists: HeldLists
    var nextAsk: UInt64 = 0
    /// Nodes that claimed heads and did not show them: they no longer hold up the readiness of a log.
    var unbackedClaims: Set<String> = []
    /// What the current call has decided so far.
    var effects: [GossipEffect] = []

    /// - Parameters:
    ///   - nodeID: this node's id in the roster, if it has one.
    ///   - stored: what the store holds; logs of the roster that are not in it begin empty.
    ///   - lists: the status lists of which the store holds a text.
    ///   - seed: for choosing peers and spreading timers.
    ///   - now: milliseconds since 1970.
    public init(
        nodeID: String?, roster: Roster, crypto: GossipCrypto, stored: [StoredReplica] = [],
        lists: [ListHead] = [], timing: GossipTiming = GossipTiming(), seed: UInt64, now: UInt64
    ) throws(StoredReplicaError) {
        self.nodeID = nodeID
        self.roster = roster
        self.crypto = crypto
        self.timing = timing
        random = GossipRandom(seed: seed)
        startedAt = now
        rosterAdoptedAt = now
        nextDigest = now
        self.lists = HeldLists(roster: roster, stored: lists, now: now)
        for item in stored where roster.institution(origin: item.state.origin) != nil {
            replicas.append(try item.replica(roster: roster, check: crypto.signatures, now: now))
        }
        addMissingReplicas()
        for index in replicas.indices { attestIfQuorum(index) }
        effects = []
    }

    /// Carries one event out. Call it with times that never decrease; effects are carried out in order.
    public mutating func handle(_ event: GossipEvent, now: UInt64) -> [GossipEffect] {
        effects = []
        switch event {
        case .peerUp(let peer, let nodeID): peerUp(peer, nodeID: nodeID, now: now)
        case .peerDown(let peer): forget(peer, notice: true)
        case .message(let peer, let message): receive(message, from: peer, now: now)
        case .unreadable(let peer, let error): drop(peer, .unreadable("\(error)"))
        case .publish(let publication): publish(publication, now: now)
        case .publishList(let document): publishList(document, now: now)
        case .entriesRead(let read): answer(read, now: now)
        case .tick: tick(now: now)
        case .rosterChanged(let roster): adopt(roster, now: now)
        }
        defer { effects = [] }
        return effects
    }

    /// The id of this node's operator; nil for a node that is not in the roster.
    var operatorID: String? { nodeID.flatMap { roster.node(id: $0)?.operatorID } }

    /// Whether this node writes the log.
    func isOwn(_ origin: Origin) -> Bool {
        guard let nodeID, let host = roster.host(of: origin) else { return false }
        return host.id.utf8.elementsEqual(nodeID.utf8)
    }

    var upPeers: [PeerID] { peers.filter { $0.value.isUp }.keys.sorted() }

    mutating func addMissingReplicas() {
        let known = Set(replicas.map(\.origin))
        for origin in roster.origins where !known.contains(origin) {
            replicas.append(Replica(origin: origin, log: LogState(origin: origin), now: rosterAdoptedAt))
        }
        replicas.sort { $0.origin < $1.origin }
        replicaIndex = Dictionary(uniqueKeysWithValues: replicas.enumerated().map { ($0.element.origin, $0.offset) })
    }

    mutating func send(_ message: GossipMessage, to peer: PeerID) {
        effects.append(.send(peer, message, message.lane))
    }

    mutating func sendToAll(_ message: GossipMessage, except: PeerID? = nil) {
        for peer in upPeers where peer != except { send(message, to: peer) }
    }

    mutating func tell(_ notice: GossipNotice) { effects.append(.log(notice)) }
}
