import Cryptography

/// The rule of `Ed25519`, word for word, with plain arithmetic: slow, and for judging the fast one only.
enum Ed25519Reference {
    /// Whether the rule accepts; nil for wrong lengths.
    static func verifies(_ signature: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool? {
        guard signature.count == 64, key.count == 32 else { return nil }
        let (r, s) = (Array(signature.prefix(32)), Number(littleEndian: signature.suffix(32)))
        // 1. S below the order L.
        guard s < .order else { return false }
        // 2. A canonical, on the curve, not of low order.
        guard let a = Point(encoded: key), !a.isOfLowOrder else { return false }
        // 3. R not of low order; an R that is no canonical encoding fails 4.
        if let point = Point(encoded: r), point.isOfLowOrder { return false }
        // 4. R = [S]B - [k]A, byte for byte.
        let k = Number(littleEndian: SHA512.hash(r + key + message)).modulo(.order)
        let computed = Point.base.multiplied(by: s).adding(a.negated.multiplied(by: k))
        return computed.encoded == r
    }
}

/// A natural number in limbs of 32 bits, least significant first.
private struct Number {
    var limbs: [UInt64]

    init(littleEndian bytes: some Collection<UInt8>) {
        limbs = [UInt64](repeating: 0, count: (bytes.count + 3) / 4)
        for (index, byte) in bytes.enumerated() { limbs[index / 4] |= UInt64(byte) << UInt64(index % 4 * 8) }
    }

    /// L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 section 5.1).
    static let order = Number(
        littleEndian: [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ])
    /// p = 2^255 - 19.
    static let prime = Number(littleEndian: [0xed] + [UInt8](repeating: 0xff, count: 30) + [0x7f])

    static func < (left: Number, right: Number) -> Bool {
        for index in (0..<max(left.limbs.count, right.limbs.count)).reversed() {
            let (a, b) = (left.limb(index), right.limb(index))
            if a != b { return a < b }
        }
        return false
    }

    func limb(_ index: Int) -> UInt64 { index < limbs.count ? limbs[index] : 0 }

    func bit(_ index: Int) -> Bool { limb(index / 32) >> UInt64(index % 32) & 1 == 1 }

    /// Bit by bit from the top.
    func modulo(_ modulus: Number) -> Number {
        var rest = Number(littleEndian: [UInt8](repeating: 0, count: 36))
        for index in (0..<limbs.count * 32).reversed() {
            var carry: UInt64 = bit(index) ? 1 : 0
            for limb in rest.limbs.indices {
                let doubled = rest.limbs[limb] << 1 | carry
                rest.limbs[limb] = doubled & 0xffff_ffff
                carry = doubled >> 32
            }
            if !(rest < modulus) { rest.subtract(modulus) }
        }
        return rest
    }

    /// `other` must not be greater.
    mutating func subtract(_ other: Number) {
        var borrow: UInt64 = 0
        for index in limbs.indices {
            let difference = limbs[index] &- other.limb(index) &- borrow
            limbs[index] = difference & 0xffff_ffff
            borrow = difference >> 63
        }
    }
}

/// An element of the field modulo 2^255 - 19, always reduced.
private struct Field: Equatable {
    /// Eight limbs of 32 bits.
    private var limbs: [UInt64]

    init(_ small: UInt64) { limbs = [small] + [UInt64](repeating: 0, count: 7) }

    init(_ number: Number) { limbs = (0..<8).map { number.modulo(.prime).limb($0) } }

    var bytes: [UInt8] { (0..<32).map { UInt8(truncatingIfNeeded: limbs[$0 / 4] >> UInt64($0 % 4 * 8)) } }

    var isZero: Bool { self == Field(0) }
    var isOdd: Bool { limbs[0] & 1 == 1 }

    static func + (left: Field, right: Field) -> Field {
        reduced(zip(left.limbs, right.limbs).map { $0 + $1 } + [UInt64](repeating: 0, count: 8))
    }

    static func - (left: Field, right: Field) -> Field { left + right * Field.minusOne }

    static func * (left: Field, right: Field) -> Field {
        var product = [UInt64](repeating: 0, count: 16)
        for (i, a) in left.limbs.enumerated() {
            var carry: UInt64 = 0
            for (j, b) in right.limbs.enumerated() {
                let sum = product[i + j] + a * b + carry
                product[i + j] = sum & 0xffff_ffff
                carry = sum >> 32
            }
            product[i + 8] = carry
        }
        return reduced(product)
    }

