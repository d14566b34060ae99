import Cryptography
import LMDB
public import Ledger
public import TransparencyLog

extension StoreWriter {
    /// Stores a checkpoint's note with more or newer cosignatures.
    ///
    /// The first note with a quorum is kept for good (for looking back, at most one in
    /// ``CheckpointRecord/historyInterval`` seconds), the newest one as long as no larger checkpoint has a quorum.
    ///
    /// - Parameters:
    ///   - note: the checkpoint with the log's signature and all cosignatures known; its size must be stored.
    ///   - attested: when the quorum stands, POSIX seconds; nil without one.
    public mutating func recordCosignatures(
        _ origin: Origin, note: SignedNote, attested: UInt64? = nil
    ) throws(StoreError) {
        guard let key = try logKey(origin) else { throw .unknownOrigin(origin) }
        let checkpoint = try storingText(note, origin)
        guard checkpoint.size > 0, checkpoint.size <= (try source.head(key)).size else {
            throw .contradiction(origin: origin, "a cosigned checkpoint has entries that are not stored")
        }
        let old = try source.checkpoint(key, size: checkpoint.size)
        let larger = try storing { try source.attested(key, below: .max).first }
        let isNewest = checkpoint.size >= larger?.size ?? 0
        // An older one that was dropped or thinned out already does not come back without a reason.
        guard old != nil || attested != nil || isNewest else { return }
        let encoded = note.encoded
        var record = CheckpointRecord(
            size: checkpoint.size, firstAttested: old?.firstAttested ?? 0, first: old?.first, latest: encoded)
        if let attested, !record.isAttested {
            record = CheckpointRecord(
                size: checkpoint.size, firstAttested: max(attested, 1), first: encoded, latest: encoded)
        }
        try putCheckpoint(isNewest || !record.isAttested ? record : record.historic, key)
        if record.isAttested, old?.isAttested != true { try thinOut(key, record) }
    }

    mutating func putCheckpoint(_ record: CheckpointRecord, _ key: LogKey) throws(StoreError) {
        try put(tables.checkpoints, key.checkpoint(record.size), record.encoded())
    }

    /// After a checkpoint was attested for the first time: nobody waits for smaller ones without a quorum, the one
    /// attested before goes into the history, and goes from there if the one before it is less than a minute older.
    private mutating func thinOut(_ key: LogKey, _ newest: CheckpointRecord) throws(StoreError) {
        let before = try storing { try source.attested(key, below: newest.size) }
        for size in before.unattested { try delete(tables.checkpoints, key.checkpoint(size)) }
        guard let previous = before.first else { return }
        let earlier = try storing { try source.attested(key, below: previous.size).first }
        let isTooClose = earlier.map { kept in
            previous.firstAttested
                < kept.firstAttested.addingReportingOverflow(CheckpointRecord.historyInterval).partialValue
        }
        if isTooClose ?? false {
            try delete(tables.checkpoints, key.checkpoint(previous.size))
        } else {
            try putCheckpoint(previous.historic, key)
        }
    }

    /// Without any quorum the heads would pile up: only the newest are kept.
    mutating func dropOldUnattested(_ key: LogKey, below size: UInt64) throws(StoreError) {
        let sizes = try storing { try source.attested(key, below: size).unattested }
        for size in sizes.dropFirst(CheckpointRecord.unattestedLimit - 1) {
            try delete(tables.checkpoints, key.checkpoint(size))
        }
    }
}

// MARK: - Evidence

extension StoreWriter {
    /// Pieces of evidence kept for one log. One is enough to freeze it.
    public static let evidenceLimit = 16

    /// Stores evidence against a log and freezes it. Evidence that is there already, or beyond the limit, changes
    /// nothing.
    public mutating func recordEvidence(_ evidence: Evidence) throws(StoreError) {
        let key = try makeLogKey(evidence.origin)
        let encoded = evidence.encoded
        if try self.evidence(evidence.origin).count < Self.evidenceLimit {
            try put(tables.evidence, key.evidence(SHA256.hash(encoded)), encoded)
        }
        try setFrozen(evidence.origin, true)
    }

    /// Marks that no further head of a log is to be taken, or that the roster has resumed it.
    public mutating func setFrozen(_ origin: Origin, _ isFrozen: Bool) throws(StoreError) {
        let key = try makeLogKey(origin)
        let head = try source.head(key)
        if head.isFrozen != isFrozen { try put(tables.heads, key.prefix, head.frozen(isFrozen).encoded()) }
    }
}
