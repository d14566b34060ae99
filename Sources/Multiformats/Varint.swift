/// The unsigned varint of multiformats: seven bits a byte, least significant first, the top bit set on all but the last.
/// At most nine bytes (63 bits), as short as possible.
public enum Varint {
    /// Bytes in the longest varint.
    public static let maximumByteCount = 9

    /// The encoding of `value`, which must be below 2^63.
    public static func encode(_ value: UInt64) -> [UInt8] {
        precondition(value < 1 << 63, "a varint holds 63 bits")
        var bytes: [UInt8] = []
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
        return bytes
    }

    /// Reads the varint at the start of `bytes`: its value, and the number of bytes it takes.
    ///
    /// Offsets in errors count from the start of `bytes`.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(MultiformatError) -> (value: UInt64, count: Int) {
        var value: UInt64 = 0
        for (index, byte) in bytes.prefix(maximumByteCount).enumerated() {
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            guard byte & 0x80 == 0 else { continue }
            guard byte != 0 || index == 0 else { throw MultiformatError(.nonMinimalVarint, at: index) }
            return (value, index + 1)
        }
        guard bytes.count < maximumByteCount else { throw MultiformatError(.varintTooLarge) }
        throw MultiformatError(.truncated, at: bytes.count)
    }

    /// Reads the varint at the start of `bytes`: its value, and the number of bytes it takes.
    public static func decode(_ bytes: [UInt8]) throws(MultiformatError) -> (value: UInt64, count: Int) {
        try decode(bytes[...])
    }
}
