/// A base that writes the bytes as one big-endian number; each leading zero byte is a leading zero digit (base58 and its
/// relatives).
///
/// The work grows with the square of the length, hence the limit. Digits are taken in groups whose value fits 64 bits.
struct NumberAlphabet: Sendable {
    /// Bytes that can be encoded, and the bound on what decoding gives.
    static let maximumByteCount = 8_192

    private let digits: [UInt8]
    /// By character; 0xFF where it is no digit.
    private let values: [UInt8]
    /// Digits in a group: the largest number of which all fit 63 bits.
    private let groupCount: Int
    private let groupBase: UInt64

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
        var count = 1
        var base = UInt64(digits.count)
        while base <= UInt64.max / 2 / UInt64(digits.count) {
            base *= UInt64(digits.count)
            count += 1
        }
        groupCount = count
        groupBase = base
        // base^count >= 2^(bits), so count digits hold at least `bits` whole bits.
        let bits = UInt64.bitWidth - 1 - base.leadingZeroBitCount
        maximumCharacterCount = (NumberAlphabet.maximumByteCount * 8 / bits + 1) * count
    }

    /// The text of up to ``maximumByteCount`` bytes; more are the caller's mistake.
    func encode(_ bytes: [UInt8]) -> String {
        precondition(bytes.count <= NumberAlphabet.maximumByteCount, "more bytes than this base is meant for")
        let zeroes = bytes.prefix { $0 == 0 }.count
        var number = words(bytes[zeroes...])
        // Least significant digit first.
        var text: [UInt8] = []
        while !number.isEmpty {
            var group = divide(&number)
            for _ in 0..<groupCount where group > 0 || !number.isEmpty {
                text.append(digits[Int(group % UInt64(digits.count))])
                group /= UInt64(digits.count)
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
        number.reserveCapacity((text.count - zeroes) / groupCount + 1)
        var index = zeroes
        while index < text.count {
            let end = min(index + groupCount, text.count)
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
    private func words(_ bytes: ArraySlice<UInt8>) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: (bytes.count + 7) / 8)
        for (index, byte) in bytes.reversed().enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        }
        return words
    }

    /// Divides `number` by the group's base and returns the remainder.
    private func divide(_ number: inout [UInt64]) -> UInt64 {
        var remainder: UInt64 = 0
        for index in number.indices.reversed() {
            // remainder < groupBase, so the quotient fits.
            (number[index], remainder) = groupBase.dividingFullWidth((remainder, number[index]))
        }
        while number.last == 0 { number.removeLast() }
        return remainder
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
