/// Walks over DER (X.690 section 10) just far enough to read a certificate: definite lengths in their shortest form,
/// tags of one byte. Every read is bounded by the slice it started with.
struct DERReader {
    /// A value with its header: `bytes` is the whole encoding, `content` what is inside.
    struct Element {
        let tag: UInt8
        let bytes: ArraySlice<UInt8>
        let content: ArraySlice<UInt8>
    }

    enum Tag {
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let sequence: UInt8 = 0x30
        static let version: UInt8 = 0xa0
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next element, or nil at the end or where the encoding is broken.
    mutating func next() -> Element? {
        let start = rest
        guard let tag = rest.popFirst(), tag & 0x1f != 0x1f, let length = readLength(), length <= rest.count else {
            return nil
        }
        let content = rest.prefix(length)
        rest = rest.dropFirst(length)
        return Element(tag: tag, bytes: start[start.startIndex..<content.endIndex], content: content)
    }

    /// The next element if it has this tag.
    mutating func next(_ tag: UInt8) -> Element? {
        guard let element = next(), element.tag == tag else { return nil }
        return element
    }

    private mutating func readLength() -> Int? {
        guard let first = rest.popFirst() else { return nil }
        if first < 0x80 { return Int(first) }
        let count = Int(first & 0x7f)
        // Two bytes reach 64 KiB, far beyond any certificate of this protocol.
        guard (1...2).contains(count), rest.count >= count else { return nil }
        var length = 0
        for _ in 0..<count { length = length << 8 | Int(rest.popFirst() ?? 0) }
        return length >= (count == 1 ? 0x80 : 0x100) ? length : nil
    }
}
