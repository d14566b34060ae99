import Cryptography
import Ledger
import TestSupport
import Testing
import TransparencyLog

@Suite struct ReplayTests {
    /// Owned and rotated once; unowned; revoked; owned with a recovery that waits; as issued.
    static let rotated = TestCredential(name: "rotated")
    static let unowned = TestCredential(name: "unowned", isUnowned: true)
    static let revoked = TestCredential(name: "revoked")
    static let waiting = TestCredential(name: "waiting")
    static let issued = TestCredential(name: "issued")

    /// A log in which each of them is in its state.
    static func log() throws -> LogFixture {
        var log = try LogFixture()
        try log.issue([rotated, unowned, revoked, waiting, issued])
        let origin = log.origin
        try log.write {
            try $0.rotate(rotated.rotation(to: 1, origin: origin))
            try $0.changeStatus(of: revoked.tag, to: .revoked, reason: 7)
            try $0.recover(waiting.tag, ownerCommit: waiting.commit(5))
        }
        return log
    }

    // MARK: Every reason for a void entry

    /// A reason's name; a new reason does not compile until it stands here and in the test below.
    private static func name(_ reason: VoidReason) -> String {
        switch reason {
        case .unparseable: "unparseable"
        case .timeDecreases: "timeDecreases"
        case .statusSequence: "statusSequence"
        case .statusStep: "statusStep"
        case .ownerStands: "ownerStands"
        case .tagDoesNotOpen: "tagDoesNotOpen"
        case .ownerSequence: "ownerSequence"
        case .nonceNotZero: "nonceNotZero"
        case .notCommitted: "notCommitted"
        case .signature: "signature"
        case .waitingTime: "waitingTime"
        case .sealFrom: "sealFrom"
        case .sealTo: "sealTo"
        case .sealRange: "sealRange"
        case .sealRoster: "sealRoster"
        case .sealMapRoot: "sealMapRoot"
        }
    }

    private static func recovery(_ credential: TestCredential, _ sequence: UInt32, wait: Int64) throws -> EntryBody {
        .recover(
            Recovery(
                tag: try credential.tag, sequence: sequence, ownerCommit: .repeating(9),
                notBefore: UInt64(Int64(LogFixture.start) + wait)))
    }

    private static func seal(_ log: LogFixture, _ change: (inout Seal) -> Void) -> EntryBody {
        var seal = Seal(
            from: log.state.nextSealStart, to: log.state.size, roster: log.state.lastRoster,
            mapRoot: log.state.map.rootHash)
        change(&seal)
        return .seal(seal)
    }

