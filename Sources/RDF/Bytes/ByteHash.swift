/// A quick hash of texts for this process's own tables.
///
/// Multiply-and-fold over eight bytes at a time under a secret drawn at start, so that a foreign document cannot aim at
/// one slot. Not for anything that leaves the process; `Hasher` would do the same five times slower.
package enum ByteHash {
    private static let secret: (UInt64, UInt64) = {
        var random = SystemRandomNumberGenerator()
        return (random.next() | 1, random.next() | 1)
    }()

    @inline(__always)
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        let secret = Self.secret
        var state = secret.0 ^ UInt64(truncatingIfNeeded: bytes.count)
        var index = 0
        while index + 8 <= bytes.count {
            state = fold(state ^ bytes.word(index), secret.1)
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        return finish(fold(state ^ rest, secret.1))
    }

    /// The hash of a text. Not generic, and so compiled once for all modules: `withBytes` from elsewhere is looked up at
    /// run time, which takes several times as long as the hash.
    package static func hash(_ text: String) -> UInt32 { text.withBytes { hash($0) } }

    /// The hash of four small numbers.
    @inline(__always)
    static func hash(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 {
        let secret = Self.secret
        let first = fold(secret.0 ^ (UInt64(a) << 32 | UInt64(b)), secret.1)
        return finish(fold(first ^ (UInt64(c) << 32 | UInt64(d)), secret.1))
    }

    @inline(__always)
    private static func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func finish(_ state: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: state ^ state >> 32)
    }
}
