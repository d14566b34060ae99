/// Equality and order of UTF-8 texts, eight bytes at a time. Byte order is code point order.
enum ByteOrder {
    @inline(__always)
    static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        left.count == right.count && commonPrefix(left, right) == left.count
    }

    /// Negative, zero or positive. A text stands before its own continuations.
    @inline(__always)
    static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let index = commonPrefix(left, right)
        guard index < left.count, index < right.count else { return left.count - right.count }
        return Int(left[index]) - Int(right[index])
    }

    /// Number of equal bytes at the start of both.
    @inline(__always)
    static func commonPrefix(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
        let limit = min(left.count, right.count)
        var index = 0
        while index + 8 <= limit {
            let difference = left.word(index) ^ right.word(index)
            if difference != 0 { return index + difference.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < limit, left[index] == right[index] { index += 1 }
        return index
    }
}

extension Span<UInt8> {
    /// Eight bytes from `index` on, the first one in the lowest bits; the span checks its bounds.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        // Any bit pattern is a UInt64.
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}

extension String {
    /// Lends the UTF-8 bytes. The standard library's `utf8Span` takes several times as long.
    @inline(__always)
    package func withBytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        var result: Result<R, E>?
        let isLent: Void? = unsafe utf8.withContiguousStorageIfAvailable { bytes in
            do throws(E) {
                result = .success(try unsafe body(bytes.span))
            } catch {
                result = .failure(error)
            }
        }
        if isLent != nil, let result { return try result.get() }
        return try body(utf8Span.span)
    }
}
