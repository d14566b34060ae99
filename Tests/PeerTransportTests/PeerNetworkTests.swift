import NIOCore
import Synchronization
import Testing

@testable import PeerTransport

@Suite(.serialized, .timeLimit(.minutes(2)))
struct PeerNetworkTests {
    @Test func aPeerIsUpOnBothSidesAndFramesArriveInOrderOnBothLanes() async throws {
        let nodes = try TestNode.ordered(2)
        let (a, b) = (TestNetwork(nodes[0]), TestNetwork(nodes[1]))
        try await running([a, b]) {
            try connect([a, b])
            try await a.waitUp(b.key)
            try await b.waitUp(a.key)
            try await a.waitBulk(b.key)
            try await b.waitBulk(a.key)
            for (from, to) in [(a, b), (b, a)] {
                for lane in [Lane.control, .bulk] {
                    let type: UInt8 = lane == .control ? 0x20 : 0x21
                    let frames = (0..<500).map { Frame(type: type, payload: [UInt8($0 >> 8), UInt8($0 & 255)]) }
                    #expect(from.network.send(Array(frames[..<250]), to: to.key, lane: lane) == .queued)
                    #expect(from.network.send(Array(frames[250...]), to: to.key, lane: lane) == .queued)
                    let events = try await to.events.wait("frames") {
                        $0.filter { $0.frame?.type == type }.count == 500
                    }
                    #expect(events.compactMap(\.frame).filter { $0.type == type } == frames)
                }
            }
            #expect(a.network.status().map(\.key) == [b.key])
            #expect(a.network.status().first?.isUp == true)
        }
    }

    @Test func theLargestFrameArrives() async throws {
        let nodes = try TestNode.ordered(2)
        let (a, b) = (TestNetwork(nodes[0]), TestNetwork(nodes[1]))
        try await running([a, b]) {
            try connect([a, b])
            try await b.waitUp(a.key)
            let largest = Frame(type: 0xff, payload: [UInt8](repeating: 7, count: Frame.maximumPayloadBytes))
            let tooLarge = Frame(type: 0xff, payload: [UInt8](repeating: 7, count: Frame.maximumPayloadBytes + 1))
            #expect(b.network.send([tooLarge], to: a.key, lane: .control) == .invalidFrame)
            #expect(b.network.send([Frame(type: 0x0f, payload: [])], to: a.key, lane: .control) == .invalidFrame)
            #expect(b.network.send([largest], to: a.key, lane: .control) == .queued)
            let events = try await a.events.wait("frame") { $0.contains { $0.frame != nil } }
            #expect(events.compactMap(\.frame) == [largest])
            let unknown = try TestNode().peerKey
            #expect(b.network.send([largest], to: unknown, lane: .control) == .notConnected)
        }
    }

