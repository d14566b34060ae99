/// A checkpoint of a log and what is known of its cosignatures.
///
/// `struct { uint64 first_attested; opaque first<0..2^32-1>; opaque latest<0..2^32-1>; }`, with empty notes for none.
public struct CheckpointRecord: Sendable, Hashable {
    /// Number of entries under the checkpoint.
    public let size: UInt64
    /// When the quorum was first reached, POSIX seconds; 0 if it was not.
    public let firstAttested: UInt64
    /// Signed note with the cosignatures that first made a quorum: what answers for that moment later.
    public let first: [UInt8]?
    /// Signed note with the newest cosignatures. Nil for a checkpoint that was followed by another attested one.
    public let latest: [UInt8]?

    /// Whether a quorum has cosigned it.
    public var isAttested: Bool { firstAttested != 0 }

    /// The newest note there is.
    public var note: [UInt8] { latest ?? first ?? [] }

    /// Attested checkpoints are kept for looking back, at most one in so many seconds.
    public static let historyInterval: UInt64 = 60
    /// Checkpoints without a quorum that are kept: the newest ones.
    public static let unattestedLimit = 16
}

extension CheckpointRecord {
    /// Without what only the newest checkpoint needs.
    var historic: CheckpointRecord {
        CheckpointRecord(size: size, firstAttested: firstAttested, first: first, latest: nil)
    }

    func encoded() -> [UInt8] {
        var record = RecordWriter()
        record.write(firstAttested)
        record.writeLong(first ?? [])
        record.writeLong(latest ?? [])
        return record.bytes
    }

    init(size: UInt64, parsing bytes: [UInt8]) throws(StoreError) {
        var record = RecordReader(bytes, table: StoreTables.Name.checkpoints)
        self.size = size
        firstAttested = try record.uint64()
        let first = try record.long()
        let latest = try record.long()
        try record.finish()
        self.first = first.isEmpty ? nil : first
        self.latest = latest.isEmpty ? nil : latest
        guard isAttested == (self.first != nil), !note.isEmpty else { throw record.damaged("it has no note") }
    }
}
