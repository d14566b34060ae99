import Cryptography
import Ledger
import TestSupport
import Testing

@Suite struct LogWriterTests {
    private let issuance = EntryBody.issuance(height: 0, root: .repeating(1))

    /// Applies a batch to a state as a mirror does: nothing in it may be void.
    private func replay(_ batch: SealedBatch, on state: LogState) -> LogState {
        var state = state
        var changes: [ExceptionChange] = []
        #expect(batch.firstIndex == state.size)
        for (index, entry) in batch.entries.enumerated() {
            let outcome = state.apply(entry)
            #expect(!outcome.isVoid, "entry \(index) of the batch: \(outcome)")
            if let change = outcome.change { changes.append(change) }
        }
        #expect(changes == batch.changes)
        return state
    }

    @Test func aBatchEndsInASealAndReplaysToTheWritersState() throws {
        let log = try ReplayTests.log()
        var writer = try LogWriter(log.state, roster: 3, now: log.time + 5)
        #expect(writer.firstIndex == log.state.size)
        #expect(try writer.append(issuance) == log.state.size)
        try writer.changeStatus(of: ReplayTests.issued.tag, to: .suspended, reason: 1, evidence: .repeating(2))
        try writer.changeStatus(of: ReplayTests.issued.tag, to: .active, reason: 0)
        try writer.claim(
            ReplayTests.unowned.tag, nonce: ReplayTests.unowned.nonce, ownerCommit: ReplayTests.unowned.commit(0))
        try writer.recover(ReplayTests.unowned.tag, ownerCommit: .repeating(3))
        try writer.rotate(ReplayTests.rotated.rotation(to: 2, origin: log.origin))
        let batch = try writer.sealed()
        #expect(batch.entries.count == 7)
        #expect(batch.changes.map(\.kind) == [.status, .status, .claim, .recover, .rotate])
        #expect(replay(batch, on: log.state) == batch.state)
        #expect(batch.state.endsInSeal && batch.state.lastRoster == 3)
        #expect(try batch.entries.allSatisfy { try Entry(parsing: $0).time == log.time + 5 })
        #expect(batch.state.standing(of: try ReplayTests.unowned.tag).ownerSequence == 1)
        #expect(batch.state[try ReplayTests.unowned.tag]?.pendingNotBefore == log.time + 5 + Recovery.usualWait)
    }

    @Test func aBatchOfNothingIsASealAlone() throws {
        let batch = try LogWriter(LogState(origin: LogFixture().origin), roster: 0, now: 1).sealed()
        #expect(batch.entries.count == 1)
        #expect(try Entry(parsing: batch.entries[0]).body == .seal(Seal(from: 0, to: 0, roster: 0, mapRoot: .zero)))
        #expect(batch.state.endsInSeal)
    }

