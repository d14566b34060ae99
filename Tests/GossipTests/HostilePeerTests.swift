import Cryptography
import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// Whatever a peer sends costs it its connection at most, and nobody else anything.
@Suite struct HostilePeerTests {
    /// Five nodes, all connected, log 0 at size 3; node 4 is about to misbehave towards node 1.
    private func consortium() throws -> Simulation {
        var simulation = try Simulation(nodes: 5, seed: 1)
        try simulation.run(for: 3_000)
        try simulation.publish(0, entries: 2)
        try simulation.run(for: 2_000)
        return simulation
    }

    /// Node 1 closes its connection to node 4, changes nothing, and the others go on.
    private func expectDrop(
        _ message: GossipMessage, sourceLocation: SourceLocation = #_sourceLocation,
        because isExpected: (DropReason) -> Bool
    ) throws {
        var simulation = try consortium()
        let before = simulation.nodes[1].store.logs.mapValues(\.entries)
        try simulation.inject(message, from: 4, to: 1)
        let drops = simulation.nodes[1].drops
        #expect(drops.count == 1 && drops.allSatisfy { isExpected($0.1) }, "\(drops)", sourceLocation: sourceLocation)
        #expect(simulation.nodes[1].store.logs.mapValues(\.entries) == before, sourceLocation: sourceLocation)
        #expect(simulation.nodes[1].froze.isEmpty, sourceLocation: sourceLocation)
        #expect(try simulation.publish(0), sourceLocation: sourceLocation)
        // The connection comes back by itself.
        try simulation.run(for: 10_000)
        #expect(simulation.hasConverged(), sourceLocation: sourceLocation)
        for node in [0, 2, 3] { #expect(simulation.nodes[node].drops.isEmpty, sourceLocation: sourceLocation) }
    }

    private func push(
        _ simulation: inout Simulation, change: (inout CheckpointPush) throws -> Void
    ) throws -> GossipMessage {
        let state = try #require(simulation.nodes[0].gossip?.state(of: simulation.origin(0)))
        let batch = try simulation.batch(after: state, count: 2, at: simulation.now)
        var push = CheckpointPush(
            origin: simulation.origin(0), note: try simulation.note(of: batch, 0), from: batch.firstIndex,
            entries: batch.entries)
        try change(&push)
        return .checkpoint(push)
    }

    @Test func anUnreadableFrameIsDropped() throws {
        var simulation = try consortium()
        let peer = try #require(simulation.session(of: 1, with: 4))
        try simulation.handle(.unreadable(peer, .unknownType(0x7F)), at: 1)
        #expect(simulation.nodes[1].drops.map(\.1) == [.unreadable("message type 127 is not known")])
        try simulation.run(for: 5_000)
        #expect(simulation.hasConverged())
    }

    @Test func entriesThatDoNotLeadToTheSignedRootAreDropped() throws {
        var simulation = try consortium()
        let message = try push(&simulation) { $0.entries[0][5] ^= 1 }
        try expectDrop(message) { if case .wrongRoot = $0 { true } else { false } }
    }

    @Test func aHeadSignedByAnUnknownKeyIsDropped() throws {
        var simulation = try consortium()
        let message = try push(&simulation) { push in
            let crook = try NoteVerifierKey(
                name: push.origin.text, key: try GossipConsortium.key("crook").publicKey)
            push.note = try StandInSignatures.sign(push.note.text, with: crook)
        }
        try expectDrop(message) { if case .invalidSignature = $0 { true } else { false } }
    }

    @Test func aHeadOfAnotherLogIsDropped() throws {
        var simulation = try consortium()
        let other = simulation.origin(2)
        let message = try push(&simulation) { $0.origin = other }
        try expectDrop(message) { if case .invalidSignature = $0 { true } else { false } }
    }

    @Test func aHeadThatDoesNotEndInASealIsDropped() throws {
        let simulation = try consortium()
        let state = try #require(simulation.nodes[0].gossip?.state(of: simulation.origin(0)))
        let entry = Entry(time: simulation.now, body: .issuance(height: 1, root: .zero)).encoded()
        var tree = state.tree
        tree.append(entry)
        let checkpoint = try Checkpoint(origin: state.origin.text, size: tree.size, root: tree.root)
        let note = try StandInSignatures.sign(
            checkpoint.text, with: simulation.consortium.members[0].log.verifierKey)
        let push = CheckpointPush(origin: state.origin, note: note, from: state.size, entries: [entry])
        try expectDrop(.checkpoint(push)) { if case .protocolError = $0 { true } else { false } }
    }

    @Test func aForgedCosignatureIsDropped() throws {
        let simulation = try consortium()
        let head = try #require(simulation.nodes[1].gossip?.head(of: simulation.origin(0))?.head)
        let key = simulation.consortium.members[2].cosigner.verifierKey
        let time = simulation.now / 1_000 + 1
        let line = try #require(StandInSignatures.cosign("another text\n", time: time, with: key))
        let cosignature = try #require(Cosignature(line))
        let push = CosignaturePush(
            origin: head.origin, size: head.size, root: head.root, wantsAnswer: false, cosignatures: [cosignature])
        try expectDrop(.cosignatures(push)) { if case .invalidSignature = $0 { true } else { false } }
    }

    @Test func cosignaturesThatDoNotCountAreLeftAsideWithoutHarm() throws {
        var simulation = try consortium()
        let head = try #require(simulation.nodes[1].gossip?.head(of: simulation.origin(0))?.head)
        let before = try #require(simulation.nodes[1].gossip?.head(of: simulation.origin(0))?.cosignatures)
        let stranger = try NoteVerifierKey(
            name: "stranger/cosigner", key: try GossipConsortium.key("stranger").publicKey, kind: .cosignatureV1)
        // Of a stranger, of the log's own host, and from tomorrow.
        let lines: [(NoteVerifierKey, UInt64)] = [
            (stranger, simulation.now / 1_000),
            (simulation.consortium.members[0].cosigner.verifierKey, simulation.now / 1_000),
            (simulation.consortium.members[2].cosigner.verifierKey, simulation.now / 1_000 + 86_400),
        ]
        for (key, time) in lines {
            let line = try #require(StandInSignatures.cosign(head.note.text, time: time, with: key))
            let push = CosignaturePush(
                origin: head.origin, size: head.size, root: head.root, wantsAnswer: false,
                cosignatures: [try #require(Cosignature(line))])
            try simulation.inject(.cosignatures(push), from: 4, to: 1)
        }
        #expect(simulation.nodes[1].drops.isEmpty)
        #expect(simulation.nodes[1].gossip?.head(of: simulation.origin(0))?.cosignatures == before)
    }

    @Test func aMessageBeforeTheHelloAndASecondHelloAreDropped() throws {
        var simulation = try consortium()
        let hello = simulation.hello(of: 4)
        try expectDrop(.hello(hello)) { if case .protocolError = $0 { true } else { false } }
        let peer = PeerID(1_000_000)
        try simulation.handle(.peerUp(peer, nodeID: simulation.consortium.members[4].nodeID), at: 1)
        try simulation.handle(.message(peer, .digest(HeadsDigest(wantsAnswer: false, heads: []))), at: 1)
        #expect(simulation.nodes[1].drops.map(\.0) == [peer])
    }

    @Test func aHelloOfAnotherVersionNodeOrRosterIsDropped() throws {
        let changes: [(inout Hello) -> Void] = [
            { $0.version = 2 }, { $0.nodeID = "member03-1" }, { $0.consortium = "other.example" },
            { $0.rosterHash = .zero },
        ]
        for (number, change) in changes.enumerated() {
            var simulation = try consortium()
            let peer = PeerID(1_000_000)
            try simulation.handle(.peerUp(peer, nodeID: simulation.consortium.members[4].nodeID), at: 1)
            var hello = simulation.hello(of: 4)
            change(&hello)
            try simulation.handle(.message(peer, .hello(hello)), at: 1)
            #expect(simulation.nodes[1].drops.map(\.0) == [peer], "change \(number)")
        }
    }

    @Test func aNodeThatIsNotInTheRosterOrIsThisOneIsNotTaken() throws {
        var simulation = try consortium()
        for (number, id) in ["stranger-1", "member01-1"].enumerated() {
            try simulation.handle(.peerUp(PeerID(1_000_000 + UInt64(number)), nodeID: id), at: 1)
        }
        #expect(simulation.nodes[1].drops.map(\.1) == [.unknownNode("stranger-1"), .unknownNode("member01-1")])
        #expect(simulation.nodes[1].gossip?.status(now: simulation.now).peers.count == 4)
    }

    @Test func aPeerThatNeverSaysHelloIsDroppedInTime() throws {
        var simulation = try consortium()
        let peer = PeerID(1_000_000)
        try simulation.handle(.peerUp(peer, nodeID: simulation.consortium.members[4].nodeID), at: 1)
        try simulation.run(for: 11_000)
        #expect(simulation.nodes[1].drops.map(\.1) == [.helloMissing])
    }

    @Test func aClaimThatIsNotBackedIsDropped() throws {
        var simulation = try consortium()
        let line = HeadLine(
            origin: simulation.origin(0), size: 1_000, root: .zero, isFrozen: false, cosignatures: 0)
        try simulation.inject(.digest(HeadsDigest(wantsAnswer: false, heads: [line])), from: 4, to: 1)
        // Node 4 itself is honest and answers the question with what it has.
        try simulation.run(for: 2_000)
        #expect(simulation.nodes[1].drops.count == 1)
        #expect(simulation.nodes[1].drops.allSatisfy { if case .unbackedClaim = $0.1 { true } else { false } })
        try simulation.run(for: 10_000)
        #expect(simulation.hasConverged())
    }

    @Test func aFloodIsCutOff() throws {
        var simulation = try consortium()
        var sent = 0
        while simulation.nodes[1].drops.isEmpty, sent <= GossipLimits.workBurst + 1 {
            try simulation.inject(.digest(HeadsDigest(wantsAnswer: false, heads: [])), from: 4, to: 1)
            sent += 1
        }
        #expect(simulation.nodes[1].drops.map(\.1) == [.tooMuch])
    }

    @Test func answersNobodyAskedForAreIgnored() throws {
        var simulation = try consortium()
        let origin = simulation.origin(0)
        let note = try #require(simulation.nodes[0].gossip?.head(of: origin)?.note)
        try simulation.inject(
            .entries(EntriesReply(origin: origin, from: 3, note: note, entries: [[1]], proof: [])), from: 4, to: 1)
        try simulation.inject(
            .divergence(Divergence(origin: origin, size: 3, root: .zero, note: note, proof: [])), from: 4, to: 1)
        #expect(simulation.nodes[1].drops.isEmpty)
        #expect(simulation.nodes[1].store.size(of: origin) == 3)
    }

    @Test func aWrongChunkIsNotStoredAndAnotherPeerIsAsked() throws {
        var simulation = try consortium()
        let origin = simulation.origin(0)
        // Node 1 has missed the latest batch and asks node 4, which answers with other entries.
        for other in [0, 2, 3, 4] { simulation.cut(1, other, for: 1_500) }
        #expect(try simulation.publish(0, entries: 3))
        try simulation.run(for: 1_000)
        let note = try #require(simulation.nodes[4].gossip?.head(of: origin)?.note)
        simulation.heal()
        try simulation.run(for: 2_000)
        // Whatever the order in which it heard of it: a forged answer does not get in.
        let stored = simulation.nodes[1].store.logs[origin]?.entries.count ?? 0
        try simulation.inject(
            .entries(
                EntriesReply(
                    origin: origin, from: UInt64(stored), note: note, entries: [[1, 2, 3]], proof: [.zero])),
            from: 4, to: 1)
        try simulation.run(for: 10_000)
        #expect(simulation.hasConverged())
    }
}
