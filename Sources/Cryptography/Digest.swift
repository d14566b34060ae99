/// Exactly 32 bytes: a SHA-256 value, a nonce, a salt, a ledger tag or a raw Ed25519 key.
///
/// Equality, order and hash are those of the bytes; the order is lexicographic, as the prefix trees and sorted tables
/// of the ledger need it. The value is four machine words, so it lives in registers and never on the heap.
public struct Digest: Hashable, Sendable {
    /// Number of bytes in every digest.
    public static let byteCount = 32

    /// The digest of 32 zero bytes.
    public static let zero = Digest()

    // The words hold the bytes in memory order, so that the value's own storage can be lent as 32 bytes.
    @usableFromInline var word0: UInt64
    @usableFromInline var word1: UInt64
    @usableFromInline var word2: UInt64
    @usableFromInline var word3: UInt64

    /// 32 zero bytes.
    @inlinable
    public init() {
        word0 = 0
        word1 = 0
        word2 = 0
        word3 = 0
    }

    /// The bytes of `bytes`, or nil unless there are exactly 32.
    @inlinable
    public init?(_ bytes: some Collection<UInt8>) {
        self.init()
        let copied = bytes.withContiguousStorageIfAvailable { source in
            guard source.count == Digest.byteCount else { return false }
            unsafe withUnsafeMutableBytes(of: &self) { target in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(source))
            }
            return true
        }
        if let copied {
            guard copied else { return nil }
        } else {
            guard bytes.count == Digest.byteCount else { return nil }
            unsafe withUnsafeMutableBytes(of: &self) { unsafe $0.copyBytes(from: bytes) }
        }
    }

    /// The bytes of `bytes`, or nil unless there are exactly 32.
    @inlinable
    public init?(_ bytes: borrowing RawSpan) {
        guard bytes.byteCount == Digest.byteCount else { return nil }
        word0 = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
        word1 = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
        word2 = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt64.self)
        word3 = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// 64 hexadecimal digits in either case, or nil.
    public init?(hex: String) {
        guard let bytes = Hexadecimal.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// A copy of the 32 bytes.
    @inlinable
    public var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: self) { unsafe [UInt8]($0) }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hexadecimal.encode(bytes) }

    /// Whether all 32 bytes are zero.
    @inlinable
    public var isZero: Bool { (word0 | word1 | word2 | word3) == 0 }

    /// Bit `index` counted from the most significant bit of the first byte; false outside 0..<256.
    @inlinable
    public func bit(_ index: Int) -> Bool {
        let word: UInt64
        switch index >> 6 {
        case 0: word = word0
        case 1: word = word1
        case 2: word = word2
        case 3: word = word3
        default: return false
        }
        return (word.bigEndian &>> UInt64(63 - (index & 63))) & 1 == 1
    }

    /// Lends the 32 bytes for the duration of `body`.
    @inlinable
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try unsafe withUnsafeBytes(of: self) { (buffer) throws(E) in try unsafe body(buffer.bytes) }
    }

    /// Appends the 32 bytes to `target`.
    @inlinable
    public func append(to target: inout [UInt8]) {
        unsafe withUnsafeBytes(of: self) { unsafe target.append(contentsOf: $0) }
    }
}

extension Digest: Comparable {
    /// Lexicographic order of the bytes.
    @inlinable
    public static func < (left: Digest, right: Digest) -> Bool {
        if left.word0 != right.word0 { return left.word0.bigEndian < right.word0.bigEndian }
        if left.word1 != right.word1 { return left.word1.bigEndian < right.word1.bigEndian }
        if left.word2 != right.word2 { return left.word2.bigEndian < right.word2.bigEndian }
        return left.word3.bigEndian < right.word3.bigEndian
    }
}

extension Digest: CustomStringConvertible {
    /// The digest in hexadecimal.
    public var description: String { hex }
}
