/// Bounds on the work of canonicalising, which for some small graphs grows with the factorial of their size.
public struct CanonicalizationLimits: Hashable, Sendable {
    /// Hashes taken and permutations tried while telling blank nodes of equal surroundings apart (Hash N-Degree Quads).
    /// Graphs whose blank nodes all differ in their own quads use none of it.
    public var work: Int
    /// How far Hash N-Degree Quads may recurse from blank node to blank node.
    public var depth: Int

    public init(work: Int = 1_000_000, depth: Int = 10_000) {
        self.work = work
        self.depth = depth
    }

    /// A million steps, about half a second, and 10,000 levels.
    public static let `default` = CanonicalizationLimits()
}

/// Why a dataset was not canonicalised. Only datasets made for it exceed the default limits.
public enum CanonicalizationError: Error, Hashable, Sendable {
    /// More steps than ``CanonicalizationLimits/work``.
    case tooMuchWork(limit: Int)
    /// More levels than ``CanonicalizationLimits/depth``.
    case tooDeep(limit: Int)
}

extension CanonicalizationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooMuchWork(let limit):
            "telling the blank nodes of the dataset apart takes more than \(limit) steps; it may have been made to."
        case .tooDeep(let limit):
            "telling the blank nodes of the dataset apart leads through more than \(limit) of them in a row."
        }
    }
}
