import Cryptography
import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// The rules *Never fork yourself* and *Equivocation* of docs/formats/gossip.md.
@Suite struct ForkSafetyTests {
    // MARK: After a start

    @Test func nothingIsSignedBeforeEnoughOthersHaveShownWhatTheyHold() throws {
        var simulation = try Simulation(nodes: 5, seed: 1)
        try simulation.run(for: 3_000)
        #expect(try simulation.publish(0))
        try simulation.run(for: 1_000)
        // n = 4, f = 1: three others are needed, two are there.
        simulation.crash(3, for: 60_000)
        simulation.crash(4, for: 60_000)
        simulation.crash(0, for: 1_000)
        try simulation.run(for: 20_000)
        let refusal = simulation.nodes[0].gossip?.publishRefusal(of: simulation.origin(0), now: simulation.now)
        #expect(refusal == .waitingForPeers(shown: 2, needed: 3))
        #expect(try !simulation.publish(0))
        try simulation.run(for: 50_000)
        #expect(try simulation.publish(0))
        try simulation.run(for: 5_000)
        #expect(simulation.hasConverged())
    }

    @Test func anEmptyLogMayStartAlone() throws {
        var simulation = try Simulation(nodes: 5, seed: 2)
        for other in 1..<5 { simulation.crash(other, for: 60_000) }
        try simulation.run(for: 4_000)
        #expect(try !simulation.publish(0))
        try simulation.run(for: 2_000)
        #expect(try simulation.publish(0))
        #expect(try simulation.publish(0))
        try simulation.run(for: 80_000)
        #expect(simulation.hasConverged())
        #expect(simulation.sizes(of: 0) == [4, 4, 4, 4, 4])
    }

    @Test func anEmptyStoreDoesNotStartAloneWhereOthersHoldEntries() throws {
        var simulation = try Simulation(nodes: 5, seed: 3)
        try simulation.run(for: 3_000)
        #expect(try simulation.publish(0, entries: 4))
        try simulation.run(for: 1_000)
        simulation.crash(0, for: 500)
        simulation.restore(0, SimulatedStore())
        try simulation.run(for: 10_000)
        // Its own entries have come back first.
        #expect(simulation.nodes[0].store.size(of: simulation.origin(0)) == 5)
        #expect(try simulation.publish(0))
        try simulation.run(for: 5_000)
        #expect(simulation.hasConverged())
        #expect(simulation.sizes(of: 0) == [7, 7, 7, 7, 7])
    }

    @Test(arguments: 0..<8)
    func aWriterRestoredFromABackupNeverForks(seed: UInt64) throws {
        try withSeed(seed) {
            var simulation = try Simulation(nodes: 5, seed: seed)
            simulation.publishing = 500
            try simulation.run(for: 4_000)
            let backup = simulation.nodes[0].store
            try simulation.run(for: 3_000 + seed * 250)
            #expect(try simulation.publish(0))
            let before = simulation.nodes[0].store.size(of: simulation.origin(0))
            #expect(before > backup.size(of: simulation.origin(0)))
            // Everybody has the last head, or else no rule could tell that it existed.
            simulation.publishing = 0
            try simulation.run(for: 5_000)
            simulation.crash(0, for: 100)
            simulation.restore(0, backup)
            simulation.publishing = 500
            try simulation.run(for: 30_000)
            simulation.publishing = 0
            try simulation.run(for: 10_000)
            #expect(simulation.nodes[0].store.size(of: simulation.origin(0)) > before)
            #expect(simulation.hasConverged())
        }
    }

