public import Cryptography

/// The proof that a tree of `newSize` leaves begins with the leaves of one of `oldSize` (RFC 6962, 2.1.2).
public struct ConsistencyProof: Sendable, Hashable {
    /// The number of leaves of the older tree; at least 1 (every tree is consistent with the empty one).
    public var oldSize: UInt64
    /// The number of leaves of the newer tree.
    public var newSize: UInt64
    /// Node hashes, lowest first; none if the sizes are equal.
    public var hashes: [Digest]

    public init(oldSize: UInt64, newSize: UInt64, hashes: [Digest]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Checks that both roots follow from the proof; throws what is wrong.
    ///
    /// `oldSize` 0 is refused with `emptyTree`: nothing would be proven, and who treats the empty tree as a prefix of
    /// every tree should do so in view of the reader.
    public func check(oldRoot: Digest, newRoot: Digest) throws(ProofError) {
        guard oldSize <= newSize else { throw .sizesReversed(old: oldSize, new: newSize) }
        guard newSize <= MerkleTree.maximumSize else { throw .sizeTooLarge(newSize) }
        guard oldSize > 0 else { throw .emptyTree }
        let old = try Subtree(start: 0, end: oldSize)
        try old.checkConsistency(hashes: hashes, subtreeRoot: oldRoot, size: newSize, root: newRoot)
    }
}