    /// Every wrong entry with why it is void. Where two rules are broken the one that is checked first is named.
    private static func wrong(_ log: LogFixture) throws -> [(reason: VoidReason, body: EntryBody)] {
        let origin = log.origin
        let (shortest, longest) = (Int64(Recovery.shortestWait), Int64(Recovery.longestWait))
        var unsigned = try rotated.rotation(to: 2, origin: origin)
        unsigned.nextCommit = .repeating(1)
        let thief = TestCredential(name: "thief")
        return [
            (.statusSequence, try issued.status(0, .revoked)),
            (.statusSequence, try issued.status(2, .revoked)),
            (.statusSequence, try revoked.status(1, .revoked)),
            (.statusSequence, try revoked.status(.max, .active)),
            (.statusStep, try revoked.status(2, .active)),
            (.statusStep, try issued.status(1, .active)),
            (.ownerStands, .claim(Claim(tag: try rotated.tag, nonce: rotated.nonce, ownerCommit: .repeating(1)))),
            (.tagDoesNotOpen, .claim(Claim(tag: try unowned.tag, nonce: .zero, ownerCommit: .repeating(1)))),
            (.tagDoesNotOpen, .claim(Claim(tag: try issued.tag, nonce: issued.nonce, ownerCommit: .repeating(1)))),
            (.tagDoesNotOpen, .rotate(try issued.rotation(to: 1, nonce: .zero, origin: origin))),
            (.tagDoesNotOpen, .rotate(try issued.rotation(to: 2, sequence: 1, origin: origin))),
            (.tagDoesNotOpen, .rotate(try unowned.rotation(to: 1, origin: origin))),
            (.ownerSequence, .rotate(try rotated.rotation(to: 1, origin: origin))),
            (.ownerSequence, .rotate(try rotated.rotation(to: 2, sequence: 3, origin: origin))),
            (.ownerSequence, .rotate(try issued.rotation(to: 1, sequence: 0, origin: origin))),
            (.ownerSequence, try recovery(rotated, 1, wait: shortest)),
            (.ownerSequence, try recovery(issued, 2, wait: 0)),
            (.nonceNotZero, .rotate(try rotated.rotation(to: 2, nonce: rotated.nonce, origin: origin))),
            (.notCommitted, .rotate(try rotated.rotation(to: 3, sequence: 2, origin: origin))),
            (
                .notCommitted,
                .rotate(
                    Rotation.sign(
                        origin: origin, tag: try rotated.tag, sequence: 2, nonce: .zero,
                        currentKey: try rotated.key(1).publicKey, key: try thief.key(0), nextCommit: .zero))
            ),
            (.signature, .rotate(unsigned)),
            (.signature, .rotate(try rotated.rotation(to: 2, origin: Origin("test.example/other")))),
            (.waitingTime, try recovery(rotated, 2, wait: shortest - 1)),
            (.waitingTime, try recovery(rotated, 2, wait: longest + 1)),
            (.waitingTime, try recovery(rotated, 2, wait: -1)),
            (.waitingTime, try recovery(rotated, 2, wait: -Int64(LogFixture.start))),
            (.sealFrom, seal(log) { $0.from += 1 }),
            (.sealFrom, seal(log) { ($0.from, $0.to) = (0, 0) }),
            (.sealTo, seal(log) { $0.to += 1 }),
            (.sealTo, seal(log) { ($0.to, $0.roster) = ($0.to - 1, 0) }),
            (.sealRoster, seal(log) { ($0.roster, $0.mapRoot) = (0, .zero) }),
            (.sealMapRoot, seal(log) { $0.mapRoot = .zero }),
        ]
    }

    @Test func everyReasonMakesAnEntryVoidAndAVoidEntryChangesNothing() throws {
        let log = try Self.log()
        var met: Set<String> = ["sealRange"]
        for (reason, body) in try Self.wrong(log) {
            var changed = log
            #expect(try changed.append(body) == .void(reason), "\(body)")
            expectNothingHappened(changed, since: log)
            met.insert(Self.name(reason))
        }
        for bytes in [[], [1, 9], [UInt8](repeating: 1, count: 1_025)] as [[UInt8]] {
            var changed = log
            guard case .void(.unparseable) = try changed.append(bytes) else {
                Issue.record("\(bytes.count) bytes are an entry")
                continue
            }
            expectNothingHappened(changed, since: log)
            met.insert(Self.name(.unparseable(.kind(9))))
        }
        var early = log
        early.time -= 1
        #expect(try early.append(Self.issued.status(2, .active)) == .void(.timeDecreases))
        expectNothingHappened(early, since: log)
        met.insert(Self.name(.timeDecreases))
        #expect(met.count == 16, "\(met.sorted())")
    }

    /// Only the tree has grown, by the hash of the bytes.
    private func expectNothingHappened(_ log: LogFixture, since before: LogFixture) {
        #expect(log.state.size == before.state.size + 1)
        #expect(log.state.root == MerkleTree.root(leafHashes: log.entries.map { MerkleTree.leafHash($0) }))
        #expect(log.state.map == before.state.map)
        #expect(log.state.lastTime == before.state.lastTime)
        #expect(log.state.lastSeal == before.state.lastSeal)
        #expect(log.state.nextSealStart == before.state.nextSealStart)
        #expect(!log.state.endsInSeal)
    }

    @Test func aLogWithVoidEntriesGoesOnAsIfTheyWereNotThere() throws {
        var log = try Self.log()
        for (_, body) in try Self.wrong(log) { try log.append(body) }
        try log.append([])
        #expect(try !log.append(Self.issued.status(1, .suspended)).isVoid)
        #expect(try !log.append(.rotate(Self.rotated.rotation(to: 2, origin: log.origin))).isVoid)
        #expect(try !log.append(Self.seal(log) { _ in }).isVoid)
        #expect(log.state.endsInSeal)
    }

