/// Bounds on what the parser accepts. Exceeding one is an error that names it.
public struct JSONLimits: Hashable, Sendable {
    /// Largest `depth` that can be asked for: writing, comparing and releasing a tree recurse, and must fit small stacks.
    public static let maximumDepth = 512

    /// Length of the text in bytes.
    public var bytes: Int
    /// Number of objects and arrays that may stand inside each other; at most ``maximumDepth``.
    public var depth: Int {
        didSet { depth = min(depth, Self.maximumDepth) }
    }
    /// Number of values in the whole text: the members of all objects, the elements of all arrays, and the root.
    public var members: Int

    public init(bytes: Int = 16 << 20, depth: Int = 64, members: Int = 100_000) {
        self.bytes = bytes
        self.depth = min(depth, Self.maximumDepth)
        self.members = members
    }

    /// 16 MiB, 64 levels, 100,000 values.
    public static let `default` = JSONLimits()
}

/// What the parser does when an object has two members of one name.
public enum DuplicateNames: Hashable, Sendable {
    /// An error. The only right answer for anything that is signed, stored or acted on.
    case refused
    /// Both members are kept in document order, as the grammar of RFC 8259 allows. For tools that show foreign texts.
    case kept
}
