import Cryptography
import Testing
import TransparencyLog

@Suite struct MerkleTreeTests {
    @Test func theEmptyTreeHasTheHashOfNothing() {
        #expect(CompactTree().root == MerkleTree.emptyRoot)
        #expect(MerkleTree.emptyRoot.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func everySizeUpTo300HasTheRootOfTheRecursiveDefinition() {
        let reference = ReferenceTree(count: 300)
        var tree = CompactTree()
        for size in 0...300 {
            #expect(tree.size == UInt64(size))
            #expect(tree.root == reference.root(size: size), "size \(size)")
            if size < 300 { tree.append(reference.leaves[size]) }
        }
    }

    @Test func aTreeTakenUpFromItsRightEdgeGrowsTheSameWay() throws {
        let hashes = ReferenceTree(count: 140).leafHashes
        var original = CompactTree()
        for hash in hashes {
            var restored = try CompactTree(size: original.size, rightEdge: original.rightEdge)
            #expect(restored == original)
            original.append(leafHash: hash)
            restored.append(leafHash: hash)
            #expect(restored == original)
        }
    }

    @Test func aRightEdgeOfTheWrongLengthIsRefused() {
        #expect(throws: ProofError.wrongHashCount(expected: 2, got: 1)) {
            try CompactTree(size: 5, rightEdge: [.zero])
        }
        #expect(throws: ProofError.wrongHashCount(expected: 0, got: 1)) { try CompactTree(size: 0, rightEdge: [.zero]) }
        #expect(throws: ProofError.sizeTooLarge(.max)) {
            try CompactTree(size: .max, rightEdge: [Digest](repeating: .zero, count: 64))
        }
    }

    @Test func theLargestTreeStillTakesALeaf() throws {
        let edge = [Digest](repeating: .zero, count: 63)
        var tree = try CompactTree(size: MerkleTree.maximumSize, rightEdge: edge)
        tree.append(leafHash: .zero)
        #expect(tree.rightEdge.count == 1)
    }

    @Test func aLeafIsNotANode() {
        let hash = Digest()
        #expect(MerkleTree.leafHash(hash.bytes + hash.bytes) != MerkleTree.nodeHash(hash, hash))
    }
}
