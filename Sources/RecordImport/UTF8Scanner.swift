/// Checks UTF-8 byte by byte (Unicode 16, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
struct UTF8Scanner: Sendable {
    private var expected = 0
    /// What the next continuation byte may be; narrower than 80...BF only right after some lead bytes.
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF
    private var last: UInt8 = 0

    /// The latest byte of a sequence that the input broke off, if it ended within one.
    var unfinished: UInt8? { expected == 0 ? nil : last }

    /// False where the byte cannot stand here; the scanner is not usable afterwards.
    mutating func take(_ byte: UInt8) -> Bool {
        last = byte
        if expected == 0 { return byte < 0x80 || lead(byte) }
        guard low <= byte && byte <= high else { return false }
        (low, high) = (0x80, 0xBF)
        expected -= 1
        return true
    }

    private mutating func lead(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: expected = 1
        case 0xE0: (expected, low) = (2, 0xA0)
        case 0xED: (expected, high) = (2, 0x9F)
        case 0xE1...0xEF: expected = 2
        case 0xF0: (expected, low) = (3, 0x90)
        case 0xF4: (expected, high) = (3, 0x8F)
        case 0xF1...0xF3: expected = 3
        default: return false
        }
        return true
    }
}
