/// What may stand in an IRI, judged on UTF-8 bytes.
///
/// The rule is that of `IRIREF` in N-Quads with a scheme in front, which lets some texts pass that RFC 3987 does not
/// (a bracket in a path, a second number sign): other software passes them too, and a signature over them must verify.
public enum IRISyntax {
    /// True if `bytes` is a scheme, a colon, and any number of characters an IRI may hold.
    public static func isAbsolute(_ bytes: Span<UInt8>) -> Bool {
        guard let colon = schemeEnd(bytes) else { return false }
        return holdsOnlyIRICharacters(bytes.extracting((colon + 1)...))
    }

    /// The index of the colon after a scheme (RFC 3986, section 3.1), or nil.
    public static func schemeEnd(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count > 0, isLetter(bytes[0]) else { return nil }
        for index in 1..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: ":") { return index }
            guard
                isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            else { return nil }
        }
        return nil
    }

    static func holdsOnlyIRICharacters(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where !isIRICharacter(bytes[index]) { return false }
        return true
    }

    /// False for what N-Quads keeps out of `IRIREF`; bytes of longer characters are all allowed.
    @inline(__always)
    static func isIRICharacter(_ byte: UInt8) -> Bool {
        if byte >= 0x80 { return true }
        return (byte < 64 ? lowCharacters >> UInt64(byte) : highCharacters >> UInt64(byte - 64)) & 1 == 1
    }

    /// Bit n for the byte n: everything from 0x21 on but `"<>`.
    private static let lowCharacters: UInt64 = 0xAFFF_FFFA_0000_0000
    /// Bit n for the byte 64 + n: everything but backslash, `^`, backtick and `{|}`; DEL passes, as the grammar has it.
    private static let highCharacters: UInt64 = 0xC7FF_FFFE_AFFF_FFFF

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
