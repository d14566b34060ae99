import Cryptography
import Testing
import TransparencyLog

@Suite struct SubtreeTests {
    @Test func aSubtreeBeginsAtAMultipleOfItsRoundedSize() throws {
        for end in 0...40 as ClosedRange<UInt64> {
            for start in 0...end {
                var power: UInt64 = 1
                while power < end - start { power *= 2 }
                let isSubtree = start == end || start % power == 0
                #expect(((try? Subtree(start: start, end: end)) != nil) == isSubtree, "\(start)..<\(end)")
            }
        }
        #expect(throws: ProofError.notASubtree(start: 2, end: 1)) { try Subtree(start: 2, end: 1) }
        #expect(throws: ProofError.sizeTooLarge(.max)) { try Subtree(start: 0, end: .max) }
    }

    @Test func subtreesOfEverySizeUpTo40AreProvenAndTheirMutationsRefused() throws {
        let reference = ReferenceTree(count: 40)
        let tiles = try tiles(reference.leafHashes)
        for end in 1...40 {
            for start in 0..<end {
                guard let subtree = try? Subtree(start: UInt64(start), end: UInt64(end)) else { continue }
                for size in end...40 { try check(subtree, size, reference, tiles) }
                for index in start..<end {
                    let path = try TiledTree.proveInclusion(index: UInt64(index), in: subtree, reader: tiles)
                    let leaf = reference.root(index..<index + 1)
                    let root = reference.root(start..<end)
                    try subtree.checkInclusion(index: UInt64(index), leafHash: leaf, hashes: path, root: root)
                    #expect(path == reference.path(index, start..<end), "leaf \(index) in \(start)..<\(end)")
                }
            }
        }
    }

    private func check(_ subtree: Subtree, _ size: Int, _ reference: ReferenceTree, _ tiles: InMemoryTiles) throws {
        let proof = try TiledTree.proveConsistency(of: subtree, size: UInt64(size), reader: tiles)
        let (part, whole) = (reference.root(Int(subtree.start)..<Int(subtree.end)), reference.root(size: size))
        func check(_ hashes: [Digest]) throws {
            try subtree.checkConsistency(hashes: hashes, subtreeRoot: part, size: UInt64(size), root: whole)
        }
        try check(proof)
        let accepted = mutations(of: proof).filter { hashes in isAccepted { try check(hashes) } }
        #expect(accepted.isEmpty, "\(subtree) of \(size)")
    }

    @Test func anEmptySubtreeIsPartOfEveryTreeAndHasTheEmptyRoot() throws {
        let empty = try Subtree(start: 3, end: 3)
        #expect(throws: Never.self) {
            try empty.checkConsistency(hashes: [], subtreeRoot: MerkleTree.emptyRoot, size: 3, root: .zero)
        }
        #expect(throws: ProofError.oldRootMismatch) {
            try empty.checkConsistency(hashes: [], subtreeRoot: .zero, size: 3, root: .zero)
        }
        #expect(throws: ProofError.sizesReversed(old: 3, new: 2)) {
            try empty.checkConsistency(hashes: [], subtreeRoot: MerkleTree.emptyRoot, size: 2, root: .zero)
        }
        #expect(throws: ProofError.indexOutOfRange(index: 3, size: 3)) {
            try empty.checkInclusion(index: 3, leafHash: .zero, hashes: [], root: .zero)
        }
    }
}
