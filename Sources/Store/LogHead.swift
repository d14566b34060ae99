import Cryptography
public import Ledger
public import TransparencyLog

/// Where a log stands in the store: written with every batch of entries.
///
/// `struct { uint64 size; opaque right_edge[32 * popcount(size)]; uint64 last_time; uint8 sealed; select (sealed)
/// { 0: {}; 1: uint64 from; uint64 to; uint32 roster; opaque map_root[32]; uint64 time; }; uint64 head_size;
/// uint8 frozen; opaque target<0..2^32-1>; }`.
public struct LogHead: Sendable, Hashable {
    /// The tree over all entries stored.
    public let tree: CompactTree
    /// Time of the last valid entry, milliseconds since 1970.
    public let lastTime: UInt64
    /// The last valid seal among the entries.
    public let lastSeal: SealRecord?
    /// Size of the newest checkpoint whose entries are all stored; 0 if there is none. Smaller than ``size`` while
    /// catching up.
    public let headSize: UInt64
    /// Evidence against the log is stored: no further head of it is to be taken.
    public let isFrozen: Bool
    /// Signed note of the checkpoint that is being caught up with; nil if everything stored lies under the head.
    public let target: [UInt8]?

    /// Number of entries stored.
    public var size: UInt64 { tree.size }
    /// The roster version of the last seal.
    public var rosterVersion: UInt32 { lastSeal?.seal.roster ?? 0 }
}

extension LogHead {
    static let empty = LogHead(
        tree: CompactTree(), lastTime: 0, lastSeal: nil, headSize: 0, isFrozen: false, target: nil)

    func frozen(_ isFrozen: Bool) -> LogHead {
        LogHead(
            tree: tree, lastTime: lastTime, lastSeal: lastSeal, headSize: headSize, isFrozen: isFrozen, target: target)
    }

    func encoded() -> [UInt8] {
        var record = RecordWriter()
        record.write(tree.size)
        for hash in tree.rightEdge { record.write(hash) }
        record.write(lastTime)
        record.bytes.append(lastSeal == nil ? 0 : 1)
        if let lastSeal {
            record.write(lastSeal.seal.from)
            record.write(lastSeal.seal.to)
            record.write(lastSeal.seal.roster)
            record.write(lastSeal.seal.mapRoot)
            record.write(lastSeal.time)
        }
        record.write(headSize)
        record.bytes.append(isFrozen ? 1 : 0)
        record.writeLong(target ?? [])
        return record.bytes
    }

    init(parsing bytes: [UInt8]) throws(StoreError) {
        var record = RecordReader(bytes, table: StoreTables.Name.heads)
        let size = try record.uint64()
        var rightEdge: [Digest] = []
        for _ in 0..<size.nonzeroBitCount { rightEdge.append(try record.digest()) }
        guard let tree = try? CompactTree(size: size, rightEdge: rightEdge) else {
            throw record.damaged("its size is impossible")
        }
        self.tree = tree
        lastTime = try record.uint64()
        if try record.flag() {
            let seal = Seal(
                from: try record.uint64(), to: try record.uint64(), roster: try record.uint32(),
                mapRoot: try record.digest())
            lastSeal = SealRecord(seal: seal, time: try record.uint64())
        } else {
            lastSeal = nil
        }
        headSize = try record.uint64()
        isFrozen = try record.flag()
        let note = try record.long()
        target = note.isEmpty ? nil : note
        try record.finish()
    }
}
