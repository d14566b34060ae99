public import Cryptography

/// The hash functions of an RFC 6962 Merkle tree (section 2.1) over SHA-256.
///
/// One byte in front of what is hashed keeps leaves and inner nodes apart: `0x00` for a leaf, `0x01` for a node.
public enum MerkleTree {
    static let leafPrefix: UInt8 = 0x00
    static let nodePrefix: UInt8 = 0x01

    /// The largest number of leaves this module counts: Go's `sumdb/tlog` and the 63 hash lines of
    /// c2sp.org/tlog-witness stop there too, and arithmetic on indexes and sizes cannot overflow below it.
    public static let maximumSize: UInt64 = 1 << 63 - 1

    /// The root of a tree without leaves: SHA-256 of nothing.
    public static let emptyRoot: Digest = SHA256.hash([UInt8]())

    /// The hash of one leaf: `SHA-256(0x00 || data)`.
    public static func leafHash(_ data: [UInt8]) -> Digest {
        SHA256.hash(prefix: leafPrefix, data)
    }

    /// The hash of an inner node: `SHA-256(0x01 || left || right)`.
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        SHA256.hash(prefix: nodePrefix, left, right)
    }

    /// The root over all given leaf hashes, for short lists; a growing tree is a ``CompactTree``.
    public static func root(leafHashes: some Sequence<Digest>) -> Digest {
        var tree = CompactTree()
        for hash in leafHashes { tree.append(leafHash: hash) }
        return tree.root
    }
}
