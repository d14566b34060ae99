public import Cryptography

/// The credentials of a log that had an event, as a prefix tree over `SHA-256(0x11 || tag)`, bits most significant
/// first, each leaf at its shortest unique prefix. Its root is what seals commit to.
///
/// A value with structural sharing: a copy costs nothing, and changing it makes new nodes only on the ways to what
/// changed (O(depth) for one, about log2(count) + 1). So proofs can be made for the last cosigned seal while newer
/// ones are built. Reading is safe from any thread. Source: `docs/formats/ledger.md`, section 6.
public struct ExceptionMap: Sendable {
    /// A credential's place in the map, `Commitment.mapKey(tag)`, and its value: a row of the durable table.
    public struct Element: Hashable, Sendable {
        public let key: Digest
        public let value: MapValue

        public init(key: Digest, value: MapValue) {
            self.key = key
            self.value = value
        }
    }

    let root: MapNode
    /// Number of credentials in it.
    public let count: Int

    /// The empty map.
    public init() {
        root = .absent
        count = 0
    }

    init(root: MapNode, count: Int) {
        self.root = root
        self.count = count
    }

    /// Builds the map from a sorted table; nil unless the keys rise strictly.
    public init?(sorted elements: some Sequence<Element>) {
        var leaves: [MapLeaf] = []
        leaves.reserveCapacity(elements.underestimatedCount)
        for element in elements {
            if let last = leaves.last, last.key >= element.key { return nil }
            leaves.append(MapLeaf(key: element.key, value: element.value))
        }
        self.init(root: MapNode.building(leaves[...], depth: 0), count: leaves.count)
    }

    /// The root hash; 32 zero bytes for the empty map.
    public var rootHash: Digest { root.hash }

    /// The value of a credential; nil means that it is as issued.
    public subscript(tag: Digest) -> MapValue? { value(key: Commitment.mapKey(tag)) }

    /// The value at a place in the map.
    public func value(key: Digest) -> MapValue? {
        guard let leaf = root.nearestLeaf(to: key), leaf.key == key else { return nil }
        return leaf.value
    }

    public mutating func set(_ tag: Digest, to value: MapValue) {
        self = merging([Element(key: Commitment.mapKey(tag), value: value)])
    }

    /// The map with many values set at once, hashing each touched node only once; of two for one key the last counts.
    public func merging(_ changes: some Sequence<Element>) -> ExceptionMap {
        var latest: [Digest: MapValue] = [:]
        for change in changes { latest[change.key] = change.value }
        return merging(latest)
    }

    func merging(_ changes: [Digest: MapValue]) -> ExceptionMap {
        if changes.isEmpty { return self }
        var leaves = changes.map { MapLeaf(key: $0.key, value: $0.value) }
        leaves.sort { $0.key < $1.key }
        var replaced = 0
        let root = root.merging(leaves[...], depth: 0, replaced: &replaced)
        return ExceptionMap(root: root, count: count + leaves.count - replaced)
    }
}

extension ExceptionMap: Equatable {
    /// Equal roots are equal maps, unless somebody found a collision of SHA-256.
    public static func == (left: ExceptionMap, right: ExceptionMap) -> Bool { left.root.hash == right.root.hash }
}

extension ExceptionMap: Sequence {
    /// The elements in rising order of their keys.
    public func makeIterator() -> Iterator { Iterator(root) }

    public var underestimatedCount: Int { count }

    public struct Iterator: IteratorProtocol {
        // At most one node for each level of the tree.
        private var stack: [MapNode]

        init(_ root: MapNode) { stack = [root] }

        public mutating func next() -> Element? {
            while let node = stack.popLast() {
                switch node {
                case .absent: continue
                case .leaf(let leaf): return Element(key: leaf.key, value: leaf.value)
                case .branch(let branch):
                    stack.append(branch.right)
                    stack.append(branch.left)
                }
            }
            return nil
        }
    }
}
