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
        for admission in [Admission.stranger, .member(nodeID: "n")] {
            try await serving(
                limits: limits, admission: admission, handler: { _, _, _ in ClientResponse(payload: []) }
            ) { _, client in
                var answered = 0
                let begin = ContinuousClock.now
                for _ in 0..<20 {
                    do {
                        _ = try await client.request(1, [])
                        answered += 1
                    } catch TransportError.refused(let status, _) {
                        #expect(status == ClientResponse.rateLimited)
                    }
                }
                guard admission == .stranger else {
                    #expect(answered == 20)
                    return
                }
                // The burst, and one more for each second that has begun since.
                let seconds = Int(begin.duration(to: .now).components.seconds) + 1
                #expect((5...min(5 + seconds, 20)).contains(answered))
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
            try await condition("nothing is reserved") { network.network.requests.reservedBytes == 0 }
        }
        let tooLarge = [UInt8](repeating: 0, count: (32 << 20) + 1)
        try await serving(handler: { _, _, _ in ClientResponse(payload: []) }) { _, client in
            await #expect(throws: TransportError.tooLarge(bytes: tooLarge.count, limit: 32 << 20)) {
                try await client.request(1, tooLarge)
            }
        }
    }

    /// A stranger's connection that is up on the client lane, with which a test may do anything.
    private func stranger(
        timing: TransportTiming = .quick, limits: TransportLimits = TransportLimits(),
        handler: @escaping PeerNetwork.RequestHandler = { _, _, payload in ClientResponse(payload: payload) },
        _ body: (TestNetwork, RawPeer) async throws -> Void
    ) async throws {
        let network = TestNetwork(
            try TestNode(), timing: timing, limits: limits, authorize: { _ in .stranger }, handler: handler)
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            let peer = try await RawPeer(port: port, tls: RawPeer.tls([try TestNode().certificate()]))
            try await peer.send(.hello(.client))
            _ = try await peer.waitForFrame(TransportFrameType.ack)
            try await peer.send(.ack(.client))
            try await body(network, peer)
        }
    }

    @Test func aConnectionOnWhichNothingIsAskedIsClosedThoughItIsKeptAlive() async throws {
        var timing = TransportTiming.quick
        timing.idle = .milliseconds(400)
        try await stranger(timing: timing) { network, peer in
            try await peer.send(Frame(type: TransportFrameType.ping, payload: [UInt8](repeating: 1, count: 8)))
            let text = try await peer.framesUntilClosed().last?.closeText
            #expect(text?.contains("nothing was asked") == true, "\(text ?? "nothing")")
            try await condition("room again") { network.network.state.withLock { $0.census.count } == 0 }
        }
    }

    @Test func aConnectionWithWorkUnderWayIsNotIdle() async throws {
        var timing = TransportTiming.quick
        timing.idle = .milliseconds(200)
        let gate = Collector<Void>()
        let handler: PeerNetwork.RequestHandler = { _, _, payload in
            _ = try? await gate.wait("gate") { !$0.isEmpty }
            return ClientResponse(payload: payload)
        }
        try await stranger(timing: timing, handler: handler) { _, peer in
            try await peer.send(MessageChunk.frames(type: 8, id: 1, code: 1, payload: [5]).flatMap(\.bytes))
            try await MultiThreadedLoops.next().scheduleTask(in: .milliseconds(800)) {}.futureResult.get()
            gate.add(())
            let answer = try await peer.waitForFrame(TransportFrameType.response)
            #expect(answer?.payload == [0, 0, 0, 1, 0, 0, 5])
        }
    }

    @Test func aRequestThatNeverEndsIsCutOffAndItsMemoryComesBack() async throws {
        var timing = TransportTiming.quick
        timing.transfer = .milliseconds(400)
        try await stranger(timing: timing) { network, peer in
            // The first of two chunks, and then nothing but signs of life.
            let first = Frame(type: TransportFrameType.request, payload: [0, 0, 0, 1, 7, 1, 9, 9, 9])
            try await peer.send(first)
            try await condition("memory is reserved") { network.network.requests.reservedBytes == 3 }
            let text = try await peer.framesUntilClosed().last?.closeText
            #expect(text?.contains("to get across") == true, "\(text ?? "nothing")")
            try await condition("nothing is reserved") { network.network.requests.reservedBytes == 0 }
        }
    }

    @Test func anAnswerThatIsNotTakenIsCutOff() async throws {
        var timing = TransportTiming.quick
        timing.transfer = .milliseconds(500)
        let handler: PeerNetwork.RequestHandler = { _, _, _ in
            ClientResponse(payload: [UInt8](repeating: 0, count: 24 << 20))
        }
        try await stranger(timing: timing, handler: handler) { network, peer in
            try await peer.channel.setOption(.autoRead, value: false).get()
            try await peer.send(MessageChunk.frames(type: 8, id: 1, code: 1, payload: [5]).flatMap(\.bytes))
            try await condition("cut off") { network.network.state.withLock { $0.census.count } == 0 }
            try await condition("nothing is reserved") { network.network.requests.reservedBytes == 0 }
        }
    }

    @Test func aFloodOfRequestsThatAreRefusedEndsTheConnection() async throws {
        var limits = TransportLimits()
        limits.requestsPerSecond = 1
        limits.requestBurst = 1
        try await stranger(limits: limits) { _, peer in
            let flood = (0..<200 as Range<UInt32>).flatMap { id in
                MessageChunk.frames(type: 8, id: id, code: 1, payload: []).flatMap(\.bytes)
            }
            try? await peer.send(flood)
            let frames = try await peer.framesUntilClosed()
            #expect(frames.last?.closeText == "too many requests")
            #expect(frames.count { $0.type == TransportFrameType.response } <= ServedClient.maximumRefusals + 2)
        }
    }

    @Test func unfinishedRequestsOfOneAddressLeaveMemoryForOthers() async throws {
        var limits = TransportLimits()
        limits.requestBytesPerAddress = 10
        try await stranger(limits: limits) { network, peer in
            try await peer.send(
                Frame(type: TransportFrameType.request, payload: [0, 0, 0, 1, 7, 1] + [UInt8](repeating: 1, count: 8)))
            try await condition("memory is reserved") { network.network.requests.reservedBytes == 8 }
            let port = try #require(network.network.boundAddress).port
            let other = try await PeerClient.connect(
                host: "127.0.0.1", port: port, expectedKey: network.key, identity: try TestNode().identity,
                timing: .quick)
            await #expect { try await other.request(1, [1, 2, 3]) } throws: { "\($0)".contains("memory for requests") }
            await other.close()
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
