import Cryptography
import Testing
import TransparencyLog

@Suite struct ProofTests {
    // The loops below go over tens of thousands of proofs; they report by size, since each expectation costs time.

    @Test func everyLeafOfEverySizeUpTo300HasTheRecursivePath() throws {
        let reference = ReferenceTree(count: 300)
        let hashes = reference.leafHashes
        let tiles = try tiles(hashes)
        for size in 1...300 {
            let root = reference.root(size: size)
            let wrong = try (0..<size).filter { index in
                let proof = try TiledTree.proveInclusion(index: UInt64(index), size: UInt64(size), reader: tiles)
                try proof.check(leafHash: hashes[index], root: root)
                return proof.hashes != reference.path(index, 0..<size)
            }
            #expect(wrong.isEmpty, "leaves \(wrong) of \(size)")
        }
    }

    @Test func everyTwoSizesUpTo300HaveTheRecursiveConsistencyProof() throws {
        let reference = ReferenceTree(count: 300)
        let tiles = try tiles(reference.leafHashes)
        for new in 1...300 {
            let wrong = try (1...new).filter { old in
                let proof = try TiledTree.proveConsistency(from: UInt64(old), to: UInt64(new), reader: tiles)
                try proof.check(oldRoot: reference.root(size: old), newRoot: reference.root(size: new))
                return proof.hashes != reference.proof(old, 0..<new)
            }
            #expect(wrong.isEmpty, "from \(wrong) to \(new)")
        }
    }

    @Test func tilesOfEverySizeUpTo300GiveItsRootAndRightEdge() throws {
        let reference = ReferenceTree(count: 300)
        let tiles = try tiles(reference.leafHashes)
        var tree = CompactTree()
        for size in 0...300 {
            #expect(try TiledTree.root(size: UInt64(size), reader: tiles) == reference.root(size: size))
            #expect(try TiledTree.compactTree(size: UInt64(size), reader: tiles) == tree)
            if size < 300 { tree.append(reference.leaves[size]) }
        }
    }

    @Test func everyMutationOfAnInclusionProofIsRefused() throws {
        let reference = ReferenceTree(count: 40)
        let tiles = try tiles(reference.leafHashes)
        for size in 1...40 {
            for index in 0..<size {
                let proof = try TiledTree.proveInclusion(index: UInt64(index), size: UInt64(size), reader: tiles)
                var changed = mutations(of: proof.hashes).map {
                    InclusionProof(index: proof.index, size: proof.size, hashes: $0)
                }
                for other in 0...size + 1 where other != index {
                    changed.append(InclusionProof(index: UInt64(other), size: proof.size, hashes: proof.hashes))
                }
                let accepted = changed.filter { proves($0, index, reference, size) }
                #expect(accepted.isEmpty, "leaf \(index) of \(size)")
                #expect(!isAccepted { try proof.check(leafHash: .zero, root: reference.root(size: size)) })
            }
        }
    }

    /// The tree size is no part of what an inclusion proof hashes: sizes with the same path shape are told apart by
    /// the signed checkpoint alone. Any other shape is refused.
    @Test func aSizeThatNeedsAnotherPathIsRefused() throws {
        let reference = ReferenceTree(count: 40)
        let tiles = try tiles(reference.leafHashes)
        for index in 0..<40 {
            let proof = try TiledTree.proveInclusion(index: UInt64(index), size: 40, reader: tiles)
            for size in 1...80 where size <= index || pathShape(index, size) != pathShape(index, 40) {
                let resized = InclusionProof(index: proof.index, size: UInt64(size), hashes: proof.hashes)
                #expect(!proves(resized, index, reference, 40), "leaf \(index), size \(size)")
            }
        }
    }

