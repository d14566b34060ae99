import Cryptography
import Testing

@testable import PeerTransport

struct NodeCertificateTests {
    @Test func theCertificateOfAnIdentityIsReadBack() throws {
        let node = try TestNode()
        let certificate = try node.certificate(from: 1_700_000_000, to: 4_102_444_800)
        let parsed = try NodeCertificate(parsing: certificate.certificateDER)
        #expect(parsed.key == node.peerKey)
        #expect(parsed.notBefore == 1_700_000_000)  // UTCTime
        #expect(parsed.notAfter == 4_102_444_800)  // 2100: GeneralizedTime
    }

    @Test func theEndsOfThePeriodBelongToIt() throws {
        let der = try TestNode().certificate(from: 1000, to: 2000).certificateDER
        #expect(throws: CertificateFailure.notYetValid) { try NodeCertificate.check(chain: [der], at: 999) }
        #expect(throws: Never.self) { try NodeCertificate.check(chain: [der], at: 1000) }
        #expect(throws: Never.self) { try NodeCertificate.check(chain: [der], at: 2000) }
        #expect(throws: CertificateFailure.expired) { try NodeCertificate.check(chain: [der], at: 2001) }
    }

    @Test func onlyOneCertificateIsTaken() throws {
        let der = try TestNode().certificate().certificateDER
        #expect(throws: CertificateFailure.count(0)) { try NodeCertificate.check(chain: [], at: 0) }
        #expect(throws: CertificateFailure.count(2)) { try NodeCertificate.check(chain: [der, der], at: 0) }
    }

    @Test func everyTruncationAddedByteAndFlippedBitIsRefused() throws {
        let der = try TestNode().certificate().certificateDER
        for count in der.indices {
            #expect(throws: CertificateFailure.self) { try NodeCertificate(parsing: Array(der.prefix(count))) }
        }
        #expect(throws: CertificateFailure.malformed) { try NodeCertificate(parsing: der + [0]) }
        for index in der.indices {
            for bit in 0..<8 {
                var flipped = der
                flipped[index] ^= 1 << UInt8(bit)
                #expect(throws: CertificateFailure.self) { try NodeCertificate(parsing: flipped) }
            }
        }
        #expect(throws: CertificateFailure.malformed) {
            try NodeCertificate(parsing: [UInt8](repeating: 0x30, count: NodeCertificate.maximumBytes + 1))
        }
    }

    @Test(
        arguments: [
            ("700101000000Z", 0x17, 0), ("20000229235959Z", 0x18, 951_868_799), ("490101000000Z", 0x17, 2_493_072_000),
            ("500101000000Z", 0x17, -631_152_000), ("99991231235959Z", 0x18, 253_402_300_799),
            ("201301000000Z", 0x17, nil), ("200100000000Z", 0x17, nil), ("2001010000Z", 0x17, nil),
            ("200101000060Z", 0x17, nil), ("200101000000+0100", 0x17, nil), ("20200101000000.5Z", 0x18, nil),
            ("200101000000", 0x17, nil), ("Z", 0x17, nil), ("", 0x17, nil), ("20010100000xZ", 0x17, nil),
        ] as [(String, UInt8, Int64?)])
    func timesAreReadStrictly(text: String, tag: UInt8, seconds: Int64?) {
        let content = Array(text.utf8)[...]
        #expect(CertificateTime.seconds(DERReader.Element(tag: tag, bytes: content, content: content)) == seconds)
    }

    @Test func lengthsHaveTheirShortestForm() {
        for bytes in [
            [0x30, 0x81, 0x01, 0x00], [0x30, 0x82, 0x00, 0x80], [0x30, 0x80, 0x00, 0x00], [0x1f, 0x00], [0x30],
        ]
            as [[UInt8]]
        {
            var reader = DERReader((bytes + [UInt8](repeating: 0, count: 200))[...].prefix(bytes.count == 1 ? 1 : 204))
            #expect(reader.next() == nil)
        }
        var reader = DERReader([0x30, 0x81, 0x80] + [UInt8](repeating: 0, count: 128))
        #expect(reader.next()?.content.count == 128)
    }
}

