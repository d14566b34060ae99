import Foundation
import LMDB
import Ledger
import TransparencyLog

@testable import Store

/// The data file of a store, as a crash would find it or a bad disk would leave it.
enum DataFile {
    static let name = "data.mdb"

    static func read(_ directory: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(directory)/\(name)")))
    }

    /// A directory with this data file and nothing else.
    static func write(_ bytes: [UInt8], to directory: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: "\(directory)/\(name)"))
    }

    static func copy(_ directory: String, to target: String) throws {
        try write(try read(directory), to: target)
    }

    /// Changes what a table holds behind the store's back; nobody may have it open.
    static func change(_ directory: String, _ table: String, _ body: (inout WriteTransaction, Table) throws -> Void)
        throws
    {
        let environment = try Environment(path: directory)
        defer { environment.close() }
        let table = try environment.table(table)
        try environment.write { try body(&$0, table) }
    }
}

/// Batches of one log and the states after each of them; the same ones for the same seed.
struct History {
    private(set) var log: LogFixture
    private(set) var batches: [LogAppend] = []
    /// `states[n]` after n batches.
    private(set) var states: [LogState]

    init(_ text: String = "midwest.example/state-college", seed: UInt64 = 1, sizes: [Int] = []) throws {
        log = try LogFixture(text, seed: seed)
        states = [log.state]
        for size in sizes { try add(size) }
    }

    mutating func add(_ count: Int) throws {
        batches.append(try log.next(count))
        states.append(log.state)
    }

    /// How many batches a state is of; nil if it is none of them.
    func batchCount(of state: LogState) -> Int? { states.lastIndex { $0 == state } }
}

extension StoreError {
    var damagedTable: String? {
        if case .damaged(let table, _) = self { return table }
        return nil
    }
}

enum File {
    static func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }
}