    @Test func everyMutationOfAConsistencyProofIsRefused() throws {
        let reference = ReferenceTree(count: 40)
        let tiles = try tiles(reference.leafHashes)
        for new in 1...40 {
            for old in 1...new {
                let proof = try TiledTree.proveConsistency(from: UInt64(old), to: UInt64(new), reader: tiles)
                let roots = (old: reference.root(size: old), new: reference.root(size: new))
                let accepted = mutations(of: proof.hashes).filter { hashes in
                    let changed = ConsistencyProof(oldSize: proof.oldSize, newSize: proof.newSize, hashes: hashes)
                    return isAccepted { try changed.check(oldRoot: roots.old, newRoot: roots.new) }
                }
                #expect(accepted.isEmpty, "from \(old) to \(new)")
                let others = [(.zero, roots.new), (roots.old, .zero)] + (old < new ? [(roots.new, roots.old)] : [])
                for other in others {
                    #expect(
                        !isAccepted { try proof.check(oldRoot: other.0, newRoot: other.1) }, "from \(old) to \(new)")
                }
            }
        }
    }

    @Test func proofsThatMakeNoSenseAreNamed() throws {
        let tiles = try tiles(ReferenceTree(count: 5).leafHashes)
        #expect(throws: ProofError.indexOutOfRange(index: 5, size: 5)) {
            try TiledTree.proveInclusion(index: 5, size: 5, reader: tiles)
        }
        #expect(throws: ProofError.indexOutOfRange(index: 0, size: 0)) {
            try InclusionProof(index: 0, size: 0, hashes: []).check(leafHash: .zero, root: .zero)
        }
        #expect(throws: ProofError.sizesReversed(old: 4, new: 3)) {
            try TiledTree.proveConsistency(from: 4, to: 3, reader: tiles)
        }
        #expect(throws: ProofError.emptyTree) { try TiledTree.proveConsistency(from: 0, to: 3, reader: tiles) }
        #expect(throws: ProofError.emptyTree) {
            try ConsistencyProof(oldSize: 0, newSize: 0, hashes: [])
                .check(oldRoot: MerkleTree.emptyRoot, newRoot: MerkleTree.emptyRoot)
        }
        #expect(throws: ProofError.incompleteTile(level: 0, index: 0, expected: 6, got: 5)) {
            try TiledTree.root(size: 6, reader: tiles)
        }
    }

    @Test(arguments: [UInt64.max, 1 << 63, 1 << 63 - 1, 1 << 62] as [UInt64])
    func extremeSizesAreAnsweredWithoutArithmeticTrouble(_ size: UInt64) {
        let hashes = [Digest](repeating: .zero, count: 70)
        for count in [0, 1, 62, 63, 64, 70] {
            let proof = InclusionProof(index: size - 1, size: size, hashes: Array(hashes.prefix(count)))
            #expect(throws: ProofError.self) { try proof.check(leafHash: .zero, root: .zero) }
            for old in [1, 2, 3, size / 2, size - 1] {
                let consistency = ConsistencyProof(oldSize: old, newSize: size, hashes: Array(hashes.prefix(count)))
                #expect(throws: ProofError.self) { try consistency.check(oldRoot: .zero, newRoot: .zero) }
            }
        }
        #expect(throws: ProofError.self) { try TiledTree.root(size: size, reader: InMemoryTiles()) }
        #expect(throws: ProofError.self) {
            try TiledTree.proveInclusion(index: size / 3, size: size, reader: InMemoryTiles())
        }
    }

    private func proves(_ proof: InclusionProof, _ leaf: Int, _ reference: ReferenceTree, _ size: Int) -> Bool {
        isAccepted { try proof.check(leafHash: reference.root(leaf..<leaf + 1), root: reference.root(size: size)) }
    }
}

/// True unless `check` throws.
func isAccepted(_ check: () throws -> Void) -> Bool {
    (try? check()) != nil
}

/// The sides on which the path of a leaf has its siblings, worked out by the recursive definition.
private func pathShape(_ index: Int, _ size: Int) -> [Bool] {
    var (index, size) = (index, size)
    var sides: [Bool] = []
    while size > 1 {
        var left = 1
        while left * 2 < size { left *= 2 }
        sides.append(index >= left)
        (index, size) = index < left ? (index, left) : (index - left, size - left)
    }
    return sides
}

/// Every hash with one bit flipped, dropped or doubled; neighbours swapped; hashes added before and behind.
func mutations(of hashes: [Digest]) -> [[Digest]] {
    var all = [hashes + [.zero], [.zero] + hashes]
    for place in hashes.indices {
        var bytes = hashes[place].bytes
        bytes[place % 32] ^= 1 << UInt8(place % 8)
        var flipped = hashes
        flipped[place] = Digest(bytes) ?? .zero
        var dropped = hashes
        dropped.remove(at: place)
        var doubled = hashes
        doubled.insert(hashes[place], at: place)
        all += [flipped, dropped, doubled]
        if place > 0, hashes[place] != hashes[place - 1] {
            var swapped = hashes
            swapped.swapAt(place, place - 1)
            all.append(swapped)
        }
    }
    return all
}
