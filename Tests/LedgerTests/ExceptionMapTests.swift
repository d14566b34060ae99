import Cryptography
import Ledger
import TestSupport
import Testing

@Suite struct ExceptionMapTests {
    static func value(_ random: inout SplitMix64) -> MapValue {
        var value = MapValue()
        value.state = CredentialState(rawValue: UInt8(random.int(in: 0..<4))) ?? .active
        value.reason = UInt16(random.int(in: 0..<65_536))
        value.statusSequence = UInt32(random.int(in: 0..<9))
        value.statusTime = random.next()
        value.ownerSequence = UInt32(random.int(in: 0..<9))
        value.ownerCommit = .random(&random)
        value.pendingCommit = random.oneIn(2) ? .random(&random) : .zero
        value.pendingNotBefore = random.oneIn(2) ? random.next() : 0
        value.lastIndex = random.next()
        return value
    }

    /// A key that shares a long prefix with one of `others`: otherwise ways are short.
    static func key(near others: [Digest], _ random: inout SplitMix64) -> Digest {
        guard !others.isEmpty, random.oneIn(2) else { return .random(&random) }
        return others[random.int(in: 0..<others.count)].flipping(random.int(in: 0..<256))
    }

    private func reference(_ rows: [Digest: MapValue]) -> Digest { ReferenceMap.root(rows.mapValues { $0.encoded() }) }

    @Test func theEmptyMapHasTheZeroRootAndOneCredentialIsALeaf() {
        #expect(ExceptionMap().rootHash == .zero)
        #expect(ExceptionMap().count == 0)
        var map = ExceptionMap()
        map.set(.repeating(1), to: MapValue())
        let key = SHA256.hash([0x11] + Digest.repeating(1).bytes)
        let commitment = SHA256.hash([0x12] + [UInt8](repeating: 0, count: 99))
        #expect(map.rootHash == SHA256.hash([0x02] + key.bytes + commitment.bytes))
        #expect(map[.repeating(1)] == MapValue() && map[.repeating(2)] == nil)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func mergingStepByStepGivesWhatTheDefinitionGives(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var rows: [Digest: MapValue] = [:]
        var map = ExceptionMap()
        for step in 0..<25 {
            let before = map
            let rootBefore = map.rootHash
            let changes = (0..<random.int(in: 0..<12)).map { _ in
                ExceptionMap.Element(
                    key: Self.key(near: Array(rows.keys.sorted()), &random), value: Self.value(&random))
            }
            map = map.merging(changes)
            for change in changes { rows[change.key] = change.value }
            #expect(map.rootHash == reference(rows), "seed \(seed), step \(step)")
            #expect(map.count == rows.count, "seed \(seed), step \(step)")
            #expect(before.rootHash == rootBefore, "the older version is as it was")
        }
        let sorted = rows.sorted { $0.key < $1.key }.map { ExceptionMap.Element(key: $0.key, value: $0.value) }
        #expect(Array(map) == sorted, "seed \(seed)")
        let rebuilt = try #require(ExceptionMap(sorted: sorted))
        #expect(rebuilt == map && rebuilt.count == map.count && map.underestimatedCount == rows.count)
        for element in sorted { #expect(map.value(key: element.key) == element.value, "seed \(seed)") }
        #expect(map.value(key: .random(&random)) == nil)
    }

    @Test func ofTwoChangesOfOneKeyTheLastCountsAndOverwritingIsNoNewRow() {
        var random = SplitMix64(seed: 1)
        let key = Digest.repeating(0x55)
        let (old, new) = (Self.value(&random), Self.value(&random))
        let map = ExceptionMap().merging([.init(key: key, value: old), .init(key: key, value: new)])
        #expect(map.count == 1 && map.value(key: key) == new)
        let again = map.merging([.init(key: key, value: old), .init(key: key.flipping(255), value: new)])
        #expect(again.count == 2 && again.value(key: key) == old)
        #expect(map.value(key: key) == new)
    }

    @Test func keysThatDifferOnlyInTheirLastBitAreToldApart() throws {
        let (left, right) = (Digest.repeating(0xAA), Digest.repeating(0xAA).flipping(255))
        var value = MapValue()
        value.reason = 1
        let map = try #require(
            ExceptionMap(sorted: [.init(key: left, value: value), .init(key: right, value: MapValue())]))
        #expect(map.rootHash == reference([left: value, right: MapValue()]))
        #expect(map.value(key: left) == value && map.value(key: right) == MapValue())
    }

    @Test func rowsOutOfOrderOrTwiceAreNoTable() {
        let rows = [1, 2, 3].map { ExceptionMap.Element(key: .repeating($0), value: MapValue()) }
        #expect(ExceptionMap(sorted: rows)?.count == 3)
        #expect(ExceptionMap(sorted: [rows[0], rows[2], rows[1]]) == nil)
        #expect(ExceptionMap(sorted: [rows[0], rows[0]]) == nil)
        #expect(ExceptionMap(sorted: [])?.rootHash == .zero)
    }

    @Test func aValueHasOneEncodingOf99Bytes() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<20 {
            let value = Self.value(&random)
            let bytes = value.encoded()
            #expect(bytes.count == MapValue.byteCount && bytes.count == 99)
            #expect(try MapValue(parsing: bytes) == value)
            for length in bytes.indices {
                #expect(throws: WireError.truncated(offset: length)) {
                    try MapValue(parsing: Array(bytes.prefix(length)))
                }
            }
            #expect(throws: WireError.trailingBytes(offset: 99)) { try MapValue(parsing: bytes + [0]) }
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= 0x80
                guard let read = try? MapValue(parsing: changed) else {
                    #expect(place == 0, "byte \(place)")
                    continue
                }
                #expect(read.encoded() == changed && read.commitment != value.commitment, "byte \(place)")
            }
        }
        #expect(throws: WireError.invalid(field: "status", offset: 1)) {
            try MapValue(parsing: [4] + [UInt8](repeating: 0, count: 98))
        }
    }
}
