import Cryptography
import Logging
import NIOCore
import NIOSSL
import Synchronization
import Testing

@testable import PeerTransport

/// Bad peers against a real listener. After each of them the listener still takes a good one.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct TLSTests {
    /// Runs `body` against a listener, then checks that it is well and that its log shows nothing of a library's files.
    private func listener(
        timing: TransportTiming = .quick, _ body: (TestNetwork, Int) async throws -> Void
    ) async throws {
        let node = try TestNode()
        let network = TestNetwork(node, timing: timing)
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            try await body(network, port)
            let answer = try await PeerClient.request(
                host: "127.0.0.1", port: port, expectedKey: node.peerKey, identity: try TestNode().identity, method: 1,
                payload: [2])
            #expect(answer == [1, 2])
            #expect(network.events.values.isEmpty)
        }
        for line in network.log.values {
            #expect(
                !line.contains(".cc") && !line.contains(".swift") && !line.contains("/home") && !line.contains("SSL"))
        }
    }

    @Test func aWrongPinEndsTheHandshakeBeforeAnythingIsSaid() async throws {
        try await listener { network, port in
            let other = try TestNode().peerKey
            await #expect(
                throws: TransportError.connection(.certificate(.wrongKey(expected: other, found: network.key)))
            ) {
                try await PeerClient.connect(
                    host: "127.0.0.1", port: port, expectedKey: other, identity: try TestNode().identity)
            }
            try await network.log.wait("refusal") { $0.contains { $0.contains("connection refused") } }
        }
    }

    @Test func aClientWithoutCertificateIsRefused() async throws {
        try await listener { network, port in
            let peer = try await RawPeer(port: port, tls: RawPeer.tls([]))
            let frames = try await peer.framesUntilClosed()
            #expect(frames == [])
            try await network.log.wait("refusal") { $0.contains { $0.contains("a certificate is required") } }
        }
    }

    @Test func twoCertificatesAreRefused() async throws {
        try await listener { network, port in
            let certificates = [try TestNode().certificate(), try TestNode().certificate()]
            let peer = try await RawPeer(port: port, tls: RawPeer.tls(certificates))
            let frames = try await peer.framesUntilClosed()
            #expect(frames == [])
            try await network.log.wait("refusal") { $0.contains { $0.contains("2 certificates were shown") } }
        }
    }

    @Test(arguments: [(-7200, -3600, "has expired"), (3600, 7200, "not valid yet")] as [(Int64, Int64, String)])
    func aCertificateOutsideItsPeriodIsRefused(from: Int64, to: Int64, reason: String) async throws {
        try await listener { network, port in
            let now = TransportClock.unixSeconds()
            let certificate = try TestNode().certificate(from: now + from, to: now + to)
            let peer = try await RawPeer(port: port, tls: RawPeer.tls([certificate]))
            let frames = try await peer.framesUntilClosed()
            #expect(frames == [])
            try await network.log.wait("refusal") { $0.contains { $0.contains(reason) } }
        }
    }

    @Test func aServerWithAnExpiredCertificateIsNotTrustedEvenWithTheRightKey() async throws {
        let node = try TestNode()
        let certificate = try node.certificate(from: 1_000_000_000, to: 1_100_000_000)
        let identity = try TransportIdentity(
            key: node.peerKey, certificateDER: certificate.certificateDER, privateKeyDER: certificate.privateKeyDER)
        let network = PeerNetwork(
            identity: identity, configuration: TransportConfiguration(host: "127.0.0.1", port: 0),
            logger: .init(label: "test"), authorize: { _ in .stranger },
            handler: { _, _, _ in ClientResponse(payload: []) })
        let port = try await network.listen().port
        await #expect(throws: TransportError.connection(.certificate(.expired))) {
            try await PeerClient.connect(
                host: "127.0.0.1", port: port, expectedKey: node.peerKey, identity: try TestNode().identity)
        }
        await network.finishShutdown()
    }

    @Test(arguments: [["h2"], []] as [[String]])
    func anotherApplicationProtocolOrNoneIsRefusedWithTheReason(protocols: [String]) async throws {
        try await listener { network, port in
            var configuration = try RawPeer.tls([try TestNode().certificate()])
            configuration.applicationProtocols = protocols
            let peer = try await RawPeer(port: port, tls: configuration)
            let frames = try await peer.framesUntilClosed()
            #expect(frames.last?.closeText?.contains(TLSProfile.applicationProtocol) == true)
            try await network.log.wait("refusal") { $0.contains { $0.contains(TLSProfile.applicationProtocol) } }
        }
    }

    @Test func anOlderTLSVersionIsRefused() async throws {
        try await listener { network, port in
            var configuration = try RawPeer.tls([try TestNode().certificate()])
            configuration.minimumTLSVersion = .tlsv12
            configuration.maximumTLSVersion = .tlsv12
            let peer = try await RawPeer(port: port, tls: configuration)
            let frames = try await peer.framesUntilClosed()
            #expect(frames == [])
            try await network.log.wait("refusal") { $0.contains { $0.contains("TLS 1.3") } }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{0}\u{1}\u{2}garbage garbage garbage", "\u{16}\u{3}\u{1}",
    ])
    func garbageInsteadOfTLSCostsOnlyItsOwnConnection(text: String) async throws {
        try await listener { network, port in
            let peer = try await RawPeer(port: port, tls: nil)
            try await peer.send(Array(text.utf8))
            if text.utf8.count < 5 { try await peer.channel.close() }
            _ = try await peer.framesUntilClosed()
            try await network.log.wait("refusal") { $0.contains { $0.contains("connection refused") } }
        }
    }

    @Test func whoNeverFinishesTheHandshakeIsThrownOut() async throws {
        var timing = TransportTiming.quick
        timing.handshake = .milliseconds(300)
        try await listener(timing: timing) { network, port in
            let silent = try await RawPeer(port: port, tls: nil)
            let slow = try await RawPeer(port: port, tls: nil)
            try await slow.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
            _ = try await silent.framesUntilClosed()
            _ = try await slow.framesUntilClosed()
            try await network.log.wait("refusal") {
                $0.filter { $0.contains("handshake took too long") }.count == 2
            }
        }
    }

    @Test func unfinishedHandshakesAreBoundedByAddress() async throws {
        var limits = TransportLimits()
        limits.halfOpenPerAddress = 3
        let network = TestNetwork(try TestNode(), limits: limits)
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            var held: [RawPeer] = []
            for _ in 0..<3 { held.append(try await RawPeer(port: port, tls: nil)) }
            try await condition("three are half open") { network.network.state.withLock { $0.census.count } == 3 }
            let fourth = try await RawPeer(port: port, tls: nil)
            _ = try await fourth.framesUntilClosed()
            try await network.log.wait("refusal") { $0.contains { $0.contains("unfinished handshakes") } }
            for peer in held { try await peer.channel.close() }
            try await condition("room again") { network.network.state.withLock { $0.census.count } == 0 }
        }
    }

    @Test func whoHoldsHandshakesOpenDoesNotKeepOthersOut() async throws {
        var limits = TransportLimits()
        limits.halfOpen = 3
        let node = try TestNode()
        let network = TestNetwork(node, limits: limits)
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            var held: [RawPeer] = []
            for _ in 0..<3 { held.append(try await RawPeer(port: port, tls: nil)) }
            try await condition("three are half open") { network.network.state.withLock { $0.census.count } == 3 }
            let client = try await PeerClient.connect(
                host: "127.0.0.1", port: port, expectedKey: node.peerKey, identity: try TestNode().identity,
                timing: .quick)
            let answer = try await client.request(3, [4])
            #expect(answer == [3, 4])
            // One of them had to go for it.
            let peers = held
            try await condition("one was shut out") { peers.filter { !$0.channel.isActive }.count == 1 }
            await client.close()
            for peer in held where peer.channel.isActive { try await peer.channel.close() }
        }
    }

    @Test func aResumedSessionIsJudgedLikeAnyOther() async throws {
        // The library offers no resumption to clients; what is checked here is that the server never relies on it:
        // without a verdict about a certificate there is no connection.
        let verdict = PeerVerdict(expected: nil, now: TransportClock.unixSeconds)
        #expect(verdict.key == nil)
        #expect(!verdict.judge([]))
        #expect(verdict.failure == .count(0))
    }
}

