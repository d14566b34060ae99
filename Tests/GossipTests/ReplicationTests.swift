import Cryptography
import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// What a consortium does when nothing, or one thing, goes wrong.
@Suite struct ReplicationTests {
    @Test(arguments: [2, 5])
    func aPublishedHeadIsHeldAndAttestedByEverybody(count: Int) throws {
        var simulation = try Simulation(nodes: count, seed: 1)
        try simulation.run(for: 3_000)
        #expect(try simulation.publish(0, entries: 3))
        // Push, store, cosign, cosignature: two ways of at most 150 ms.
        try simulation.run(for: 400)
        #expect(simulation.sizes(of: 0) == Array(repeating: 4, count: count))
        #expect(simulation.hasConverged())
        let attested = try #require(simulation.nodes[count - 1].gossip?.attested(of: simulation.origin(0)))
        #expect(attested.view.cosignatures.count == count - 1)
        #expect(attested.view.state?.size == 4)
        #expect(attested.time >= GossipConsortium.issued / 1_000)
        #expect(simulation.nodes.allSatisfy { $0.drops.isEmpty })
    }

    @Test func theNoteOfAnAttestedHeadHasTheQuorumsLines() throws {
        var simulation = try Simulation(nodes: 5, seed: 2)
        try simulation.run(for: 3_000)
        try simulation.publish(1)
        try simulation.run(for: 1_000)
        let note = try #require(simulation.nodes[3].gossip?.attested(of: simulation.origin(1))?.view.note)
        #expect(note.signatures.count == 5)
        let origin = simulation.origin(1)
        let roster = simulation.consortium.roster
        let counted = note.signatures.filter { line in
            guard let found = roster.cosigner(of: origin, name: line.name, keyID: line.keyID) else { return false }
            return StandInSignatures.check.isValid(line, of: note.text, by: found.key)
        }
        #expect(counted.count == 4)
    }

    @Test func aConsortiumOfOneAttestsItselfAndSaysThatItHasNoQuorum() throws {
        var simulation = try Simulation(nodes: 1, seed: 3)
        #expect(try simulation.publish(0))
        try simulation.run(for: 1_000)
        let attested = try #require(simulation.nodes[0].gossip?.attested(of: simulation.origin(0)))
        #expect(attested.view.head.size == 2)
        #expect(attested.view.cosignatures.count == 0)
        #expect(simulation.nodes[0].gossip?.status(now: simulation.now).logs.first?.quorum == 0)
    }

    @Test func headsAreCosignedAgainEveryMinute() throws {
        var simulation = try Simulation(nodes: 5, seed: 4)
        try simulation.run(for: 3_000)
        try simulation.publish(0)
        try simulation.run(for: 1_000)
        let first = try #require(simulation.nodes[2].gossip?.attested(of: simulation.origin(0))?.time)
        try simulation.run(for: 59_000)
        #expect(simulation.nodes[2].gossip?.attested(of: simulation.origin(0))?.time == first)
        try simulation.run(for: 5_000)
        let second = try #require(simulation.nodes[2].gossip?.attested(of: simulation.origin(0))?.time)
        #expect(second >= first + 59)
        #expect(second <= simulation.now / 1_000)
    }

    @Test func aNodeThatWasDownCatchesUpInChunks() throws {
        var simulation = try Simulation(nodes: 5, seed: 5)
        try simulation.run(for: 3_000)
        simulation.crash(4, for: 20_000)
        // Two and a half chunks of entries, each batch too long for one message.
        for _ in 0..<2 {
            #expect(try simulation.publish(0, entries: 5_200))
            try simulation.run(for: 3_000)
        }
        #expect(simulation.nodes[3].store.size(of: simulation.origin(0)) > 10_400)
        #expect(simulation.nodes[4].store.size(of: simulation.origin(0)) == 0)
        try simulation.run(for: 25_000)
        #expect(simulation.hasConverged())
        #expect(Set(simulation.sizes(of: 0)).count == 1)
        let state = try #require(simulation.nodes[4].gossip?.state(of: simulation.origin(0)))
        #expect(state == simulation.nodes[0].gossip?.state(of: simulation.origin(0)))
    }

    @Test func aCrashWhileCatchingUpLosesNothingThatWasStored() throws {
        var simulation = try Simulation(nodes: 5, seed: 6)
        try simulation.run(for: 3_000)
        simulation.crash(4, for: 5_000)
        #expect(try simulation.publish(0, entries: 9_000))
        try simulation.run(for: 4_000)
        // Dies again and again while the chunks arrive.
        var seen: Set<Int> = []
        for _ in 0..<400 {
            try simulation.run(for: 50)
            let stored = simulation.nodes[4].store.logs[simulation.origin(0)]?.entries.count ?? 0
            if stored > 0, stored < 9_000, seen.insert(stored).inserted { simulation.crash(4, for: 300) }
        }
        #expect(!seen.isEmpty)
        try simulation.run(for: 30_000)
        #expect(simulation.hasConverged())
    }

