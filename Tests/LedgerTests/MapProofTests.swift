import Cryptography
import Ledger
import TestSupport
import Testing

@Suite struct MapProofTests {
    /// Maps of several sizes with the tags in them and some that are not.
    private func map(_ count: Int, seed: UInt64 = 5) -> (map: ExceptionMap, members: [Digest], others: [Digest]) {
        var random = SplitMix64(seed: seed)
        var map = ExceptionMap()
        let members = (0..<count).map { _ in Digest.random(&random) }
        for tag in members { map.set(tag, to: ExceptionMapTests.value(&random)) }
        return (map, members, (0..<40).map { _ in .random(&random) })
    }

    @Test(arguments: [0, 1, 2, 3, 10, 200])
    func membersProveTheirValueAndOthersThatThereIsNone(count: Int) throws {
        let (map, members, others) = map(count)
        for tag in members {
            let proof = map.prove(tag)
            #expect(try proof.check(tag: tag, root: map.rootHash) == map[tag])
            #expect(try MapProof(parsing: proof.encoded()) == proof)
        }
        var ends: Set<String> = []
        for tag in others {
            let proof = map.prove(tag)
            #expect(try proof.check(tag: tag, root: map.rootHash) == nil)
            #expect(try MapProof(parsing: proof.encoded()) == proof)
            if case .absent = proof.end { ends.insert("absent") } else { ends.insert("other") }
        }
        // Both ways of not being there occur once the map is large enough.
        #expect(count < 10 || ends.count == 2)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func anythingTamperedWithIsRefused(seed: UInt64) throws {
        let (map, members, others) = map(30, seed: seed)
        let root = map.rootHash
        for tag in members.prefix(10) + others {
            let proof = map.prove(tag)
            let good = try proof.check(tag: tag, root: root)
            func expectRefusal(_ changed: MapProof, _ what: String) {
                #expect(throws: MapProofError.self, "seed \(seed), \(tag): \(what)") {
                    try changed.check(tag: tag, root: root)
                }
            }
            for (depth, sibling) in proof.siblings.enumerated() {
                var changed = proof
                changed.siblings[depth] = sibling.flipping(depth)
                expectRefusal(changed, "sibling \(depth)")
                changed.siblings[depth] = .zero
                if !sibling.isZero { expectRefusal(changed, "sibling \(depth) is gone") }
            }
            if !proof.siblings.isEmpty {
                expectRefusal(MapProof(siblings: Array(proof.siblings.dropLast()), end: proof.end), "shorter")
                expectRefusal(MapProof(siblings: Array(proof.siblings.dropFirst()), end: proof.end), "without its top")
                expectRefusal(MapProof(siblings: proof.siblings.reversed() + [.repeating(1)], end: proof.end), "odd")
            }
            expectRefusal(MapProof(siblings: proof.siblings + [.zero], end: proof.end), "not the shortest")
            expectRefusal(MapProof(siblings: proof.siblings + [.repeating(1)], end: proof.end), "longer")
            for end in Self.otherEnds(map, tag, good) where end != proof.end {
                expectRefusal(MapProof(siblings: proof.siblings, end: end), "\(end)")
            }
            #expect(throws: MapProofError.rootMismatch) { try proof.check(tag: tag, root: root.flipping(9)) }
        }
    }

    /// Ends that say something else about a tag than the map does.
    private static func otherEnds(_ map: ExceptionMap, _ tag: Digest, _ value: MapValue?) -> [MapProof.End] {
        var changed = value ?? MapValue()
        changed.reason ^= 1
        var ends: [MapProof.End] = [.absent, .member(changed), .member(MapValue())]
        for element in map {
            ends.append(.other(key: element.key, commitment: element.value.commitment))
            ends.append(.member(element.value))
            // The one that the proof of a non-member may end at, with another commitment.
            ends.append(.other(key: element.key, commitment: element.value.commitment.flipping(1)))
        }
        if let value { ends.removeAll { $0 == .member(value) } }
        let honest = map.prove(tag).end
        return ends.filter { $0 != honest }
    }

    @Test func aProofForOneTagProvesNothingOfAnother() throws {
        let (map, members, others) = map(50)
        for (index, tag) in members.enumerated() {
            let other = members[(index + 1) % members.count]
            #expect(throws: MapProofError.self) { try map.prove(tag).check(tag: other, root: map.rootHash) }
            // A member can never be shown to be absent, by whatever proof there is.
            for stranger in others {
                #expect(throws: MapProofError.self) { try map.prove(stranger).check(tag: tag, root: map.rootHash) }
            }
        }
    }

    @Test func whatIsWrongIsSaid() throws {
        let (map, members, others) = map(40)
        let root = map.rootHash
        let deep = MapProof(siblings: [Digest](repeating: .repeating(1), count: 257), end: .absent)
        #expect(throws: MapProofError.tooDeep(257)) { try deep.check(tag: others[0], root: root) }
        let loose = MapProof(siblings: [.repeating(1), .zero], end: .absent)
        #expect(throws: MapProofError.notShortest) { try loose.check(tag: others[0], root: root) }
        let tag = members[0]
        let own = MapProof(
            siblings: map.prove(tag).siblings,
            end: .other(key: Commitment.mapKey(tag), commitment: map[tag]?.commitment ?? .zero))
        #expect(throws: MapProofError.sameKey) { try own.check(tag: tag, root: root) }
        let stray = MapProof(
            siblings: map.prove(tag).siblings,
            end: .other(key: Commitment.mapKey(tag).flipping(0), commitment: .zero))
        #expect(throws: MapProofError.prefixMismatch) { try stray.check(tag: tag, root: root) }
        for error in [
            MapProofError.tooDeep(257), .notShortest, .sameKey, .prefixMismatch, .rootMismatch,
        ] {
            #expect("\(error)".hasSuffix("."))
        }
    }

    /// A leaf that is in the map, but not on the way of the tag, must not end its proof: the one attack that a check of the
    /// root hash alone would miss.
    @Test func aLeafOffTheWayIsRefusedThoughItsHashesLeadToTheRoot() throws {
        let (map, members, _) = map(40)
        var refused = 0
        for victim in members {
            for decoy in members where decoy != victim {
                let way = map.prove(decoy)
                guard case .member(let value) = way.end else { continue }
                let forged = MapProof(
                    siblings: way.siblings, end: .other(key: Commitment.mapKey(decoy), commitment: value.commitment))
                #expect(throws: MapProofError.self) { try forged.check(tag: victim, root: map.rootHash) }
                refused += 1
            }
        }
        #expect(refused == 40 * 39)
    }

    @Test func theDeepestProofThereIsCanBeCheckedAndSent() throws {
        let tag = Digest.repeating(1)
        let key = Commitment.mapKey(tag)
        let twin = key.flipping(255)
        let map = try #require(
            ExceptionMap(
                sorted: [key, twin].sorted().map { ExceptionMap.Element(key: $0, value: MapValue()) }))
        let proof = map.prove(tag)
        #expect(proof.siblings.count == 256)
        #expect(try proof.check(tag: tag, root: map.rootHash) == MapValue())
        let bytes = proof.encoded()
        #expect(bytes.count == 1 + 2 + 32 + 32 + 99)
        #expect(try MapProof(parsing: bytes) == proof)
        var deeper = bytes
        deeper[2] = 1
        #expect(throws: WireError.tooLarge(what: "steps of a map proof", limit: 256)) { try MapProof(parsing: deeper) }
    }

    @Test func everyTruncationTrailingByteAndFlippedBitIsRefusedOrSaysItself() throws {
        let (map, members, others) = map(20)
        for tag in members.prefix(1) + others.prefix(5) {
            let bytes = map.prove(tag).encoded()
            for length in bytes.indices {
                #expect(throws: WireError.self, "\(length) bytes") {
                    try MapProof(parsing: Array(bytes.prefix(length)))
                }
            }
            #expect(throws: WireError.self) { try MapProof(parsing: bytes + [0]) }
            for place in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[place] ^= 1 << UInt8(bit)
                    guard let read = try? MapProof(parsing: changed) else { continue }
                    #expect(read.encoded() == changed, "byte \(place), bit \(bit)")
                    #expect(throws: MapProofError.self, "byte \(place), bit \(bit)") {
                        try read.check(tag: tag, root: map.rootHash)
                    }
                }
            }
        }
    }

    @Test func absentSiblingsAreNotSentAsZeros() throws {
        let proof = MapProof(siblings: [.zero, .repeating(1)], end: .absent)
        let bytes = proof.encoded()
        #expect(bytes == [0, 0, 2, 0b0100_0000] + Digest.repeating(1).bytes)
        var both = bytes
        both[3] = 0b1100_0000
        both += Digest.zero.bytes
        #expect(throws: WireError.self, "a zero that is said to be there") { try MapProof(parsing: both) }
        var dirty = bytes
        dirty[3] = 0b0110_0000
        #expect(throws: WireError.invalid(field: "bitmap", offset: 4)) { try MapProof(parsing: dirty) }
        #expect(throws: WireError.invalid(field: "end", offset: 1)) { try MapProof(parsing: [3, 0, 0]) }
    }
}
