import Testing

@testable import LMDB

@Suite struct MapGrowthTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(limit: Int) throws -> (Environment, Table) {
        let options = EnvironmentOptions(mapSize: 1 << 16, mapLimit: limit)
        let environment = try Environment(path: directory("store"), options: options)
        return (environment, try environment.table("things"))
    }

    private func key(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }

    @Test func oneLargeTransactionGrowsTheMapAndRunsAgain() throws {
        let (environment, table) = try open(limit: 16 << 20)
        var runs = 0
        try environment.write { transaction in
            runs += 1
            for number in 0..<1000 { try transaction.put(table, key(number), [UInt8](repeating: 1, count: 4000)) }
        }
        #expect(runs > 2)
        #expect(try environment.statistics().mapSize > 4_000_000)
        #expect(try environment.read { try $0.count(table) } == 1000)
    }

    @Test func growthIsNoticedEvenIfTheClosureSwallowsTheError() throws {
        let (environment, table) = try open(limit: 16 << 20)
        try environment.write { transaction in
            for number in 0..<100 { _ = try? transaction.put(table, key(number), [UInt8](repeating: 1, count: 4000)) }
        }
        #expect(try environment.read { try $0.count(table) } == 100)
    }

    @Test func growthInsideANestedTransactionRepeatsTheWhole() throws {
        let (environment, table) = try open(limit: 16 << 20)
        try environment.write { transaction in
            try transaction.put(table, [9], [9])
            for number in 0..<100 {
                _ = try? transaction.nested {
                    try $0.put(table, key(number), [UInt8](repeating: 1, count: 4000))
                }
            }
        }
        #expect(try environment.read { try $0.count(table) } == 101)
    }

    @Test func manySmallTransactionsGrowTheMapBeforeItIsFull() throws {
        let (environment, table) = try open(limit: 16 << 20)
        var runs = 0
        for number in 0..<300 {
            try environment.write { transaction in
                runs += 1
                try transaction.put(table, key(number), [UInt8](repeating: 1, count: 4000))
            }
        }
        #expect(runs == 300)
        #expect(try environment.read { try $0.count(table) } == 300)
    }

    @Test func theLimitIsAClearErrorAndNothingIsHalfWritten() throws {
        let (environment, table) = try open(limit: 1 << 20)
        try environment.write { try $0.put(table, [1], [1]) }
        #expect(throws: LMDBError.mapFull(path: directory("store"), limit: 1 << 20)) {
            try environment.write { transaction in
                for number in 0..<1000 { try transaction.put(table, key(number), [UInt8](repeating: 1, count: 4000)) }
            }
        }
        #expect(try environment.read { try $0.count(table) } == 1)
        try environment.write { try $0.put(table, [2], [2]) }
        environment.close()
        let (again, same) = try open(limit: 1 << 20)
        #expect(try again.read { try $0.count(same) } == 2)
    }

    @Test func readersStayUnharmedWhileTheMapGrows() async throws {
        let (environment, table) = try open(limit: 64 << 20)
        try environment.write { try $0.put(table, [0, 0], [UInt8](repeating: 7, count: 4000)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<2000 {
                        let sum = try environment.read { transaction in
                            try transaction.withValue(table, [0, 0]) { span in
                                span.copied.reduce(0) { $0 + Int($1) }
                            }
                        }
                        #expect(sum == 28_000)
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                for number in 1..<400 {
                    try environment.write {
                        try $0.put(table, key(number), [UInt8](repeating: 1, count: 20_000))
                    }
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
        #expect(try environment.statistics().mapSize >= 8 << 20)
    }
}