    @Test func aPeerThatRestartsIsUpAgain() async throws {
        let nodes = try TestNode.ordered(2)
        for (steady, restarting) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            let a = TestNetwork(steady)
            let host = TestNetwork.ownHost()
            try await running([a]) {
                let first = TestNetwork(restarting, host: host)
                var port = 0
                try await running([first]) {
                    port = try #require(first.network.boundAddress).port
                    try connect([a, first])
                    try await a.waitUp(first.key)
                    try await first.waitUp(a.key)
                }
                #expect(try await a.waitDown(first.key).description.contains("stopping"))
                let second = TestNetwork(restarting, host: host, port: port)
                try await running([second]) {
                    second.network.setPeers([try second.target(of: a)])
                    try await a.waitUp(second.key, times: 2)
                    try await second.waitUp(a.key)
                }
            }
        }
    }

    @Test func theNodeThatMustNotDialKnocksWhenTheOtherOneWaitsLong() async throws {
        let nodes = try TestNode.ordered(2)
        var slow = TransportTiming()
        slow.firstRetry = .seconds(600)
        slow.longestRetry = .seconds(600)
        let a = TestNetwork(nodes[0], timing: slow)
        let host = TestNetwork.ownHost()
        let unused = TestNetwork(nodes[1], host: host)
        var port = 0
        try await running([unused]) { port = try #require(unused.network.boundAddress).port }
        let known = port
        try await running([a]) {
            a.network.setPeers([PeerTarget(key: nodes[1].peerKey, host: host, port: known)])
            try await a.log.wait("first attempt failed") { $0.contains { $0.contains("connection refused") } }
            let b = TestNetwork(nodes[1], host: host, port: known)
            try await running([b]) {
                b.network.setPeers([try b.target(of: a)])
                try await a.waitUp(b.key)
                try await b.waitUp(a.key)
            }
        }
    }

    @Test func aSlowReaderPausesTheSenderInsteadOfFillingMemory() async throws {
        let nodes = try TestNode.ordered(2)
        var limits = TransportLimits()
        limits.unreadBytes = 256 << 10
        limits.queuedBytes = 1 << 20
        let (a, b) = (TestNetwork(nodes[0], limits: limits), TestNetwork(nodes[1], limits: limits))
        try await running([a, b], collecting: false) {
            try connect([a, b])
            var iterator = b.network.events.makeAsyncIterator()
            #expect(await iterator.next() == .up(a.key))
            try await condition("a sees b") { a.network.status().first?.hasBulkLane == true }
            // As much as goes: until the queue, the sockets and the reader's credit are full.
            let frame = Frame(type: 0x30, payload: [UInt8](repeating: 1, count: 16 << 10))
            var sent = 0
            let deadline = ContinuousClock.now + .seconds(20)
            var isFull = false
            while !isFull, ContinuousClock.now < deadline {
                let queued = a.network.status().first?.queuedBytes ?? 0
                if queued + frame.encodedCount < limits.queuedBytes {
                    #expect(a.network.send([frame], to: b.key, lane: .bulk) == .queued)
                    sent += 1
                } else {
                    isFull = await isSteady { a.network.status().first?.queuedBytes ?? 0 }
                }
            }
            #expect(isFull)
            #expect(b.network.queue.unreadBytes <= limits.unreadBytes + frame.encodedCount)
            #expect(sent * frame.encodedCount > limits.queuedBytes)
            // Nothing is lost, and reading starts again.
            for _ in 0..<sent { #expect(await iterator.next() == .frame(a.key, frame)) }
            #expect(a.network.send([frame], to: b.key, lane: .bulk) == .queued)
            #expect(await iterator.next() == .frame(a.key, frame))
            #expect(b.network.queue.unreadBytes == 0)
        }
    }

    @Test func controlFramesOvertakeBulkFramesThatNobodyHasTaken() async throws {
        let nodes = try TestNode.ordered(2)
        let (a, b) = (TestNetwork(nodes[0]), TestNetwork(nodes[1]))
        try await running([a, b], collecting: false) {
            try connect([a, b])
            var iterator = b.network.events.makeAsyncIterator()
            #expect(await iterator.next() == .up(a.key))
            try await condition("bulk up") { b.network.status().first?.hasBulkLane == true }
            try await condition("bulk up") { a.network.status().first?.hasBulkLane == true }
            let (large, small) = (Frame(type: 0x30, payload: [1]), Frame(type: 0x31, payload: [2]))
            #expect(a.network.send([large, large, large], to: b.key, lane: .bulk) == .queued)
            try await condition("bulk frames arrived") { b.network.queue.unreadBytes == 3 * large.encodedCount }
            #expect(a.network.send([small], to: b.key, lane: .control) == .queued)
            try await condition("control frame arrived") { b.network.queue.unreadBytes == 4 * large.encodedCount }
            #expect(await iterator.next() == .frame(a.key, small))
            #expect(await iterator.next() == .frame(a.key, large))
        }
    }

    @Test func aQueueThatOverflowsClosesTheConnectionAndSaysSo() async throws {
        let nodes = try TestNode.ordered(2)
        var limits = TransportLimits()
        limits.queuedBytes = 64 << 10
        let (a, b) = (TestNetwork(nodes[0], limits: limits), TestNetwork(nodes[1]))
        try await running([a, b]) {
            try connect([a, b])
            try await a.waitUp(b.key)
            let frame = Frame(type: 0x30, payload: [UInt8](repeating: 1, count: 40 << 10))
            #expect(a.network.send([frame, frame], to: b.key, lane: .control) == .overflow)
            let reason = try await a.waitDown(b.key)
            #expect(reason == .queueOverflow(limit: limits.queuedBytes))
            #expect(try await b.waitDown(a.key).description.contains("waited for sending"))
            try await a.waitUp(b.key, times: 2)
        }
    }

    @Test func aDisconnectedPeerComesBackAndABannedOneStaysOut() async throws {
        let nodes = try TestNode.ordered(2)
        for (judge, judged) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            let (a, b) = (TestNetwork(judge), TestNetwork(judged))
            try await running([a, b]) {
                try connect([a, b])
                try await a.waitUp(b.key)
                a.network.disconnect(b.key, reason: .invalidMessage("wrong root"))
                let reason = try await a.waitDown(b.key)
                #expect(reason == .invalidMessage("wrong root"))
                #expect(try await b.waitDown(a.key).description.contains("wrong root"))
                try await a.waitUp(b.key, times: 2)
                try await b.waitUp(a.key, times: 2)
                a.network.disconnect(b.key, reason: .invalidMessage("again"), banFor: .seconds(3600))
                try await condition("b is gone") { a.network.status().first?.isUp == false }
                // Whoever dials: the judged node hears that it is shut out.
                let client = try? await PeerClient.connect(
                    host: "127.0.0.1", port: try #require(a.network.boundAddress).port, expectedKey: a.key,
                    identity: judged.identity)
                if let client {
                    await #expect(throws: TransportError.self) { try await client.request(1, []) }
                }
                #expect(a.events.values.filter { $0 == .up(b.key) }.count == 2)
            }
        }
    }

    @Test func peersCanChangeWhileRunning() async throws {
        let nodes = try TestNode.ordered(3)
        let members = Mutex(Set(nodes.map(\.peerKey)))
        let networks = nodes.map { node in
            TestNetwork(
                node,
                authorize: { key in
                    members.withLock { $0.contains(key) } ? .member(nodeID: key.short) : .stranger
                })
        }
        try await running(networks) {
            try connect(networks)
            for a in networks { for b in networks where a !== b { try await a.waitUp(b.key) } }
            let (a, b, c) = (networks[0], networks[1], networks[2])
            members.withLock { _ = $0.remove(b.key) }
            a.network.setPeers([try a.target(of: c)])
            try await a.waitDown(b.key)
            c.network.setPeers([try c.target(of: a)])
            #expect(try await b.waitDown(c.key).description.contains("roster"))
            #expect(!a.events.values.contains { $0.downReason(c.key) != nil })
            members.withLock { _ = $0.insert(b.key) }
            for network in [a, c] { try connect([network, b] + networks.filter { $0 !== b && $0 !== network }) }
            try await a.waitUp(b.key, times: 2)
            try await c.waitUp(b.key, times: 2)
        }
    }

    @Test func strangersGetNoMemberLaneAndTheReasonIsTold() async throws {
        let nodes = try TestNode.ordered(2)
        let stranger = TestNetwork(nodes[0])
        let b = TestNetwork(nodes[1], authorize: { _ in .stranger })
        try await running([stranger, b]) {
            stranger.network.setPeers([try stranger.target(of: b)])
            try await stranger.log.wait("refusal") { $0.contains { $0.contains("only members of the roster") } }
            #expect(b.events.values.isEmpty)
        }
    }

    @Test func aHundredConnectionsAreServedAtOnce() async throws {
        let server = try TestNode()
        var limits = TransportLimits()
        limits.strangersPerAddress = 100
        limits.halfOpenPerAddress = 100
        let network = TestNetwork(server, limits: limits, authorize: { _ in .stranger })
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            let clients = try await withThrowingTaskGroup(of: PeerClient.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await PeerClient.connect(
                            host: "127.0.0.1", port: port, expectedKey: server.peerKey,
                            identity: try TestNode().identity, timing: .quick)
                    }
                }
                return try await group.reduce(into: [PeerClient]()) { $0.append($1) }
            }
            for (number, client) in clients.enumerated() {
                let answer = try await client.request(9, [UInt8(number)])
                #expect(answer == [9, UInt8(number)])
            }
            // One more from the same address is turned away, with the reason.
            await #expect {
                let extra = try await PeerClient.connect(
                    host: "127.0.0.1", port: port, expectedKey: server.peerKey, identity: try TestNode().identity,
                    timing: .quick)
                _ = try await extra.request(1, [])
            } throws: { "\($0)".contains("too many connections") }
            for client in clients { await client.close() }
        }
    }

    @Test func tenNodesFindEachOther() async throws {
        let networks = try TestNode.ordered(10).map { TestNetwork($0) }
        try await running(networks) {
            try connect(networks)
            for a in networks { for b in networks where a !== b { try await a.waitUp(b.key) } }
            for network in networks { #expect(network.events.values.compactMap(\.anyDownReason) == []) }
        }
    }

    @Test func shutdownTakesLessThanTwoSecondsAndTellsThePeers() async throws {
        let nodes = try TestNode.ordered(2)
        let (a, b) = (TestNetwork(nodes[0]), TestNetwork(nodes[1]))
        try await running([a]) {
            var stop = ContinuousClock.now
            try await running([b]) {
                try connect([a, b])
                try await a.waitUp(b.key)
                try await b.waitUp(a.key)
                stop = ContinuousClock.now
            }
            #expect(ContinuousClock.now - stop < .seconds(2))
            #expect(try await a.waitDown(b.key).description.contains("stopping"))
            #expect(b.network.state.withLock { $0.connections.isEmpty })
        }
    }

    @Test func aPortInUseIsAnErrorThatNamesIt() async throws {
        let (a, b) = (TestNetwork(try TestNode()), try TestNode())
        try await running([a]) {
            let port = try #require(a.network.boundAddress).port
            let second = TestNetwork(b, port: port)
            await #expect(
                throws: TransportError.cannotListen(
                    host: "127.0.0.1", port: port, reason: "the address is in use")
            ) { try await second.network.listen() }
        }
    }
}

/// Whether a number stays the same over many turns of an event loop.
private func isSteady(_ number: @Sendable () -> Int) async -> Bool {
    let before = number()
    let loop = MultiThreadedLoops.next()
    for _ in 0..<100 {
        try? await loop.scheduleTask(in: .milliseconds(1)) {}.futureResult.get()
        if number() != before { return false }
    }
    return true
}
