import Cryptography
import Glibc
import LMDB
import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import Store

/// The data file as a crash leaves it, at every step and at random ones: the next start finds whole batches.
@Suite struct CrashTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Opens a crash's leavings; returns how many batches are there.
    @discardableResult
    private func expectWholeBatches(
        _ path: String, _ history: History, _ what: String, options: StoreOptions = .default
    ) throws -> Int {
        let store = try Store.open(path, options)
        defer { store.close() }
        let origin = history.log.origin
        let restored = try store.restored(origin)
        let count = try #require(history.batchCount(of: restored.state), "\(what)")
        #expect(restored.head?.text == (count == 0 ? nil : history.batches[count - 1].note?.text), "\(what)")
        // What may lag is brought up by the start.
        #expect(try store.read { try $0.exceptions(origin) } == Array(restored.state.map), "\(what)")
        #expect(
            try store.read { try $0.appliedSnapshot(origin)?.tree.size ?? 0 } == restored.state.size, "\(what)")
        return count
    }

    @Test func aCrashBeforeAnyCallLeavesTheBatchesThatWereAcknowledged() async throws {
        let saboteur = Saboteur()
        var options = saboteur.options
        options.exceptionBacklog = 20
        let path = directory.path("store")
        let history = try History(sizes: [3, 30, 0, 5])
        let store = try Store.open(path, options)
        saboteur.snapshots(of: path, to: directory.path("crashed"))
        // The number of the first call after which each batch is acknowledged.
        var acknowledged: [Int] = []
        for batch in history.batches {
            try await store.append(batch)
            acknowledged.append(saboteur.calls.count)
        }
        store.close()
        let total = saboteur.calls.count
        #expect(total > 40)
        for number in 1...total {
            let crashed = directory.path("crashed/\(number)")
            try Environment.check(directory: crashed)
            let count = try expectWholeBatches(crashed, history, "before call \(number)")
            #expect(count == acknowledged.count { $0 < number }, "before call \(number)")
        }
    }

    @Test(arguments: 0..<6) func aCommitThatWasHalfWrittenIsNoCommit(seed: UInt64) async throws {
        // Data pages reach the disk in any order before the header does; the header is what counts.
        var random = SplitMix64(seed: seed)
        let path = directory.path("store")
        let history = try History(seed: seed, sizes: [3, 40, 300, 0, 1, 200])
        var options = StoreOptions.default
        options.exceptionBacklog = 50
        let store = try Store.open(path, options)
        var before = try DataFile.read(path)
        for (number, batch) in history.batches.enumerated() {
            try await store.append(batch)
            let after = try DataFile.read(path)
            for attempt in 0..<4 {
                var torn = before
                torn += Array(repeating: 0, count: max(0, after.count - before.count))
                for page in stride(from: 8_192, to: after.count, by: 4_096) where random.oneIn(2) || attempt == 0 {
                    let end = min(page + 4_096, after.count)
                    torn.replaceSubrange(page..<end, with: after[page..<end])
                }
                let place = directory.path("torn\(seed)-\(number)-\(attempt)")
                try DataFile.write(torn, to: place)
                let count = try expectWholeBatches(place, history, "seed \(seed), batch \(number), \(attempt)")
                #expect(count == number, "seed \(seed), batch \(number), \(attempt)")
            }
            before = after
        }
        store.close()
    }

    @Test func aProcessKilledAtAnyMomentLosesNothingThatWasAcknowledged() async throws {
        let path = directory.path("store")
        let journal = directory.path("acknowledged")
        var last = 0
        for round in 0..<8 {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, journal = journal as String, round = round as Int] in
                try await writeUntilKilled(path, journal, round: round)
            }
            var history = try KilledWriter.history()
            let acknowledged = try KilledWriter.acknowledged(journal)
            while history.batches.count < acknowledged + 2 { try history.add(KilledWriter.size(history.batches.count)) }
            let count = try expectWholeBatches(path, history, "round \(round)")
            // The last one may have been committed and not acknowledged.
            #expect(count == acknowledged || count == acknowledged + 1, "round \(round)")
            #expect(count >= last, "round \(round)")
            last = count
            try Store.check(directory: path, identity: .test)
        }
        #expect(last > 3)
    }

    // MARK: What may lag

    @Test func exceptionsThatLagBehindAreAppliedAtTheStart() async throws {
        let path = directory.path("store")
        let history = try History(sizes: [5, 40, 3])
        let store = try Store.open(path)
        for batch in history.batches { try await store.append(batch) }
        let origin = history.log.origin
        // Nothing of the table is written yet: a crash now leaves entries alone.
        #expect(try store.read { try $0.appliedSnapshot(origin) } == nil)
        #expect(try store.read { try $0.exceptions(origin) } == [])
        try DataFile.copy(path, to: directory.path("crashed"))
        #expect(try expectWholeBatches(directory.path("crashed"), history, "lagging") == 3)
        // A stop in good order writes them.
        store.close()
        try DataFile.copy(path, to: directory.path("stopped"))
        #expect(try expectWholeBatches(directory.path("stopped"), history, "stopped") == 3)
    }

    @Test(arguments: [(7, 1 << 40), (1 << 20, 50)] as [(Int, UInt64)])
    func noMoreLagsThanTheLimitsSay(rows: Int, entries: UInt64) async throws {
        var options = StoreOptions.default
        (options.exceptionBacklog, options.replayLimit) = (rows, entries)
        let path = directory.path("store")
        var history = try History()
        let store = try Store.open(path, options)
        let origin = history.log.origin
        var marks: Set<UInt64> = []
        for number in 0..<40 {
            try history.add(number % 6)
            let batch = history.batches[number]
            try await store.append(batch)
            let mark = try store.read { try $0.appliedSnapshot(origin)?.tree.size ?? 0 }
            marks.insert(mark)
            #expect(history.log.state.size - mark <= max(entries == 50 ? 50 : 7, 7) + 7)
            if number % 9 == 8 {
                let crashed = directory.path("crashed\(number)")
                try DataFile.copy(path, to: crashed)
                #expect(try expectWholeBatches(crashed, history, "batch \(number)") == number + 1)
            }
        }
        // It is written now and then, not with every batch.
        #expect(marks.count > 2 && marks.count < 35)
        store.close()
    }

    @Test func rowsThatDoNotFitTheirMarkAreWorkedOutFromTheFirstEntry() async throws {
        let path = directory.path("store")
        let history = try History(sizes: [20, 20])
        let store = try Store.open(path)
        for batch in history.batches { try await store.append(batch) }
        store.close()
        // A row says that a credential stands as issued, and another is missing.
        try DataFile.change(path, "log.exceptions") { transaction, table in
            let keys = history.log.state.map.map { LogKey(origin: 1).exception($0.key) }
            try transaction.put(table, keys[0], MapValue().encoded())
            try transaction.delete(table, keys[1])
        }
        let again = try Store.open(path)
        #expect(try again.restored(history.log.origin).state == history.log.state)
        again.close()
        #expect(throws: StoreError.self) { try Store.check(directory: path, identity: .test) }
    }
}

