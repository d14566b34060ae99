import LMDB
public import Ledger

extension StoreReading where Self: ~Copyable {
    /// The checkpoint of this size, or nil if it was never stored or is not kept any more.
    public func checkpoint(_ origin: Origin, size: UInt64) throws(StoreError) -> CheckpointRecord? {
        guard let key = try logKey(origin) else { return nil }
        return try source.checkpoint(key, size: size)
    }

    /// The newest checkpoint whose entries are all stored, cosigned or not.
    public func newestCheckpoint(_ origin: Origin) throws(StoreError) -> CheckpointRecord? {
        let head = try logHead(origin)
        return head.headSize == 0 ? nil : try checkpoint(origin, size: head.headSize)
    }

    /// The largest checkpoint that a quorum has cosigned: what status proofs stand on.
    public func attestedCheckpoint(_ origin: Origin) throws(StoreError) -> CheckpointRecord? {
        guard let key = try logKey(origin) else { return nil }
        return try storing { try source.attested(key, below: .max).first }
    }

    /// The largest checkpoint that a quorum had cosigned at `time` (POSIX seconds): what could be known then, as far
    /// as it is kept (``CheckpointRecord/historyInterval``).
    public func attestedCheckpoint(_ origin: Origin, at time: UInt64) throws(StoreError) -> CheckpointRecord? {
        guard let key = try logKey(origin) else { return nil }
        return try storing {
            // Sizes and times rise together, so the size can be found by halving.
            var best: CheckpointRecord?
            var low: UInt64 = 0
            var high = try source.head(key).headSize + 1
            while low < high {
                let middle = low + (high - low) / 2
                guard let found = try source.attested(key, from: middle, to: high), found.firstAttested <= time else {
                    high = middle
                    continue
                }
                best = found
                low = found.size + 1
            }
            return best
        }
    }
}

extension RecordSource {
    func checkpoint(_ key: LogKey, size: UInt64) throws(StoreError) -> CheckpointRecord? {
        let bytes = try storing { try get(tables.checkpoints, key.checkpoint(size)) }
        guard let bytes else { return nil }
        return try CheckpointRecord(size: size, parsing: bytes)
    }

    /// The largest attested checkpoint smaller than `limit`, and the sizes of those without a quorum that were passed
    /// on the way down to it.
    func attested(
        _ key: LogKey, below limit: UInt64
    ) throws -> (first: CheckpointRecord?, unattested: [UInt64]) {
        var unattested: [UInt64] = []
        var first: CheckpointRecord?
        guard limit > 0 else { return (nil, []) }
        try scan(tables.checkpoints, prefix: key.prefix, from: key.checkpoint(limit - 1), .descending) { found, value in
            let size = try LogKey.number(found.copied, table: StoreTables.Name.checkpoints)
            let record = try CheckpointRecord(size: size, parsing: value.copied)
            if record.isAttested { first = record } else { unattested.append(size) }
            return first == nil
        }
        return (first, unattested)
    }

    /// The smallest attested checkpoint with a size from `low` to below `high`.
    func attested(_ key: LogKey, from low: UInt64, to high: UInt64) throws -> CheckpointRecord? {
        var result: CheckpointRecord?
        try scan(tables.checkpoints, prefix: key.prefix, from: key.checkpoint(low)) { found, value in
            let size = try LogKey.number(found.copied, table: StoreTables.Name.checkpoints)
            guard size < high else { return false }
            let record = try CheckpointRecord(size: size, parsing: value.copied)
            if record.isAttested { result = record }
            return result == nil
        }
        return result
    }
}
