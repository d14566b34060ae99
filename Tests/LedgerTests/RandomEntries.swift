import Cryptography
import Ledger
import TestSupport

/// Entries for a log, many of them wrong in one place: whoever makes them knows the state and half respects it.
struct RandomEntries {
    var random: SplitMix64
    let credentials: [TestCredential]
    private(set) var time = LogFixture.start

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        credentials =
            (0..<4).map { TestCredential(name: "R\($0)") }
            + (0..<3).map { TestCredential(name: "U\($0)", isUnowned: true) }
    }

    mutating func next(after state: LogState) throws -> [UInt8] {
        time += random.oneIn(4) ? UInt64(random.int(in: 0..<2 * 86_400_000)) : UInt64(random.int(in: 0..<1_000))
        let past = random.oneIn(15) ? UInt64(random.int(in: 1..<86_400_000)) : 0
        let entry = Entry(time: time - past, body: try body(state))
        var bytes = entry.encoded()
        // Never the time: a valid entry of the far future would make all others void.
        let place = random.int(in: 0..<bytes.count)
        if random.oneIn(20), !(2..<10).contains(place) { bytes[place] ^= 1 << UInt8(random.int(in: 0..<8)) }
        if random.oneIn(40) { bytes = random.bytes(random.int(in: 0..<100)) }
        return bytes
    }

    private mutating func body(_ state: LogState) throws -> EntryBody {
        let credential = credentials[random.int(in: 0..<credentials.count)]
        let standing = state.standing(of: try credential.tag)
        switch random.int(in: 0..<12) {
        case 0: return .issuance(height: UInt8(random.int(in: 0..<21)), root: .random(&random))
        case 1...3:
            let next = CredentialState(rawValue: UInt8(random.int(in: 0..<4))) ?? .active
            return .status(
                StatusChange(
                    tag: try credential.tag, sequence: counter(standing.statusSequence), state: next,
                    reason: UInt16(random.int(in: 0..<9))))
        case 4:
            let credential = random.oneIn(4) ? credential : credentials[random.int(in: 4..<7)]
            let nonce = random.oneIn(5) ? Digest.random(&random) : credential.nonce
            return .claim(
                Claim(tag: try credential.tag, nonce: nonce, ownerCommit: try credential.commit(random.int(in: 0..<3))))
        case 5...7: return .rotate(try rotation(of: credential, standing, state.origin))
        case 8: return .recover(try recovery(of: credential, standing))
        default: return seal(state)
        }
    }

    /// Mostly the right one.
    private mutating func counter(_ last: UInt32) -> UInt32 {
        random.oneIn(6) ? UInt32(random.int(in: 0..<4)) : last + 1
    }

    private mutating func rotation(
        of credential: TestCredential, _ standing: MapValue, _ origin: Origin
    ) throws -> Rotation {
        let step = try (0..<14).first {
            try standing.ownerSequence > 0 && credential.commit($0) == standing.ownerCommit
        }
        let from = random.oneIn(10) ? random.int(in: 0..<4) : step ?? 0
        let sequence = counter(standing.ownerSequence)
        let nonce: Digest? = random.oneIn(10) ? .random(&random) : nil
        let signedFor = random.oneIn(10) ? try Origin("test.example/other") : origin
        return try credential.rotation(to: from + 1, sequence: sequence, nonce: nonce, origin: signedFor)
    }

    private mutating func recovery(of credential: TestCredential, _ standing: MapValue) throws -> Recovery {
        let waits = [Recovery.shortestWait - 1, Recovery.shortestWait, Recovery.longestWait, Recovery.longestWait + 1]
        let wait = random.oneIn(3) ? waits[random.int(in: 0..<4)] : Recovery.shortestWait + 1_000
        return Recovery(
            tag: try credential.tag, sequence: counter(standing.ownerSequence),
            ownerCommit: try credential.commit(random.int(in: 0..<10)), notBefore: time + wait)
    }

    private mutating func seal(_ state: LogState) -> EntryBody {
        var seal = Seal(
            from: state.nextSealStart, to: state.size, roster: state.lastRoster, mapRoot: state.map.rootHash)
        switch random.int(in: 0..<20) {
        case 0: seal.from &+= 1
        case 1: seal.to &-= 1
        case 2: seal.roster &-= 1
        case 3: seal.mapRoot = seal.mapRoot.flipping(random.int(in: 0..<256))
        case 4: seal.roster &+= 1
        default: break
        }
        return .seal(seal)
    }
}
