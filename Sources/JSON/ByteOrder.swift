/// Equality and the two orders of UTF-8 texts, eight bytes at a time.
enum ByteOrder {
    @inline(__always)
    static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        left.count == right.count && commonPrefix(left, right) == left.count
    }

    /// Negative, zero or positive: code point order, since UTF-8 keeps it.
    static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let index = commonPrefix(left, right)
        guard index < left.count, index < right.count else { return left.count - right.count }
        return Int(left[index]) - Int(right[index])
    }

    /// Negative, zero or positive: UTF-16 code unit order of two valid UTF-8 texts.
    ///
    /// The orders differ only where a code point above U+FFFF (lead byte F0...F4; surrogates D800...DFFF in UTF-16) meets
    /// one of U+E000...U+FFFF (lead byte EE, EF). The first differing bytes are then both lead bytes, because EE and EF
    /// never continue a sequence; ranking F0... below EE gives UTF-16 order.
    static func compareUTF16(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let index = commonPrefix(left, right)
        guard index < left.count, index < right.count else { return left.count - right.count }
        return rankUTF16(left[index]) - rankUTF16(right[index])
    }

    private static func rankUTF16(_ byte: UInt8) -> Int {
        switch byte {
        case 0xEE, 0xEF: Int(byte) + 0x10
        default: Int(byte)
        }
    }

    /// Number of equal bytes at the start of both.
    @inline(__always)
    static func commonPrefix(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let limit = min(left.count, right.count)
        var index = 0
        while index + 8 <= limit {
            let difference = left.word(index) ^ right.word(index)
            if difference != 0 { return index + difference.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < limit, left[index] == right[index] { index += 1 }
        return index
    }
}

extension Span<UInt8> {
    /// Eight bytes from `index` on, the first one in the lowest bits; the span checks its bounds.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        // Any bit pattern is a UInt64.
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// The `count` (below eight) bytes from `index` on, the first one in the lowest bits, zero above them.
    @inline(__always)
    func word(_ index: Int, count: Int) -> UInt64 {
        if count >= 4 {
            return UInt64(half(index)) | UInt64(half(index + count - 4)) << UInt64(8 * (count - 4))
        }
        var word: UInt64 = 0
        for offset in 0..<count { word |= UInt64(self[index + offset]) << UInt64(8 * offset) }
        return word
    }

    @inline(__always)
    private func half(_ index: Int) -> UInt32 {
        unsafe UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt32.self))
    }
}
