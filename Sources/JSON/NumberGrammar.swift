/// `number = [ minus ] int [ frac ] [ exp ]` (RFC 8259, section 6).
enum NumberGrammar {
    /// The index after the number that starts at `start`, or nil if none does. What follows is the caller's to judge.
    @inline(__always)
    static func end(of text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        if index < text.count, text[index] == UInt8(ascii: "-") { index += 1 }
        guard index < text.count else { return nil }
        if text[index] == UInt8(ascii: "0") {
            index += 1
            // A second digit would make this a leading zero.
            if index < text.count, isDigit(text[index]) { return nil }
        } else {
            guard skipDigits(text, &index) else { return nil }
        }
        guard index < text.count else { return index }
        if text[index] == UInt8(ascii: ".") {
            index += 1
            guard skipDigits(text, &index) else { return nil }
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            guard skipDigits(text, &index) else { return nil }
        }
        return index
    }

    /// False if there is no digit at `index`.
    @inline(__always)
    private static func skipDigits(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        while index < text.count, isDigit(text[index]) { index += 1 }
        return index > start
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
