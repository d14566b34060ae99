/// Bounds on what the parser of N-Quads accepts. Exceeding one is an error that names it.
public struct NQuadsLimits: Hashable, Sendable {
    /// Length of the text in bytes.
    public var bytes: Int
    /// Number of statements, repeated ones included.
    public var quads: Int

    public init(bytes: Int = 64 << 20, quads: Int = 500_000) {
        self.bytes = bytes
        self.quads = quads
    }

    /// 64 MiB and 500,000 statements: more than a credential of any size allowed elsewhere comes to.
    public static let `default` = NQuadsLimits()
}
