/// A blank node, known by a label that means something in its own dataset only.
public struct BlankNode: Sendable {
    /// The label, without `_:`.
    public let label: String

    /// The blank node `label`, or nil unless that is within the grammar of N-Quads (`BLANK_NODE_LABEL`).
    public init?(_ label: String) {
        guard label.withBytes({ BlankNodeSyntax.end(of: $0, from: 0) == $0.count }) else { return nil }
        self.label = label
    }

    init(known label: String) {
        self.label = label
    }
}

extension BlankNode: Hashable, Comparable {
    public static func == (left: BlankNode, right: BlankNode) -> Bool {
        left.label.withBytes { left in right.label.withBytes { ByteOrder.areEqual(left, $0) } }
    }

    /// Code point order of the labels.
    public static func < (left: BlankNode, right: BlankNode) -> Bool {
        left.label.withBytes { left in right.label.withBytes { ByteOrder.compare(left, $0) < 0 } }
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytesOf: label) }
}

extension BlankNode: CustomStringConvertible {
    public var description: String { "_:\(label)" }
}
