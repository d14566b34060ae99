/// Bounds on what a document may ask of the processor. Exceeding one is an error that names it.
public struct JSONLDLimits: Hashable, Sendable {
    /// Objects and arrays inside each other, in the document. Expansion recurses; 64 levels fit small stacks.
    public var nesting: Int
    /// Different addresses of contexts that one document may lead to.
    public var contexts: Int
    /// How far contexts may lead to each other or nest in each other. Context processing recurses.
    public var contextNesting: Int
    /// Term definitions made or copied while processing the contexts of one document.
    public var contextWork: Int

    public init(
        nesting: Int = 64, contexts: Int = 64, contextNesting: Int = 32, contextWork: Int = 1_000_000
    ) {
        self.nesting = nesting
        self.contexts = contexts
        self.contextNesting = contextNesting
        self.contextWork = contextWork
    }

    /// 64 levels, 64 contexts, 32 contexts inside each other, a million definitions.
    public static let `default` = JSONLDLimits()

    /// The name of a bound.
    public enum Name: String, Hashable, Sendable {
        case nesting = "levels of objects and arrays"
        case contexts = "different contexts"
        case contextNesting = "contexts inside each other"
        case contextWork = "term definitions made or copied"
    }
}
