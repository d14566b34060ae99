/// An absolute IRI (RFC 3987) whose identity is its bytes: nothing is normalised, resolved or decoded.
public struct IRI: Sendable {
    /// The text, without angle brackets.
    public let text: String

    /// The IRI `text`, or nil unless it starts with a scheme and holds no character that N-Quads keeps out of IRIs:
    /// controls, space and `<>"{}|^` with backslash and backtick.
    public init?(_ text: String) {
        guard text.withBytes(IRISyntax.isAbsolute) else { return nil }
        self.text = text
    }

    /// A text known to be an absolute IRI.
    package init(known text: String) {
        self.text = text
    }
}

extension IRI: Hashable, Comparable {
    public static func == (left: IRI, right: IRI) -> Bool {
        left.text.withBytes { left in right.text.withBytes { ByteOrder.areEqual(left, $0) } }
    }

    /// Code point order.
    public static func < (left: IRI, right: IRI) -> Bool {
        left.text.withBytes { left in right.text.withBytes { ByteOrder.compare(left, $0) < 0 } }
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytesOf: text) }
}

extension IRI: CustomStringConvertible {
    /// The text between angle brackets.
    public var description: String { "<\(text)>" }
}

extension Hasher {
    /// Feeds the bytes, and an end mark that no UTF-8 text contains.
    mutating func combine(bytesOf text: String) {
        text.withBytes { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe combine(bytes: UnsafeRawBufferPointer($0)) }
        }
        combine(0xFF as UInt8)
    }
}
