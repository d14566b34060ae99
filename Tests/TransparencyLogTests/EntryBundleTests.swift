import Testing
import TransparencyLog

@Suite struct EntryBundleTests {
    private let entries: [[UInt8]] = [[], [1], Array(repeating: 7, count: 300), [0xff]]

    @Test func aBundleIsReadBack() throws {
        let bytes = try EntryBundle.encode(entries)
        #expect(bytes.count == 4 * 2 + 302)
        #expect(try EntryBundle.parse(bytes) == entries)
    }

    @Test func everyTruncationIsRefusedOrAShorterBundle() throws {
        let bytes = try EntryBundle.encode(entries)
        let ends = [2, 5, 307]
        for length in 0..<bytes.count {
            let parsed = try? EntryBundle.parse(Array(bytes.prefix(length)))
            #expect((parsed != nil) == ends.contains(length), "\(length) bytes")
        }
        #expect(throws: EntryBundleError.truncated(4)) { try EntryBundle.parse(bytes + [0]) }
    }

    @Test func whatIsAcceptedIsEncodedTheSameWay() throws {
        for flipped in byteFlips(of: try EntryBundle.encode(entries)) {
            guard let parsed = try? EntryBundle.parse(flipped) else { continue }
            #expect(try EntryBundle.encode(parsed) == flipped)
        }
    }

    @Test func theLimitsHold() throws {
        let longest = [UInt8](repeating: 1, count: EntryBundle.maximumEntryLength)
        #expect(try EntryBundle.parse(try EntryBundle.encode([longest])) == [longest])
        #expect(throws: EntryBundleError.entryTooLong(1)) { try EntryBundle.encode([[], longest + [1]]) }
        let full = [[UInt8]](repeating: [9], count: 256)
        #expect(try EntryBundle.parse(try EntryBundle.encode(full)) == full)
        #expect(throws: EntryBundleError.badCount(257)) { try EntryBundle.encode(full + [[]]) }
        #expect(throws: EntryBundleError.badCount(257)) {
            try EntryBundle.parse(try EntryBundle.encode(full) + [0, 0])
        }
        #expect(throws: EntryBundleError.badCount(0)) { try EntryBundle.parse([]) }
        #expect(throws: EntryBundleError.badCount(0)) { try EntryBundle.encode([]) }
    }
}
