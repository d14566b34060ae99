import Cryptography

/// Writes the fixed-width big-endian records of the store (TLS presentation language, RFC 8446 section 3).
struct RecordWriter {
    var bytes: [UInt8] = []

    mutating func write(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func write(_ digest: Digest) { digest.append(to: &bytes) }

    /// At most 255 bytes behind a length byte; what is longer is cut.
    mutating func writeShort(_ text: some Collection<UInt8>) {
        let kept = text.prefix(255)
        bytes.append(UInt8(truncatingIfNeeded: kept.count))
        bytes += kept
    }

    /// Bytes behind a `uint32` length.
    mutating func writeLong(_ value: [UInt8]) {
        write(UInt32(truncatingIfNeeded: value.count))
        bytes += value
    }
}

/// Reads such records; whatever does not fit is damage.
struct RecordReader {
    private let source: [UInt8]
    private let table: String
    private(set) var offset = 0

    init(_ bytes: [UInt8], table: String) {
        source = bytes
        self.table = table
    }

    mutating func uint8() throws(StoreError) -> UInt8 { UInt8(truncatingIfNeeded: try number(1)) }
    mutating func uint32() throws(StoreError) -> UInt32 { UInt32(truncatingIfNeeded: try number(4)) }
    mutating func uint64() throws(StoreError) -> UInt64 { try number(8) }

    mutating func bytes(_ count: Int) throws(StoreError) -> [UInt8] {
        guard count >= 0, source.count - offset >= count else { throw damaged("it ends at byte \(source.count)") }
        defer { offset += count }
        return Array(source[offset..<offset + count])
    }

    mutating func digest() throws(StoreError) -> Digest {
        guard let digest = Digest(try bytes(Digest.byteCount)) else { throw damaged("a digest is cut") }
        return digest
    }

    mutating func shortText() throws(StoreError) -> String {
        let count = Int(try uint8())
        guard let text = String(validating: try bytes(count), as: UTF8.self) else {
            throw damaged("a text is not UTF-8")
        }
        return text
    }

    mutating func long() throws(StoreError) -> [UInt8] {
        guard let count = Int(exactly: try uint32()) else { throw damaged("a length is impossible") }
        return try bytes(count)
    }

    /// 0 or 1.
    mutating func flag() throws(StoreError) -> Bool {
        switch try uint8() {
        case 0: false
        case 1: true
        default: throw damaged("the flag before byte \(offset) is neither 0 nor 1")
        }
    }

    func finish() throws(StoreError) {
        guard offset == source.count else { throw damaged("something follows its end, from byte \(offset) on") }
    }

    func damaged(_ reason: String) -> StoreError { .damaged(table: table, reason: reason) }

    private mutating func number(_ count: Int) throws(StoreError) -> UInt64 {
        try bytes(count).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