    @Test func aPeerThatBluffsCannotHoldUpAWriterForLong() throws {
        var simulation = try Simulation(nodes: 5, seed: 5)
        simulation.makeByzantine(4)
        // The others start after the liar has its say: a huge head of log 0, again on every connection.
        simulation.crash(0, for: 500)
        for _ in 0..<120 {
            try simulation.run(for: 250)
            guard simulation.session(of: 4, with: 0) != nil else { continue }
            let line = HeadLine(
                origin: simulation.origin(0), size: 1 << 40, root: .zero, isFrozen: false, cosignatures: 0)
            let hello = simulation.hello(of: 4)
            try simulation.inject(.hello(hello), from: 4, to: 0)
            if simulation.session(of: 4, with: 0) != nil {
                try simulation.inject(.digest(HeadsDigest(wantsAnswer: false, heads: [line])), from: 4, to: 0)
            }
        }
        #expect(try simulation.publish(0))
    }

    // MARK: Equivocation

    /// Lets member 0 sign two heads of one size and shows one to each half.
    private func split(_ simulation: inout Simulation) throws -> (SealedBatch, SealedBatch) {
        try simulation.run(for: 3_000)
        #expect(try simulation.publish(0, entries: 2))
        try simulation.run(for: 1_000)
        let state = try #require(simulation.nodes[0].gossip?.state(of: simulation.origin(0)))
        simulation.makeByzantine(0)
        let left = try simulation.batch(after: state, count: 2, at: simulation.now)
        let right = try simulation.batch(after: state, count: 2, at: simulation.now)
        for (batch, victims) in [(left, [1, 2]), (right, [3, 4])] {
            let push = CheckpointPush(
                origin: simulation.origin(0), note: try simulation.note(of: batch, 0), from: batch.firstIndex,
                entries: batch.entries)
            for victim in victims { try simulation.inject(.checkpoint(push), from: 0, to: victim) }
        }
        return (left, right)
    }

    @Test func twoHeadsOfOneSizeAreFoundByEverybodyAndFreezeTheLog() throws {
        var simulation = try Simulation(nodes: 5, seed: 6)
        _ = try split(&simulation)
        try simulation.run(for: 10_000)
        for node in 1..<5 {
            let evidence = try #require(simulation.nodes[node].gossip?.evidence(against: simulation.origin(0)).first)
            let finding = try evidence.check(simulation.consortium.roster, verifying: StandInSignatures.check)
            #expect(finding.kind == .sameSize)
            #expect(simulation.nodes[node].froze == [simulation.origin(0)])
            #expect(simulation.nodes[node].store.logs[simulation.origin(0)]?.evidence.count == 1)
            #expect("\(evidence)".contains("signed two heads that cannot both be true"))
        }
        // The other logs go on.
        #expect(try simulation.publish(1))
        try simulation.run(for: 5_000)
        #expect(simulation.hasConverged())
    }

    @Test func theAccusedFreezesItsOwnLogToo() throws {
        var simulation = try Simulation(nodes: 5, seed: 7)
        try simulation.run(for: 3_000)
        #expect(try simulation.publish(0))
        try simulation.run(for: 1_000)
        let state = LogState(origin: simulation.origin(0))
        simulation.markCrooked(0)
        // A second head of size 2 by the same key: a clone of the node wrote it.
        let clone = try simulation.batch(after: state, count: 1, at: simulation.now)
        let push = CheckpointPush(
            origin: simulation.origin(0), note: try simulation.note(of: clone, 0), from: 0, entries: clone.entries)
        try simulation.inject(.checkpoint(push), from: 2, to: 3)
        try simulation.run(for: 2_000)
        #expect(simulation.nodes[0].gossip?.publishRefusal(of: simulation.origin(0), now: simulation.now) == .frozen)
        #expect(try !simulation.publish(0))
        // Also after a restart.
        simulation.crash(0, for: 500)
        try simulation.run(for: 10_000)
        #expect(simulation.nodes[0].gossip?.publishRefusal(of: simulation.origin(0), now: simulation.now) == .frozen)
    }

