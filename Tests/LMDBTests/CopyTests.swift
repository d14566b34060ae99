import Testing

@testable import LMDB

@Suite struct CopyTests {
    @Test func aCopyMadeWhileWritingIsOneMoment() async throws {
        let directory = try TemporaryDirectory()
        let environment = try Environment(path: directory("store"))
        let table = try environment.table("things")
        let filler = [UInt8](repeating: 1, count: 3000)
        try environment.write { transaction in
            for key in UInt8(0)..<200 { try transaction.put(table, [key, 0], filler) }
            for key: UInt8 in [1, 2] { try transaction.put(table, [key], [0]) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in UInt8(1)...50 {
                    try environment.write { transaction in
                        for key: UInt8 in [1, 2] { try transaction.put(table, [key], [round]) }
                    }
                    await Task.yield()
                }
            }
            group.addTask {
                for number in 0..<5 {
                    try environment.copy(to: directory("copy\(number)"))
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
        for number in 0..<5 {
            #expect(File.mode(directory("copy\(number)/data.mdb")) == 0o600)
            try Environment.check(directory: directory("copy\(number)"))
            let copy = try Environment(path: directory("copy\(number)"))
            let table = try copy.table("things")
            #expect(try copy.read { try $0.count(table) } == 202)
            #expect(try copy.read { try $0.get(table, [1]) == $0.get(table, [2]) })
        }
    }

    @Test func aCopyNeverOverwrites() throws {
        let directory = try TemporaryDirectory()
        let environment = try Environment(path: directory("store"))
        try environment.copy(to: directory("copy"))
        #expect(throws: LMDBError.targetExists(path: directory("copy/data.mdb"))) {
            try environment.copy(to: directory("copy"))
        }
        #expect(throws: LMDBError.targetExists(path: directory("store/data.mdb"))) {
            try environment.copy(to: directory("store"))
        }
    }

    @Test func aCopyIsCompact() throws {
        let directory = try TemporaryDirectory()
        let environment = try Environment(path: directory("store"))
        let table = try environment.table("things")
        for key in UInt8(0)..<100 {
            try environment.write { try $0.put(table, [key], [UInt8](repeating: key, count: 20_000)) }
        }
        for key in UInt8(1)..<100 { try environment.write { try $0.delete(table, [key]) } }
        try environment.copy(to: directory("copy"))
        let sizes = try [File.read(directory("store/data.mdb")).count, File.read(directory("copy/data.mdb")).count]
        #expect(sizes[1] * 10 < sizes[0])
    }
}
