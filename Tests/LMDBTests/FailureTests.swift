import Glibc
import Synchronization
import TestSupport
import Testing

@testable import LMDB

/// Counts the calls made through a hook and lets the n-th fail.
final class Saboteur: Sendable {
    struct State {
        var count = 0
        var failing: Int?
        var code: Int32 = ENOSPC
        var calls: [EnvironmentCall] = []
    }

    let state = Mutex(State())

    var hook: CallHook {
        CallHook { call in
            self.state.withLock { state in
                state.count += 1
                state.calls.append(call)
                return state.count == state.failing ? state.code : 0
            }
        }
    }

    /// Lets the `number`-th call from now on fail.
    func fail(_ number: Int?, with code: Int32 = ENOSPC) {
        state.withLock { $0 = State(failing: number, code: code) }
    }

    var calls: [EnvironmentCall] { state.withLock { $0.calls } }
}

@Suite struct FailureTests {
    @Test func whicheverCallFailsTheWriteLeavesEverythingOrNothing() throws {
        let directory = try TemporaryDirectory()
        let saboteur = Saboteur()
        var options = EnvironmentOptions.default
        options.hook = saboteur.hook
        let environment = try Environment(path: directory("store"), options: options)
        let table = try environment.table("things")
        try environment.write { try $0.put(table, [1], [0]) }

        func change() throws {
            try environment.write { transaction in
                let old = try transaction.get(table, [1]) ?? []
                try transaction.put(table, [1], old + [1])
                try transaction.nested { try $0.put(table, [2], old) }
                try transaction.scan(table) { _, _ in true }
                try transaction.delete(table, [2])
                try transaction.put(table, [3], old)
            }
        }
        saboteur.fail(nil)
        try change()
        let total = saboteur.calls.count
        #expect(total > 8)
        #expect(saboteur.calls.last == .commit)
        for number in 1...total {
            saboteur.fail(number)
            #expect(throws: LMDBError.diskFull(path: directory("store")), "call \(number)") { try change() }
            saboteur.fail(nil)
            #expect(try environment.read { try $0.get(table, [1]) } == [0, 1])
            #expect(try environment.read { try $0.get(table, [2]) } == nil)
        }
        try change()
        #expect(try environment.read { try $0.get(table, [1]) } == [0, 1, 1])
    }

    @Test func aFailureThatTheClosureSwallowsStillPreventsTheCommit() throws {
        let directory = try TemporaryDirectory()
        let saboteur = Saboteur()
        var options = EnvironmentOptions.default
        options.hook = saboteur.hook
        let environment = try Environment(path: directory("store"), options: options)
        let table = try environment.table("things")
        saboteur.fail(2)
        #expect(throws: LMDBError.diskFull(path: directory("store"))) {
            try environment.write { transaction in
                _ = try? transaction.put(table, [1], [1])
                try transaction.put(table, [2], [2])
            }
        }
        #expect(try environment.read { try $0.count(table) } == 0)
    }

    @Test func aCrashBeforeTheHeaderIsWrittenKeepsTheOldState() throws {
        // LMDB writes data pages first, syncs, then one of the two header pages. A crash in between leaves new pages
        // below old headers: everything that the old headers reach must be untouched.
        let directory = try TemporaryDirectory()
        let environment = try Environment(path: directory("store"))
        let table = try environment.table("things")
        var states: [[UInt8]] = []
        for round in UInt8(0)..<8 {
            try environment.write { transaction in
                for key in UInt8(0)..<50 { try transaction.put(table, [key], [UInt8](repeating: round, count: 500)) }
            }
            states.append(try File.read(directory("store/data.mdb")))
        }
        for round in 1..<states.count {
            let torn = states[round - 1][..<8192] + states[round][8192...]
            let path = directory("torn\(round)")
            try File.makeDirectory(path)
            try File.write(Array(torn), to: "\(path)/data.mdb")
            let opened = try Environment(path: path)
            let same = try opened.table("things")
            let value = try opened.read { try $0.get(same, [7]) }
            #expect(value == [UInt8](repeating: UInt8(round - 1), count: 500))
        }
    }

    @Test func aFullDiskIsAClearErrorAndNothingIsLost() throws {
        let directory = try TemporaryDirectory()
        guard let disk = SmallDisk(at: directory("disk"), bytes: 2 << 20) else {
            withKnownIssue("a small file system can be mounted by root only", isIntermittent: true) {}
            return
        }
        let environment = try Environment(path: "\(disk.path)/store")
        let table = try environment.table("things")
        var written = 0
        let error = #expect(throws: LMDBError.self) {
            while written < 10_000 {
                try environment.write {
                    try $0.put(table, [UInt8(written >> 8), UInt8(written & 255)], [UInt8](repeating: 1, count: 9000))
                }
                written += 1
            }
        }
        #expect(error == .diskFull(path: "\(disk.path)/store"))
        #expect(written > 10)
        #expect(try environment.read { try $0.count(table) } == written)
        environment.close()
        let again = try Environment(path: "\(disk.path)/store")
        let same = try again.table("things")
        #expect(try again.read { try $0.count(same) } == written)
        again.close()
    }

    @Test func aProcessKilledWhileWritingLeavesWholeTransactions() async throws {
        let directory = try TemporaryDirectory()
        var total = 0
        for round in 0..<6 {
            let path = directory("store")
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
                try writeUntilKilled(path, round: round)
            }
            let environment = try Environment(path: path)
            let table = try environment.table("things")
            let pairs = try environment.read { [try $0.get(table, [1]), try $0.get(table, [2])] }
            #expect(pairs[0] == pairs[1])
            let count = try environment.read { try $0.count(table) }
            #expect(count >= total)
            total = count
            environment.close()
            try Environment.check(directory: path)
        }
        #expect(total > 2)
    }
}

/// Runs in a process of its own, which ends itself at a random moment by a signal that cannot be caught.
func writeUntilKilled(_ path: String, round: Int) throws {
    let environment = try Environment(path: path)
    let table = try environment.table("things")
    try environment.write { transaction in
        for key: UInt8 in [1, 2] { try transaction.put(table, [key], [UInt8(round)]) }
    }
    let delay = UInt32.random(in: 0..<60_000)
    var thread = pthread_t()
    unsafe pthread_create(
        &thread, nil,
        { argument in
            usleep(UInt32(UInt(bitPattern: argument)))
            kill(getpid(), SIGKILL)
            return nil
        }, UnsafeMutableRawPointer(bitPattern: UInt(delay)))
    var random = SystemRandomNumberGenerator()
    while true {
        try environment.write { transaction in
            for key: UInt8 in [1, 2] {
                try transaction.put(table, [key], [UInt8](repeating: UInt8(truncatingIfNeeded: delay), count: 10))
            }
            let key = eightBytes(random.next())
            try transaction.put(table, key, [UInt8](repeating: 3, count: 3000))
        }
    }
}

/// Eight bytes, never one of the two short keys.
private func eightBytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
}