/// What peers with a good certificate may not do.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ProtocolTests {
    /// A listener whose key is larger than that of the peer, so that the peer may take the member lanes.
    private func peer(
        _ lane: Lane, timing: TransportTiming = .quick, limits: TransportLimits = TransportLimits(),
        greet: Bool = true, _ body: (TestNetwork, RawPeer) async throws -> Void
    ) async throws {
        let nodes = try TestNode.ordered(2)
        let network = TestNetwork(nodes[1], timing: timing, limits: limits)
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            let peer = try await RawPeer(port: port, tls: RawPeer.tls([try nodes[0].certificate()]))
            if greet {
                try await peer.send(.hello(lane))
                let ack = try await peer.waitForFrame(TransportFrameType.ack)
                #expect(ack == .ack(lane))
                try await peer.send(.ack(lane))
                if lane == .control { try await network.waitUp(nodes[0].peerKey) }
            }
            try await body(network, peer)
        }
    }

    @Test func aPeerCountsAsUpOnlyAfterItsAcknowledgement() async throws {
        try await peer(.control, greet: false) { network, peer in
            try await peer.send(.hello(.control))
            let ack = try await peer.waitForFrame(TransportFrameType.ack)
            #expect(ack == .ack(.control))
            #expect(network.events.values.isEmpty)
            try await peer.send(.ack(.control), Frame(type: 0x20, payload: [5]))
            let events = try await network.events.wait("frame") { $0.count == 2 }
            #expect(events.last?.frame == Frame(type: 0x20, payload: [5]))
        }
    }

    @Test func whoSaysNothingAfterTheHandshakeIsThrownOut() async throws {
        var timing = TransportTiming.quick
        timing.hello = .milliseconds(300)
        try await peer(.control, timing: timing, greet: false) { network, peer in
            let frames = try await peer.framesUntilClosed()
            #expect(frames.last?.closeText?.contains("hello") == true)
        }
    }

    @Test(
        arguments: [
            (Frame(type: TransportFrameType.hello, payload: [2, 1]), "version 2"),
            (Frame(type: TransportFrameType.hello, payload: [1, 9]), "malformed"),
            (Frame(type: TransportFrameType.hello, payload: [1]), "malformed"),
            (Frame(type: TransportFrameType.hello, payload: []), "malformed"),
            (Frame(type: TransportFrameType.hello, payload: [1, 1, 0]), "malformed"),
            (Frame(type: TransportFrameType.ack, payload: [1, 1]), "no place"),
            (Frame(type: 0x20, payload: []), "no place"),
            (Frame(type: TransportFrameType.hello, payload: [UInt8](repeating: 1, count: 600)), "601 bytes"),
            (Frame.hello(.knock), "smaller key dials"),
            (Frame.hello(.bulk), nil),
        ] as [(Frame, String?)])
    func aWrongHelloIsRefusedWithTheReason(frame: Frame, reason: String?) async throws {
        try await peer(.control, greet: false) { network, peer in
            try await peer.send(frame)
            // A bulk lane is acknowledged, and refused when it comes up without its control lane.
            if reason == nil { try await peer.send(.ack(.bulk)) }
            let text = try await peer.framesUntilClosed().last?.closeText
            #expect(text?.contains(reason ?? "before its control connection") == true, "\(text ?? "nothing")")
            #expect(network.events.values.isEmpty)
        }
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0], "length 0"), ([0, 16, 0, 1, 0x20], "1048577 bytes"),
            ([255, 255, 255, 255], "4294967295 bytes"),
            ([0, 0, 0, 2, 0x0f, 1], "type 15"), ([0, 0, 0, 1, 0x00], "type 0"), ([0, 0, 0, 3, 1, 1, 1], "type 1 "),
            ([0, 0, 0, 2, 3, 1], "type 3 "), ([0, 0, 0, 7, 8, 0, 0, 0, 0, 1, 0], "type 8 "),
        ] as [([UInt8], String)])
    func aBadFrameCostsTheConnection(bytes: [UInt8], reason: String) async throws {
        try await peer(.control) { network, peer in
            try await peer.send(bytes)
            let text = try await peer.framesUntilClosed().last?.closeText
            #expect(text?.contains(reason) == true, "\(text ?? "nothing")")
            let events = try await network.events.wait("down") { $0.count == 2 }
            #expect(events.last?.anyDownReason?.description.contains(reason) == true)
        }
    }

    @Test func pingsAreAnsweredAndSilenceEndsTheConnection() async throws {
        var timing = TransportTiming.quick
        timing.ping = .milliseconds(100)
        timing.dead = .milliseconds(600)
        try await peer(.control, timing: timing) { network, peer in
            try await peer.send(Frame(type: TransportFrameType.ping, payload: [1, 2, 3, 4, 5, 6, 7, 8]))
            let pong = try await peer.waitForFrame(TransportFrameType.pong)?.payload
            #expect(pong == [1, 2, 3, 4, 5, 6, 7, 8])
            let frames = try await peer.framesUntilClosed()
            #expect(frames.contains { $0.type == TransportFrameType.ping })
            #expect(frames.last?.closeText?.contains("nothing was heard") == true)
            let events = try await network.events.wait("down") { $0.count == 2 }
            #expect(events.last?.anyDownReason == .silent(seconds: 0))
        }
    }

    @Test func aSecondControlConnectionTakesThePlaceOfTheFirst() async throws {
        let nodes = try TestNode.ordered(2)
        let network = TestNetwork(nodes[1])
        try await running([network]) {
            let port = try #require(network.network.boundAddress).port
            var peers: [RawPeer] = []
            for number in 1...2 {
                let peer = try await RawPeer(port: port, tls: RawPeer.tls([try nodes[0].certificate()]))
                try await peer.send(.hello(.control))
                _ = try await peer.waitForFrame(TransportFrameType.ack)
                try await peer.send(.ack(.control))
                try await network.waitUp(nodes[0].peerKey, times: number)
                peers.append(peer)
            }
            let reason = try await peers[0].framesUntilClosed().last?.closeText
            #expect(reason?.contains("newer connection") == true)
            try await peers[1].send(Frame(type: 0x20, payload: []))
            let events = try await network.events.wait("frame") { $0.contains { $0.frame != nil } }
            #expect(
                events.map { $0.anyDownReason ?? .peerClosed } == [.peerClosed, .replaced, .peerClosed, .peerClosed])
        }
    }

    @Test func aCloseFrameIsReadAsOnePrintableLine() async throws {
        try await peer(.control) { network, peer in
            try await peer.send(
                Frame(type: TransportFrameType.close, payload: [7] + Array("bye\n\u{1b}[31m\u{202e}x".utf8)))
            let events = try await network.events.wait("down") { $0.count == 2 }
            #expect(events.last?.anyDownReason == .peerSaid(code: 7, text: "bye??[31m?x"))
        }
    }
}
