/// The grammar of blank node labels, without the `_:` in front:
/// `(PN_CHARS_U | [0-9]) ((PN_CHARS | '.')* PN_CHARS)?` (N-Quads, section 5).
enum BlankNodeSyntax {
    /// The index after the label that starts at `start`, or nil if none does. A label does not end with a dot.
    static func end(of text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        guard let first = scalar(text, index), isStart(first.value) else { return nil }
        index += first.length
        var end = index
        while let next = scalar(text, index) {
            let isDot = next.value == UInt32(UInt8(ascii: "."))
            guard isDot || isStart(next.value) || isContinuation(next.value) else { break }
            index += next.length
            if !isDot { end = index }
        }
        return end
    }

    /// The character at `index` of a text known to be valid UTF-8.
    private static func scalar(_ text: Span<UInt8>, _ index: Int) -> (value: UInt32, length: Int)? {
        guard index < text.count else { return nil }
        let lead = text[index]
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard index + length <= text.count else { return nil }
        var value = UInt32(length == 1 ? lead : lead & (0x7F >> UInt8(length)))
        for offset in 1..<max(length, 1) { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
        return (value, length)
    }

    /// `PN_CHARS_U | [0-9]`.
    private static func isStart(_ value: UInt32) -> Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D: true
        case 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD: true
        case 0x10000...0xEFFFF: true
        default: false
        }
    }

    /// What `PN_CHARS` adds.
    private static func isContinuation(_ value: UInt32) -> Bool {
        switch value {
        case 0x2D, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: false
        }
    }
}
