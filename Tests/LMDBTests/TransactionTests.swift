import Testing

@testable import LMDB

@Suite struct TransactionTests {
    let directory: TemporaryDirectory
    let environment: Environment
    let table: Table

    init() throws {
        directory = try TemporaryDirectory()
        environment = try Environment(path: directory("store"))
        table = try environment.table("things")
    }

    @Test func whatWasCommittedIsThereAfterReopening() throws {
        try environment.write { try $0.put(table, [1], [10, 11]) }
        environment.close()
        let again = try Environment(path: directory("store"))
        let same = try again.table("things")
        #expect(try again.read { try $0.get(same, [1]) } == [10, 11])
        #expect(try again.read { try $0.get(same, [2]) } == nil)
        #expect(try again.read { try $0.count(same) } == 1)
    }

    @Test func emptyValuesAreValues() throws {
        try environment.write { try $0.put(table, [1], []) }
        #expect(try environment.read { try $0.get(table, [1]) } == [])
        #expect(try environment.read { try $0.contains(table, [1]) })
        #expect(try environment.read { try $0.withValue(table, [1]) { $0.byteCount } } == 0)
    }

    @Test func aThrowUndoesTheWholeTransaction() throws {
        try environment.write { try $0.put(table, [1], [1]) }
        #expect(throws: CancellationError.self) {
            try environment.write { transaction in
                try transaction.put(table, [1], [2])
                try transaction.put(table, [2], [2])
                throw CancellationError()
            }
        }
        #expect(try environment.read { try $0.get(table, [1]) } == [1])
        #expect(try environment.read { try $0.get(table, [2]) } == nil)
    }

    @Test func aNestedThrowUndoesOnlyWhatIsNested() throws {
        try environment.write { transaction in
            try transaction.put(table, [1], [1])
            #expect(throws: CancellationError.self) {
                try transaction.nested { inner in
                    try inner.put(table, [1], [2])
                    try inner.put(table, [2], [2])
                    #expect(try inner.get(table, [1]) == [2])
                    throw CancellationError()
                }
            }
            #expect(try transaction.get(table, [1]) == [1])
            try transaction.nested { try $0.put(table, [3], [3]) }
        }
        let keys = try environment.read { [try $0.get(table, [1]), try $0.get(table, [2]), try $0.get(table, [3])] }
        #expect(keys == [[1], nil, [3]])
    }

    @Test func whatWasUndoneDoesNotCountAsWritten() throws {
        var seen: [Int] = []
        try environment.write { transaction in
            _ = try transaction.get(table, [1])
            seen.append(transaction.writeCount)
            try? transaction.nested { inner in
                try inner.put(table, [1], [1])
                throw CancellationError()
            }
            seen.append(transaction.writeCount)
            try transaction.delete(table, [1])
            seen.append(transaction.writeCount)
            try transaction.nested { try $0.put(table, [1], [1]) }
            seen.append(transaction.writeCount)
        }
        #expect(seen == [0, 0, 1, 2])
    }

    @Test func putModesDoWhatTheySay() throws {
        try environment.write { transaction in
            let puts = [
                try transaction.put(table, [5], [1], .keepExisting),
                try transaction.put(table, [5], [2], .keepExisting),
                try transaction.put(table, [6], [3], .append),
            ]
            #expect(puts == [true, false, true])
            #expect(try transaction.get(table, [5]) == [1])
            #expect(throws: LMDBError.keyNotInOrder(table: "things")) {
                try transaction.put(table, [4], [4], .append)
            }
            #expect(throws: LMDBError.keyNotInOrder(table: "things")) {
                try transaction.put(table, [6], [4], .append)
            }
            let deletions = [try transaction.delete(table, [5]), try transaction.delete(table, [5])]
            #expect(deletions == [true, false])
        }
        #expect(try environment.read { try $0.count(table) } == 1)
    }

    @Test(arguments: [0, 512, 4096]) func keysOfAnImpossibleLengthAreRefused(length: Int) throws {
        let key = [UInt8](repeating: 7, count: length)
        let expected = LMDBError.keyLength(length, limit: 511)
        #expect(throws: expected) { try environment.read { try $0.get(table, key) } }
        #expect(throws: expected) { try environment.write { try $0.put(table, key, [1]) } }
        #expect(throws: expected) { try environment.write { try $0.delete(table, key) } }
    }

    @Test(arguments: [1, 511]) func keysOfTheLimitsAreTaken(length: Int) throws {
        let key = [UInt8](repeating: 0xFF, count: length)
        try environment.write { try $0.put(table, key, [1]) }
        #expect(try environment.read { try $0.last(table, prefix: key)?.key } == key)
    }

    @Test(arguments: [1, 2000, 2030, 4080, 4096, 100_000]) func valuesOfAnySizeComeBack(length: Int) throws {
        let value = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try environment.write { try $0.put(table, [1], value) }
        #expect(try environment.read { try $0.get(table, [1]) } == value)
        #expect(try environment.read { try $0.withValue(table, [1]) { $0.copied } } == value)
    }

    private struct Smuggled: Transaction {
        let handle: TransactionHandle
    }

    @Test func aTransactionThatEscapedIsAnErrorAndNoWildPointer() throws {
        let read = try environment.read { Smuggled(handle: $0.handle) }
        let write = try environment.write { Smuggled(handle: $0.handle) }
        for transaction in [read, write] {
            #expect(throws: LMDBError.transactionEnded) { try transaction.get(table, [1]) }
            #expect(throws: LMDBError.transactionEnded) { try transaction.count(table) }
            #expect(throws: LMDBError.transactionEnded) { try transaction.scan(table) { _, _ in true } }
        }
    }

    @Test func nothingWorksAfterClosing() throws {
        environment.close()
        environment.close()
        let expected = LMDBError.closed(path: directory("store"))
        #expect(throws: expected) { try environment.read { try $0.get(table, [1]) } }
        #expect(throws: expected) { try environment.write { try $0.put(table, [1], [1]) } }
        #expect(throws: expected) { try environment.statistics() }
        #expect(throws: expected) { try environment.sync() }
        #expect(throws: expected) { try environment.copy(to: directory("copy")) }
    }

    @Test func everyReaderSeesOneMoment() async throws {
        // The writer keeps two keys equal; a reader that saw half a transaction would find them different.
        try environment.write { transaction in
            for key: UInt8 in [1, 2] { try transaction.put(table, [key], [0]) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<500 {
                        let pair = try environment.read { [try $0.get(table, [1]), try $0.get(table, [2])] }
                        #expect(pair[0] == pair[1])
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                for round in UInt8(1)...100 {
                    try environment.write { transaction in
                        for key: UInt8 in [1, 2] { try transaction.put(table, [key], [round]) }
                    }
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
    }
}
