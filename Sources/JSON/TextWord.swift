/// Tests on eight bytes of text at once. The lowest set bit of a result lies in the first byte meant; higher ones may be
/// carries of the subtraction.
enum TextWord {
    private static let low: UInt64 = 0x0101_0101_0101_0101
    private static let high: UInt64 = 0x8080_8080_8080_8080
    static let spaces: UInt64 = 0x2020_2020_2020_2020

    /// Nonzero if a byte of `word` is a quote, a backslash or below 0x20.
    @inline(__always)
    static func escapes(_ word: UInt64) -> UInt64 { unmaskedEscapes(word) & high }

    /// Nonzero if a byte of `word` is one of those, or not ASCII.
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 { (unmaskedEscapes(word) | word) & high }

    /// A byte minus one, or minus 0x20, has its top bit set where it did not before exactly if it was smaller.
    @inline(__always)
    private static func unmaskedEscapes(_ word: UInt64) -> UInt64 {
        let quote = word ^ (low &* 0x22)
        let backslash = word ^ (low &* 0x5C)
        return ((quote &- low) & ~quote) | ((backslash &- low) & ~backslash) | ((word &- (low &* 0x20)) & ~word)
    }

    @inline(__always)
    static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    @inline(__always)
    static func isSpecial(_ byte: UInt8) -> Bool { needsEscape(byte) || byte >= 0x80 }
}
