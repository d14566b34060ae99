import Cryptography
import TransparencyLog

/// RFC 6962, sections 2.1 to 2.1.2, written down as the text has it: recursion over ranges of leaves, nothing clever.
/// Subtree roots are remembered, so that thousands of proofs can be compared.
final class ReferenceTree {
    let leaves: [[UInt8]]
    private var roots: [Range<Int>: Digest] = [:]

    init(leaves: [[UInt8]]) {
        self.leaves = leaves
    }

    /// A tree whose leaf `i` is the text "entry i".
    convenience init(count: Int) {
        self.init(leaves: (0..<count).map { Array("entry \($0)".utf8) })
    }

    var leafHashes: [Digest] { leaves.indices.map { root($0..<$0 + 1) } }

    /// MTH(D[range]).
    func root(_ range: Range<Int>) -> Digest {
        if let known = roots[range] { return known }
        let root =
            switch range.count {
            case 0: SHA256.hash([UInt8]())
            case 1: SHA256.hash([0x00] + leaves[range.lowerBound])
            default: node(root(split(range).0), root(split(range).1))
            }
        roots[range] = root
        return root
    }

    func root(size: Int) -> Digest { root(0..<size) }

    /// PATH(m, D[range]).
    func path(_ index: Int, _ range: Range<Int>) -> [Digest] {
        guard range.count > 1 else { return [] }
        let (left, right) = split(range)
        return index < left.upperBound ? path(index, left) + [root(right)] : path(index, right) + [root(left)]
    }

    /// PROOF(m, D[range]).
    func proof(_ size: Int, _ range: Range<Int>) -> [Digest] { subproof(size, range, true) }

    private func subproof(_ size: Int, _ range: Range<Int>, _ isWhole: Bool) -> [Digest] {
        guard size < range.upperBound else { return isWhole ? [] : [root(range)] }
        let (left, right) = split(range)
        if size <= left.upperBound { return subproof(size, left, isWhole) + [root(right)] }
        return subproof(size, right, false) + [root(left)]
    }

    /// The largest power of two below the length goes left.
    private func split(_ range: Range<Int>) -> (Range<Int>, Range<Int>) {
        var length = 1
        while length * 2 < range.count { length *= 2 }
        let middle = range.lowerBound + length
        return (range.lowerBound..<middle, middle..<range.upperBound)
    }

    private func node(_ left: Digest, _ right: Digest) -> Digest {
        SHA256.hash([0x01] + left.bytes + right.bytes)
    }
}

/// The tiles of a tree with these leaf hashes, made in one go.
func tiles(_ leafHashes: [Digest]) throws -> InMemoryTiles {
    var tiles = InMemoryTiles()
    tiles.apply(try TiledTree.updates(oldSize: 0, appending: leafHashes, reader: tiles))
    return tiles
}
