/// Strict reader of the few DER structures that keys and signatures need (X.690): definite minimal lengths, minimal
/// integers, nothing before, between or after.
struct DERReader {
    enum Tag: UInt8 {
        case integer = 0x02
        case bitString = 0x03
        case null = 0x05
        case objectIdentifier = 0x06
        case sequence = 0x30
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(Array(bytes)) }

    var isAtEnd: Bool { rest.isEmpty }

    /// The content of the next element, which must have this tag.
    mutating func content(_ tag: Tag) -> ArraySlice<UInt8>? {
        guard rest.popFirst() == tag.rawValue, let length = length(), length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    /// The next element, a sequence, as a reader of its own.
    mutating func sequence() -> DERReader? { content(.sequence).map { DERReader($0) } }

    /// The next element, a non-negative integer, without its leading zero byte.
    mutating func unsignedInteger() -> ArraySlice<UInt8>? {
        guard let content = content(.integer), let first = content.first else { return nil }
        guard first & 0x80 == 0 else { return nil }
        guard first == 0, content.count > 1 else { return first == 0 ? [] : content }
        // A leading zero is allowed only where the next bit would make the number negative.
        guard content[content.startIndex + 1] & 0x80 != 0 else { return nil }
        return content.dropFirst()
    }

    /// X.690 section 10.1: the shortest form of the length; four bytes are more than any key needs.
    private mutating func length() -> Int? {
        guard let first = rest.popFirst() else { return nil }
        if first < 0x80 { return Int(first) }
        let count = Int(first & 0x7f)
        guard (1...4).contains(count), count <= rest.count, rest.first != 0 else { return nil }
        var value = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst() else { return nil }
            value = value << 8 | Int(byte)
        }
        return value >= 0x80 ? value : nil
    }
}

/// Writer of the same structures.
enum DERWriter {
    static func element(_ tag: DERReader.Tag, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        if content.count < 0x80 {
            length = [UInt8(content.count)]
        } else {
            var rest = content.count
            while rest > 0 {
                length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
                rest >>= 8
            }
            length.insert(0x80 | UInt8(length.count), at: 0)
        }
        return [tag.rawValue] + length + content
    }

    /// A non-negative integer from big-endian bytes of any length.
    static func unsignedInteger(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var content = [UInt8](bytes.drop { $0 == 0 })
        if (content.first ?? 0x80) & 0x80 != 0 { content.insert(0, at: 0) }
        return element(.integer, content)
    }
}
