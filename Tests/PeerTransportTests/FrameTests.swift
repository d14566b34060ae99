import Cryptography
import NIOCore
import Testing

@testable import PeerTransport

struct FrameTests {
    private func frames(_ bytes: [UInt8], chunk: Int, limit: Int = Frame.maximumLength) throws -> [Frame] {
        var reader = FrameReader()
        var frames: [Frame] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            reader.append(ByteBuffer(bytes: bytes[start..<min(start + chunk, bytes.count)]))
            while let frame = try reader.next(limit: limit) { frames.append(frame) }
        }
        return frames
    }

    @Test func framesComeBackHoweverTheBytesAreCut() throws {
        let sent = [
            Frame(type: 0x10, payload: []), Frame(type: 0xff, payload: [1, 2, 3]),
            Frame(type: 0x20, payload: SecureRandom.bytes(300)),
        ]
        let bytes = sent.flatMap(\.bytes)
        for chunk in [1, 2, 3, 4, 5, 7, 64, bytes.count] { #expect(try frames(bytes, chunk: chunk) == sent) }
    }

    @Test func noTruncationIsAFrame() throws {
        let bytes = Frame(type: 0x42, payload: [9, 8, 7]).bytes
        for count in bytes.indices { #expect(try frames(Array(bytes.prefix(count)), chunk: 100) == []) }
    }

    @Test func lengthsOutsideTheBoundsAreRefusedBeforeTheRestArrives() {
        #expect(throws: FrameReader.Failure.empty) { try frames([0, 0, 0, 0], chunk: 4) }
        #expect(throws: FrameReader.Failure.oversize(length: 1 << 20 | 1, limit: 1 << 20)) {
            try frames([0, 0x10, 0, 1], chunk: 4)
        }
        #expect(throws: FrameReader.Failure.oversize(length: 9, limit: 8)) {
            try frames([0, 0, 0, 9], chunk: 4, limit: 8)
        }
        #expect(throws: FrameReader.Failure.oversize(length: 0xffff_ffff, limit: 1 << 20)) {
            try frames([0xff, 0xff, 0xff, 0xff], chunk: 4)
        }
    }

    @Test func theReaderHoldsNoMoreThanWhatIsUnfinished() throws {
        var reader = FrameReader()
        for _ in 0..<1000 {
            reader.append(ByteBuffer(bytes: Frame(type: 0x11, payload: [1]).bytes))
            #expect(try reader.next(limit: 100) != nil)
            #expect(reader.bufferedBytes == 0)
        }
    }
}

/// The protocol of a connection, without a connection.
struct LinkTests {
    private let timing = Link.Timing(TransportTiming())

    private func up(_ role: Link.Role, _ lane: Lane = .control) -> Link {
        var link = Link(role: role, timing: timing, now: 0)
        _ = link.secured(applicationProtocol: "chirograph/1", now: 0)
        if role == .listener {
            _ = link.received(.hello(lane), now: 0)
            _ = link.accept()
        }
        _ = link.received(.ack(lane), now: 0)
        return link
    }

    @Test func bothSidesAreUpAfterThreeSteps() {
        var dialer = Link(role: .dialer(.bulk), timing: timing, now: 0)
        var listener = Link(role: .listener, timing: timing, now: 0)
        #expect(listener.secured(applicationProtocol: "chirograph/1", now: 1) == .nothing)
        #expect(dialer.secured(applicationProtocol: "chirograph/1", now: 1) == .send(.hello(.bulk)))
        #expect(listener.received(.hello(.bulk), now: 2) == .greet(.bulk))
        #expect(listener.accept() == .ack(.bulk))
        #expect(listener.phase != .up)
        #expect(dialer.received(.ack(.bulk), now: 3) == .established(reply: .ack(.bulk)))
        #expect(listener.received(.ack(.bulk), now: 4) == .established(reply: nil))
        #expect(dialer.phase == .up && listener.phase == .up)
        let frame = Frame(type: 0x10, payload: [1])
        #expect(dialer.received(frame, now: 5) == .deliver(frame))
        #expect(listener.received(frame, now: 5) == .deliver(frame))
    }

    @Test(arguments: [nil, "h2", "chirograph/2"] as [String?])
    func theApplicationProtocolHasToBeOurs(name: String?) {
        var link = Link(role: .listener, timing: timing, now: 0)
        #expect(link.secured(applicationProtocol: name, now: 0) == .close(.wrongProtocol))
    }

    @Test func everyPhaseHasItsOwnDeadline() {
        var link = Link(role: .listener, timing: timing, now: 0)
        #expect(link.tick(now: 4999) == .nothing)
        #expect(link.tick(now: 5000) == .close(.handshakeTimeout))
        link = Link(role: .listener, timing: timing, now: 0)
        _ = link.secured(applicationProtocol: "chirograph/1", now: 4000)
        #expect(link.tick(now: 8999) == .nothing)
        #expect(link.tick(now: 9000) == .close(.helloTimeout))
        link = Link(role: .dialer(.control), timing: timing, now: 0)
        _ = link.secured(applicationProtocol: "chirograph/1", now: 4000)
        #expect(link.tick(now: 9000) == .close(.helloTimeout))
    }

