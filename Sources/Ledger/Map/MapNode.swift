import Cryptography

/// A node of the exception map, immutable once made, so that versions of the map share what did not change between them.
///
/// Leaf `SHA-256(0x02 || key || commitment)`, inner node `SHA-256(0x03 || left || right)`, absent child 32 zero bytes.
enum MapNode: Sendable {
    case absent
    case leaf(MapLeaf)
    case branch(MapBranch)

    var hash: Digest {
        switch self {
        case .absent: .zero
        case .leaf(let leaf): leaf.hash
        case .branch(let branch): branch.hash
        }
    }

    static func leafHash(key: Digest, commitment: Digest) -> Digest {
        SHA256.hash(prefix: HashDomain.mapLeaf, key, commitment)
    }

    static func branchHash(_ left: Digest, _ right: Digest) -> Digest {
        SHA256.hash(prefix: HashDomain.mapNode, left, right)
    }
}

final class MapLeaf: Sendable {
    let key: Digest
    let value: MapValue
    let hash: Digest

    init(key: Digest, value: MapValue) {
        self.key = key
        self.value = value
        hash = MapNode.leafHash(key: key, commitment: value.commitment)
    }
}

final class MapBranch: Sendable {
    let left: MapNode
    let right: MapNode
    let hash: Digest

    init(left: MapNode, right: MapNode) {
        self.left = left
        self.right = right
        hash = MapNode.branchHash(left.hash, right.hash)
    }

    func nearestLeaf(to key: Digest, depth: Int) -> MapLeaf? {
        key.bit(depth) ? right.nearestLeaf(to: key, depth: depth + 1) : left.nearestLeaf(to: key, depth: depth + 1)
    }
}

extension MapNode {
    /// The leaf on the way of `key`, whatever its own key is.
    ///
    /// Recursive, as everything here: on the way down the nodes stay borrowed, which spares counting references.
    func nearestLeaf(to key: Digest, depth: Int = 0) -> MapLeaf? {
        switch self {
        case .absent: nil
        case .leaf(let leaf): leaf
        case .branch(let branch): branch.nearestLeaf(to: key, depth: depth)
        }
    }

    /// This subtree with `leaves` put in, which are sorted by key without repetition; each new node is hashed once.
    ///
    /// - Parameter replaced: grows by the number of leaves whose key was there before.
    func merging(_ leaves: ArraySlice<MapLeaf>, depth: Int, replaced: inout Int) -> MapNode {
        if leaves.isEmpty { return self }
        switch self {
        case .absent: return Self.building(leaves, depth: depth)
        case .leaf(let old):
            if leaves.contains(where: { $0.key == old.key }) {
                replaced += 1
                return Self.building(leaves, depth: depth)
            }
            var all = leaves
            all.insert(old, at: Self.lowerBound(leaves) { $0.key < old.key })
            return Self.building(all, depth: depth)
        case .branch(let branch):
            let middle = Self.lowerBound(leaves) { !$0.key.bit(depth) }
            return .branch(
                MapBranch(
                    left: branch.left.merging(leaves[..<middle], depth: depth + 1, replaced: &replaced),
                    right: branch.right.merging(leaves[middle...], depth: depth + 1, replaced: &replaced)))
        }
    }

    /// The subtree of sorted leaves without repetition: each at its shortest unique prefix.
    ///
    /// Recursion ends at depth 256, because two keys differ in one of their 256 bits.
    static func building(_ leaves: ArraySlice<MapLeaf>, depth: Int) -> MapNode {
        guard let first = leaves.first else { return .absent }
        if leaves.count == 1 { return .leaf(first) }
        let middle = lowerBound(leaves) { !$0.key.bit(depth) }
        return .branch(
            MapBranch(
                left: building(leaves[..<middle], depth: depth + 1),
                right: building(leaves[middle...], depth: depth + 1)))
    }

    /// The first place from which on `isBefore` does not hold; it holds for a beginning of the leaves only.
    private static func lowerBound(_ leaves: ArraySlice<MapLeaf>, isBefore: (MapLeaf) -> Bool) -> Int {
        var low = leaves.startIndex
        var high = leaves.endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(leaves[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
