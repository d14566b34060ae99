/// Why a Merkle proof was refused, or could not be made.
public enum ProofError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The leaf index does not lie below the tree size (or outside the subtree).
    case indexOutOfRange(index: UInt64, size: UInt64)
    /// A proof from a larger tree to a smaller one was asked for or presented.
    case sizesReversed(old: UInt64, new: UInt64)
    /// Every tree is consistent with the empty one: such a proof would say nothing (callers compare with the empty root).
    case emptyTree
    /// More leaves than ``MerkleTree/maximumSize``.
    case sizeTooLarge(UInt64)
    /// `[start, end)` is not a subtree: `start` must be a multiple of the power of two at or above `end - start`.
    case notASubtree(start: UInt64, end: UInt64)
    /// The number of hashes follows from index and sizes alone; this is another one.
    case wrongHashCount(expected: Int, got: Int)
    /// The hashes do not lead to the root of the (newer) tree.
    case rootMismatch
    /// The hashes do not lead to the root of the older tree, or of the subtree.
    case oldRootMismatch
    /// A tile reader gave another number of hashes than it was asked for.
    case incompleteTile(level: Int, index: UInt64, expected: Int, got: Int)

    public var description: String {
        switch self {
        case .indexOutOfRange(let index, let size):
            "leaf index \(index) is not inside a tree of \(size) leaves; ask for a checkpoint that covers it"
        case .sizesReversed(let old, let new):
            "no proof leads from tree size \(old) back to \(new); give the smaller size first"
        case .emptyTree:
            "a proof from the empty tree proves nothing; compare with the empty root instead"
        case .sizeTooLarge(let size):
            "tree size \(size) is beyond the limit of \(MerkleTree.maximumSize) leaves"
        case .notASubtree(let start, let end):
            "leaves \(start) up to \(end) are not a subtree; its start must be a multiple of its rounded-up size"
        case .wrongHashCount(let expected, let got):
            "the proof has \(got) hashes where its index and sizes need \(expected); fetch it again"
        case .rootMismatch:
            "the proof does not lead to the root hash of the tree; the leaf or the tree is another one"
        case .oldRootMismatch:
            "the proof does not lead to the root hash of the older tree; the log was rewritten or the proof is wrong"
        case .incompleteTile(let level, let index, let expected, let got):
            "tile \(index) of level \(level) has \(got) of \(expected) hashes; rebuild the tiles from the entries"
        }
    }
}
