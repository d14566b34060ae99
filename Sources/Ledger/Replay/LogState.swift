public import Cryptography
public import TransparencyLog

/// What follows from the entries of a log: the tree, the exception map and the last seal.
///
/// A value without I/O and clock: two nodes that apply the same bytes have equal states. `apply` takes any bytes; what
/// is not valid is void and only hashed. Source: `docs/formats/ledger.md`, section 5.
public struct LogState: Sendable {
    public let origin: Origin
    /// All entries, void ones too.
    public internal(set) var tree = CompactTree()
    /// Time of the last valid entry, milliseconds since 1970; 0 at first. Void entries do not count: a time in the far
    /// future in one of them would block the log.
    public internal(set) var lastTime: UInt64 = 0
    /// Index and content of the last valid seal, and its time.
    public internal(set) var lastSeal: SealRecord?
    /// The map as of the last time it was hashed.
    var hashedMap = ExceptionMap()
    /// What has changed since, by key. The map is hashed at seals only: then each touched node is hashed once.
    var changes: [Digest: MapValue] = [:]

    /// A log without entries.
    public init(origin: Origin) {
        self.origin = origin
    }

    /// Number of entries.
    public var size: UInt64 { tree.size }

    /// The tree root over all entries.
    public var root: Digest { tree.root }

    /// Whether a checkpoint of this size is well formed: no entries, or a valid seal as the last one.
    public var endsInSeal: Bool { size == nextSealStart }

    /// Where the next seal's range begins: after the last valid one.
    public var nextSealStart: UInt64 { lastSeal.map { $0.seal.to + 1 } ?? 0 }

    /// Whether a valid seal can still come: once 4,096 entries follow the last valid one, none ever will.
    public var canBeSealed: Bool { size - nextSealStart < Seal.rangeLimit }

    /// Version of the roster in the last valid seal; the next one must not name an older one.
    public var lastRoster: UInt32 { lastSeal?.seal.roster ?? 0 }

    /// The exception map after all entries. Free when the log ends in a seal, else hashes what changed since the last.
    public var map: ExceptionMap { hashedMap.merging(changes) }

    /// What the map holds for a credential, a pending recovery as it was written; nil for one as issued.
    public subscript(tag: Digest) -> MapValue? {
        let key = Commitment.mapKey(tag)
        return changes[key] ?? hashedMap.value(key: key)
    }

    /// What counts for a credential now: its value, with a recovery that the last seal made ripe taken in.
    public func standing(of tag: Digest) -> MapValue {
        (self[tag] ?? MapValue()).settled(at: lastSeal?.time ?? 0)
    }
}

/// A valid seal and the time of its entry.
public struct SealRecord: Hashable, Sendable {
    public let seal: Seal
    /// Milliseconds since 1970.
    public let time: UInt64

    public init(seal: Seal, time: UInt64) {
        self.seal = seal
        self.time = time
    }
}

extension LogState: Equatable {
    /// Whether the states are of equal logs and agree in everything that decides on further entries.
    public static func == (left: LogState, right: LogState) -> Bool {
        left.origin == right.origin && left.tree == right.tree && left.lastTime == right.lastTime
            && left.lastSeal == right.lastSeal && left.map == right.map
    }
}
