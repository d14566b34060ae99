import Cryptography
import LMDB
import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import Store

/// What a bad disk, a bad program or a bad hand may leave in the file is named, with its table, and never believed.
@Suite struct DamageTests {
    let directory: TemporaryDirectory
    let path: String
    let history: History

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("store")
        history = try History(sizes: [10, 300, 4])
    }

    private var origin: Origin { history.log.origin }

    /// A store with a log, a checkpoint with a quorum and evidence, closed.
    private func makeStore() async throws {
        let store = try Store.open(path)
        for batch in history.batches { try await store.append(batch) }
        let note = try history.log.cosigned(history.log.note(), at: 1_000)
        let (origin, evidence) = (origin, try history.log.evidence())
        try await store.write { writer in
            try writer.recordCosignatures(origin, note: note, attested: 1_000)
            try writer.recordEvidence(evidence)
        }
        store.close()
    }

    /// Opens it and reads everything there is to read about the log.
    private func readAll() throws {
        let store = try Store.open(path)
        defer { store.close() }
        _ = try store.restored(origin)
        try store.read { (reader) throws in
            _ = try reader.origins()
            _ = try reader.exceptions(origin)
            _ = try reader.attestedCheckpoint(origin, at: 2_000)
            let tiles = try reader.tileReader(origin)
            _ = try TiledTree.proveInclusion(index: 0, size: history.log.state.size, reader: tiles)
        }
    }

    private static let tables = [
        "identity", "log.origins", "log.heads", "log.checkpoints", "log.exceptions", "log.applied", "log.evidence",
    ]

    @Test(arguments: tables) func aValueThatIsCutIsNamedWithItsTable(table: String) async throws {
        try await makeStore()
        try DataFile.change(path, table) { transaction, table in
            let last = try #require(try transaction.last(table))
            try transaction.put(table, last.key, Array(last.value.dropLast()))
        }
        let error = #expect(throws: StoreError.self) { try readAll() }
        #expect(error?.damagedTable == table, "\(String(describing: error))")
        #expect("\(error.map { "\($0)" } ?? "")".contains("Restore the store from a backup"))
    }

    @Test(arguments: tables) func aValueWithSomethingBehindItIsNamedWithItsTable(table: String) async throws {
        try await makeStore()
        try DataFile.change(path, table) { transaction, table in
            let last = try #require(try transaction.last(table))
            try transaction.put(table, last.key, last.value + [0])
        }
        let error = #expect(throws: StoreError.self) { try readAll() }
        #expect(error?.damagedTable == table, "\(String(describing: error))")
    }

    @Test func anEntryThatChangedOrIsMissingIsNoticedAtTheStart() async throws {
        for index in [0, 7, 200, history.log.state.size - 1] as [UInt64] {
            for isMissing in [false, true] {
                try await makeStore()
                try DataFile.change(path, "log.applied") { transaction, table in
                    // As after a crash before any row was written: everything has to be applied again.
                    try transaction.delete(table, LogKey(origin: 1).prefix)
                }
                try DataFile.change(path, "log.entries") { transaction, table in
                    let key = LogKey(origin: 1).entry(index)
                    var entry = try #require(try transaction.get(table, key))
                    entry[entry.count - 1] ^= 1
                    if isMissing { try transaction.delete(table, key) } else { try transaction.put(table, key, entry) }
                }
                let error = #expect(throws: StoreError.self, "\(index)") { try readAll() }
                #expect(error?.damagedTable == "log.entries", "\(index): \(String(describing: error))")
                try File.remove(path)
            }
        }
    }

    @Test func tilesThatAreGoneMakeNoProof() async throws {
        try await makeStore()
        try DataFile.change(path, "log.tiles") { transaction, table in
            try transaction.delete(table, LogKey(origin: 1).tile(level: 0, index: 0))
        }
        #expect(throws: (any Error).self) { try readAll() }
        let error = #expect(throws: StoreError.self) { try Store.check(directory: path, identity: .test) }
        #expect(error?.damagedTable == "log.tiles")
    }

    // MARK: The check of a whole store

    @Test func aGoodStorePassesTheCheck() async throws {
        try await makeStore()
        try Store.check(directory: path, identity: .test)
        // A hot copy of it too, and an empty store.
        let store = try Store.open(path)
        try store.copy(to: directory.path("copy"))
        store.close()
        try Store.check(directory: directory.path("copy"), identity: .test)
        try Store.open(directory.path("empty")).close()
        try Store.check(directory: directory.path("empty"), identity: .test)
    }

    @Test func theCheckFindsAnyChangedEntryAndAnyChangedTile() async throws {
        var random = SplitMix64(seed: 9)
        try await makeStore()
        let good = try DataFile.read(path)
        for round in 0..<12 {
            let place = directory.path("round\(round)")
            try DataFile.write(good, to: place)
            let table = round.isMultiple(of: 2) ? "log.entries" : "log.tiles"
            try DataFile.change(place, table) { transaction, table in
                var keys: [[UInt8]] = []
                try transaction.scan(table) { key, _ in
                    keys.append(key.copied)
                    return true
                }
                let key = try #require(keys.randomElement(using: &random))
                var value = try #require(try transaction.get(table, key))
                value[random.int(in: 0..<value.count)] ^= 1 << UInt8(random.int(in: 0..<8))
                try transaction.put(table, key, value)
            }
            let error = #expect(throws: StoreError.self, "round \(round)") {
                try Store.check(directory: place, identity: .test)
            }
            // A changed entry shows in the root; where exactly it differs first is not the point.
            #expect(["log.entries", "log.tiles", "log.checkpoints"].contains(error?.damagedTable), "round \(round)")
        }
    }

    @Test func theCheckFindsPagesThatAreGoneOrOverwritten() async throws {
        try await makeStore()
        let good = try DataFile.read(path)
        var found = 0
        // Every page in turn; free ones may hold anything.
        for page in stride(from: 8_192, to: good.count, by: 4_096) {
            let place = directory.path("page\(page)")
            try DataFile.write(
                good[..<page] + [UInt8](repeating: 0xA5, count: 4_096) + good[(page + 4_096)...], to: place)
            do {
                try Environment.check(directory: place)
            } catch {
                guard case .corrupted = error else {
                    Issue.record("page \(page / 4_096): \(error)")
                    continue
                }
                found += 1
                #expect(throws: StoreError.database(error)) { try Store.check(directory: place, identity: .test) }
            }
        }
        #expect(found > good.count / 4_096 / 2)
    }

    // MARK: Records

    @Test func everyRecordIsReadBackAsItselfOrRefused() throws {
        let head = LogHead(
            tree: history.log.state.tree, lastTime: 7, lastSeal: history.log.state.lastSeal, headSize: 3,
            isFrozen: true,
            target: [1, 2])
        let record = CheckpointRecord(size: 9, firstAttested: 5, first: [1, 2, 3], latest: [4])
        let row = IdentityRow(format: 1, identity: .test, storeID: [UInt8](repeating: 3, count: 32))
        try check(head.encoded()) { try LogHead(parsing: $0).encoded() }
        try check(LogHead.empty.encoded()) { try LogHead(parsing: $0).encoded() }
        try check(record.encoded()) { try CheckpointRecord(size: 9, parsing: $0).encoded() }
        try check(row.encoded()) { try IdentityRow(parsing: $0).encoded() }
    }

    private func check(_ bytes: [UInt8], _ again: ([UInt8]) throws -> [UInt8]) throws {
        #expect(try again(bytes) == bytes)
        for length in bytes.indices { #expect(throws: StoreError.self) { try again(Array(bytes.prefix(length))) } }
        #expect(throws: StoreError.self) { try again(bytes + [0]) }
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let read = try? again(changed) else { continue }
                // An identity of a newer format may have more behind it; all else is one to one.
                #expect(read == changed, "byte \(place), bit \(bit)")
            }
        }
    }
}
