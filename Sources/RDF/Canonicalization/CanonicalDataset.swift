/// The result of canonicalising a dataset (RDF Dataset Canonicalization, section 4.4).
public struct CanonicalDataset: Hashable, Sendable {
    /// The canonical N-Quads: one quad a line, in code point order. This is what is hashed and signed.
    public let nQuads: [UInt8]
    /// Which canonical label each blank node got.
    public let issued: IssuedIdentifiers

    /// The lines of ``nQuads``, each with its line feed.
    public var lines: [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for index in nQuads.indices where nQuads[index] == 0x0A {
            lines.append(nQuads[start...index])
            start = index + 1
        }
        return lines
    }
}

/// The issued identifiers map: input labels of blank nodes and their canonical ones, in the order of issue.
public struct IssuedIdentifiers: Hashable, Sendable {
    /// The blank nodes as the dataset labels them; the one at position n is `c14n` followed by n.
    public let nodes: [BlankNode]

    /// The canonical label of the blank node at `position`.
    public static func canonicalNode(at position: Int) -> BlankNode { BlankNode(known: "c14n\(position)") }

    /// All pairs, by input label.
    public var dictionary: [BlankNode: BlankNode] {
        var dictionary: [BlankNode: BlankNode] = [:]
        for (position, node) in nodes.enumerated() { dictionary[node] = Self.canonicalNode(at: position) }
        return dictionary
    }
}

/// The equality of two graphs but for the labels of their blank nodes.
extension Dataset {
    /// True if the datasets become the same when the blank nodes of one are labelled suitably.
    public func isIsomorphic(
        to other: Dataset, limits: CanonicalizationLimits = .default
    ) throws(CanonicalizationError) -> Bool {
        guard count == other.count else { return false }
        return try canonicalized(limits: limits).nQuads == other.canonicalized(limits: limits).nQuads
    }
}