    @Test func aSealSpansAtMost4096Entries() throws {
        var log = try LogFixture()
        let body = EntryBody.issuance(height: 0, root: .zero)
        for _ in 0..<4_095 { log.state.apply(Entry(time: log.time, body: body).encoded()) }
        var full = log
        #expect(log.state.canBeSealed)
        #expect(!log.state.apply(Entry(time: log.time, body: Self.seal(log) { _ in }).encoded()).isVoid)
        full.state.apply(Entry(time: log.time, body: body).encoded())
        #expect(!full.state.canBeSealed)
        let late = Entry(time: log.time, body: Self.seal(full) { $0.roster = 1 }).encoded()
        #expect(full.state.apply(late) == .void(.sealRange))
        #expect(throws: LogWriteError.cannotSeal) { try LogWriter(full.state, roster: 1, now: 0) }
    }

    @Test func anEntryInTheFarFutureDoesNotBlockTheLogWhileItIsVoid() throws {
        var log = try Self.log()
        let far = Entry(time: .max, body: try Self.issued.status(9, .revoked))
        #expect(try log.append(far.encoded()) == .void(.statusSequence))
        #expect(try !log.append(Self.issued.status(1, .revoked)).isVoid)
    }

    @Test func recoveriesAtTheEndOfTimeAreJudgedWithoutOverflow() throws {
        var state = LogState(origin: try Origin("test.example/end"))
        for notBefore in [.max, .max - 1, 0] as [UInt64] {
            let recovery = Recovery(
                tag: try Self.issued.tag, sequence: 1, ownerCommit: .repeating(1), notBefore: notBefore)
            let outcome = state.apply(Entry(time: .max - 5, body: .recover(recovery)).encoded())
            #expect(outcome == .void(.waitingTime), "\(notBefore)")
        }
        let last = state.apply(Entry(time: .max, body: .issuance(height: 0, root: .zero)).encoded())
        #expect(last == .applied(.issued))
    }

    // MARK: Status