struct BackoffTests {
    @Test func pausesDoubleUpToTheirBoundAndStartAgain() {
        var backoff = Backoff(first: .milliseconds(200), longest: .seconds(300))
        var pauses: [Duration] = []
        for _ in 0..<13 { pauses.append(backoff.next(jitter: 1)) }
        #expect(pauses.prefix(4) == [.milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600)])
        #expect(pauses.suffix(3) == [.milliseconds(204_800), .seconds(300), .seconds(300)])
        for _ in 0..<100 { _ = backoff.next(jitter: 0) }
        #expect(backoff.next(jitter: 0) == .seconds(150))
        backoff.reset()
        #expect(backoff.next(jitter: 0) == .milliseconds(100))
    }
}

struct DialPlanTests {
    private func plan(dials: Bool) -> DialPlan { DialPlan(dialsPeer: dials, timing: TransportTiming()) }

    @Test func theSmallerKeyDialsControlAndThenBulk() {
        var plan = plan(dials: true)
        #expect(plan.handle(.start, jitter: 1) == [.dial(.control, ticket: 1)])
        #expect(plan.handle(.established(.control, ticket: 1), jitter: 1) == [])
        #expect(plan.handle(.sessionUp, jitter: 1) == [.dial(.bulk, ticket: 1)])
        #expect(plan.handle(.established(.bulk, ticket: 1), jitter: 1) == [])
        #expect(
            plan.handle(.ended(.bulk, ticket: 1, upFor: .seconds(1)), jitter: 1)
                == [.wait(.bulk, .milliseconds(200), ticket: 2)])
        #expect(plan.handle(.timer(.bulk, ticket: 2), jitter: 1) == [.dial(.bulk, ticket: 3)])
    }

    @Test func aLostPeerIsDialedAgainAndItsBulkLaneOnlyAfterTheControlLane() {
        var plan = plan(dials: true)
        _ = plan.handle(.start, jitter: 1)
        _ = plan.handle(.established(.control, ticket: 1), jitter: 1)
        _ = plan.handle(.sessionUp, jitter: 1)
        _ = plan.handle(.established(.bulk, ticket: 1), jitter: 1)
        #expect(plan.handle(.sessionDown, jitter: 1) == [])
        #expect(plan.handle(.ended(.bulk, ticket: 1, upFor: .seconds(99)), jitter: 1) == [])
        let waits = plan.handle(.ended(.control, ticket: 1, upFor: .seconds(99)), jitter: 1)
        #expect(waits == [.wait(.control, .milliseconds(200), ticket: 2)])
    }

    @Test func newsOfAnOlderAttemptChangeNothing() {
        var plan = plan(dials: true)
        _ = plan.handle(.start, jitter: 1)
        _ = plan.handle(.ended(.control, ticket: 1, upFor: nil), jitter: 1)
        #expect(plan.handle(.ended(.control, ticket: 1, upFor: nil), jitter: 1) == [])
        #expect(plan.handle(.timer(.control, ticket: 1), jitter: 1) == [])
        #expect(plan.handle(.timer(.control, ticket: 2), jitter: 1) == [.dial(.control, ticket: 3)])
        #expect(plan.handle(.timer(.control, ticket: 2), jitter: 1) == [])
        #expect(plan.handle(.held(.control, ticket: 1, .seconds(9)), jitter: 1) == [])
        #expect(
            plan.handle(.held(.control, ticket: 3, .seconds(9)), jitter: 1) == [.wait(.control, .seconds(9), ticket: 4)]
        )
    }

    @Test func aKnockEndsAPauseAndNothingElse() {
        var plan = plan(dials: true)
        _ = plan.handle(.start, jitter: 1)
        #expect(plan.handle(.knocked, jitter: 1) == [])
        _ = plan.handle(.ended(.control, ticket: 1, upFor: nil), jitter: 1)
        #expect(plan.handle(.knocked, jitter: 1) == [.dial(.control, ticket: 3)])
    }

    @Test func theLargerKeyKnocksUntilItIsDialed() {
        var plan = plan(dials: false)
        #expect(plan.handle(.start, jitter: 1) == [.wait(.knock, .seconds(1), ticket: 1)])
        #expect(plan.handle(.timer(.knock, ticket: 1), jitter: 1) == [.dial(.knock, ticket: 2)])
        #expect(plan.handle(.sessionUp, jitter: 1) == [])
        #expect(plan.handle(.ended(.knock, ticket: 2, upFor: nil), jitter: 1) == [])
        #expect(plan.handle(.knocked, jitter: 1) == [])
        #expect(plan.handle(.sessionDown, jitter: 1) == [.wait(.knock, .seconds(1), ticket: 3)])
        #expect(plan.handle(.sessionUp, jitter: 1) == [])
        #expect(plan.handle(.timer(.knock, ticket: 3), jitter: 1) == [])
    }

    @Test func noOrderOfEventsLeadsToTwoAttemptsAtOnceOrToNone() {
        // Whatever happens, a plan without a session has an attempt or a pause under way, never two of a lane.
        var generator = SplitMix(state: 42)
        for dials in [true, false] {
            for _ in 0..<2000 { expectLiveliness(dials: dials, &generator) }
        }
    }

    private func expectLiveliness(dials: Bool, _ generator: inout SplitMix) {
        var plan = plan(dials: dials)
        var pending: [Lane: Int] = [:]
        var isUp = false
        func apply(_ event: DialPlan.Event) {
            for effect in plan.handle(event, jitter: 0.5) {
                switch effect {
                case .dial(let lane, let ticket), .wait(let lane, _, let ticket): pending[lane] = ticket
                }
            }
        }
        apply(.start)
        for _ in 0..<40 {
            let lane = dials ? (Bool.random(using: &generator) ? Lane.control : .bulk) : .knock
            let ticket = pending[lane] ?? 0
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: apply(.timer(lane, ticket: ticket))
            case 1: apply(.ended(lane, ticket: ticket, upFor: nil))
            case 2: apply(.knocked)
            case 3 where !isUp:
                if dials { apply(.established(.control, ticket: pending[.control] ?? 0)) }
                isUp = true
                apply(.sessionUp)
            case 4 where isUp:
                isUp = false
                apply(.sessionDown)
                if dials { apply(.ended(.control, ticket: pending[.control] ?? 0, upFor: .seconds(1))) }
            default: apply(.ended(lane, ticket: ticket - 1, upFor: nil))
            }
        }
        if isUp {
            apply(.sessionDown)
            if dials { apply(.ended(.control, ticket: pending[.control] ?? 0, upFor: .seconds(1))) }
        }
        // Whatever is under way ends or rings; then something new has to begin.
        let lane = dials ? Lane.control : .knock
        let before = pending[lane]
        apply(.timer(lane, ticket: before ?? 0))
        apply(.ended(lane, ticket: pending[lane] ?? 0, upFor: nil))
        #expect(pending[lane] != before)
    }
}