/// What a process that is going to be killed writes, and how it tells what was acknowledged.
enum KilledWriter {
    static func history() throws -> History { try History("midwest.example/killed", seed: 77) }

    static func size(_ batch: Int) -> Int { [0, 3, 40, 1, 150][batch % 5] }

    /// The number of batches that the journal says were acknowledged: one byte for each.
    static func acknowledged(_ journal: String) throws -> Int {
        var status = stat()
        return unsafe stat(journal, &status) == 0 ? Int(status.st_size) : 0
    }
}

/// Runs in a process of its own, which ends itself at a random moment by a signal that cannot be caught.
func writeUntilKilled(_ path: String, _ journal: String, round: Int) async throws {
    var options = StoreOptions.default
    // Rows of the exception map are written often, seldom or not at all before the end.
    options.exceptionBacklog = [5, 500, 1 << 20][round % 3]
    let store = try Store.open(path, options)
    var history = try KilledWriter.history()
    let size = try store.read { try $0.logSize(history.log.origin) }
    while history.log.state.size < size { try history.add(KilledWriter.size(history.batches.count)) }
    let descriptor = unsafe open(journal, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    // What was committed and not acknowledged before the last end counts from now on.
    while try KilledWriter.acknowledged(journal) < history.batches.count { _ = unsafe write(descriptor, "+", 1) }
    let delay = UInt32.random(in: 1_000..<120_000)
    var thread = pthread_t()
    unsafe pthread_create(
        &thread, nil,
        { argument in
            usleep(UInt32(UInt(bitPattern: argument)))
            kill(getpid(), SIGKILL)
            return nil
        }, UnsafeMutableRawPointer(bitPattern: UInt(delay)))
    while true {
        try history.add(KilledWriter.size(history.batches.count))
        try await store.append(history.batches[history.batches.count - 1])
        _ = unsafe write(descriptor, "+", 1)
    }
}
