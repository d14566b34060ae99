/// What a log holds.
public struct LogAuditSummary: Sendable, Hashable {
    /// Valid entries by kind.
    public private(set) var kinds: [EntryKind: UInt64] = [:]
    public private(set) var voidCount: UInt64 = 0
    /// The first void entries and why they are.
    public private(set) var voids: [Void] = []
    /// Times of the first and last valid entry, milliseconds since 1970.
    public private(set) var firstTime: UInt64?
    public private(set) var lastTime: UInt64?
    /// Credentials that are not as they were issued.
    public internal(set) var exceptions = 0

    public struct Void: Sendable, Hashable {
        public let index: UInt64
        public let reason: VoidReason
    }

    static let listedVoids = 20

    mutating func count(_ bytes: [UInt8]) {
        guard let entry = try? Entry(parsing: bytes) else { return }
        kinds[entry.body.kind, default: 0] += 1
        firstTime = firstTime ?? entry.time
        lastTime = entry.time
    }

    mutating func countVoid(_ index: UInt64, _ reason: VoidReason) {
        voidCount += 1
        if voids.count < Self.listedVoids { voids.append(Void(index: index, reason: reason)) }
    }
}
