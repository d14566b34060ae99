/// Escapes of literals in canonical N-Quads (RDF Dataset Canonicalization, appendix A): `\b \t \n \f \r \" \\`, and
/// `\uXXXX` in upper case for other controls, DEL, U+FFFE and U+FFFF; all else stands for itself.
enum NQuadsEscapes {
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        var plainStart = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            let length = escapedLength(byte, text, index)
            if length > 0 {
                append(text.extracting(plainStart..<index), plainTo: &output)
                if length == 1 {
                    append(escapeOf: byte, to: &output)
                } else {
                    append(hex: text[index + 2] == 0xBE ? 0xFFFE : 0xFFFF, to: &output)
                }
                plainStart = index + length
            }
            index += max(length, 1)
        }
        append(text.extracting(plainStart...), plainTo: &output)
    }

    @inline(__always)
    private static func append(_ text: Span<UInt8>, plainTo output: inout [UInt8]) {
        unsafe text.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
    }

    /// How many bytes from `index` on are written as one escape; 0 for none.
    @inline(__always)
    private static func escapedLength(_ byte: UInt8, _ text: Span<UInt8>, _ index: Int) -> Int {
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F { return 1 }
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        guard byte == 0xEF, index + 2 < text.count, text[index + 1] == 0xBF, text[index + 2] >= 0xBE else { return 0 }
        return 3
    }

    private static func append(escapeOf byte: UInt8, to output: inout [UInt8]) {
        let letter: UInt8
        switch byte {
        case 0x08: letter = UInt8(ascii: "b")
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0C: letter = UInt8(ascii: "f")
        case 0x0D: letter = UInt8(ascii: "r")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
        default:
            append(hex: UInt16(byte), to: &output)
            return
        }
        output.append(UInt8(ascii: "\\"))
        output.append(letter)
    }

    private static func append(hex unit: UInt16, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        output.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
            output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
        }
    }

    /// The text of a canonical form, without its quotes.
    static func unescape(_ form: ArraySlice<UInt8>) -> String {
        guard form.contains(UInt8(ascii: "\\")) else { return String(decoding: form, as: UTF8.self) }
        var text: [UInt8] = []
        var rest = form[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
                text.append(byte)
                continue
            }
            if letter == UInt8(ascii: "u") {
                let unit = rest.prefix(4).reduce(UInt32(0)) { $0 << 4 | UInt32(HexDigit.value($1) ?? 0) }
                rest = rest.dropFirst(4)
                text += Array(String(Character(Unicode.Scalar(unit) ?? "\u{FFFD}")).utf8)
            } else {
                text.append(controlCharacter(letter) ?? letter)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What `\t`, `\b`, `\n`, `\r`, `\f` stand for; nil for other letters.
    static func controlCharacter(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "f"): 0x0C
        default: nil
        }
    }
}

enum HexDigit {
    static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
