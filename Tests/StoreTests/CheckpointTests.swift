import Cryptography
import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import Store

@Suite struct CheckpointTests {
    let directory: TemporaryDirectory
    let store: Store

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory.path("store"))
    }

    private func sizes(_ origin: Origin, upTo size: UInt64) throws -> [UInt64] {
        try store.read { (reader) throws in
            var found: [UInt64] = []
            for size in 0...size where try reader.checkpoint(origin, size: size) != nil { found.append(size) }
            return found
        }
    }

    @Test func theFirstQuorumAndTheNewestCosignaturesAreKept() async throws {
        var log = try LogFixture()
        try await store.append(log.next(2))
        let origin = log.origin
        let notes = try (0..<4).map { try log.cosigned(log.note(), at: 1_000 + UInt64($0) * 100) }
        try await store.write { try $0.recordCosignatures(origin, note: notes[0]) }
        var newest = try #require(try store.read { try $0.newestCheckpoint(origin) })
        #expect(!newest.isAttested && newest.note == notes[0].encoded)
        #expect(try store.read { try $0.attestedCheckpoint(origin) } == nil)
        try await store.write { try $0.recordCosignatures(origin, note: notes[1], attested: 1_100) }
        try await store.write { try $0.recordCosignatures(origin, note: notes[2], attested: 1_200) }
        try await store.write { try $0.recordCosignatures(origin, note: notes[3]) }
        newest = try #require(try store.read { try $0.newestCheckpoint(origin) })
        #expect(newest.firstAttested == 1_100)
        #expect(newest.first == notes[1].encoded)
        #expect(newest.latest == notes[3].encoded)
        #expect(try store.restored(origin).head == notes[3])
        #expect(try store.restored(origin).attested == newest)
    }

    @Test func historyKeepsAtMostOneCheckpointAMinute() async throws {
        var log = try LogFixture()
        let origin = log.origin
        var attested: [(size: UInt64, time: UInt64)] = []
        for round in UInt64(0)..<40 {
            try await store.append(log.next(0))
            let time = 10_000 + round * 25
            let note = try log.cosigned(log.note(), at: time)
            try await store.write { try $0.recordCosignatures(origin, note: note, attested: time) }
            attested.append((log.state.size, time))
        }
        let kept = try sizes(origin, upTo: log.state.size)
        let times = kept.compactMap { size in attested.first { $0.size == size }?.time }
        #expect(times.first == 10_000)
        #expect(kept.last == log.state.size)
        // All but the newest two are a minute apart, and no gap is longer than it need be.
        for (earlier, later) in zip(times, times.dropFirst()).dropLast() {
            #expect(later - earlier >= 60 && later - earlier < 60 + 25)
        }
        for size in kept.dropLast(1) {
            let record = try #require(try store.read { try $0.checkpoint(origin, size: size) })
            #expect(record.latest == nil && record.first != nil)
        }
    }

    @Test func lookingBackFindsWhatWasAttestedThen() async throws {
        var log = try LogFixture()
        let origin = log.origin
        var history: [(size: UInt64, time: UInt64)] = []
        for round in UInt64(0)..<30 {
            try await store.append(log.next(Int(round) % 3))
            guard round % 4 != 3 else { continue }  // some heads never reach a quorum
            let time = 10_000 + round * 100
            let note = try log.cosigned(log.note(), at: time)
            try await store.write { try $0.recordCosignatures(origin, note: note, attested: time) }
            history.append((log.state.size, time))
        }
        for time in stride(from: UInt64(9_900), through: 13_200, by: 50) {
            let expected = history.last { $0.time <= time }?.size
            #expect(try store.read { try $0.attestedCheckpoint(origin, at: time)?.size } == expected, "at \(time)")
        }
    }

    @Test func headsWithoutAQuorumDoNotPileUp() async throws {
        var log = try LogFixture()
        for _ in 0..<60 { try await store.append(log.next(0)) }
        let kept = try sizes(log.origin, upTo: log.state.size)
        #expect(kept.count == CheckpointRecord.unattestedLimit)
        #expect(kept.last == log.state.size)
        // A quorum for the newest makes the others useless.
        let note = try log.cosigned(log.note(), at: 5)
        try await store.write { [origin = log.origin] in try $0.recordCosignatures(origin, note: note, attested: 5) }
        #expect(try sizes(log.origin, upTo: log.state.size) == [log.state.size])
    }

    @Test func aLateQuorumForASmallerHeadIsHistory() async throws {
        var log = try LogFixture()
        let origin = log.origin
        try await store.append(log.next(1))
        let old = try log.note()
        let oldSize = log.state.size
        try await store.append(log.next(1))
        let new = try log.cosigned(log.note(), at: 200)
        try await store.write { try $0.recordCosignatures(origin, note: new, attested: 200) }
        let late = try log.cosigned(old, at: 150)
        try await store.write { try $0.recordCosignatures(origin, note: late, attested: 150) }
        let record = try store.read { try $0.checkpoint(origin, size: oldSize) }
        #expect(record?.first == late.encoded && record?.latest == nil)
        #expect(try store.read { try $0.attestedCheckpoint(origin)?.note } == new.encoded)
        #expect(try store.read { try $0.attestedCheckpoint(origin, at: 160)?.size } == oldSize)
    }

    @Test func cosignaturesOfUnknownThingsAreRefused() async throws {
        var log = try LogFixture()
        let origin = log.origin
        let note = try log.note(size: 3, root: .zero)
        await #expect(throws: StoreError.unknownOrigin(origin)) {
            try await store.write { try $0.recordCosignatures(origin, note: note) }
        }
        try await store.append(log.next(1))
        let foreign = try LogFixture("midwest.example/other").note(size: 1, root: .zero)
        for note in [note, foreign] {
            await #expect(throws: StoreError.self) {
                try await store.write { try $0.recordCosignatures(origin, note: note) }
            }
        }
    }
}
