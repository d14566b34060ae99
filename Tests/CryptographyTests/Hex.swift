/// The bytes of hexadecimal text; an array short of a digit makes the test that uses it fail.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Every array that differs from `bytes` in one bit of one byte, a different bit each time.
func bitFlips(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.map { index in
        var changed = bytes
        changed[index] ^= 1 << UInt8(index % 8)
        return changed
    }
}

/// Every proper prefix of `bytes`, and `bytes` with one more byte.
func wrongLengths(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.map { Array(bytes.prefix($0)) } + [bytes + [0]]
}

/// Lends `bytes` as a span.
func withSpan<R>(of bytes: [UInt8], _ body: (RawSpan) -> R) -> R { unsafe body(bytes.span.bytes) }
