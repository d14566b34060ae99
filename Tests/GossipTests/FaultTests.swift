import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// Long runs with everything going wrong at once. Safety is checked at every step by `Simulation`; here it is asked
/// that the nodes agree again once the faults stop. A failure names its seed.
@Suite struct FaultTests {
    private func storm(nodes: Int, seed: UInt64, seconds: UInt64, publishing: UInt64, healing: UInt64 = 60) throws {
        try withSeed(seed) {
            var simulation = try Simulation(nodes: nodes, seed: seed)
            simulation.faults = .rough
            simulation.publishing = publishing
            simulation.publishingLists = publishing / 3
            for node in 0..<nodes { simulation.nodes[node].clockOffset = Int64(node % 5) * 4_000 - 8_000 }
            try simulation.run(for: seconds * 1_000)
            simulation.faults = .none
            simulation.publishing = 0
            simulation.publishingLists = 0
            simulation.heal()
            // Restarted nodes come back within 20 s; then reconnect, compare, fetch, cosign.
            try simulation.run(for: healing * 1_000)
            #expect(simulation.running.count == nodes, "seed \(seed)")
            #expect(simulation.hasConverged(), "seed \(seed)")
            #expect((0..<nodes).contains { simulation.sizes(of: $0).contains { $0 > 0 } }, "seed \(seed)")
            // And it is not at rest because it is stuck.
            for node in 0..<nodes { #expect(try simulation.publish(node), "seed \(seed), node \(node)") }
            try simulation.run(for: 10_000)
            #expect(simulation.hasConverged(), "seed \(seed)")
            try checkReplay(simulation, seed)
        }
    }

    /// The stored bytes alone give the state that was reached on the way.
    private func checkReplay(_ simulation: Simulation, _ seed: UInt64) throws {
        for node in simulation.nodes.prefix(2) {
            for (origin, log) in node.store.logs {
                var state = LogState(origin: origin)
                for entry in log.entries { state.apply(entry) }
                #expect(state == log.state, "seed \(seed)")
                #expect(state.root == log.head?.root, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 100..<112)
    func fiveNodesAgreeAfterAStorm(seed: UInt64) throws {
        try storm(nodes: 5, seed: seed, seconds: 60, publishing: 300)
    }

    @Test(arguments: [200])
    func twentyNodesAgreeAfterAStorm(seed: UInt64) throws {
        try storm(nodes: 20, seed: seed, seconds: 12, publishing: 60, healing: 35)
    }

    @Test(arguments: 300..<306)
    func fourNodesAgreeAfterAStorm(seed: UInt64) throws {
        // n = 3, f = 0: every other operator is needed after a start.
        try storm(nodes: 4, seed: seed, seconds: 60, publishing: 300)
    }

    @Test func theSameSeedGivesTheSameRun() throws {
        func run() throws -> (Int, Int, [[UInt64]]) {
            var simulation = try Simulation(nodes: 5, seed: 77)
            simulation.faults = .rough
            simulation.publishing = 300
            simulation.publishingLists = 100
            try simulation.run(for: 20_000)
            return (simulation.messages, simulation.bytes, (0..<5).map { simulation.sizes(of: $0) })
        }
        let (first, second) = (try run(), try run())
        #expect(first == second)
    }

    @Test func aPartitionInTwoHalvesHealsWithoutLossOrFork() throws {
        var simulation = try Simulation(nodes: 5, seed: 400)
        try simulation.run(for: 3_000)
        for left in [0, 1] { for right in [2, 3, 4] { simulation.cut(left, right, for: 20_000) } }
        try simulation.run(for: 1_000)
        // A side without quorum goes on writing its own logs; nothing of them is attested meanwhile.
        #expect(try simulation.publish(0))
        #expect(try simulation.publish(3))
        try simulation.run(for: 15_000)
        #expect(simulation.sizes(of: 0) == [2, 2, 0, 0, 0])
        #expect(simulation.nodes[0].gossip?.attested(of: simulation.origin(0)) == nil)
        #expect(simulation.sizes(of: 3) == [0, 0, 2, 2, 2])
        try simulation.run(for: 30_000)
        #expect(simulation.hasConverged())
        #expect(simulation.sizes(of: 0) == [2, 2, 2, 2, 2])
    }

    @Test func steadyTrafficIsSmall() throws {
        var simulation = try Simulation(nodes: 8, seed: 500)
        try simulation.run(for: 5_000)
        for node in 0..<8 { #expect(try simulation.publish(node)) }
        try simulation.run(for: 10_000)
        #expect(simulation.hasConverged())
        let (messages, bytes) = (simulation.messages, simulation.bytes)
        try simulation.run(for: 60_000)
        // A digest of 8 lines every two seconds and node, and for each log 7 new cosignatures to 7 peers each; what
        // anti-entropy finds while those are on their way comes on top.
        let digests = 8 * 30
        let cosignatures = 8 * 7 * 7
        #expect(simulation.messages - messages < 2 * (digests + cosignatures))
        #expect((simulation.bytes - bytes) / 8 / 60 < 1_000, "bytes for each node and second")
    }
}
