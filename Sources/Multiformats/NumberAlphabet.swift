/// A base that writes the bytes as one big-endian number; each leading zero byte is a leading zero digit (base58 and its
/// relatives).
///
/// The work grows with the square of the length, hence the limit. Digits are taken in groups: of a value that fits 64 bits
/// when multiplying (decoding), 32 bits when dividing (encoding), which is what processors do in one step.
struct NumberAlphabet: Sendable {
    /// Bytes that can be encoded, and the bound on what decoding gives.
    static let maximumByteCount = 8_192

    private let digits: [UInt8]
    /// By character; 0xFF where it is no digit.
    private let values: [UInt8]
    private let decodingGroup: Group
    private let encodingGroup: Group

    /// Some digits taken together.
    private struct Group {
        let count: Int
        /// The number of values that many digits have.
        let base: UInt64

        /// As many digits as have at most `limit` values.
        init(radix: Int, limit: UInt64) {
            var count = 1
            var base = UInt64(radix)
            while base <= limit / UInt64(radix) {
                base *= UInt64(radix)
                count += 1
            }
            self.count = count
            self.base = base
        }
    }

    /// Characters accepted by `decode`: more than any ``maximumByteCount`` bytes need.
    let maximumCharacterCount: Int

    init(_ digits: StaticString, ignoresCase: Bool = false) {
        let digits = Array(digits.description.utf8)
        self.digits = digits
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, digit) in digits.enumerated() {
            values[Int(digit)] = UInt8(value)
            if ignoresCase, Alphabet.isLetter(digit) { values[Int(digit ^ 0x20)] = UInt8(value) }
        }
        self.values = values
        encodingGroup = Group(radix: digits.count, limit: 1 << 32)
        decodingGroup = Group(radix: digits.count, limit: 1 << 63)
        // The digits of a group hold at least this many whole bits.
        let bits = UInt64.bitWidth - 1 - decodingGroup.base.leadingZeroBitCount
        maximumCharacterCount = (NumberAlphabet.maximumByteCount * 8 / bits + 1) * decodingGroup.count
    }

    /// The text of up to ``maximumByteCount`` bytes; more are the caller's mistake.
    func encode(_ bytes: [UInt8]) -> String {
        precondition(bytes.count <= NumberAlphabet.maximumByteCount, "more bytes than this base is meant for")
        let zeroes = bytes.prefix { $0 == 0 }.count
        var number = words(bytes[zeroes...])
        // Least significant digit first.
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        while !number.isEmpty {
            var group = divide(&number)
            for _ in 0..<encodingGroup.count where group > 0 || !number.isEmpty {
                text.append(digits[Int(group % UInt32(digits.count))])
                group /= UInt32(digits.count)
            }
        }
        text.append(contentsOf: repeatElement(digits[0], count: zeroes))
        text.reverse()
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: Span<UInt8>) throws(MultiformatError) -> [UInt8] {
        guard text.count <= maximumCharacterCount else {
            throw MultiformatError(.tooLong(limit: maximumCharacterCount), at: maximumCharacterCount)
        }
        var zeroes = 0
        while zeroes < text.count, text[zeroes] == digits[0] { zeroes += 1 }
        var number: [UInt64] = []
        number.reserveCapacity((text.count - zeroes) / decodingGroup.count + 1)
        var index = zeroes
        while index < text.count {
            let end = min(index + decodingGroup.count, text.count)
            var group: UInt64 = 0
            var scale: UInt64 = 1
            while index < end {
                let value = values[Int(text[index])]
                guard value != 0xFF else { throw MultiformatError(.invalidCharacter, at: index) }
                group = group * UInt64(digits.count) + UInt64(value)
                scale *= UInt64(digits.count)
                index += 1
            }
            multiply(&number, by: scale, adding: group)
        }
        return [UInt8](repeating: 0, count: zeroes) + bigEndian(number)
    }

    /// The number as words, least significant first, the most significant one not zero.
    private func words(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: (bytes.count + 3) / 4)
        for (index, byte) in bytes.reversed().enumerated() {
            words[index / 4] |= UInt32(byte) << UInt32(index % 4 * 8)
        }
        return words
    }

    /// Divides `number` by the base of an encoding group and returns the remainder.
    private func divide(_ number: inout [UInt32]) -> UInt32 {
        // Keys and signatures are in base 58, where a constant spares the division instruction: half the time.
        let base58: UInt64 = 656_356_768
        return encodingGroup.base == base58
            ? NumberAlphabet.divide(&number, by: base58) : NumberAlphabet.divide(&number, by: encodingGroup.base)
    }

    @inline(__always)
    private static func divide(_ number: inout [UInt32], by base: UInt64) -> UInt32 {
        var remainder: UInt64 = 0
        for index in number.indices.reversed() {
            let value = remainder << 32 | UInt64(number[index])
            // The remainder is below the base, so the quotient fits 32 bits.
            number[index] = UInt32(truncatingIfNeeded: value / base)
            remainder = value % base
        }
        while number.last == 0 { number.removeLast() }
        return UInt32(truncatingIfNeeded: remainder)
    }

    private func multiply(_ number: inout [UInt64], by factor: UInt64, adding addend: UInt64) {
        var carry = addend
        for index in number.indices {
            let (high, low) = number[index].multipliedFullWidth(by: factor)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            number[index] = sum
            // high <= 2^64 - 2, so this fits.
            carry = high &+ (overflow ? 1 : 0)
        }
        if carry > 0 { number.append(carry) }
    }

    private func bigEndian(_ number: [UInt64]) -> [UInt8] {
        guard let top = number.last else { return [] }
        let count = number.count * 8 - top.leadingZeroBitCount / 8
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                unsafe buffer[count - 1 - index] = UInt8(
                    truncatingIfNeeded: number[index / 8] >> UInt64(index % 8 * 8))
            }
            initialized = count
        }
    }
}