    @Test func whoWasAwayHearsOfTheEvidenceLater() throws {
        var simulation = try Simulation(nodes: 5, seed: 8)
        try simulation.run(for: 3_000)
        simulation.crash(4, for: 15_000)
        try simulation.run(for: 500)
        #expect(try simulation.publish(0, entries: 2))
        try simulation.run(for: 1_000)
        let state = try #require(simulation.nodes[0].gossip?.state(of: simulation.origin(0)))
        simulation.makeByzantine(0)
        for victim in [1, 2] {
            let batch = try simulation.batch(after: state, count: 1, at: simulation.now)
            let push = CheckpointPush(
                origin: simulation.origin(0), note: try simulation.note(of: batch, 0), from: batch.firstIndex,
                entries: batch.entries)
            try simulation.inject(.checkpoint(push), from: 0, to: victim)
        }
        try simulation.run(for: 5_000)
        #expect(simulation.nodes[4].gossip == nil)
        try simulation.run(for: 30_000)
        #expect(simulation.nodes[4].gossip?.evidence(against: simulation.origin(0)).count == 1)
    }

    @Test func twoHistoriesOfDifferentSizesConvictTheirWriter() throws {
        var simulation = try Simulation(nodes: 5, seed: 9)
        try simulation.run(for: 3_000)
        #expect(try simulation.publish(0, entries: 2))
        try simulation.run(for: 1_000)
        let state = try #require(simulation.nodes[0].gossip?.state(of: simulation.origin(0)))
        simulation.makeByzantine(0)
        // One branch is longer: no two heads of one size are ever met.
        for (count, victims) in [(1, [1, 2]), (7, [3, 4])] {
            let batch = try simulation.batch(after: state, count: count, at: simulation.now)
            let push = CheckpointPush(
                origin: simulation.origin(0), note: try simulation.note(of: batch, 0), from: batch.firstIndex,
                entries: batch.entries)
            for victim in victims { try simulation.inject(.checkpoint(push), from: 0, to: victim) }
        }
        try simulation.run(for: 15_000)
        for node in 1..<5 {
            let evidence = try #require(simulation.nodes[node].gossip?.evidence(against: simulation.origin(0)).first)
            #expect(evidence.kind == .prefix)
        }
        #expect(simulation.hasConverged())
    }

    @Test func evidenceThatShowsNothingConvictsOnlyItsSender() throws {
        var simulation = try Simulation(nodes: 5, seed: 10)
        try simulation.run(for: 3_000)
        let origin = simulation.origin(0)
        // Two contradicting heads, signed by somebody else's key.
        let heads = try [Digest.zero, SHA256.hash([1])].map { root in
            let checkpoint = try Checkpoint(origin: origin.text, size: 5, root: root)
            let crook = try NoteVerifierKey(name: origin.text, key: try GossipConsortium.key("crook").publicKey)
            return try StandInSignatures.sign(checkpoint.text, with: crook)
        }
        let evidence = try #require(try forged(origin, heads))
        try simulation.inject(.evidence(evidence), from: 4, to: 1)
        #expect(simulation.nodes[1].drops.count == 1)
        #expect(simulation.nodes[1].gossip?.evidence(against: origin).isEmpty == true)
        try simulation.run(for: 5_000)
        #expect(simulation.nodes.allSatisfy { $0.froze.isEmpty })
    }

    private func forged(_ origin: Origin, _ notes: [SignedNote]) throws -> Evidence? {
        let ordered = notes.sorted { $0.text < $1.text }
        var bytes: [UInt8] = [1, 1, UInt8(origin.text.utf8.count)] + Array(origin.text.utf8)
        for note in ordered {
            let encoded = note.encoded
            bytes += [UInt8(encoded.count >> 8), UInt8(encoded.count & 0xFF)] + encoded
        }
        return try Evidence(parsing: bytes)
    }
}

/// Runs a body and names the seed if it fails.
func withSeed(_ seed: UInt64, _ body: () throws -> Void) throws {
    do { try body() } catch { throw Violation("seed \(seed): \(error)") }
}
