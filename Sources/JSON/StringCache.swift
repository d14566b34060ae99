/// Makes Swift strings of stretches of the input, answering repeated ones from a small table.
///
/// Texts of 16 bytes and more cost an allocation, and even shorter ones many instructions; in credentials most of them
/// (member names, types, context addresses, issuer identifiers) come again and again. Repeated ones share their storage.
struct StringCache {
    private struct Slot {
        var start = 0
        var count = 0
        var text = ""
    }

    /// Longer texts are seldom repeated.
    private static let longest = 128
    private static let slotCount = 256
    private var slots: [Slot] = []

    /// The text of valid UTF-8 at `range`; `hash` is ``hash(_:_:)`` of it.
    @inline(__always)
    mutating func text(_ input: Span<UInt8>, _ range: Range<Int>, hash: UInt32, isASCII: Bool) -> String {
        // Close to the end of the input there may be no whole word to read.
        guard isASCII, range.count <= StringCache.longest, range.lowerBound + 8 <= input.count else {
            return StringCache.makeText(input, range, isASCII: isASCII)
        }
        if slots.isEmpty { slots = [Slot](repeating: Slot(), count: StringCache.slotCount) }
        let slot = Int(hash >> 24)
        if slots[slot].count == range.count, StringCache.areEqual(input, slots[slot].start, range) {
            return slots[slot].text
        }
        return add(input, range, slot: slot)
    }

    @inline(never)
    private mutating func add(_ input: Span<UInt8>, _ range: Range<Int>, slot: Int) -> String {
        let text = StringCache.makeText(input, range, isASCII: true)
        slots[slot] = Slot(start: range.lowerBound, count: range.count, text: text)
        return text
    }

    /// Compares as many bytes from `known` on, which lies before `range`, with those of `range`.
    @inline(__always)
    private static func areEqual(_ input: Span<UInt8>, _ known: Int, _ range: Range<Int>) -> Bool {
        if range.count <= 8 {
            let differing = input.word(known) ^ input.word(range.lowerBound)
            return differing & firstBytes(range.count) == 0
        }
        var offset = 0
        while offset + 8 < range.count {
            if input.word(known + offset) != input.word(range.lowerBound + offset) { return false }
            offset += 8
        }
        return input.word(known + range.count - 8) == input.word(range.upperBound - 8)
    }

    /// The bits of the first `count` (up to eight) bytes of a word.
    @inline(__always)
    private static func firstBytes(_ count: Int) -> UInt64 {
        count == 0 ? 0 : UInt64.max >> UInt64(64 - 8 * count)
    }

    /// A quick hash: the first and last eight bytes and the length. Not seeded: where it matters equal hashes are compared
    /// in full, and their number is bounded.
    @inline(__always)
    static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        var mixed: UInt64
        if range.count > 8 {
            mixed = bytes.word(range.lowerBound) ^ (bytes.word(range.upperBound - 8) &* 0xFF51_AFD7_ED55_8CCD)
        } else if range.lowerBound + 8 <= bytes.count {
            mixed = bytes.word(range.lowerBound) & firstBytes(range.count)
        } else {
            mixed = 0
            for index in range.reversed() { mixed = mixed << 8 | UInt64(bytes[index]) }
        }
        mixed = (mixed ^ UInt64(range.count)) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }

    /// The caller has checked that the range is valid UTF-8, and whether it is ASCII.
    @inline(never)
    static func makeText(_ input: Span<UInt8>, _ range: Range<Int>, isASCII: Bool) -> String {
        String(copying: unsafe UTF8Span(unchecked: input.extracting(range), isKnownASCII: isASCII))
    }
}