    /// 2^256 = 38 in this field; afterwards at most two times p is left to subtract.
    private static func reduced(_ wide: [UInt64]) -> Field {
        var low = Array(wide.prefix(8))
        for index in 0..<8 { low[index] += 38 * wide[index + 8] }
        var carry: UInt64 = 0
        for _ in 0..<3 {
            low[0] += carry * 38
            carry = 0
            for index in 0..<8 {
                let sum = low[index] + carry
                low[index] = sum & 0xffff_ffff
                carry = sum >> 32
            }
        }
        var number = Number(littleEndian: [])
        number.limbs = low
        while !(number < .prime) { number.subtract(.prime) }
        var field = Field(0)
        field.limbs = number.limbs
        return field
    }

    /// Powers by the bits of `exponent`.
    func power(_ exponent: Number) -> Field {
        (0..<256).reversed().reduce(Field(1)) { result, index in
            exponent.bit(index) ? result * result * self : result * result
        }
    }

    static let minusOne = Field(less(1))
    var inverse: Field { power(Field.less(2)) }

    /// p less a small number.
    static func less(_ small: UInt64) -> Number {
        var number = Number.prime
        number.limbs[0] -= small
        return number
    }

    /// A square root, or nil (RFC 8032 section 5.1.3).
    var squareRoot: Field? {
        // (p + 3) / 8 = 2^252 - 2
        let candidate = power(Number(littleEndian: [0xfe] + [UInt8](repeating: 0xff, count: 30) + [0x0f]))
        if candidate * candidate == self { return candidate }
        // 2^((p - 1) / 4) with (p - 1) / 4 = 2^253 - 5 is a root of -1.
        let rootOfMinusOne = Field(2).power(Number(littleEndian: [0xfb] + [UInt8](repeating: 0xff, count: 30) + [0x1f]))
        let other = candidate * rootOfMinusOne
        return other * other == self ? other : nil
    }
}

/// A point of edwards25519 in projective coordinates.
private struct Point {
    let x, y, z: Field

    /// -121665 / 121666.
    static let d = Field.minusOne * Field(121_665) * Field(121_666).inverse
    static let base = Point(encoded: [0x58] + [UInt8](repeating: 0x66, count: 31)) ?? neutral
    static let neutral = Point(x: Field(0), y: Field(1), z: Field(1))

    init(x: Field, y: Field, z: Field) { (self.x, self.y, self.z) = (x, y, z) }

    /// RFC 8032 section 5.1.3; nil unless canonical and on the curve.
    init?(encoded bytes: [UInt8]) {
        var yBytes = bytes
        let isNegative = yBytes[31] & 0x80 != 0
        yBytes[31] &= 0x7f
        let number = Number(littleEndian: yBytes)
        guard number < .prime else { return nil }
        let y = Field(number)
        let square = y * y
        guard let root = ((square - Field(1)) * (Point.d * square + Field(1)).inverse).squareRoot else { return nil }
        if root.isZero && isNegative { return nil }
        self.init(x: root.isOdd == isNegative ? root : root * Field.minusOne, y: y, z: Field(1))
    }

    var encoded: [UInt8] {
        let inverse = z.inverse
        var bytes = (y * inverse).bytes
        if (x * inverse).isOdd { bytes[31] |= 0x80 }
        return bytes
    }

    var negated: Point { Point(x: x * Field.minusOne, y: y, z: z) }

    /// The complete addition law of twisted Edwards curves with a = -1: right for all points, also for doubling.
    func adding(_ other: Point) -> Point {
        let a = z * other.z
        let (c, d) = (x * other.x, y * other.y)
        let e = Point.d * c * d
        let (f, g) = (a * a - e, a * a + e)
        return Point(x: a * f * ((x + y) * (other.x + other.y) - c - d), y: a * g * (d + c), z: f * g)
    }

    func multiplied(by scalar: Number) -> Point {
        (0..<256).reversed().reduce(Point.neutral) { result, index in
            let doubled = result.adding(result)
            return scalar.bit(index) ? doubled.adding(self) : doubled
        }
    }

    /// Whether eight times the point is the neutral element.
    var isOfLowOrder: Bool {
        let eightfold = (0..<3).reduce(self) { point, _ in point.adding(point) }
        return eightfold.x.isZero && eightfold.y == eightfold.z
    }
}
