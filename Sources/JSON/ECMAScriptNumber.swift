/// The text ECMAScript gives a number (ECMA-262, Number::toString, radix 10), which RFC 8785, section 3.2.2.3 asks for.
///
/// Swift's `description` yields the same digits (the shortest that read back as the same double, the nearest of those) in
/// another layout; so digits and exponent are taken from it and laid out anew.
enum ECMAScriptNumber {
    /// Appends the text of `value`; false, and nothing appended, for infinities and NaN.
    static func append(_ value: Double, to output: inout OutputBuffer) -> Bool {
        guard value.isFinite else { return false }
        guard value != 0 else {
            output.append(UInt8(ascii: "0"))  // also for -0 (step 2)
            return true
        }
        if value < 0 { output.append(UInt8(ascii: "-")) }
        if let integer = smallInteger(value) {
            output.append(String(integer.magnitude))
        } else {
            Decimal(abs(value)).append(to: &output)
        }
        return true
    }

    /// The value of an integer below 2^53 in magnitude, else nil.
    ///
    /// `Int(exactly:)` and `rounded()` would call into libm, which a program without Foundation does not link.
    static func smallInteger(_ value: Double) -> Int? {
        guard value.magnitude < 0x1p53 else { return nil }
        let integer = Int(value)
        return Double(integer) == value ? integer : nil
    }

    /// Appends the text of the number written `lexeme`, which is within the JSON grammar; false if it is no finite double.
    static func append(lexeme: String, to output: inout OutputBuffer) -> Bool {
        if lexeme.withBytes(isCanonical) {
            output.append(lexeme)
            return true
        }
        guard let value = Double(lexeme) else { return false }
        return append(value, to: &output)
    }

    /// True if the text is its own canonical form: a plain decimal of at most 15 digits without idle zeros.
    ///
    /// Any two different decimals of up to 15 significant digits are different doubles, so none is shorter or nearer than
    /// the one written. False only means that the long way must be taken.
    private static func isCanonical(_ text: Span<UInt8>) -> Bool {
        guard text.count <= 16, let first = text.count > 0 ? text[0] : nil else { return false }
        var index = first == UInt8(ascii: "-") ? 1 : 0
        guard text.count - index <= 15, index < text.count else { return false }
        let startsWithZero = text[index] == UInt8(ascii: "0")
        while index < text.count, NumberGrammar.isDigit(text[index]) { index += 1 }
        if index == text.count { return !startsWithZero || text.count == 1 }  // -0 is not canonical
        guard text[index] == UInt8(ascii: "."), text[text.count - 1] != UInt8(ascii: "0"), index + 1 < text.count else {
            return false
        }
        // 0.0... may need an exponent.
        if startsWithZero, text[index + 1] == UInt8(ascii: "0") { return false }
        index += 1
        while index < text.count, NumberGrammar.isDigit(text[index]) { index += 1 }
        return index == text.count
    }
}

/// A positive number as `0.digits` times ten to the `exponent`; the `s` and `n` of ECMA-262.
private struct Decimal {
    /// ASCII digits without leading or trailing zeros.
    private var digits: [UInt8] = []
    private var exponent = 0

    init(_ value: Double) {
        var written = 0
        var fraction = false
        var text = value.description.utf8.makeIterator()
        while let byte = text.next() {
            switch byte {
            case UInt8(ascii: "."): fraction = true
            case UInt8(ascii: "e"): written = Decimal.exponent(from: &text)
            default:
                // A zero before the first digit only moves the point.
                if digits.isEmpty, byte == UInt8(ascii: "0") {
                    if fraction { exponent -= 1 }
                } else {
                    digits.append(byte)
                    if !fraction { exponent += 1 }
                }
            }
        }
        exponent += written
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    }

    private static func exponent(from text: inout String.UTF8View.Iterator) -> Int {
        var value = 0
        var isNegative = false
        while let byte = text.next() {
            if byte == UInt8(ascii: "-") { isNegative = true }
            if NumberGrammar.isDigit(byte) { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
        }
        return isNegative ? -value : value
    }

    /// Steps 5 to 10 of Number::toString.
    func append(to output: inout OutputBuffer) {
        let zero = UInt8(ascii: "0")
        let point = UInt8(ascii: ".")
        switch exponent {
        case digits.count...21:  // a double has at most 17 digits
            output.append(digits.span)
            output.append(zero, count: exponent - digits.count)
        case 1...21:
            output.append(digits.span.extracting(..<exponent))
            output.append(point)
            output.append(digits.span.extracting(exponent...))
        case -5...0:
            output.append(zero)
            output.append(point)
            output.append(zero, count: -exponent)
            output.append(digits.span)
        default:
            output.append(digits[0])
            if digits.count > 1 {
                output.append(point)
                output.append(digits.span.extracting(1...))
            }
            output.append(UInt8(ascii: "e"))
            output.append(exponent > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-"))
            output.append(String(abs(exponent - 1)))
        }
    }
}
