import Cryptography

/// A digest of up to 64 bytes. Its order is that of its hexadecimal text, which the algorithm sorts by.
struct HashValue: Equatable, Comparable, Sendable {
    // Big-endian, zero behind the end of a shorter digest.
    private var word0: UInt64 = 0
    private var word1: UInt64 = 0
    private var word2: UInt64 = 0
    private var word3: UInt64 = 0
    private var tail: Tail?
    private let byteCount: Int

    /// What a digest longer than 32 bytes has more.
    private struct Tail: Equatable, Sendable {
        var word4: UInt64 = 0
        var word5: UInt64 = 0
        var word6: UInt64 = 0
        var word7: UInt64 = 0
    }

    init(_ digest: Digest) {
        byteCount = Digest.byteCount
        digest.withBytes { bytes in
            word0 = HashValue.word(bytes, 0)
            word1 = HashValue.word(bytes, 1)
            word2 = HashValue.word(bytes, 2)
            word3 = HashValue.word(bytes, 3)
        }
    }

    /// A digest of 32, 48 or 64 bytes.
    init(_ digest: [UInt8]) {
        byteCount = digest.count
        let bytes = unsafe digest.span.bytes
        word0 = HashValue.word(bytes, 0)
        word1 = HashValue.word(bytes, 1)
        word2 = HashValue.word(bytes, 2)
        word3 = HashValue.word(bytes, 3)
        guard digest.count > 32 else { return }
        tail = Tail(
            word4: HashValue.word(bytes, 4), word5: HashValue.word(bytes, 5), word6: HashValue.word(bytes, 6),
            word7: HashValue.word(bytes, 7))
    }

    private static func word(_ bytes: RawSpan, _ index: Int) -> UInt64 {
        guard index * 8 + 8 <= bytes.byteCount else { return 0 }
        // Any bit pattern is a UInt64.
        return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * 8, as: UInt64.self).bigEndian
    }

    static func < (left: HashValue, right: HashValue) -> Bool {
        if left.word0 != right.word0 { return left.word0 < right.word0 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        if left.word3 != right.word3 { return left.word3 < right.word3 }
        guard let leftTail = left.tail, let rightTail = right.tail else { return false }
        if leftTail.word4 != rightTail.word4 { return leftTail.word4 < rightTail.word4 }
        if leftTail.word5 != rightTail.word5 { return leftTail.word5 < rightTail.word5 }
        if leftTail.word6 != rightTail.word6 { return leftTail.word6 < rightTail.word6 }
        return leftTail.word7 < rightTail.word7
    }

    /// Appends the digest in lower-case hexadecimal.
    func appendHex(to output: inout [UInt8]) {
        let words = [word0, word1, word2, word3, tail?.word4, tail?.word5, tail?.word6, tail?.word7]
        for word in words.prefix(byteCount / 8) {
            var rest = word ?? 0
            for _ in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: rest >> 60)
                output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                rest <<= 4
            }
        }
    }
}

extension HashAlgorithm {
    func hash(_ buffer: borrowing ByteBuffer) -> HashValue {
        if self == .sha256 { return HashValue(buffer.withSpan { unsafe SHA256.hash($0.bytes) }) }
        return HashValue(hash(buffer.array))
    }
}
