package import LMDB

/// How a store is opened. The defaults are for normal operation.
public struct StoreOptions: Sendable {
    /// Bytes of address space mapped at first, and the most it may grow to (1 TiB). No disk space is used by it.
    public var mapSize = 256 << 20
    public var mapLimit = 1 << 40
    /// Requests that may wait for the writer thread; one more is refused with ``StoreError/busy(limit:)``.
    public var queueLimit = 4_096
    /// Requests committed together at most.
    public var batchLimit = 256
    /// Changed rows of exception maps that may wait in memory, all logs together. They are scattered over the table,
    /// so writing many at once costs far less than writing each with its entry; after a crash they are worked out
    /// again from the entries.
    public var exceptionBacklog = 65_536
    /// Entries of one log that may have to be applied again after a crash.
    public var replayLimit: UInt64 = 262_144
    /// Whether a commit waits for the disk. False only for tests and simulations.
    public var isDurable = true

    /// Where tests make calls of LMDB fail.
    package var hook: CallHook?
    /// The newest format and the steps to it; tests put others here.
    package var migrations = Migration.all

    public init() {}

    public static let `default` = StoreOptions()

    var environment: EnvironmentOptions {
        var options = EnvironmentOptions(mapSize: mapSize, mapLimit: mapLimit, isDurable: isDurable)
        options.hook = hook
        return options
    }
}
