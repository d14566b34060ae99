/// The way from a leaf up to the root of a tree: at which heights it has a sibling, and on which side.
///
/// Below the height where the ways of this leaf and of the last leaf part, every node has a sibling, left or right.
/// From there on the way runs along the right edge, where only left siblings exist (RFC 6962, 2.1.1; the right
/// sibling just below that height may be an incomplete subtree).
struct AuditPath: Sequence {
    struct Step {
        /// Height of the sibling above the leaves.
        let height: Int
        /// True if the sibling stands left of the way.
        let isLeft: Bool
    }

    let index: UInt64
    /// The height at which the ways of this leaf and of the last leaf meet.
    let forkHeight: Int
    /// The way starts at the node of this height above the leaf.
    let startHeight: Int

    /// - Throws: `indexOutOfRange` or `sizeTooLarge`.
    init(index: UInt64, size: UInt64, startHeight: Int = 0) throws(ProofError) {
        guard size <= MerkleTree.maximumSize else { throw .sizeTooLarge(size) }
        guard index < size else { throw .indexOutOfRange(index: index, size: size) }
        self.index = index
        self.startHeight = startHeight
        forkHeight = bitWidth(index ^ (size - 1))
    }

    private init(index: UInt64, forkHeight: Int, startHeight: Int) {
        self.index = index
        self.forkHeight = forkHeight
        self.startHeight = startHeight
    }

    /// A way without siblings.
    static let empty = AuditPath(index: 0, forkHeight: 0, startHeight: 0)

    var hashCount: Int {
        let edge = Swift.max(forkHeight, startHeight)
        return edge - startHeight + (index >> UInt64(edge)).nonzeroBitCount
    }

    func makeIterator() -> Iterator {
        Iterator(path: self, height: startHeight)
    }

    struct Iterator: IteratorProtocol {
        let path: AuditPath
        var height: Int

        mutating func next() -> Step? {
            while height < 63 {
                let isLeft = (path.index >> UInt64(height)) & 1 == 1
                defer { height += 1 }
                if isLeft || height < path.forkHeight { return Step(height: height, isLeft: isLeft) }
            }
            return nil
        }
    }
}

/// The number of bits needed to write `value`; 0 for 0.
func bitWidth(_ value: UInt64) -> Int {
    UInt64.bitWidth - value.leadingZeroBitCount
}
