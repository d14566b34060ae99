public import Cryptography

/// The right edge of an RFC 6962 tree: all that is needed to append leaves and to know the root.
///
/// A tree of `size` leaves is a row of complete subtrees, one for each set bit of `size`, largest first. Their roots
/// are the state: 20 digests for a million leaves.
public struct CompactTree: Sendable, Hashable {
    /// The number of leaves.
    public private(set) var size: UInt64
    /// The roots of the complete subtrees, largest (leftmost) first; as many as `size` has set bits.
    public private(set) var rightEdge: [Digest]

    /// A tree without leaves.
    public init() {
        size = 0
        rightEdge = []
    }

    /// Takes a tree up again from its stored right edge.
    ///
    /// Throws `wrongHashCount` if the number of digests does not fit the size, `sizeTooLarge` beyond
    /// ``MerkleTree/maximumSize``. Whether the digests are right shows only when ``root`` is compared.
    public init(size: UInt64, rightEdge: [Digest]) throws(ProofError) {
        guard size <= MerkleTree.maximumSize else { throw .sizeTooLarge(size) }
        guard rightEdge.count == size.nonzeroBitCount else {
            throw .wrongHashCount(expected: size.nonzeroBitCount, got: rightEdge.count)
        }
        self.size = size
        self.rightEdge = rightEdge
    }

    /// Appends one leaf: merges as many complete subtrees as the new leaf completes.
    public mutating func append(leafHash: Digest) {
        var hash = leafHash
        for _ in 0..<(~size).trailingZeroBitCount {
            hash = MerkleTree.nodeHash(rightEdge.removeLast(), hash)
        }
        rightEdge.append(hash)
        size &+= 1
    }

    /// Appends the leaf with this content.
    public mutating func append(_ data: [UInt8]) {
        append(leafHash: MerkleTree.leafHash(data))
    }

    /// The root hash (RFC 6962, 2.1): the subtrees folded together from the right.
    public var root: Digest {
        foldFromRight(rightEdge)
    }
}

/// The root over a row of neighbouring subtrees, largest first, as RFC 6962 joins them; of none, the empty root.
func foldFromRight(_ roots: [Digest]) -> Digest {
    guard var hash = roots.last else { return MerkleTree.emptyRoot }
    for root in roots.dropLast().reversed() { hash = MerkleTree.nodeHash(root, hash) }
    return hash
}