    @Test func whatWouldBeVoidIsRefusedAndLeavesNoTrace() throws {
        let log = try ReplayTests.log()
        var writer = try LogWriter(log.state, roster: 1, now: log.time)
        try writer.append(issuance)
        let before = try writer.sealed()
        let revoked = try ReplayTests.revoked.tag
        #expect(throws: LogWriteError.void(.statusStep)) {
            try writer.changeStatus(of: revoked, to: .active, reason: 0)
        }
        #expect(throws: LogWriteError.void(.ownerStands)) {
            try writer.claim(ReplayTests.rotated.tag, nonce: .zero, ownerCommit: .repeating(1))
        }
        #expect(throws: LogWriteError.void(.tagDoesNotOpen)) {
            try writer.claim(ReplayTests.issued.tag, nonce: .zero, ownerCommit: .repeating(1))
        }
        #expect(throws: LogWriteError.void(.ownerSequence)) {
            try writer.rotate(ReplayTests.rotated.rotation(to: 1, origin: log.origin))
        }
        #expect(throws: LogWriteError.void(.signature)) {
            try writer.rotate(ReplayTests.rotated.rotation(to: 2, origin: Origin("test.example/other")))
        }
        for wait in [Recovery.shortestWait - 1, Recovery.longestWait + 1, .max] {
            #expect(throws: LogWriteError.void(.waitingTime)) {
                try writer.recover(ReplayTests.issued.tag, ownerCommit: .repeating(1), wait: wait)
            }
        }
        #expect(throws: LogWriteError.noOwner) { try writer.recover(ReplayTests.issued.tag, ownerCommit: .zero) }
        #expect(throws: LogWriteError.noOwner) {
            try writer.claim(ReplayTests.unowned.tag, nonce: ReplayTests.unowned.nonce, ownerCommit: .zero)
        }
        #expect(throws: LogWriteError.ownSeal) {
            try writer.append(.seal(Seal(from: 0, to: 0, roster: 0, mapRoot: .zero)))
        }
        #expect(throws: LogWriteError.void(.unparseable(.height(21)))) {
            try writer.append(.issuance(height: 21, root: .zero))
        }
        let after = try writer.sealed()
        #expect(after.entries == before.entries && after.changes == before.changes && after.state == before.state)
    }

    @Test func aDroppedWriterLeavesNoTrace() throws {
        let log = try ReplayTests.log()
        let before = log.state
        var writer = try LogWriter(log.state, roster: 9, now: log.time + 99)
        try writer.changeStatus(of: ReplayTests.issued.tag, to: .revoked, reason: 1)
        for _ in 0..<5_000 { try writer.append(issuance) }
        #expect(try writer.sealed().state.lastRoster == 9)
        #expect(log.state == before && log.state.lastRoster == 1)
        // And sealing does not end the writer.
        let once = try writer.sealed()
        #expect(try writer.sealed().entries == once.entries)
    }

    @Test func longBatchesAreSealedInBetween() throws {
        let log = try ReplayTests.log()
        var writer = try LogWriter(log.state, roster: 1, now: log.time)
        var indexes: [UInt64] = []
        for _ in 0..<10_000 { indexes.append(try writer.append(issuance)) }
        let batch = try writer.sealed()
        #expect(batch.entries.count == 10_003)
        #expect(replay(batch, on: log.state) == batch.state)
        let seals = try batch.entries.enumerated().compactMap { index, bytes in
            try Entry(parsing: bytes).body.kind == .seal ? log.state.size + UInt64(index) : nil
        }
        #expect(seals.count == 3)
        #expect(Set(indexes).isDisjoint(with: seals) && Set(indexes).count == 10_000)
    }

    @Test func aRefusedEntryWhereASealIsDueLeavesNoTraceEither() throws {
        let log = try ReplayTests.log()
        var writer = try LogWriter(log.state, roster: 1, now: log.time)
        for _ in 0..<4_095 { try writer.append(issuance) }
        let state = writer.state
        #expect(throws: LogWriteError.self) {
            try writer.changeStatus(of: ReplayTests.revoked.tag, to: .active, reason: 0)
        }
        #expect(writer.entries.count == 4_095)
        #expect(writer.state == state)
        #expect(try writer.append(issuance) == log.state.size + 4_096)
        let batch = try writer.sealed()
        #expect(replay(batch, on: log.state) == batch.state)
    }

    @Test func countersAreTakenAfterTheSealThatMakesARecoveryRipe() throws {
        var log = try ReplayTests.log()
        log.time += Recovery.usualWait
        var writer = try LogWriter(log.state, roster: 1, now: log.time)
        for _ in 0..<4_095 { try writer.append(issuance) }
        // The seal that has to come first ends the waiting time: this is owner event 2, not 1.
        try writer.recover(ReplayTests.waiting.tag, ownerCommit: .repeating(4))
        let batch = try writer.sealed()
        #expect(replay(batch, on: log.state) == batch.state)
        #expect(batch.state.standing(of: try ReplayTests.waiting.tag).ownerSequence == 1)
        #expect(batch.state.standing(of: try ReplayTests.waiting.tag).hasPendingRecovery)
    }

    @Test func rosterVersionsAndTimesNeverGoBack() throws {
        let log = try ReplayTests.log()
        #expect(throws: LogWriteError.rosterGoesBack(last: 1, given: 0)) {
            try LogWriter(log.state, roster: 0, now: log.time)
        }
        // A clock that is behind does not stop the log.
        let writer = try LogWriter(log.state, roster: 1, now: 0)
        #expect(writer.time == log.state.lastTime)
        #expect(replay(try writer.sealed(), on: log.state).endsInSeal)
    }

    @Test func messagesAreSentences() {
        let errors: [LogWriteError] = [
            .void(.sealTo), .rosterGoesBack(last: 2, given: 1), .cannotSeal, .ownSeal, .noOwner,
        ]
        for error in errors { #expect("\(error)".hasSuffix("."), "\(error)") }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func whateverIsAskedForNothingVoidIsWritten(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let credentials = (0..<5).map { TestCredential(name: "W\($0)", isUnowned: $0 > 2) }
        var state = LogState(origin: try LogFixture().origin)
        let genesis = state
        var entries: [[UInt8]] = []
        var time = LogFixture.start
        for _ in 0..<12 {
            time += UInt64(random.int(in: 0..<3 * 86_400_000))
            var writer = try LogWriter(state, roster: 1, now: time)
            for _ in 0..<random.int(in: 0..<20) {
                let credential = credentials[random.int(in: 0..<5)]
                // Much of this is refused, which is the writer's business.
                _ = try? Self.ask(&writer, credential, &random)
            }
            let batch = try writer.sealed()
            state = batch.state
            entries += batch.entries
        }
        var replayed = genesis
        for (index, entry) in entries.enumerated() {
            let outcome = replayed.apply(entry)
            #expect(!outcome.isVoid, "seed \(seed), entry \(index): \(outcome)")
        }
        #expect(replayed == state, "seed \(seed)")
        #expect(state.map.count > 2, "seed \(seed)")
    }

    private static func ask(
        _ writer: inout LogWriter, _ credential: TestCredential, _ random: inout SplitMix64
    ) throws {
        let tag = try credential.tag
        let standing = writer.state.standing(of: tag)
        switch random.int(in: 0..<5) {
        case 0: try writer.append(.issuance(height: UInt8(random.int(in: 0..<30)), root: .random(&random)))
        case 1:
            let state = CredentialState(rawValue: UInt8(random.int(in: 0..<4))) ?? .active
            try writer.changeStatus(of: tag, to: state, reason: 1)
        case 2: try writer.claim(tag, nonce: credential.nonce, ownerCommit: credential.commit(1))
        case 3:
            let step = try (1..<9).first { try credential.commit($0) == standing.ownerCommit } ?? 0
            try writer.rotate(
                credential.rotation(
                    to: step + 1, sequence: standing.ownerSequence + 1, origin: writer.state.origin))
        default:
            try writer.recover(
                tag, ownerCommit: credential.commit(random.int(in: 1..<5)),
                wait: random.oneIn(2) ? Recovery.shortestWait : 1)
        }
    }
}
