public import Cryptography

/// The Merkle tree over the anchors of one batch, padded to a power of two with random leaves so that the log shows only
/// an upper bound of the batch's size.
///
/// The anchors are the leaves as they are; inner nodes are `SHA-256(0x16 || left || right)`. Source:
/// `docs/formats/ledger.md`, section 7.
public struct IssuanceTree: Sendable {
    /// A batch has at most 2^20 credentials.
    public static let maximumHeight = 20

    /// Rows from the leaves up to the root.
    private let rows: [[Digest]]

    /// - Parameters:
    ///   - anchors: 1 to 2^20, in the order of their positions.
    ///   - padding: gives a fresh random digest each time.
    public init(anchors: [Digest], padding: () -> Digest) throws(IssuanceError) {
        guard !anchors.isEmpty else { throw .empty }
        guard anchors.count <= 1 << Self.maximumHeight else { throw .tooMany(anchors.count) }
        var row = anchors
        let height = Int.bitWidth - (anchors.count - 1).leadingZeroBitCount
        row.reserveCapacity(1 << height)
        while row.count < 1 << height { row.append(padding()) }
        var rows = [row]
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { Self.node(row[$0], row[$0 + 1]) }
            rows.append(row)
        }
        self.rows = rows
    }

    public var height: UInt8 { UInt8(truncatingIfNeeded: rows.count - 1) }

    public var root: Digest { rows[rows.count - 1][0] }

    /// What the log says about the batch.
    public var body: EntryBody { .issuance(height: height, root: root) }

    /// The siblings from the leaf at `position` up, as many as the tree is high; nil outside the tree.
    public func path(_ position: Int) -> [Digest]? {
        guard rows[0].indices.contains(position) else { return nil }
        return (0..<Int(height)).map { rows[$0][position >> $0 ^ 1] }
    }

    /// The root that follows from an anchor, its position and its path; nil if there is no such position at this
    /// height, or the height is above 20.
    public static func root(anchor: Digest, position: UInt32, path: [Digest]) -> Digest? {
        guard path.count <= maximumHeight, position >> UInt32(path.count) == 0 else { return nil }
        var hash = anchor
        for (level, sibling) in path.enumerated() {
            hash = position >> UInt32(level) & 1 == 1 ? node(sibling, hash) : node(hash, sibling)
        }
        return hash
    }

    private static func node(_ left: Digest, _ right: Digest) -> Digest {
        SHA256.hash(prefix: HashDomain.issuanceNode, left, right)
    }
}

/// Why a batch cannot be anchored.
public enum IssuanceError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooMany(Int)

    public var description: String {
        switch self {
        case .empty: "A batch needs at least one credential."
        case .tooMany(let count):
            "A batch has at most \(1 << IssuanceTree.maximumHeight) credentials, this one has \(count); split it."
        }
    }
}