    @Test func pingsKeepAConnectionAliveAndSilenceEndsIt() {
        var link = up(.listener)
        #expect(link.tick(now: 9_999) == .nothing)
        guard case .send(let ping) = link.tick(now: 10_000) else {
            Issue.record("no ping")
            return
        }
        #expect(link.received(Frame(type: TransportFrameType.pong, payload: ping.payload), now: 10_040) == .nothing)
        #expect(link.roundTrip == 40)
        link.heard(now: 10_040)
        #expect(link.tick(now: 20_000) != .close(.silent(seconds: 30)))
        #expect(link.tick(now: 40_039) != .close(.silent(seconds: 30)))
        #expect(link.tick(now: 40_040) == .close(.silent(seconds: 30)))
    }

    @Test func aSideThatReadsNothingOnPurposeDoesNotCountSilence() {
        var link = up(.listener)
        link.isPaused = true
        for second in 1...100 { #expect(link.tick(now: Int64(second) * 1000) != .close(.silent(seconds: 30))) }
        link.isPaused = false
        #expect(link.tick(now: 129_999) != .close(.silent(seconds: 30)))
        #expect(link.tick(now: 130_000) == .close(.silent(seconds: 30)))
    }

    @Test func aProbeThatIsNotAnsweredEndsTheConnection() {
        var link = up(.dialer(.control))
        guard case .send(let ping) = link.probe(now: 1000) else {
            Issue.record("no ping")
            return
        }
        link.heard(now: 5999)
        #expect(link.tick(now: 5999) == .nothing)
        #expect(link.tick(now: 6000) == .close(.peerReturned))
        link = up(.dialer(.control))
        _ = link.probe(now: 1000)
        _ = link.received(Frame(type: TransportFrameType.pong, payload: ping.payload), now: 2000)
        #expect(link.tick(now: 6000) == .nothing)
    }

    @Test func aFloodOfPingsIsNotAnswered() {
        var link = up(.listener)
        let ping = Frame(type: TransportFrameType.ping, payload: [UInt8](repeating: 1, count: 8))
        let pong = Link.Action.send(Frame(type: TransportFrameType.pong, payload: ping.payload))
        for _ in 0..<Link.pingBurst { #expect(link.received(ping, now: 1) == pong) }
        // As many as a peer may need: one a second, and more would not be heard any faster.
        for second in 1...100 { #expect(link.received(ping, now: Int64(second) * 1000 + 1) == pong) }
        #expect(link.received(ping, now: 100_001) == .close(.flood("pings")))
    }

    @Test func framesHaveTheirLane() {
        let message = Frame(type: 0x10, payload: [])
        let request = Frame(type: TransportFrameType.request, payload: [0])
        let response = Frame(type: TransportFrameType.response, payload: [0])
        let refused = { (frame: Frame) in Link.Action.close(.unexpectedFrame(type: frame.type)) }
        for (role, lane, frame, isTaken) in [
            (.listener, .control, message, true), (.listener, .bulk, message, true),
            (.listener, .client, message, false),
            (.listener, .knock, message, false), (.listener, .client, request, true),
            (.listener, .control, request, false), (.listener, .client, response, false),
            (.dialer(.client), .client, response, true), (.dialer(.client), .client, request, false),
            (.dialer(.bulk), .bulk, response, false),
        ] as [(Link.Role, Lane, Frame, Bool)] {
            var link = up(role, lane)
            #expect(link.received(frame, now: 1) == (isTaken ? .deliver(frame) : refused(frame)))
        }
    }

    @Test func everyTransportFrameIsCheckedInEveryPhase() {
        // No byte string makes the value trap, and only well-formed frames leave it as it is.
        for type in UInt8.min..<Frame.firstApplicationType {
            for count in 0..<12 {
                for role in [Link.Role.listener, .dialer(.control)] {
                    var link = Link(role: role, timing: timing, now: 0)
                    _ = link.secured(applicationProtocol: "chirograph/1", now: 0)
                    _ = link.received(Frame(type: type, payload: [UInt8](repeating: 1, count: count)), now: 1)
                    var open = up(role)
                    _ = open.received(Frame(type: type, payload: [UInt8](repeating: 1, count: count)), now: 1)
                    let isGood = (type == TransportFrameType.ping || type == TransportFrameType.pong) && count == 8
                    #expect((open.phase == .up) == isGood, "type \(type), \(count) bytes")
                }
            }
        }
    }

    @Test func theTextOfACloseFrameIsBoundedAndWhole() {
        let frame = Link.closing(.requested(String(repeating: "\u{e9}", count: 300)))
        #expect(frame.payload.count <= 256)
        #expect(String(validating: frame.payload.dropFirst(), as: UTF8.self) == String(repeating: "\u{e9}", count: 127))
        #expect(Link.closing(.shuttingDown).payload.first == 1)
    }
}
