import Cryptography
import Glibc
import LMDB
import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import Store

/// Every call of the database fails once, at every place where it is made; and the disk fills up.
@Suite struct FaultTests {
    let directory: TemporaryDirectory
    let saboteur = Saboteur()

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Small limits, so that rows of exception maps are written now and then too. Nothing waits for the disk: the failures
    /// are made here.
    private var options: StoreOptions {
        var options = saboteur.options
        options.exceptionBacklog = 8
        options.isDurable = false
        return options
    }

    /// A store with two batches, closed.
    private func base(_ history: History) async throws -> String {
        let path = directory.path("base")
        let store = try Store.open(path, options)
        for batch in history.batches.prefix(2) { try await store.append(batch) }
        store.close()
        return path
    }

    /// Everything that one commit of a node may hold: entries, cosignatures, evidence, documents.
    private func write(_ history: History, _ batch: Int, to store: Store) async throws {
        let append = history.batches[batch]
        let note = try history.log.cosigned(#require(append.note), at: 1_000 + UInt64(batch))
        let evidence = try LogFixture("midwest.example/crooked").evidence(UInt8(batch))
        try await store.write { writer in
            try writer.appendLog(append)
            try writer.recordCosignatures(append.origin, note: note, attested: 1_000 + UInt64(batch))
            try writer.recordEvidence(evidence)
            try writer.put(.credentials, key: ShelfKey.text("urn:uuid:\(batch)"), value: [UInt8(batch)])
            try writer.delete(.credentials, key: ShelfKey.text("urn:uuid:\(batch - 1)"))
        }
    }

    private func expectAllOrNothing(_ path: String, _ history: History, _ what: String) throws {
        let store = try Store.open(path)
        defer { store.close() }
        let restored = try store.restored(history.log.origin)
        let batches = try #require(history.batchCount(of: restored.state), "\(what)")
        #expect((2...4).contains(batches), "\(what)")
        let note = restored.head?.text
        #expect(note == history.batches[batches - 1].note?.text, "\(what)")
        let keys = try store.read { try $0.all(.credentials).map(\.key) }
        #expect(keys == (batches == 2 ? [] : [ShelfKey.text("urn:uuid:\(batches - 1)")]), "\(what)")
        let evidence = try store.read { try $0.evidence(Origin("midwest.example/crooked")).count }
        #expect(evidence == batches - 2, "\(what)")
        #expect(restored.attested?.size == (batches == 2 ? nil : restored.state.size), "\(what)")
    }

    @Test(arguments: [false, true]) func whicheverCallFailsABatchIsStoredWholeOrNotAtAll(forGood: Bool) async throws {
        let history = try History(sizes: [3, 30, 5, 9])
        let base = try await base(history)
        let place = directory.path("counting")
        try DataFile.copy(base, to: place)
        let store = try Store.open(place, options)
        saboteur.fail(nil)
        for batch in 2...3 { try await write(history, batch, to: store) }
        let total = saboteur.calls.count
        store.close()
        #expect(total > 60)
        try expectAllOrNothing(place, history, "no failure")
        var stops = 0
        for number in 1...total {
            let place = directory.path("at\(number)")
            try DataFile.copy(base, to: place)
            let store = try Store.open(place, options)
            saboteur.fail(number, forGood: forGood)
            var failures: [StoreError] = []
            for batch in 2...3 {
                do { try await write(history, batch, to: store) } catch let error as StoreError {
                    failures.append(error)
                }
            }
            saboteur.fail(nil)
            // Once its state is unknown the store takes nothing more, whatever comes. A call that fails once may be made
            // again without anybody noticing; one that fails for good may not.
            let expected = StoreError.stopped(.diskFull(path: place))
            #expect(failures == Array(repeating: expected, count: failures.count), "call \(number)")
            #expect(failures.count <= 2 && (!forGood || !failures.isEmpty), "call \(number)")
            if !failures.isEmpty {
                stops += 1
                #expect(store.writeFailure == expected, "call \(number)")
                await #expect(throws: expected) { try await store.write { try $0.put(.meta, key: [1], value: [1]) } }
            }
            // Reading goes on.
            let state = try store.restored(history.log.origin).state
            #expect(state == history.states[4 - failures.count], "call \(number)")
            store.close()
            try expectAllOrNothing(place, history, "call \(number)")
        }
        #expect(forGood ? stops == total : stops > 2)
    }

    @Test func whicheverCallFailsWhileRecoveringTheNextStartRecovers() async throws {
        let history = try History(sizes: [3, 60])
        var lazy = options
        lazy.exceptionBacklog = 1_000_000
        let store = try Store.open(directory.path("store"), lazy)
        for batch in history.batches { try await store.append(batch) }
        let base = directory.path("base")
        try DataFile.copy(directory.path("store"), to: base)
        store.close()
        let place = directory.path("counting")
        try DataFile.copy(base, to: place)
        saboteur.fail(nil)
        try Store.open(place, options).close()
        let total = saboteur.calls.count
        // Every entry is read and every row written.
        #expect(total > 120)
        for number in 1...total {
            let place = directory.path("at\(number)")
            try DataFile.copy(base, to: place)
            saboteur.fail(number)
            let opened = try? Store.open(place, options)
            opened?.close()
            saboteur.fail(nil)
            let store = try Store.open(place)
            #expect(try store.restored(history.log.origin).state == history.log.state, "call \(number)")
            #expect(try store.read { try $0.exceptions(history.log.origin) } == Array(history.log.state.map))
            store.close()
        }
    }

    @Test func aRequestThatTheDatabaseRefusesStopsNobodyElse() async throws {
        let store = try Store.open(directory.path("store"), options)
        var history = try History(sizes: [1])
        await #expect(throws: StoreError.database(.keyLength(512, limit: 511))) {
            try await store.write { writer in
                try writer.put(.meta, key: [1], value: [1])
                try writer.put(.meta, key: [UInt8](repeating: 1, count: 512), value: [1])
            }
        }
        #expect(store.writeFailure == nil)
        #expect(try store.read { try $0.contains(.meta, key: [1]) } == false)
        try await store.append(history.batches[0])
        try history.add(2)
        try await store.append(history.batches[1])
        #expect(try store.restored(history.log.origin).state == history.log.state)
        store.close()
    }

    @Test func aFullDiskStopsWritingLosesNothingAndIsOverWhenThereIsRoom() async throws {
        guard let disk = SmallDisk(at: directory.path("disk"), bytes: 3 << 20) else {
            withKnownIssue("a small file system can be mounted by root only", isIntermittent: true) {
                Issue.record("not root")
            }
            return
        }
        let path = "\(disk.path)/store"
        var history = try History()
        let store = try Store.open(path)
        var failure: StoreError?
        while failure == nil, history.batches.count < 1_000 {
            try history.add(100)
            do { try await store.append(history.batches[history.batches.count - 1]) } catch {
                failure = error as? StoreError
            }
        }
        #expect(failure == .stopped(.diskFull(path: path)))
        let stored = history.batches.count - 1
        #expect(stored > 5)
        #expect(try store.restored(history.log.origin).state == history.states[stored])
        store.close()
        #expect(disk.grow(to: 64 << 20))
        let again = try Store.open(path)
        #expect(try again.restored(history.log.origin).state == history.states[stored])
        try await again.append(history.batches[stored])
        #expect(try again.restored(history.log.origin).state == history.log.state)
        again.close()
    }
}
