import LMDB
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite struct OpeningTests {
    let directory: TemporaryDirectory
    let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("store")
    }

    private var withTwoVersions: StoreOptions {
        var options = StoreOptions.default
        options.migrations =
            Migration.all + [
                Migration(to: 2, "second version") { transaction in
                    let table = try transaction.table("meta")
                    try transaction.put(table, [9], [2])
                }
            ]
        return options
    }

    /// A store of the first version with one row, closed.
    private func makeStore() async throws {
        let store = try Store.open(path)
        try await store.write { try $0.put(.meta, key: [1], value: [1]) }
        store.close()
    }

    @Test func theStoreOfAnotherNodeOrRoleIsRefusedAndUnchanged() async throws {
        try await makeStore()
        let before = try DataFile.read(path)
        for other in [
            StoreIdentity(nodeName: "other", role: "institution"), StoreIdentity(nodeName: "college", role: "mirror"),
        ] {
            let expected = StoreError.otherNode(directory: path, found: .test, expected: other)
            #expect(throws: expected) { try Store.open(directory: path, identity: other) }
            #expect("\(expected)".contains("college") && "\(expected)".contains("Name the right data directory"))
        }
        #expect(try DataFile.read(path) == before)
        let again = try Store.open(path)
        #expect(try again.read { try $0.get(.meta, key: [1]) } == [1])
        again.close()
    }

    @Test func theDatabaseOfAnotherProgramIsRefusedAndUnchanged() throws {
        try DataFile.change(directory.path("base"), "things") { try $0.put($1, [1], [2]) }
        try DataFile.copy(directory.path("base"), to: path)
        let before = try DataFile.read(path)
        #expect(throws: StoreError.notAStore(directory: path)) { try Store.open(path) }
        #expect(try DataFile.read(path) == before)
    }

    @Test func aStoreInUseIsRefused() async throws {
        let store = try Store.open(path)
        let error = #expect(throws: StoreError.self) { try Store.open(path) }
        guard case .database(.inUse(path, _?))? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        store.close()
        try Store.open(path).close()
    }

    @Test func aNewerVersionIsRefusedAndUnchanged() async throws {
        try await makeStore()
        try Store.open(path, withTwoVersions).close()
        let before = try DataFile.read(path)
        let expected = StoreError.newerFormat(directory: path, found: 2, supported: 1)
        #expect(throws: expected) { try Store.open(path) }
        #expect("\(expected)".contains("Use the newer program"))
        #expect(try DataFile.read(path) == before)
    }

    @Test func aNewerVersionMayHaveAddedFieldsToItsIdentity() async throws {
        try await makeStore()
        try DataFile.change(path, "identity") { transaction, table in
            var row = try #require(try transaction.get(table, IdentityRow.key))
            row[3] = 7
            try transaction.put(table, IdentityRow.key, row + [1, 2, 3])
        }
        #expect(throws: StoreError.newerFormat(directory: path, found: 7, supported: 1)) { try Store.open(path) }
    }

    @Test func aMigrationRunsOnceAndKeepsACopyOfTheOldStore() async throws {
        try await makeStore()
        for _ in 0..<2 {
            let store = try Store.open(path, withTwoVersions)
            #expect(try store.read { try $0.get(.meta, key: [1]) } == [1])
            #expect(try store.read { try $0.get(.meta, key: [9]) } == [2])
            store.close()
        }
        let old = "\(path)/\(Migrator.copyName(1))"
        let copy = try Store.open(old)
        #expect(try copy.read { try $0.get(.meta, key: [1]) } == [1])
        #expect(try copy.read { try $0.get(.meta, key: [9]) } == nil)
        copy.close()
    }

    @Test func aMigrationThatFailsLeavesTheOldStoreAndCanBeTriedAgain() async throws {
        try await makeStore()
        struct Unlucky: Error {}
        var failing = withTwoVersions
        failing.migrations.append(
            Migration(to: 3, "third version") { transaction in
                let table = try transaction.table("meta")
                try transaction.delete(table, [1])
                throw Unlucky()
            })
        for _ in 0..<2 {
            let error = #expect(throws: StoreError.self) { try Store.open(path, failing) }
            guard case .migrationFailed(path, to: 3, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        let store = try Store.open(path)
        #expect(try store.read { try $0.get(.meta, key: [1]) } == [1])
        #expect(try store.read { try $0.get(.meta, key: [9]) } == nil)
        store.close()
        try Store.open(path, withTwoVersions).close()
    }

    @Test func whicheverCallFailsWhileMigratingTheStoreIsOldOrNew() async throws {
        try await makeStore()
        let base = directory.path("base")
        try DataFile.copy(path, to: base)
        let saboteur = Saboteur()
        var options = withTwoVersions
        options.hook = saboteur.options.hook
        try Store.open(path, options).close()
        let total = saboteur.calls.count
        #expect(total > 10)
        for number in 1...total {
            let place = directory.path("at\(number)")
            try DataFile.copy(base, to: place)
            saboteur.fail(number)
            (try? Store.open(place, options))?.close()
            saboteur.fail(nil)
            // The old program opens it, or the new one has finished with it.
            let isNew = (try? Store.open(place)).map { $0.close() } == nil
            let store = try Store.open(place, options)
            #expect(try store.read { try $0.get(.meta, key: [1]) } == [1], "call \(number), new: \(isNew)")
            #expect(try store.read { try $0.get(.meta, key: [9]) } == [2], "call \(number), new: \(isNew)")
            store.close()
        }
    }

    @Test func everyFailureOfTheFirstStartLeavesNothingThatHinders() throws {
        let saboteur = Saboteur()
        try Store.open(path, saboteur.options).close()
        let total = saboteur.calls.count
        #expect(total > 10)
        for number in 1...total {
            let place = directory.path("at\(number)")
            saboteur.fail(number)
            (try? Store.open(place, saboteur.options))?.close()
            saboteur.fail(nil)
            let store = try Store.open(place)
            #expect(store.identity == .test, "call \(number)")
            store.close()
        }
    }
}
