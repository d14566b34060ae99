/// A JSON string or member name (RFC 8259, section 7) whose identity is its bytes.
///
/// Swift's `String` treats "é" and "e" + U+0301 as equal; two signed documents that differ only there are two documents.
/// So equality, hash and order of this type go by the UTF-8 bytes. UTF-8 byte order is code point order; RFC 8785 wants
/// UTF-16 code unit order, which differs above U+FFFF and has a function of its own, ``compareUTF16(_:_:)``.
public struct JSONString: Sendable {
    /// The text, unescaped, as Swift sees it.
    public let string: String

    /// A JSON string with the scalars of `string`, unchanged: no normalisation.
    public init(_ string: String) {
        self.string = string
    }

    /// Lends the UTF-8 bytes.
    public func withUTF8<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(string.utf8Span.span)
    }

    /// Number of UTF-8 bytes.
    public var utf8Count: Int { string.utf8.count }
}

extension JSONString: Hashable {
    public static func == (left: JSONString, right: JSONString) -> Bool {
        // The counts are at hand; opening the bytes is not free.
        left.utf8Count == right.utf8Count
            && left.string.withBytes { left in right.string.withBytes { right in ByteOrder.areEqual(left, right) } }
    }

    public func hash(into hasher: inout Hasher) {
        string.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
        hasher.combine(0xFF as UInt8)  // no UTF-8 text contains it: keeps ("a", "b") and ("ab", "") apart
    }
}

extension JSONString: Comparable {
    /// Order of the UTF-8 bytes, which is the order of code points.
    public static func < (left: JSONString, right: JSONString) -> Bool {
        left.string.withBytes { left in right.string.withBytes { right in ByteOrder.compare(left, right) < 0 } }
    }

    /// Order of the UTF-16 code units, the sort order of RFC 8785, section 3.2.3: U+1F602 (D83D DE02) stands before
    /// U+FB33. A predicate for `sorted(by:)`: true if `left` stands before `right`.
    public static func compareUTF16(_ left: JSONString, _ right: JSONString) -> Bool {
        left.string.withBytes { left in right.string.withBytes { right in ByteOrder.compareUTF16(left, right) < 0 } }
    }
}

extension JSONString: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { string }
}

extension String {
    /// Lends the UTF-8 bytes. The standard library's `utf8Span` takes five times as long.
    @inline(__always)
    func withBytes<R>(_ body: (Span<UInt8>) -> R) -> R {
        unsafe utf8.withContiguousStorageIfAvailable { bytes in unsafe body(bytes.span) } ?? body(utf8Span.span)
    }
}
