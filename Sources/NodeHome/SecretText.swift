import Cryptography

/// A secret of 32 bytes as a line of text: base64url without padding (RFC 4648, section 5), as `Base64URL` writes it.
///
/// That type works on strings, whose memory cannot be erased; this one writes into an array that its caller erases, and
/// finds digits by arithmetic instead of in a table.
enum SecretText {
    static let byteCount = 32
    /// Digits of a secret, without the line's end.
    static let digitCount = 43

    /// The digits and a newline, in an array that has not grown.
    static func line(_ secret: SecretBytes) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((secret.count * 8 + 5) / 6 + 1)
        secret.withBytes { bytes in
            var buffer: UInt32 = 0
            var bits: UInt32 = 0
            for index in 0..<bytes.byteCount {
                buffer = (buffer & 0xFF) << 8 | UInt32(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    text.append(digit(UInt8(truncatingIfNeeded: buffer >> bits & 63)))
                }
            }
            if bits > 0 { text.append(digit(UInt8(truncatingIfNeeded: buffer << (6 - bits) & 63))) }
        }
        text.append(UInt8(ascii: "\n"))
        return text
    }

    /// The secret of a file that holds one line, with or without its end; nil for anything else, a second spelling of the
    /// same bytes too.
    static func parse(_ text: SecretBytes) -> SecretBytes? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        defer { Erasure.erase(&bytes) }
        guard text.withBytes({ read($0, into: &bytes) }) else { return nil }
        return SecretBytes(taking: &bytes)
    }

    private static func read(_ text: RawSpan, into bytes: inout [UInt8]) -> Bool {
        guard text.byteCount == digitCount || text.byteCount == digitCount + 1 else { return false }
        if text.byteCount > digitCount {
            guard unsafe text.unsafeLoad(fromByteOffset: digitCount, as: UInt8.self) == UInt8(ascii: "\n") else {
                return false
            }
        }
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for index in 0..<digitCount {
            guard let value = value(unsafe text.unsafeLoad(fromByteOffset: index, as: UInt8.self)) else { return false }
            buffer = (buffer & 0xFF) << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return buffer & (1 << bits - 1) == 0
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
