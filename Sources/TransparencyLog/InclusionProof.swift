public import Cryptography

/// The audit path of one leaf (RFC 6962, 2.1.1): sibling hashes from the leaf up to the root's child.
///
/// For example, in a tree of five leaves the path of leaf 2 is: leaf 3, the node over leaves 0 and 1, leaf 4.
public struct InclusionProof: Sendable, Hashable {
    /// Zero-based index of the leaf.
    public var index: UInt64
    /// The number of leaves in the tree.
    public var size: UInt64
    /// Sibling hashes, lowest first; at most 63.
    public var hashes: [Digest]

    public init(index: UInt64, size: UInt64, hashes: [Digest]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The number of hashes that the proof for this leaf in a tree of this size has.
    public static func hashCount(index: UInt64, size: UInt64) throws(ProofError) -> Int {
        let path = try AuditPath(index: index, size: size)
        return path.hashCount
    }

    /// The root that follows from the leaf hash and the path.
    public func root(leafHash: Digest) throws(ProofError) -> Digest {
        let path = try AuditPath(index: index, size: size)
        guard hashes.count == path.hashCount else {
            throw .wrongHashCount(expected: path.hashCount, got: hashes.count)
        }
        var hash = leafHash
        for (step, sibling) in zip(path, hashes) {
            hash = step.isLeft ? MerkleTree.nodeHash(sibling, hash) : MerkleTree.nodeHash(hash, sibling)
        }
        return hash
    }

    /// Checks that the leaf stands at ``index`` in the tree of ``size`` leaves with this root; throws what is wrong.
    public func check(leafHash: Digest, root: Digest) throws(ProofError) {
        guard try self.root(leafHash: leafHash) == root else { throw .rootMismatch }
    }
}
