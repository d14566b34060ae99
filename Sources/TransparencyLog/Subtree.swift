public import Cryptography

/// A run of leaves `[start, end)` that is one node, or the left part of one, in every larger tree
/// (draft-ietf-plants-merkle-tree-certs, section 4.1; mirrors cosign these).
///
/// `start` is a multiple of the smallest power of two at or above `end - start`. `[0, n)` is the tree of n leaves
/// itself, so that the RFC 6962 consistency proof is the case `start == 0` of the subtree consistency proof. An empty
/// run is allowed anywhere; it has the empty root and is part of every tree.
public struct Subtree: Sendable, Hashable {
    public let start: UInt64
    public let end: UInt64

    /// - Throws: `notASubtree` or `sizeTooLarge`.
    public init(start: UInt64, end: UInt64) throws(ProofError) {
        guard start <= end else { throw .notASubtree(start: start, end: end) }
        guard end <= MerkleTree.maximumSize else { throw .sizeTooLarge(end) }
        self.start = start
        self.end = end
        guard start & ((1 << UInt64(height)) - 1) == 0 || start == end else {
            throw .notASubtree(start: start, end: end)
        }
    }

    /// Height of the node that this subtree is, or will be the left part of.
    var height: Int { start == end ? 0 : bitWidth(end - start - 1) }

    /// Checks that the leaf at `index` (counted in the whole tree) lies in this subtree with this root.
    public func checkInclusion(index: UInt64, leafHash: Digest, hashes: [Digest], root: Digest) throws(ProofError) {
        guard index >= start, index < end else { throw .indexOutOfRange(index: index, size: end) }
        let proof = InclusionProof(index: index - start, size: end - start, hashes: hashes)
        try proof.check(leafHash: leafHash, root: root)
    }

    /// Checks that the tree of `size` leaves with this root contains this subtree with this root.
    ///
    /// The way up starts at the root of the last complete part of the subtree. Left siblings below the subtree's own
    /// height lead to its root; all siblings together lead to the root of the tree.
    public func checkConsistency(
        hashes: [Digest], subtreeRoot: Digest, size: UInt64, root: Digest
    ) throws(ProofError) {
        let path = try consistencyPath(size: size)
        guard hashes.count == path.hashCount else {
            throw .wrongHashCount(expected: path.hashCount, got: hashes.count)
        }
        guard start < end else {
            guard subtreeRoot == MerkleTree.emptyRoot else { throw .oldRootMismatch }
            return
        }
        var siblings = hashes.makeIterator()
        var seed = subtreeRoot
        if path.givesSeed, let first = siblings.next() { seed = first }
        var old = seed
        var new = seed
        for (step, sibling) in zip(path.steps, siblings) {
            if step.isLeft, step.height < height { old = MerkleTree.nodeHash(sibling, old) }
            new = step.isLeft ? MerkleTree.nodeHash(sibling, new) : MerkleTree.nodeHash(new, sibling)
        }
        guard old == subtreeRoot else { throw .oldRootMismatch }
        guard new == root else { throw .rootMismatch }
    }

    /// Which nodes a consistency proof from this subtree to a tree of `size` leaves consists of.
    func consistencyPath(size: UInt64) throws(ProofError) -> SubtreePath {
        guard end <= size else { throw .sizesReversed(old: end, new: size) }
        guard start < end else { return SubtreePath(steps: .empty, givesSeed: false) }
        if end == size {
            // The subtree is the right end of the tree: its root is known, only left siblings above it are missing.
            let steps = try AuditPath(index: start, size: start + 1, startHeight: height)
            return SubtreePath(steps: steps, givesSeed: false)
        }
        // If the last complete part is the whole subtree, its root is known and not repeated in the proof.
        let partHeight = (end - start).trailingZeroBitCount
        let steps = try AuditPath(index: end - 1, size: size, startHeight: partHeight)
        return SubtreePath(steps: steps, givesSeed: partHeight < height)
    }
}

/// The make-up of a (subtree) consistency proof.
struct SubtreePath {
    /// The nodes beside the way up from the last complete part of the subtree.
    let steps: AuditPath
    /// True if the proof begins with the root of that part.
    let givesSeed: Bool

    var hashCount: Int { steps.hashCount + (givesSeed ? 1 : 0) }
}
