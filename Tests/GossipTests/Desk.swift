import Cryptography
import Gossip
import Ledger
import TestSupport
import TransparencyLog

/// One node alone, with peers that say what a test wants: for what a whole simulation would only blur.
///
/// The node is member 1 of five; the log of member 0 is the one that tests are about.
struct Desk {
    let consortium: GossipConsortium
    let roster: Roster
    var gossip: Gossip
    var now: UInt64 = GossipConsortium.issued + 3_600_000
    private var sessions: UInt64 = 0

    var origin: Origin { consortium.members[0].origin }

    /// - Parameter extraLogs: so many more institutions, all hosted by member 0.
    init(extraLogs: Int = 0, seed: UInt64 = 1) throws {
        let consortium = try GossipConsortium(5)
        self.consortium = consortium
        roster = extraLogs == 0 ? consortium.roster : try Self.roster(consortium, extraLogs)
        let cosigner = consortium.members[1].cosigner.verifierKey
        gossip = try Gossip(
            nodeID: consortium.members[1].nodeID, roster: roster,
            crypto: GossipCrypto(signatures: StandInSignatures.check, readList: StandInLists.read) {
                StandInSignatures.cosign($0, time: $1, with: cosigner)
            }, seed: seed, now: now)
    }

    private static func roster(_ consortium: GossipConsortium, _ extraLogs: Int) throws -> Roster {
        var contents = GossipConsortium.contents(consortium.name, consortium.members)
        for number in 0..<extraLogs {
            let origin = try Origin("\(consortium.name)/extra\(1_000 + number)")
            let key = try GossipConsortium.key("log of \(origin)").publicKey
            let governance = RosterKey(try GossipConsortium.key("governance of \(origin)").publicKey)
            contents.institutions.append(
                RosterInstitution(
                    origin: origin, host: contents.nodes[0].id, name: "Extra", dids: [],
                    logKeys: [RosterLogKey(key: try NoteVerifierKey(name: origin.text, key: key))],
                    assertionKeys: [], statusBase: "https://extra\(number).test.example/status",
                    governanceKey: governance))
        }
        var document = try contents.document()
        for member in consortium.members { try document.sign(as: .operatorID(member.id), with: member.governance) }
        return try Roster(document, pinned: document.hash)
    }

    /// A session with the node of a member, which has said hello.
    mutating func connect(_ member: Int, rosterVersion: UInt32 = 1) -> PeerID {
        sessions += 1
        let peer = PeerID(sessions)
        let nodeID = consortium.members[member].nodeID
        _ = gossip.handle(.peerUp(peer, nodeID: nodeID), now: now)
        _ = say(
            .hello(
                Hello(
                    nodeID: nodeID, consortium: consortium.name, rosterVersion: rosterVersion,
                    rosterHash: roster.hash, time: now)), peer)
        return peer
    }

    mutating func say(_ message: GossipMessage, _ peer: PeerID) -> [GossipEffect] {
        gossip.handle(.message(peer, message), now: now)
    }

    /// Says the same again and again, at one moment, until the peer is dropped for it; every effect on the way.
    mutating func flood(
        _ peer: PeerID, atMost limit: Int = 50_000, _ message: (Int) throws -> GossipMessage
    ) rethrows -> (count: Int, effects: [GossipEffect]) {
        var all: [GossipEffect] = []
        for number in 0..<limit {
            let effects = say(try message(number), peer)
            all += effects
            if effects.contains(where: { if case .drop = $0 { true } else { false } }) { return (number + 1, all) }
        }
        return (limit, all)
    }

    /// Time passes in ticks.
    mutating func wait(_ milliseconds: UInt64) -> [GossipEffect] {
        let end = now + milliseconds
        var all: [GossipEffect] = []
        while now < end {
            now = min(end, now + gossip.timing.tick)
            all += gossip.handle(.tick, now: now)
        }
        return all
    }

    func note(of state: LogState) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: state.origin.text, size: state.size, root: state.root)
        return try StandInSignatures.sign(checkpoint.text, with: consortium.members[0].log.verifierKey)
    }

    func push(_ batch: SealedBatch) throws -> GossipMessage {
        .checkpoint(
            CheckpointPush(
                origin: batch.state.origin, note: try note(of: batch.state), from: batch.firstIndex,
                entries: batch.entries))
    }

    /// Others' word on the head of this size, as one message.
    func cosignatures(_ state: LogState, by members: [Int]) throws -> GossipMessage {
        let text = try note(of: state).text
        let all = members.compactMap { member in
            StandInSignatures.cosign(text, time: now / 1_000, with: consortium.members[member].cosigner.verifierKey)
                .flatMap(Cosignature.init)
        }
        return .cosignatures(
            CosignaturePush(
                origin: state.origin, size: state.size, root: state.root, wantsAnswer: false,
                cosignatures: all.sorted { $0.name < $1.name }))
    }

    func line(size: UInt64, root: Digest = .zero) -> HeadLine {
        HeadLine(origin: origin, size: size, root: root, isFrozen: false, cosignatures: 0)
    }
}

extension [GossipEffect] {
    var drops: [DropReason] { compactMap { if case .drop(_, let reason) = $0 { reason } else { nil } } }

    var notices: [GossipNotice] { compactMap { if case .log(let notice) = $0 { notice } else { nil } } }

    func sent(to peer: PeerID? = nil) -> [GossipMessage] {
        compactMap { effect in
            guard case .send(let target, let message, _) = effect, peer == nil || target == peer else { return nil }
            return message
        }
    }

    /// Whom it asks for entries, and from where.
    var questions: [(peer: PeerID, request: EntriesRequest)] {
        compactMap { effect in
            guard case .send(let peer, .getEntries(let request), _) = effect else { return nil }
            return (peer, request)
        }
    }

    var reads: [ReadRequest] { compactMap { if case .read(let request) = $0 { request } else { nil } } }

    var stores: [StoreBatch] { compactMap { if case .store(let batch) = $0 { batch } else { nil } } }

    /// Sizes of heads that it has cosigned.
    var cosigned: [UInt64] {
        compactMap { effect in
            guard case .send(_, .cosignatures(let push), _) = effect else { return nil }
            return push.size
        }
    }
}