    @Test func antiEntropyAloneIsEnough() throws {
        var simulation = try Simulation(nodes: 5, seed: 7)
        try simulation.run(for: 3_000)
        // Nobody hears the push nor the cosignatures that follow it.
        for other in 1..<5 { simulation.cut(0, other, for: 2_000) }
        #expect(try simulation.publish(0))
        try simulation.run(for: 1_000)
        #expect(simulation.sizes(of: 0) == [2, 0, 0, 0, 0])
        try simulation.run(for: 30_000)
        #expect(simulation.hasConverged())
    }

    @Test func aChainOfConnectionsIsEnough() throws {
        var simulation = try Simulation(nodes: 5, seed: 8)
        try simulation.run(for: 3_000)
        for low in 0..<5 {
            for high in low..<5 where high > low + 1 { simulation.cut(low, high, for: 1_000_000) }
        }
        try simulation.run(for: 1_000)
        #expect(try simulation.publish(0, entries: 2))
        try simulation.run(for: 40_000)
        #expect(simulation.sizes(of: 0) == [3, 3, 3, 3, 3])
        #expect(simulation.hasConverged())
    }

    @Test func aNodeBesideTheClockIsNotCosignedButFollowed() throws {
        var simulation = try Simulation(nodes: 5, seed: 9)
        simulation.nodes[0].clockOffset = 100_000
        try simulation.run(for: 3_000)
        #expect(try simulation.publish(0))
        try simulation.run(for: 2_000)
        #expect(simulation.sizes(of: 0) == [2, 2, 2, 2, 2])
        #expect(simulation.nodes[1].gossip?.attested(of: simulation.origin(0)) == nil)
        #expect(simulation.nodes[1].notices.contains { if case .clockDiffers = $0 { true } else { false } })
        #expect(simulation.nodes[1].notices.contains { if case .notCosigned = $0 { true } else { false } })
        // Time heals it: the seal is no longer ahead.
        try simulation.run(for: 60_000)
        #expect(simulation.nodes[1].gossip?.attested(of: simulation.origin(0)) != nil)
    }

    @Test func aNewRosterBringsNewLogsAndPartsWithNodesThatLeft() throws {
        var simulation = try Simulation(nodes: 5, seed: 10)
        try simulation.run(for: 3_000)
        let consortium = simulation.consortium
        let origin = try Origin("test.example/new")
        let key = try NoteVerifierKey(name: origin.text, key: try GossipConsortium.key("new log").publicKey)
        let governance = RosterKey(try GossipConsortium.key("new institution").publicKey)
        let document = try consortium.successor(of: consortium.roster, signers: 0..<5) { contents in
            contents.institutions.append(
                RosterInstitution(
                    origin: origin, host: contents.nodes[0].id, name: "New", dids: [],
                    logKeys: [RosterLogKey(key: key)], assertionKeys: [], statusBase: "https://new.example/s",
                    governanceKey: governance))
        }
        let next = try consortium.roster.succeeded(by: document)
        for node in 0..<5 { try simulation.handle(.rosterChanged(next), at: node) }
        #expect(simulation.nodes[3].gossip?.state(of: origin)?.size == 0)
        try simulation.run(for: 10_000)
        #expect(simulation.nodes[0].gossip?.publishRefusal(of: origin, now: simulation.now) == nil)
        #expect(simulation.hasConverged())
    }

    @Test func statusTellsHeadsPeersCosignersAndLag() throws {
        var simulation = try Simulation(nodes: 5, seed: 11)
        try simulation.run(for: 3_000)
        try simulation.publish(0)
        try simulation.run(for: 1_000)
        let status = try #require(simulation.nodes[1].gossip?.status(now: simulation.now))
        #expect(status.peers.filter(\.isUp).count == 4)
        let line = try #require(status.logs.first { $0.origin == simulation.origin(0) })
        #expect(line.size == 2)
        #expect(line.lag == 0)
        #expect(line.attestedSize == 2)
        #expect(line.cosigners.map(\.operatorID) == ["member01", "member02", "member03", "member04"])
        #expect(!line.isOwn)
        #expect(line.publishRefusal == .notHost)
        #expect(status.logs.filter(\.isOwn).map(\.origin) == [simulation.origin(1)])
    }
}
