import LMDB
import TestSupport
import Testing

@testable import Store

@Suite struct ShelfTests {
    let directory: TemporaryDirectory
    let store: Store

    init() throws {
        directory = try TemporaryDirectory()
        store = try Store.open(directory.path("store"))
    }

    @Test(arguments: Shelf.allCases) func everyShelfKeepsItsOwnRows(shelf: Shelf) async throws {
        try await store.write { writer in
            for other in Shelf.allCases { try writer.put(other, key: [1], value: Array(other.rawValue.utf8)) }
        }
        store.close()
        let again = try Store.open(directory.path("store"))
        #expect(try again.read { try $0.get(shelf, key: [1]) } == Array(shelf.rawValue.utf8))
        #expect(try again.read { try $0.count(shelf) } == 1)
        again.close()
    }

    @Test func rowsArePutReplacedAndDeleted() async throws {
        let answers = try await store.write { writer in
            var answers = [try writer.putIfAbsent(.meta, key: [1], value: [1])]
            answers.append(try writer.putIfAbsent(.meta, key: [1], value: [2]))
            try writer.put(.meta, key: [2], value: [3])
            try writer.put(.meta, key: [2], value: [4])
            answers.append(try writer.delete(.meta, key: [3]))
            try writer.put(.meta, key: [4], value: [])
            answers.append(try writer.delete(.meta, key: [4]))
            return answers
        }
        #expect(answers == [true, false, false, true])
        #expect(try store.read { try $0.all(.meta).map { $0.key + $0.value } } == [[1, 1], [2, 4]])
        #expect(try store.read { try $0.contains(.meta, key: [1]) })
        #expect(try store.read { try $0.contains(.meta, key: [4]) } == false)
    }

    @Test func scansGoBothWaysAndStop() async throws {
        try await store.write { writer in
            for id in ["a", "ab", "b"] {
                for time in UInt64(1)...3 {
                    try writer.put(.credentialVersions, key: ShelfKey.text(id, time), value: [])
                }
            }
        }
        try store.read { (reader) throws in
            let ofA = try reader.all(.credentialVersions, prefix: ShelfKey.prefix("a")).map(\.key)
            #expect(ofA == (UInt64(1)...3).map { ShelfKey.text("a", $0) })
            #expect(try reader.last(.credentialVersions, prefix: ShelfKey.prefix("ab"))?.key == ShelfKey.text("ab", 3))
            #expect(try reader.all(.credentialVersions, limit: 4).count == 4)
            #expect(try reader.all(.credentialVersions, limit: 0).isEmpty)
            var seen: [[UInt8]] = []
            try reader.scan(.credentialVersions, from: ShelfKey.text("ab", 2), descending: true) { key, _ in
                seen.append(key)
                return seen.count < 3
            }
            #expect(seen == [ShelfKey.text("ab", 2), ShelfKey.text("ab", 1), ShelfKey.text("a", 3)])
        }
    }

    @Test func keysOfAnImpossibleLengthAreRefusedAndNothingElseSuffers() async throws {
        for length in [0, 512] {
            let key = [UInt8](repeating: 1, count: length)
            let expected = StoreError.database(.keyLength(length, limit: 511))
            await #expect(throws: expected) { try await store.write { try $0.put(.meta, key: key, value: []) } }
            #expect(throws: expected) { try store.read { try $0.get(.meta, key: key) } }
        }
        #expect(store.writeFailure == nil)
    }

    @Test func textKeysNeverCollideAndAlwaysFit() {
        let long = String(repeating: "x", count: 256)
        let texts = [
            "a", "a\u{0}b", "b", "", String(repeating: "x", count: 255), long, long + "y", "\u{e9}", "e\u{301}",
        ]
        let keys = Set(texts.map { ShelfKey.text($0) })
        #expect(keys.count == texts.count)
        for key in keys { #expect((1...255).contains(key.count)) }
        #expect(ShelfKey.text("a", 258) == [0x61, 0, 0, 0, 0, 0, 0, 0, 1, 2])
        #expect(ShelfKey.number(UInt32(258)) == [0, 0, 1, 2])
    }
}
