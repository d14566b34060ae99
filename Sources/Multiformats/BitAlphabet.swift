/// A base whose digits carry a whole number of bits (RFC 4648 and its relatives): most significant bit first, the last
/// digit filled up with zero bits.
struct BitAlphabet: Sendable {
    private let bits: Int
    private let digits: [UInt8]
    /// By character; 0xFF where it is no digit.
    private let values: [UInt8]
    /// Characters that come in one group, if groups are filled up with `=`.
    private let group: Int?

    /// - Parameters:
    ///   - digits: two to the `bits` ASCII characters.
    ///   - ignoresCase: decoding takes letters of either case.
    init(_ digits: StaticString, bits: Int, isPadded: Bool = false, ignoresCase: Bool = false) {
        let digits = Array(digits.description.utf8)
        self.bits = bits
        self.digits = digits
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, digit) in digits.enumerated() {
            values[Int(digit)] = UInt8(value)
            if ignoresCase, Alphabet.isLetter(digit) { values[Int(digit ^ 0x20)] = UInt8(value) }
        }
        self.values = values
        group = isPadded ? (bits == 5 ? 8 : 4) : nil
    }

    func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(digitCount(bytes.count) + 8)
        var buffer: UInt32 = 0
        var buffered = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            buffered += 8
            while buffered >= bits {
                buffered -= bits
                text.append(digits[Int(buffer >> UInt32(buffered)) & (digits.count - 1)])
            }
        }
        if buffered > 0 { text.append(digits[Int(buffer << UInt32(bits - buffered)) & (digits.count - 1)]) }
        if let group {
            while text.count % group != 0 { text.append(Alphabet.padding) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: Span<UInt8>) throws(MultiformatError) -> [UInt8] {
        let count = try unpaddedCount(text)
        let byteCount = count / 8 * bits + count % 8 * bits / 8
        // The last digit must be needed for the last byte.
        guard count == digitCount(byteCount) else { throw MultiformatError(.invalidLength, at: text.count) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        var buffer: UInt32 = 0
        var buffered = 0
        for index in 0..<count {
            let value = values[Int(text[index])]
            guard value != 0xFF else { throw MultiformatError(.invalidCharacter, at: index) }
            buffer = buffer << UInt32(bits) | UInt32(value)
            buffered += bits
            if buffered >= 8 {
                buffered -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(buffered)))
            }
        }
        guard buffer & (1 << UInt32(buffered) - 1) == 0 else { throw MultiformatError(.trailingBits, at: count - 1) }
        return bytes
    }

    private func digitCount(_ byteCount: Int) -> Int {
        byteCount / bits * 8 + (byteCount % bits * 8 + bits - 1) / bits
    }

    /// The number of characters before the padding, which must fill the last group.
    private func unpaddedCount(_ text: Span<UInt8>) throws(MultiformatError) -> Int {
        guard let group else { return text.count }
        guard text.count % group == 0 else { throw MultiformatError(.invalidPadding, at: text.count) }
        var count = text.count
        while count > 0, text.count - count < group, text[count - 1] == Alphabet.padding { count -= 1 }
        guard text.count - count < group else { throw MultiformatError(.invalidPadding, at: count) }
        return count
    }
}

/// What all alphabets share.
enum Alphabet {
    static let padding = UInt8(ascii: "=")

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
