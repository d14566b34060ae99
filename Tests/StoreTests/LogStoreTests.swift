import Cryptography
import Ledger
import Synchronization
import TestSupport
import Testing
import TransparencyLog

@testable import Store

@Suite struct LogStoreTests {
    let directory: TemporaryDirectory
    let store: Store

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory.path("store"))
    }

    @Test func whatWasAppendedIsRestoredAfterReopening() async throws {
        var log = try LogFixture()
        for count in [0, 1, 5, 300, 700, 2] { try await store.append(log.next(count)) }
        let state = log.state
        let note = try log.note()
        #expect(try store.restored(log.origin).state == state)
        store.close()
        let again = try Store.open(directory.path("store"))
        let restored = try again.restored(log.origin)
        #expect(restored.state == state)
        #expect(restored.head == note)
        #expect(restored.target == nil)
        #expect(restored.attested == nil)
        #expect(!restored.isFrozen)
        let head = try again.read { try $0.logHead(log.origin) }
        #expect(head.size == state.size && head.headSize == state.size && head.rosterVersion == 1)
        again.close()
    }

    @Test func aLogThatWasNeverStoredReadsAsEmpty() throws {
        let origin = try Origin("midwest.example/nobody")
        try store.read { (reader) throws in
            #expect(try reader.origins() == [])
            #expect(try reader.logSize(origin) == 0)
            #expect(try reader.entry(origin, 0) == nil)
            #expect(try reader.entries(origin, 0..<10) == [])
            #expect(try reader.exceptions(origin) == [])
            #expect(try reader.appliedSnapshot(origin) == nil)
            #expect(try reader.evidence(origin) == [])
            #expect(try reader.newestCheckpoint(origin) == nil)
            #expect(try reader.attestedCheckpoint(origin) == nil)
            #expect(try reader.attestedCheckpoint(origin, at: 5) == nil)
            #expect(throws: ProofError.self) { try reader.tileReader(origin).tile(level: 0, index: 0, width: 1) }
            #expect(try reader.restoreLog(origin).state == LogState(origin: origin))
        }
    }

    @Test func entriesComeBackByIndexAndRange() async throws {
        var log = try LogFixture()
        var all: [[UInt8]] = []
        for count in [3, 300, 40] {
            let append = try log.next(count)
            all += append.entries
            try await store.append(append)
        }
        let origin = log.origin
        let size = UInt64(all.count)
        #expect(try store.read { try $0.entry(origin, 5) } == all[5])
        #expect(try store.read { try $0.entry(origin, size) } == nil)
        for range in [0..<1, 3..<300, 0..<size, 340..<2000, size..<size + 1] as [Range<UInt64>] {
            let expected = Array(all[min(Int(range.lowerBound), all.count)..<min(Int(range.upperBound), all.count)])
            #expect(try store.read { try $0.entries(origin, range) } == expected)
        }
        // The limit keeps whole entries.
        let limit = all[10].count + all[11].count + all[12].count - 1
        #expect(try store.read { try $0.entries(origin, 10..<20, byteLimit: limit) } == Array(all[10..<12]))
    }

    @Test func proofsFromStoredTilesHold() async throws {
        var log = try LogFixture()
        var leaves: [Digest] = []
        var roots: [UInt64: Digest] = [:]
        for count in [1, 254, 0, 257, 600] {
            let append = try log.next(count)
            leaves += append.entries.map(MerkleTree.leafHash)
            roots[append.state.size] = append.state.root
            try await store.append(append)
        }
        let (origin, size, root) = (log.origin, log.state.size, log.state.root)
        try store.read { (reader) throws in
            let tiles = try reader.tileReader(origin)
            for index in [0, 1, 255, 256, 257, 600, size - 1] {
                let proof = try TiledTree.proveInclusion(index: index, size: size, reader: tiles)
                try proof.check(leafHash: leaves[Int(index)], root: root)
            }
            for (old, oldRoot) in roots {
                let proof = try TiledTree.proveConsistency(from: old, to: size, reader: tiles)
                try proof.check(oldRoot: oldRoot, newRoot: root)
            }
        }
    }

    @Test func tilesAreOfNoUseAfterTheRead() async throws {
        var log = try LogFixture()
        try await store.append(log.next(3))
        let tiles = try store.read { try $0.tileReader(log.origin) }
        #expect(throws: (any Error).self) { try tiles.tile(level: 0, index: 0, width: 1) }
    }

    @Test func logsDoNotDisturbEachOther() async throws {
        var logs = try ["b.example/x", "a.example/x", "a.example/xy"].enumerated().map {
            try LogFixture($1, seed: UInt64($0))
        }
        for round in 0..<6 {
            for place in logs.indices { try await store.append(logs[place].next(round * 50 + place)) }
        }
        #expect(try store.read { try $0.origins().map(\.text) } == ["a.example/x", "a.example/xy", "b.example/x"])
        store.close()
        let again = try Store.open(directory.path("store"))
        for log in logs { #expect(try again.restored(log.origin).state == log.state) }
        again.close()
    }

    @Test func onlyWhatFollowsIsAppended() async throws {
        var log = try LogFixture()
        let first = try log.next(3)
        let second = try log.next(3)
        await #expect(throws: StoreError.notContiguous(origin: log.origin, stored: 0, firstIndex: 4)) {
            try await store.append(second)
        }
        try await store.append(first)
        await #expect(throws: StoreError.notContiguous(origin: log.origin, stored: 4, firstIndex: 0)) {
            try await store.append(first)
        }
        try await store.append(second)
        #expect(try store.restored(log.origin).state == log.state)
    }

    @Test func contradictionsAreRefusedAndChangeNothing() async throws {
        var log = try LogFixture()
        let before = log
        try await store.append(log.next(3))
        let stored = log.state
        let good = try log.next(3)
        var other = before
        _ = try other.next(9)
        let leafHashes = good.entries.map(MerkleTree.leafHash)
        let foreign = try LogFixture("midwest.example/other").note(size: good.state.size, root: good.state.root)
        let wrong = [
            good.with(state: stored), good.with(state: other.state), good.with(entries: Array(good.entries.dropLast())),
            good.with(note: try log.note(size: good.state.size, root: .zero)),
            good.with(note: try log.note(size: good.state.size + 1, root: good.state.root)),
            good.with(note: foreign), good.with(note: .some(nil)), good.with(reachesHead: false),
            good.with(leafHashes: Array(leafHashes.dropLast())), good.with(leafHashes: leafHashes.reversed()),
        ]
        for (number, append) in wrong.enumerated() {
            let error = await #expect(throws: StoreError.self, "\(number)") { try await store.append(append) }
            guard case .contradiction? = error else {
                Issue.record("\(number): \(String(describing: error))")
                continue
            }
        }
        for entry in [[], [UInt8](repeating: 1, count: 1_025)] as [[UInt8]] {
            await #expect(throws: StoreError.entryLength(entry.count, limit: 1_024)) {
                try await store.append(good.with(entries: [entry]))
            }
        }
        #expect(try store.restored(log.origin).state == stored)
        #expect(store.writeFailure == nil)
        try await store.append(good.with(leafHashes: leafHashes))
        #expect(try store.restored(log.origin).state == log.state)
    }

    @Test func voidEntriesAreKeptAndHashed() async throws {
        var state = try LogFixture().state
        let entries: [[UInt8]] = [[1], [UInt8](repeating: 0, count: 1_024), [9, 9, 9]]
        for entry in entries { state.apply(entry) }
        let append = LogAppend(
            origin: state.origin, firstIndex: 0, entries: entries, state: state, changes: [], note: nil,
            reachesHead: false)
        try await store.append(append)
        let restored = try store.restored(state.origin)
        #expect(restored.state == state)
        #expect(restored.head == nil)
    }

    @Test func catchingUpRemembersItsTarget() async throws {
        var log = try LogFixture()
        try await store.append(log.next(3))
        let head = try log.note()
        let first = try log.next(3)
        let second = try log.next(3)
        let target = try log.note()
        try await store.append(first.with(note: target, reachesHead: false))
        var restored = try store.restored(log.origin)
        #expect(restored.state == first.state && restored.head == head && restored.target == target)
        try await store.append(second)
        restored = try store.restored(log.origin)
        #expect(restored.state == log.state && restored.head == target && restored.target == nil)
    }

    @Test func evidenceFreezesTheLogAndIsBounded() async throws {
        var log = try LogFixture()
        try await store.append(log.next(3))
        let origin = log.origin
        let evidence = try log.evidence()
        try await store.write { try $0.recordEvidence(evidence) }
        try await store.write { try $0.recordEvidence(evidence) }
        #expect(try store.restored(origin).evidence == [evidence])
        #expect(try store.restored(origin).isFrozen)
        for number in UInt8(1)...40 {
            let more = try log.evidence(number)
            try await store.write { try $0.recordEvidence(more) }
        }
        #expect(try store.restored(origin).evidence.count == StoreWriter.evidenceLimit)
        try await store.write { try $0.setFrozen(origin, false) }
        #expect(try !store.restored(origin).isFrozen)
        // Also against a log of which nothing else is stored.
        let unknown = try LogFixture("midwest.example/unknown").evidence()
        try await store.write { try $0.recordEvidence(unknown) }
        #expect(try store.restored(unknown.origin).isFrozen)
    }
}
