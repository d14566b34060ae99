public import Cryptography

/// Proof of what a map with a known root holds for one tag: a value, or nothing.
///
/// The way of the tag's key from the root down: the sibling at each step, and where the way ends. Source:
/// `docs/formats/status-proofs.md`, section 3.
public struct MapProof: Hashable, Sendable {
    /// A key has no more bits.
    public static let maximumDepth = 256

    /// Where the way of the key ends.
    public enum End: Hashable, Sendable {
        /// At an absent child (or in an empty map).
        case absent
        /// At the leaf of another key that shares the walked prefix.
        case other(key: Digest, commitment: Digest)
        /// At the leaf of the key itself.
        case member(MapValue)
    }

    /// The siblings along the way, from the root down; zero for an absent one.
    public var siblings: [Digest]
    public var end: End

    public init(siblings: [Digest], end: End) {
        self.siblings = siblings
        self.end = end
    }

    /// The value that the map with this root holds for `tag`; nil if it is proven to hold none.
    ///
    /// Throws if the proof proves neither: too deep, not the shortest form, a leaf that is not on the way or is the
    /// key's own, or another root.
    public func check(tag: Digest, root: Digest) throws(MapProofError) -> MapValue? {
        let key = Commitment.mapKey(tag)
        guard siblings.count <= Self.maximumDepth else { throw .tooDeep(siblings.count) }
        // In a tree of shortest prefixes nothing hangs below a node that has no other child.
        guard siblings.last.map({ !$0.isZero }) ?? true else { throw .notShortest }
        guard hash(up: key, from: try endHash(for: key)) == root else { throw .rootMismatch }
        guard case .member(let value) = end else { return nil }
        return value
    }

    private func endHash(for key: Digest) throws(MapProofError) -> Digest {
        switch end {
        case .absent: return .zero
        case .member(let value): return MapNode.leafHash(key: key, commitment: value.commitment)
        case .other(let other, let commitment):
            guard other != key else { throw .sameKey }
            guard key.sharesPrefix(with: other, bits: siblings.count) else { throw .prefixMismatch }
            return MapNode.leafHash(key: other, commitment: commitment)
        }
    }

    private func hash(up key: Digest, from end: Digest) -> Digest {
        var hash = end
        for (depth, sibling) in siblings.enumerated().reversed() {
            hash = key.bit(depth) ? MapNode.branchHash(sibling, hash) : MapNode.branchHash(hash, sibling)
        }
        return hash
    }
}

extension ExceptionMap {
    /// The proof of what this map holds for `tag`.
    public func prove(_ tag: Digest) -> MapProof {
        let key = Commitment.mapKey(tag)
        var siblings: [Digest] = []
        var node = root
        while case .branch(let branch) = node {
            let isRight = key.bit(siblings.count)
            siblings.append((isRight ? branch.left : branch.right).hash)
            node = isRight ? branch.right : branch.left
        }
        guard case .leaf(let leaf) = node else { return MapProof(siblings: siblings, end: .absent) }
        guard leaf.key == key else {
            return MapProof(siblings: siblings, end: .other(key: leaf.key, commitment: leaf.value.commitment))
        }
        return MapProof(siblings: siblings, end: .member(leaf.value))
    }
}

extension Digest {
    /// Whether the first `bits` bits are the same, most significant first.
    func sharesPrefix(with other: Digest, bits: Int) -> Bool {
        (0..<Swift.min(bits, Digest.byteCount * 8)).allSatisfy { bit($0) == other.bit($0) }
    }
}

/// Why a map proof proves nothing.
public enum MapProofError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More steps than a key has bits.
    case tooDeep(Int)
    /// The last sibling is absent, so the leaf would stand higher up.
    case notShortest
    /// The leaf given as another one has the tag's own key.
    case sameKey
    /// The leaf given as another one does not stand on the way of the tag's key.
    case prefixMismatch
    /// The hashes do not lead to the root that the seal names.
    case rootMismatch

    public var description: String {
        switch self {
        case .tooDeep(let depth): "The map proof has \(depth) steps; there are at most \(MapProof.maximumDepth)."
        case .notShortest: "The map proof ends below a node that has no other child, where no leaf can stand."
        case .sameKey: "The map proof shows the credential's own leaf as if it were another's."
        case .prefixMismatch: "The map proof ends at a leaf that is not on the way of the credential's key."
        case .rootMismatch: "The map proof does not lead to the map root of the seal; ask for a fresh proof."
        }
    }
}
