/// The texts that numbers get in RDF (section 8.6 of the API specification).
enum CanonicalNumber {
    /// The decimal text of a number without a fraction below 10^21 in magnitude; nil for others.
    static func integer(_ value: Double) -> String? {
        guard value.magnitude < 1e21 else { return nil }
        // Doubles from 2^53 on have no fraction, and this one fits twice over.
        let magnitude = UInt128(value.magnitude)
        guard Double(magnitude) == value.magnitude else { return nil }
        return value < 0 ? "-\(magnitude)" : "\(magnitude)"
    }

    /// The `xsd:double` form: one digit, a point, up to 15 more without idle zeros, `E`, the exponent. What ECMAScript's
    /// `toExponential(15)` gives; of two nearest texts the greater.
    static func double(_ value: Double) -> String {
        guard value != 0 else { return "0.0E0" }
        var (digits, exponent) = exactDigits(value.magnitude)
        let precision = 16
        if digits.count > precision {
            let roundsUp = digits[precision] >= 5
            digits.removeLast(digits.count - precision)
            if roundsUp { increment(&digits, &exponent) }
        }
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
        let text = digits.map { String($0) }
        let fraction = text.count > 1 ? text[1...].joined() : "0"
        return "\(value < 0 ? "-" : "")\(text[0]).\(fraction)E\(exponent)"
    }

    /// Adds one to the last digit.
    private static func increment(_ digits: inout [UInt8], _ exponent: inout Int) {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
        digits[0] = 1
        exponent += 1
    }

    /// All decimal digits of a positive double, none leading or trailing but what counts, and the exponent of the first.
    ///
    /// A double is m * 2^e with an odd integer m. Below zero, m * 2^e is m * 5^-e / 10^-e, so its digits are those of the
    /// integer m * 5^-e.
    private static func exactDigits(_ value: Double) -> (digits: [UInt8], exponent: Int) {
        let shift =
            value.significandBitPattern == 0 && value.isNormal ? 52 : value.significandBitPattern.trailingZeroBitCount
        let implicit: UInt64 = value.isNormal ? 1 << 52 : 0
        let mantissa = (value.significandBitPattern | implicit) >> UInt64(shift)
        // The exponent of the lowest bit of the mantissa; subnormal numbers have that of the smallest normal one.
        let unit = (value.isNormal ? Int(value.exponentBitPattern) : 1) - 1075 + shift
        var number = DecimalNumber(mantissa)
        if unit >= 0 {
            number.multiply(by: 2, times: unit)
        } else {
            number.multiply(by: 5, times: -unit)
        }
        let digits = number.digits
        return (digits, digits.count - 1 + min(unit, 0))
    }
}

/// A large integer, nine decimal digits a limb, the lowest first.
private struct DecimalNumber {
    private static let base: UInt64 = 1_000_000_000
    private var limbs: [UInt32] = []

    init(_ value: UInt64) {
        var rest = value
        repeat {
            limbs.append(UInt32(truncatingIfNeeded: rest % Self.base))
            rest /= Self.base
        } while rest > 0
    }

    mutating func multiply(by factor: UInt64, times count: Int) {
        // As many factors at once as fit into 32 bits.
        let (step, power): (Int, UInt64) = factor == 5 ? (13, 1_220_703_125) : (31, 1 << 31)
        var rest = count
        while rest >= step {
            multiply(by: power)
            rest -= step
        }
        for _ in 0..<rest { multiply(by: factor) }
    }

    private mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * factor + carry
            limbs[index] = UInt32(truncatingIfNeeded: product % Self.base)
            carry = product / Self.base
        }
        while carry > 0 {
            limbs.append(UInt32(truncatingIfNeeded: carry % Self.base))
            carry /= Self.base
        }
    }

    /// The digits, the highest first.
    var digits: [UInt8] {
        var digits: [UInt8] = []
        for limb in limbs {
            var rest = limb
            for _ in 0..<9 {
                digits.append(UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            }
        }
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
        return digits.reversed()
    }
}
