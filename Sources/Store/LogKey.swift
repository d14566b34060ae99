import Cryptography

/// Keys of the log tables: the origin's number first (`uint32`), so that one log is one range; all big-endian, so that
/// the order of the keys is that of the numbers.
struct LogKey {
    let origin: UInt32

    /// The beginning of every key of the log.
    var prefix: [UInt8] { ShelfKey.number(origin) }

    func entry(_ index: UInt64) -> [UInt8] { number(index) }

    func checkpoint(_ size: UInt64) -> [UInt8] { number(size) }

    func exception(_ key: Digest) -> [UInt8] { prefix + key.bytes }

    func evidence(_ hash: Digest) -> [UInt8] { prefix + hash.bytes }

    func tile(level: Int, index: UInt64) -> [UInt8] {
        var record = RecordWriter()
        record.bytes.reserveCapacity(13)
        record.write(origin)
        record.write(UInt8(clamping: level))
        record.write(index)
        return record.bytes
    }

    private func number(_ number: UInt64) -> [UInt8] {
        var record = RecordWriter()
        record.bytes.reserveCapacity(12)
        record.write(origin)
        record.write(number)
        return record.bytes
    }

    /// The number at the end of an entry's or a checkpoint's key.
    static func number(_ key: [UInt8], table: String) throws(StoreError) -> UInt64 {
        var record = RecordReader(key, table: table)
        _ = try record.uint32()
        let number = try record.uint64()
        try record.finish()
        return number
    }
}