    @Test func theStepsBetweenStatesAreThoseOfTheFormatAndNoOther() throws {
        let allowed: Set<[UInt8]> = [[0, 1], [0, 2], [0, 3], [1, 3], [2, 0], [2, 3]]
        let way: [CredentialState: [CredentialState]] = [
            .active: [], .superseded: [.superseded], .suspended: [.suspended], .revoked: [.revoked],
        ]
        for from in CredentialState.allCases {
            for to in CredentialState.allCases {
                var log = try LogFixture()
                for (index, state) in try #require(way[from]).enumerated() {
                    #expect(try !log.append(Self.issued.status(UInt32(index + 1), state)).isVoid)
                }
                let sequence = UInt32(way[from]?.count ?? 0) + 1
                let outcome = try log.append(Self.issued.status(sequence, to))
                #expect(outcome.isVoid == !allowed.contains([from.rawValue, to.rawValue]), "\(from) to \(to)")
                #expect(from.canBecome(to) == !outcome.isVoid)
            }
        }
    }

    @Test func aStatusEntrySetsStateReasonTimeAndIndex() throws {
        var log = try Self.log()
        let index = log.state.size
        let outcome = try log.append(Self.issued.status(1, .suspended, reason: 300))
        let value = try #require(log.state[try Self.issued.tag])
        #expect(value.state == .suspended && value.reason == 300 && value.statusSequence == 1)
        #expect(value.statusTime == log.time && value.lastIndex == index && value.ownerSequence == 0)
        let change = try #require(outcome.change)
        #expect(change.kind == .status && change.index == index && change.value == value)
        #expect(change.key == Commitment.mapKey(try Self.issued.tag))
        #expect(change.element == ExceptionMap.Element(key: change.key, value: value))
    }

    @Test func countersOfStatusAndOwnerAreIndependentAndEndWithoutWrapping() throws {
        var value = MapValue()
        value.statusSequence = .max
        value.ownerSequence = .max - 1
        value.ownerCommit = try Self.rotated.commit(0)
        let element = ExceptionMap.Element(key: Commitment.mapKey(try Self.rotated.tag), value: value)
        let map = try #require(ExceptionMap(sorted: [element]))
        // A log without entries and seals whose map has one row, as no replay gives it.
        let zeros = [UInt8](repeating: 0, count: 8 + 8 + 1 + 7)
        let snapshot = try LogSnapshot(
            parsing: [1, 14] + Array("test.example/a".utf8) + zeros + [1] + map.rootHash.bytes)
        var state = try LogState(restoring: snapshot, exceptions: [element])
        func apply(_ body: EntryBody) -> ReplayOutcome {
            state.apply(Entry(time: LogFixture.start, body: body).encoded())
        }
        #expect(apply(try Self.rotated.status(0, .revoked)) == .void(.statusSequence))
        #expect(apply(try Self.rotated.status(.max, .revoked)) == .void(.statusSequence))
        let last = try Self.rotated.rotation(to: 1, sequence: .max, origin: state.origin)
        #expect(!apply(.rotate(last)).isVoid)
        let wrapped = try Self.rotated.rotation(to: 2, sequence: 0, nonce: .zero, origin: state.origin)
        #expect(apply(.rotate(wrapped)) == .void(.ownerSequence))
        #expect(
            apply(try Self.recovery(Self.rotated, 0, wait: Int64(Recovery.shortestWait))) == .void(.ownerSequence))
    }

    // MARK: Owners

    @Test func aClaimBindsTheFirstOwnerOnce() throws {
        var log = try Self.log()
        let claim = Claim(tag: try Self.unowned.tag, nonce: Self.unowned.nonce, ownerCommit: try Self.unowned.commit(0))
        #expect(try !log.append(.claim(claim)).isVoid)
        #expect(log.state[try Self.unowned.tag]?.ownerSequence == 1)
        #expect(try log.append(.claim(claim)) == .void(.ownerStands))
        // The claimed owner rotates as any other.
        let rotation = try Self.unowned.rotation(to: 1, sequence: 2, origin: log.origin)
        #expect(try !log.append(.rotate(rotation)).isVoid)
        #expect(try log.state[try Self.unowned.tag]?.ownerCommit == Self.unowned.commit(1))
    }

    @Test func aRotationMovesTheOwnerAndCancelsAWaitingRecovery() throws {
        var log = try Self.log()
        #expect(log.state.standing(of: try Self.waiting.tag).hasPendingRecovery)
        try log.append(.rotate(Self.waiting.rotation(to: 1, origin: log.origin)))
        let value = log.state.standing(of: try Self.waiting.tag)
        #expect(!value.hasPendingRecovery && value.pendingCommit.isZero)
        #expect(value.ownerSequence == 1)
        #expect(try value.ownerCommit == Self.waiting.commit(1))
    }

    @Test func aRecoveryCountsOnceASealIsNotEarlier() throws {
        var log = try Self.log()
        let notBefore = log.time + Recovery.usualWait
        let tag = try Self.waiting.tag
        // Entries of that time do not make it ripe, a seal one millisecond before does not either.
        log.time = notBefore - 1
        try log.write { _ in }
        log.time = notBefore
        try log.append(.issuance(height: 0, root: .zero))
        #expect(log.state.standing(of: tag).ownerSequence == 0)
        #expect(try log.append(.rotate(Self.waiting.rotation(to: 6, sequence: 2, origin: log.origin))).isVoid)
        let root = log.state.map.rootHash
        try log.write { _ in }
        let standing = log.state.standing(of: tag)
        #expect(standing.ownerSequence == 1 && !standing.hasPendingRecovery)
        #expect(try standing.ownerCommit == Self.waiting.commit(5))
        // The seal alone does not rewrite the row: the map says what was written.
        #expect(log.state.map.rootHash == root)
        #expect(log.state[tag]?.hasPendingRecovery == true)
        // Too late for the old owner; the new one rotates.
        #expect(try log.append(.rotate(Self.waiting.rotation(to: 1, origin: log.origin))) == .void(.ownerSequence))
        #expect(log.state[tag]?.hasPendingRecovery == true)
        #expect(try !log.append(.rotate(Self.waiting.rotation(to: 6, sequence: 2, origin: log.origin))).isVoid)
        #expect(try log.state[tag]?.ownerCommit == Self.waiting.commit(6))
    }

    @Test func anyLaterEntryOfTheCredentialTakesARipeRecoveryIntoTheRow() throws {
        var log = try Self.log()
        log.time += Recovery.usualWait
        try log.write { _ in }
        try log.append(Self.waiting.status(1, .suspended))
        let value = try #require(log.state[try Self.waiting.tag])
        #expect(value.ownerSequence == 1 && !value.hasPendingRecovery && value.state == .suspended)
        #expect(try value.ownerCommit == Self.waiting.commit(5))
    }

    @Test func aLaterRecoveryReplacesAWaitingOne() throws {
        var log = try Self.log()
        log.time += 1_000
        try log.write { try $0.recover(Self.waiting.tag, ownerCommit: .repeating(7), wait: Recovery.longestWait) }
        let value = try #require(log.state[try Self.waiting.tag])
        #expect(value.pendingCommit == .repeating(7) && value.ownerSequence == 0)
        #expect(value.pendingNotBefore == log.time + Recovery.longestWait)
        // The first one's time passes without effect.
        log.time += Recovery.usualWait
        try log.write { _ in }
        #expect(log.state.standing(of: try Self.waiting.tag).hasPendingRecovery)
    }

    @Test func aClaimLeavesAWaitingRecoveryAlone() throws {
        var log = try Self.log()
        let tag = try Self.unowned.tag
        try log.write { try $0.recover(tag, ownerCommit: .repeating(7)) }
        try log.write { try $0.claim(tag, nonce: Self.unowned.nonce, ownerCommit: .repeating(8)) }
        let value = try #require(log.state[tag])
        #expect(value.ownerSequence == 1 && value.ownerCommit == .repeating(8) && value.hasPendingRecovery)
        log.time += Recovery.usualWait
        try log.write { _ in }
        let ripe = log.state.standing(of: tag)
        #expect(ripe.ownerSequence == 2 && ripe.ownerCommit == .repeating(7))
    }

    @Test func theBoundsOfTheWaitingTimeThemselvesAreAllowed() throws {
        for wait in [Recovery.shortestWait, Recovery.longestWait] {
            var log = try Self.log()
            #expect(try !log.append(Self.recovery(Self.issued, 1, wait: Int64(wait))).isVoid)
        }
    }

    @Test func aValueThatNoReplayGivesDoesNotWrapToAsIssued() {
        var value = MapValue()
        value.ownerSequence = .max
        value.pendingCommit = .repeating(1)
        value.pendingNotBefore = 5
        #expect(value.settled(at: 4) == value)
        let settled = value.settled(at: 5)
        #expect(settled.ownerSequence == .max)
        #expect(settled.ownerCommit == .repeating(1) && !settled.hasPendingRecovery)
    }

    // MARK: Against the reference

    @Test(arguments: 0..<12 as Range<UInt64>)
    func anyMixOfEntriesGivesWhatTheReferenceGives(seed: UInt64) throws {
        let origin = try Origin("test.example/college")
        var state = LogState(origin: origin)
        var reference = ReferenceLedger(origin: origin.text)
        var maker = RandomEntries(seed: seed)
        var kinds: Set<EntryKind> = []
        var voidCount = 0
        for index in 0..<400 {
            let bytes = try maker.next(after: state)
            let outcome = state.apply(bytes)
            let isValid = reference.apply(bytes)
            try #require(outcome.isVoid != isValid, "seed \(seed), entry \(index): \(outcome)")
            if outcome.isVoid { voidCount += 1 } else { kinds.insert(try Entry(parsing: bytes).body.kind) }
            try #require(state.map.rootHash == reference.mapRoot, "seed \(seed), entry \(index)")
        }
        #expect(kinds.count == 6 && voidCount > 40, "seed \(seed): \(kinds), \(voidCount) void")
        #expect(state.map.count == reference.rows.count)
        for (tag, row) in reference.rows { #expect(state[tag]?.encoded() == row.bytes, "seed \(seed), \(tag)") }
    }

    @Test func equalBytesGiveEqualStatesWhetherTheMapWasLookedAtOrNot() throws {
        var maker = RandomEntries(seed: 77)
        var looked = LogState(origin: try Origin("test.example/college"))
        var plain = looked
        for index in 0..<200 {
            let bytes = try maker.next(after: looked)
            let hash = MerkleTree.leafHash(bytes)
            #expect(looked.apply(bytes) == plain.apply(bytes, leafHash: hash), "entry \(index)")
            _ = looked.map.rootHash
        }
        #expect(looked == plain)
    }
}
