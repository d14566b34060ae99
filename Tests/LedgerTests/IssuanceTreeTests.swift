import Cryptography
import Ledger
import TestSupport
import Testing

@Suite struct IssuanceTreeTests {
    private func anchors(_ count: Int) -> [Digest] { (0..<count).map { SHA256.hash(Array("anchor \($0)".utf8)) } }

    private func tree(_ count: Int, _ paddings: inout [Digest]) throws -> IssuanceTree {
        var made: [Digest] = []
        let tree = try IssuanceTree(anchors: anchors(count)) {
            made.append(SHA256.hash(Array("padding \(made.count)".utf8)))
            return made[made.count - 1]
        }
        paddings = made
        return tree
    }

    /// By the definition: the two halves, hashed together.
    private func root(_ leaves: ArraySlice<Digest>) -> Digest {
        if leaves.count == 1 { return leaves[leaves.startIndex] }
        let middle = leaves.startIndex + leaves.count / 2
        return SHA256.hash([0x16] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }

    @Test(arguments: 1...33)
    func aBatchIsPaddedToTheNextPowerOfTwoAndEveryPositionHasItsPath(count: Int) throws {
        var padding: [Digest] = []
        let tree = try tree(count, &padding)
        let height = (0...6).first { 1 << $0 >= count } ?? 0
        #expect(Int(tree.height) == height)
        #expect(padding.count == (1 << height) - count)
        #expect(tree.root == root((anchors(count) + padding)[...]))
        #expect(tree.body == .issuance(height: tree.height, root: tree.root))
        for position in 0..<(1 << height) {
            let path = try #require(tree.path(position))
            #expect(path.count == height)
            let anchor = (anchors(count) + padding)[position]
            #expect(IssuanceTree.root(anchor: anchor, position: UInt32(position), path: path) == tree.root)
        }
        #expect(tree.path(1 << height) == nil)
        #expect(tree.path(-1) == nil)
    }

    @Test func anotherAnchorPositionOrPathLeadsElsewhere() throws {
        var padding: [Digest] = []
        let tree = try tree(5, &padding)
        let path = try #require(tree.path(4))
        let anchor = anchors(5)[4]
        #expect(IssuanceTree.root(anchor: anchor, position: 4, path: path) == tree.root)
        for position in (0..<8 as Range<UInt32>) where position != 4 {
            #expect(IssuanceTree.root(anchor: anchor, position: position, path: path) != tree.root)
        }
        for bit in 0..<256 {
            #expect(IssuanceTree.root(anchor: anchor.flipping(bit), position: 4, path: path) != tree.root)
        }
        for level in path.indices {
            var changed = path
            changed[level] = path[level].flipping(level)
            #expect(IssuanceTree.root(anchor: anchor, position: 4, path: changed) != tree.root)
        }
        #expect(IssuanceTree.root(anchor: anchor, position: 0, path: Array(path.dropLast())) != tree.root)
    }

    @Test func aPositionOutsideTheTreeAndAPathAboveTheLimitHaveNoRoot() {
        let path = [Digest](repeating: .zero, count: 20)
        #expect(IssuanceTree.root(anchor: .zero, position: 1 << 20, path: path) == nil)
        #expect(IssuanceTree.root(anchor: .zero, position: (1 << 20) - 1, path: path) != nil)
        #expect(IssuanceTree.root(anchor: .zero, position: 1, path: []) == nil)
        #expect(IssuanceTree.root(anchor: .zero, position: .max, path: path) == nil)
        #expect(IssuanceTree.root(anchor: .zero, position: 0, path: path + [.zero]) == nil)
        #expect(IssuanceTree.root(anchor: .zero, position: .max, path: [Digest](repeating: .zero, count: 40)) == nil)
        #expect(IssuanceTree.root(anchor: .repeating(1), position: 0, path: []) == .repeating(1))
    }

    @Test func aBatchHasOneToAMillionCredentials() throws {
        #expect(throws: IssuanceError.empty) { try IssuanceTree(anchors: []) { .zero } }
        let limit = 1 << IssuanceTree.maximumHeight
        #expect(throws: IssuanceError.tooMany(limit + 1)) {
            try IssuanceTree(anchors: [Digest](repeating: .zero, count: limit + 1)) { .zero }
        }
        #expect("\(IssuanceError.tooMany(limit + 1))".contains("1048576"))
    }
}
