import Cryptography
import NIOCore
import Synchronization
import Testing

@testable import PeerTransport

@Suite(.serialized, .timeLimit(.minutes(2)))
struct ClientRequestTests {
    private func serving(
        timing: TransportTiming = .quick, limits: TransportLimits = TransportLimits(),
        admission: Admission = .stranger, handler: @escaping PeerNetwork.RequestHandler,
        _ body: (TestNetwork, PeerClient) async throws -> Void
    ) async throws {
        let node = try TestNode()
        let network = TestNetwork(node, timing: timing, limits: limits, authorize: { _ in admission }, handler: handler)
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            let client = try await PeerClient.connect(
                host: "127.0.0.1", port: port, expectedKey: node.peerKey, identity: try TestNode().identity,
                timing: .quick)
            try await body(network, client)
            await client.close()
        }
    }

    @Test(arguments: [0, 1, MessageChunk.dataBytes, MessageChunk.dataBytes + 1, 5 << 20])
    func requestsAndAnswersOfAnySizeArriveWhole(count: Int) async throws {
        let payload = SecureRandom.bytes(count)
        try await serving(handler: { _, method, payload in ClientResponse(payload: [method] + payload) }) { _, client in
            let answer = try await client.request(7, payload)
            #expect(answer == [7] + payload)
        }
    }

    @Test func theHandlerLearnsWhoAsks() async throws {
        let node = try TestNode()
        let network = TestNetwork(
            node, authorize: { _ in .member(nodeID: "oak") },
            handler: { context, _, _ in
                ClientResponse(payload: Array("\(context.key) \(context.isMember) \(context.address.host)".utf8))
            })
        try await running([network]) {
            let asking = try TestNode()
            let answer = try await PeerClient.request(
                host: "127.0.0.1", port: try #require(network.network.boundAddress).port, expectedKey: node.peerKey,
                identity: asking.identity, method: 0, payload: [])
            #expect(String(decoding: answer, as: UTF8.self) == "\(asking.peerKey) true 127.0.0.1")
        }
    }

    @Test func manyRequestsAtOnceAreAnsweredEachByItsOwnAnswer() async throws {
        try await serving(handler: { _, _, payload in ClientResponse(payload: payload + payload) }) { _, client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let payload = [UInt8](repeating: UInt8(number), count: number * 10_000)
                        let answer = try await client.request(1, payload)
                        #expect(answer == payload + payload)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aRefusalArrivesWithItsStatusAndSentence() async throws {
        try await serving(handler: { _, _, _ in .failure(42, "no such offer") }) { _, client in
            await #expect(throws: TransportError.refused(status: 42, text: "no such offer")) {
                try await client.request(1, [])
            }
        }
    }

    @Test func aRequestThatTakesTooLongIsAnsweredAndItsWorkCancelled() async throws {
        var timing = TransportTiming.quick
        timing.request = .milliseconds(100)
        let cancelled = Collector<Bool>()
        try await serving(
            timing: timing,
            handler: { _, _, _ in
                _ = await OneShot<Void>().value()
                cancelled.add(Task.isCancelled)
                return ClientResponse(payload: [])
            }
        ) { _, client in
            await #expect {
                try await client.request(1, [])
            } throws: { error in
                guard case TransportError.refused(let status, _) = error else { return false }
                return status == ClientResponse.timeout
            }
            let wasCancelled = try await cancelled.wait("cancelled") { $0.count == 1 }
            #expect(wasCancelled == [true])
        }
    }

    @Test func aCancelledRequestEndsAtOnceAndTheConnectionStaysGood() async throws {
        let started = Collector<UInt8>()
        let cancelled = Collector<Bool>()
        try await serving(handler: { _, method, _ in
            guard method == 1 else { return ClientResponse(payload: [method]) }
            started.add(method)
            _ = await OneShot<Void>().value()
            cancelled.add(Task.isCancelled)
            return ClientResponse(payload: [])
        }) { _, client in
            let task = Task { try await client.request(1, []) }
            try await started.wait("started") { !$0.isEmpty }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let wasCancelled = try await cancelled.wait("cancelled") { $0.count == 1 }
            #expect(wasCancelled == [true])
            await #expect(throws: TransportError.timeout) {
                try await client.request(1, [], timeout: .milliseconds(50))
            }
            let answer = try await client.request(2, [])
            #expect(answer == [2])
        }
    }

    @Test func connectingCanBeCancelledAndTimesOut() async throws {
        // A listener that never says anything.
        let mute = try await Mute()
        let node = try TestNode()
        let task = Task {
            try await PeerClient.connect(
                host: "127.0.0.1", port: mute.port, expectedKey: node.peerKey, identity: node.identity)
        }
        try await mute.accepted.wait("accepted") { $0.count == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        var timing = TransportTiming()
        timing.handshake = .milliseconds(200)
        await #expect(throws: TransportError.connection(.handshakeTimeout)) {
            try await PeerClient.connect(
                host: "127.0.0.1", port: mute.port, expectedKey: node.peerKey, identity: node.identity, timing: timing)
        }
        try await mute.close()
        await #expect(throws: TransportError.connection(.unreachable("connection refused; is the node running?"))) {
            try await PeerClient.connect(
                host: "127.0.0.1", port: mute.port, expectedKey: node.peerKey, identity: node.identity)
        }
    }

    @Test func aStrangersRateIsLimitedAndAMembersIsNot() async throws {
        var limits = TransportLimits()
        limits.requestsPerSecond = 1
        limits.requestBurst = 5
        for (admission, expected) in [(Admission.stranger, 5...6), (.member(nodeID: "n"), 20...20)] {
            try await serving(
                limits: limits, admission: admission, handler: { _, _, _ in ClientResponse(payload: []) }
            ) { _, client in
                var answered = 0
                for _ in 0..<20 {
                    do {
                        _ = try await client.request(1, [])
                        answered += 1
                    } catch TransportError.refused(let status, _) {
                        #expect(status == ClientResponse.rateLimited)
                    }
                }
                #expect(expected.contains(answered))
            }
        }
    }

    @Test func workAtOnceIsBoundedForOneConnection() async throws {
        let running = Mutex(0)
        let most = Mutex(0)
        let gate = Collector<Void>()
        try await serving(handler: { _, _, _ in
            let now = running.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, now) }
            _ = try? await gate.wait("gate") { !$0.isEmpty }
            running.withLock { $0 -= 1 }
            return ClientResponse(payload: [])
        }) { _, client in
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<20 { group.addTask { try await client.request(1, []) } }
                try await condition("four are working") { running.withLock { $0 } == 4 }
                gate.add(())
                try await group.waitForAll()
            }
            #expect(most.withLock { $0 } == 4)
        }
    }

    @Test func aMessageBeyondTheBoundIsRefusedOnBothSides() async throws {
        var limits = TransportLimits()
        limits.messageBytes = 1 << 20
        try await serving(
            limits: limits,
            handler: { _, method, _ in
                ClientResponse(payload: [UInt8](repeating: 0, count: method == 1 ? 2 << 20 : 1 << 20))
            }
        ) { network, client in
            await #expect { try await client.request(1, []) } throws: { error in
                guard case TransportError.refused(let status, _) = error else { return false }
                return status == ClientResponse.tooLarge
            }
            let answer = try await client.request(2, [])
            #expect(answer.count == 1 << 20)
            // This client knows no smaller bound, so it sends; the node closes with the reason.
            await #expect { try await client.request(2, [UInt8](repeating: 0, count: 2 << 20)) } throws: { error in
                "\(error)".contains("limited to 1048576 bytes")
            }
            // Given back when the connection ends, which the client may hear of first.
            try await condition("nothing is reserved") { network.network.requests.reservedBytes == 0 }
        }
        let tooLarge = [UInt8](repeating: 0, count: (32 << 20) + 1)
        try await serving(handler: { _, _, _ in ClientResponse(payload: []) }) { _, client in
            await #expect(throws: TransportError.tooLarge(bytes: tooLarge.count, limit: 32 << 20)) {
                try await client.request(1, tooLarge)
            }
        }
    }

    @Test func aClientThatLeavesHasItsWorkCancelled() async throws {
        let started = Collector<Void>()
        let cancelled = Collector<Bool>()
        try await serving(handler: { _, _, _ in
            started.add(())
            _ = await OneShot<Void>().value()
            cancelled.add(Task.isCancelled)
            return ClientResponse(payload: [])
        }) { network, client in
            let task = Task { try await client.request(1, [1, 2, 3]) }
            try await started.wait("started") { !$0.isEmpty }
            await client.close()
            await #expect(throws: TransportError.self) { try await task.value }
            let wasCancelled = try await cancelled.wait("cancelled") { $0.count == 1 }
            #expect(wasCancelled == [true])
            try await condition("nothing is reserved") { network.network.requests.reservedBytes == 0 }
        }
    }
}

/// A TCP listener that accepts and says nothing.
private final class Mute: Sendable {
    let accepted = Collector<Void>()
    let channel: any Channel
    var port: Int { channel.localAddress?.port ?? 0 }

    init() async throws {
        let accepted = accepted
        channel = try await MultiThreadedLoops.server { channel in
            accepted.add(())
            return channel.eventLoop.makeSucceededVoidFuture()
        }
    }

    func close() async throws { try await channel.close() }
}
