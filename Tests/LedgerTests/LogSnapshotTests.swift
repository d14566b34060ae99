import Cryptography
import Ledger
import TestSupport
import Testing

@Suite struct LogSnapshotTests {
    /// Sealed, with entries and a void one behind the seal, and without any entry.
    private func states() throws -> [LogState] {
        var log = try ReplayTests.log()
        let sealed = log.state
        try log.append(ReplayTests.issued.status(1, .suspended))
        try log.append([1, 2, 3])
        var unsealed = LogState(origin: log.origin)
        unsealed.apply(Entry(time: 5, body: try ReplayTests.issued.status(1, .revoked)).encoded())
        return [sealed, log.state, LogState(origin: log.origin), unsealed]
    }

    private func rows(_ state: LogState) -> [ExceptionMap.Element] { Array(state.map) }

    @Test func aStateComesBackFromItsSnapshotAndItsRows() throws {
        for state in try states() {
            let bytes = state.snapshot.encoded()
            let snapshot = try LogSnapshot(parsing: bytes)
            #expect(snapshot == state.snapshot && snapshot.encoded() == bytes)
            var restored = try LogState(restoring: snapshot, exceptions: rows(state))
            #expect(restored == state)
            #expect(restored.root == state.root && restored.lastSeal == state.lastSeal)
            // It goes on as the other does.
            var other = state
            let next = try LogWriter(state, roster: 1, now: LogFixture.start + 9).sealed()
            for entry in next.entries { #expect(restored.apply(entry) == other.apply(entry)) }
            #expect(restored == other && restored.endsInSeal)
        }
    }

    @Test func everyTruncationTrailingByteAndFlippedBitIsRefusedOrSaysItself() throws {
        for state in try states() {
            let bytes = state.snapshot.encoded()
            for length in bytes.indices {
                #expect(throws: SnapshotError.self, "\(length) of \(bytes.count) bytes") {
                    try LogSnapshot(parsing: Array(bytes.prefix(length)))
                }
            }
            #expect(throws: SnapshotError.self) { try LogSnapshot(parsing: bytes + [0]) }
            for place in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[place] ^= 1 << UInt8(bit)
                    guard let read = try? LogSnapshot(parsing: changed) else { continue }
                    #expect(read.encoded() == changed, "byte \(place), bit \(bit)")
                    #expect(read != state.snapshot, "byte \(place), bit \(bit)")
                }
            }
        }
    }

    @Test func rowsThatAreNotTheSnapshotsAreRefused() throws {
        let state = try states()[0]
        let rows = rows(state)
        try #require(rows.count == 3)
        func restore(_ rows: [ExceptionMap.Element]) throws {
            _ = try LogState(restoring: state.snapshot, exceptions: rows)
        }
        try restore(rows)
        #expect(throws: SnapshotError.unsorted) { try restore(rows.reversed()) }
        #expect(throws: SnapshotError.unsorted) { try restore(rows + [rows[2]]) }
        #expect(throws: SnapshotError.mapRoot) { try restore(Array(rows.dropLast())) }
        #expect(throws: SnapshotError.mapRoot) { try restore([]) }
        for index in rows.indices {
            var value = rows[index].value
            value.reason += 1
            var changed = rows
            changed[index] = ExceptionMap.Element(key: rows[index].key, value: value)
            #expect(throws: SnapshotError.mapRoot, "row \(index)") { try restore(changed) }
        }
    }

    @Test func aSnapshotWhoseSealCannotBeIsRefused() throws {
        let state = try states()[0]
        let seal = try #require(state.lastSeal)
        var bytes = state.snapshot.encoded()
        // The time of the seal stands behind its 52 bytes, before the count and the map root.
        let place = bytes.count - 32 - 8 - 8
        #expect(Array(bytes[(place - 52)..<place]).suffix(32) == seal.seal.mapRoot.bytes[...])
        bytes[place] = 0xFF
        #expect(throws: SnapshotError.self, "later than the last entry") { try LogSnapshot(parsing: bytes) }
        var outside = state.snapshot.encoded()
        outside[place - 52 + 8] = 0x01
        #expect(throws: SnapshotError.self, "beyond the last entry") { try LogSnapshot(parsing: outside) }
        for error in [SnapshotError.malformed(.truncated(offset: 1)), .unsorted, .mapRoot] {
            #expect("\(error)".hasSuffix("."))
        }
    }
}
