import Testing

@testable import LMDB

/// Scans against a sorted array.
@Suite struct ScanTests {
    let directory: TemporaryDirectory
    let environment: Environment
    let table: Table
    let keys: [[UInt8]]

    init() throws {
        directory = try TemporaryDirectory()
        environment = try Environment(path: directory("store"))
        let table = try environment.table("things")
        self.table = table
        var random = SeededGenerator(state: 42)
        var unique = Set<[UInt8]>()
        let alphabet: [UInt8] = [0, 1, 0x7F, 0xFE, 0xFF]
        for _ in 0..<600 {
            let length = Int.random(in: 1...5, using: &random)
            unique.insert((0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 })
        }
        let sorted = unique.sorted { $0.lexicographicallyPrecedes($1) }
        keys = sorted
        try environment.write { transaction in
            for key in sorted.shuffled(using: &random) { try transaction.put(table, key, key + [9]) }
        }
    }

    private func scan(_ prefix: [UInt8], _ start: [UInt8]?, _ direction: ScanDirection) throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        try environment.read { transaction in
            try transaction.scan(table, prefix: prefix, from: start, direction) { key, value in
                #expect(value.copied == key.copied + [9])
                found.append(key.copied)
                return true
            }
        }
        return found
    }

    @Test(arguments: [[], [0], [1], [0xFF], [0xFF, 0xFF], [0xFE, 0xFF], [1, 2], [0x7F, 0, 1]] as [[UInt8]])
    func aPrefixFindsExactlyItsKeys(prefix: [UInt8]) throws {
        let expected = keys.filter { $0.starts(with: prefix) }
        #expect(try scan(prefix, nil, .ascending) == expected)
        #expect(try scan(prefix, nil, .descending) == expected.reversed())
        #expect(try environment.read { try $0.first(table, prefix: prefix)?.key } == expected.first)
        #expect(try environment.read { try $0.last(table, prefix: prefix)?.key } == expected.last)
    }

    @Test func aStartNeedNotBeAKey() throws {
        for start in keys + [[2], [0x80, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0]] {
            let after = keys.filter { !$0.lexicographicallyPrecedes(start) }
            let before = keys.filter { !start.lexicographicallyPrecedes($0) }
            #expect(try scan([], start, .ascending) == after)
            #expect(try scan([], start, .descending) == before.reversed())
        }
    }

    @Test func aScanStopsWhenToldTo() throws {
        var count = 0
        try environment.read { transaction in
            try transaction.scan(table) { _, _ in
                count += 1
                return count < 7
            }
        }
        #expect(count == 7)
    }

    @Test func anErrorEndsTheScanAndIsPassedOn() {
        #expect(throws: CancellationError.self) {
            try environment.read { try $0.scan(table) { _, _ in throw CancellationError() } }
        }
    }

    @Test func aWriterSeesItsOwnWritesInAScan() throws {
        try environment.write { transaction in
            try transaction.put(table, [5, 5], [1])
            try transaction.delete(table, keys[0])
            #expect(try transaction.first(table)?.key == keys[1])
            #expect(try transaction.first(table, prefix: [5])?.value == [1])
        }
    }

    @Test func anEmptyTableHasNoFirstAndNoLast() throws {
        let empty = try environment.table("empty")
        #expect(try environment.read { try $0.first(empty) } == nil)
        #expect(try environment.read { try $0.last(empty) } == nil)
        #expect(try environment.read { try $0.last(empty, prefix: [0xFF]) } == nil)
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