struct CensusTests {
    private let home = AddressGroup(host: "192.0.2.1")
    private let away = AddressGroup(host: "192.0.2.2")

    private let third = AddressGroup(host: "192.0.2.3")

    private func key(_ number: UInt8) throws -> PeerKey {
        try #require(PeerKey([UInt8](repeating: number, count: 32)))
    }

    @Test func everyBoundIsKeptAndRoomComesBack() throws {
        var limits = TransportLimits()
        limits.connections = 5
        limits.halfOpenPerAddress = 2
        limits.strangersPerAddress = 1
        limits.strangers = 2
        var census = Census(limits: limits)
        let (alice, bob) = (try key(1), try key(2))
        let tooManyHere = Census.Arrival.turnedAway(.tooManyConnections("unfinished handshakes from one address"))
        #expect(census.arrive(1, from: home, now: 0) == .taken)
        #expect(census.arrive(2, from: home, now: 0) == .taken)
        #expect(census.arrive(3, from: home, now: 0) == tooManyHere)
        #expect(census.settle(1, as: alice, isMember: false) == nil)
        #expect(
            census.settle(2, as: alice, isMember: false)
                == .tooManyConnections("1 of strangers from one address"))
        #expect(census.settle(2, as: alice, isMember: true) == nil)
        #expect(census.arrive(3, from: away, now: 0) == .taken)
        #expect(census.settle(3, as: bob, isMember: false) == nil)
        #expect(census.arrive(5, from: third, now: 0) == .taken)
        #expect(census.settle(5, as: bob, isMember: false) == .tooManyConnections("2 of strangers"))
        census.leave(1)
        #expect(census.settle(5, as: bob, isMember: false) == nil)
        census.dialed(6, to: home)
        census.dialed(7, to: home)
        #expect(census.arrive(8, from: home, now: 0) == .turnedAway(.tooManyConnections("5 in all")))
        for id in [2, 3, 5, 6, 7, 8, 8, 99] as [UInt64] { census.leave(id) }
        #expect(census.count == 0)
        #expect(census.arrive(10, from: home, now: 0) == .taken)
    }

    @Test func theOldestUnfinishedHandshakeMakesRoomForANewOne() throws {
        var limits = TransportLimits()
        limits.halfOpen = 3
        limits.connections = 4
        var census = Census(limits: limits)
        let alice = try key(1)
        for id in 1...3 as ClosedRange<UInt64> { #expect(census.arrive(id, from: home, now: 0) == .taken) }
        #expect(census.arrive(4, from: away, now: 0) == .inPlaceOf(1))
        #expect(census.settle(1, as: alice, isMember: true) != nil)
        #expect(census.settle(3, as: alice, isMember: true) == nil)
        #expect(census.arrive(5, from: away, now: 0) == .taken)
        // Four in all: the place of the oldest that has not shown who it is, not of one that has.
        #expect(census.arrive(6, from: away, now: 0) == .inPlaceOf(2))
        #expect(census.arrive(7, from: home, now: 0) == .inPlaceOf(4))
        census.leave(5)
        #expect(census.arrive(8, from: home, now: 0) == .taken)
        #expect(census.arrive(9, from: third, now: 0) == .inPlaceOf(6))
        #expect(census.count == 4)
    }

    @Test func oneMemberCannotTakeThePlacesOfAll() throws {
        var limits = TransportLimits()
        limits.connectionsPerMember = 2
        var census = Census(limits: limits)
        let (alice, bob) = (try key(1), try key(2))
        for id in 1...4 as ClosedRange<UInt64> { #expect(census.arrive(id, from: home, now: 0) == .taken) }
        #expect(census.settle(1, as: alice, isMember: true) == nil)
        #expect(census.settle(2, as: alice, isMember: true) == nil)
        #expect(census.settle(3, as: alice, isMember: true) == .tooManyConnections("2 of one member"))
        #expect(census.settle(4, as: bob, isMember: true) == nil)
        census.leave(1)
        #expect(census.settle(3, as: alice, isMember: true) == nil)
    }

    @Test func noOrderOfComingAndGoingLosesCount() throws {
        // Against a plain list of who is there and how.
        enum Model { case halfOpen, stranger, member }
        var limits = TransportLimits()
        (limits.connections, limits.halfOpen, limits.halfOpenPerAddress) = (12, 5, 4)
        (limits.strangers, limits.strangersPerAddress, limits.connectionsPerMember) = (4, 2, 3)
        for seed in 0..<50 as Range<UInt64> {
            var random = SplitMix(state: seed)
            var census = Census(limits: limits)
            var model: [UInt64: (group: Int, key: UInt8, as: Model)] = [:]
            func count(_ fits: ((group: Int, key: UInt8, as: Model)) -> Bool) -> Int { model.values.count(where: fits) }
            for id in 1...400 as ClosedRange<UInt64> {
                let group = Int.random(in: 0..<4, using: &random)
                let number = UInt8.random(in: 0..<3, using: &random)
                let arrival = census.arrive(
                    id, from: AddressGroup(host: "192.0.2.\(group)"), now: Int64(id) * 1000)
                let mine = count { $0.group == group && $0.as == .halfOpen }
                let oldest = model.filter { $0.value.as == .halfOpen }.keys.min()
                let isFull = model.count >= 12 || count { $0.as == .halfOpen } >= 5
                switch arrival {
                case .turnedAway: #expect(mine >= 4 || (isFull && oldest == nil), "seed \(seed)")
                case .taken: #expect(mine < 4 && !isFull, "seed \(seed)")
                case .inPlaceOf(let gone):
                    #expect(isFull && mine < 4 && gone == oldest, "seed \(seed)")
                    model[gone] = nil
                }
                if case .turnedAway = arrival {} else { model[id] = (group, number, .halfOpen) }
                guard let other = model.keys.sorted().randomElement(using: &random), let entry = model[other] else {
                    continue
                }
                if Bool.random(using: &random) {
                    census.leave(other)
                    model[other] = nil
                } else if entry.as == .halfOpen {
                    let isMember = Bool.random(using: &random)
                    let refusal = census.settle(other, as: try key(entry.key), isMember: isMember)
                    let mayStay =
                        isMember
                        ? count { $0.key == entry.key && $0.as == .member } < 3
                        : count { $0.as == .stranger } < 4
                            && count { $0.group == entry.group && $0.as == .stranger } < 2
                    #expect((refusal == nil) == mayStay, "seed \(seed)")
                    if mayStay { model[other]?.as = isMember ? .member : .stranger }
                }
                #expect(census.count == model.count, "seed \(seed)")
            }
        }
    }

    @Test func newConnectionsFromOneAddressHaveARate() {
        var limits = TransportLimits()
        limits.connectionsPerSecond = 10
        limits.connectionBurst = 20
        limits.halfOpenPerAddress = 1000
        limits.halfOpen = 1000
        var census = Census(limits: limits)
        var admitted = 0
        for id in 0..<100 as Range<UInt64> where census.arrive(id, from: home, now: 0) == .taken { admitted += 1 }
        #expect(admitted == 20)
        #expect(census.arrive(200, from: away, now: 0) == .taken)
        for id in 300..<400 as Range<UInt64> where census.arrive(id, from: home, now: 1000) == .taken { admitted += 1 }
        #expect(admitted == 30)
    }

    @Test func rememberedAddressesAreBounded() {
        var limiter = RateLimiter(rate: 1, burst: 2)
        for number in 0..<20_000 {
            let isAdmitted = limiter.admits(AddressGroup(host: "h\(number)"), now: Int64(number))
            #expect(isAdmitted && limiter.count <= RateLimiter.maximumAddresses)
        }
    }

    @Test(arguments: [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ("::1", "::2", true), ("fe80::1%eth0", "fe80::2%eth1", true), ("2001:db8::1:2:3:4:5", "2001:db8:0:1::", true),
        ("192.0.2.1", "::ffff:192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
    ])
    func addressesAreGroupedAsSubscribersAre(left: String, right: String, isSame: Bool) {
        #expect((AddressGroup(host: left) == AddressGroup(host: right)) == isSame)
    }
}

struct RequestSharesTests {
    private let home = RequestShares.Account.stranger(AddressGroup(host: "192.0.2.1"))
    private let away = RequestShares.Account.stranger(AddressGroup(host: "192.0.2.2"))
    private let third = RequestShares.Account.stranger(AddressGroup(host: "192.0.2.3"))

    @Test func noAddressAndNoStrangersTakeTheMemoryOfOthers() {
        var limits = TransportLimits()
        (limits.requestBytes, limits.strangerRequestBytes, limits.requestBytesPerAddress) = (100, 60, 40)
        var shares = RequestShares(limits: limits)
        let taken = [(40, home), (1, home), (20, away), (1, third), (40, .member), (1, .member)].map {
            shares.reserve($0, for: $1)
        }
        #expect(taken == [true, false, true, false, true, false])
        shares.free(40, for: home)
        #expect(shares.addressCount == 1)
        let again = [shares.reserve(1, for: third), shares.reserve(39, for: home)]
        #expect(again == [true, true])
        for (bytes, account) in [(39, home), (20, away), (1, third), (40, .member)] {
            shares.free(bytes, for: account)
        }
        #expect(shares.bytes == 0 && shares.addressCount == 0)
    }

    @Test func noAddressAndNoStrangersTakeTheWorkOfOthers() {
        var limits = TransportLimits()
        (limits.requests, limits.strangerRequests, limits.requestsPerAddress) = (5, 3, 2)
        var shares = RequestShares(limits: limits)
        let started = [home, home, home, away, third, .member, .member, .member].map { shares.start(for: $0) }
        #expect(started == [true, true, false, true, false, true, true, false])
        shares.stop(for: home)
        let again = [third, .member].map { shares.start(for: $0) }
        #expect(again == [true, false])
    }
}

struct ClientMessageTests {
    @Test(arguments: [0, 1, MessageChunk.dataBytes - 1, MessageChunk.dataBytes, MessageChunk.dataBytes + 1, 1 << 20])
    func chunksOfAMessageComeBackTogether(count: Int) throws {
        let payload = SecureRandom.bytes(count)
        var assembler = MessageAssembler(limit: 1 << 20)
        let frames = MessageChunk.frames(type: 8, id: 0xfedc_ba98, code: 7, payload: payload)
        #expect(frames.count == max((count + MessageChunk.dataBytes - 1) / MessageChunk.dataBytes, 1))
        for (number, frame) in frames.enumerated() {
            let message = try assembler.add(try #require(MessageChunk(parsing: frame.payload)))
            #expect((message != nil) == (number == frames.count - 1))
            if let message {
                #expect(message.id == 0xfedc_ba98 && message.code == 7 && message.payload == payload)
            }
        }
        #expect(assembler.bufferedBytes == 0)
    }

    @Test func malformedChunksAreRefused() {
        let good: [UInt8] = [0, 0, 0, 1, 7, 1, 9]
        #expect(MessageChunk(parsing: good) != nil)
        for count in 0..<6 { #expect(MessageChunk(parsing: Array(good.prefix(count))) == nil) }
        #expect(MessageChunk(parsing: Array(good.prefix(6))) == nil)  // announces more and brings nothing
        #expect(MessageChunk(parsing: [0, 0, 0, 1, 7, 2, 9]) == nil)
        #expect(MessageChunk(parsing: [0, 0, 0, 1, 7, 0x81, 9]) == nil)
    }

    @Test func unfinishedMessagesAreBoundedInSizeAndNumber() throws {
        func chunk(_ id: UInt8, code: UInt8 = 1, more: UInt8 = 1, _ count: Int = 1) throws -> MessageChunk {
            try #require(MessageChunk(parsing: [0, 0, 0, id, code, more] + [UInt8](repeating: 0, count: count)))
        }
        var assembler = MessageAssembler(limit: 100)
        for id in 1...16 as ClosedRange<UInt8> { #expect(try assembler.add(chunk(id)) == nil) }
        #expect(throws: MessageAssembler.Failure.tooManyAtOnce(limit: 16)) { try assembler.add(chunk(17)) }
        #expect(throws: MessageAssembler.Failure.malformed) { try assembler.add(chunk(1, code: 2)) }
        #expect(throws: MessageAssembler.Failure.tooLarge(limit: 100)) { try assembler.add(chunk(1, 85)) }
        #expect(try assembler.add(chunk(1, 84)) == nil)
        assembler.drop(1)
        #expect(assembler.bufferedBytes == 15)
        #expect(try assembler.add(chunk(2, more: 0))?.payload.count == 2)
        #expect(assembler.bufferedBytes == 14)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
