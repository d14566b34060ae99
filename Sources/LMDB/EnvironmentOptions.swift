/// How an environment is opened.
public struct EnvironmentOptions: Sendable {
    /// Bytes of address space mapped at first. It costs nothing on disk; a larger file is mapped whole anyway.
    public var mapSize: Int
    /// The map is doubled when it is full, up to this many bytes.
    public var mapLimit: Int
    /// The number of tables an environment can have open.
    public var maxTables: Int
    /// The number of reads that can be under way at once.
    public var maxReaders: Int
    /// Whether a commit waits until the disk has the data. False only where losing the last writes is no harm.
    public var isDurable: Bool
    /// Where tests make calls fail. Nil in normal operation.
    package var hook: CallHook?

    public init(
        mapSize: Int = 256 << 20, mapLimit: Int = 1 << 40, maxTables: Int = 64, maxReaders: Int = 510,
        isDurable: Bool = true
    ) {
        self.mapSize = mapSize
        self.mapLimit = mapLimit
        self.maxTables = maxTables
        self.maxReaders = maxReaders
        self.isDurable = isDurable
    }

    /// The defaults, durable.
    public static let `default` = EnvironmentOptions()
}

/// The calls that a test can make fail.
package enum EnvironmentCall: String, Sendable, CaseIterable {
    case beginRead, beginWrite, beginNested, get, openCursor, moveCursor, put, delete, commitNested, commit, sync, grow
}

/// Asked before each call; an answer other than 0 is taken for the call's result, and the call is not made.
package struct CallHook: Sendable {
    let answer: @Sendable (EnvironmentCall) -> Int32

    package init(_ answer: @escaping @Sendable (EnvironmentCall) -> Int32) {
        self.answer = answer
    }
}
