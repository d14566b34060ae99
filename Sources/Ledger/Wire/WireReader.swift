import Cryptography

/// Reads the TLS presentation language (RFC 8446 section 3): fixed-width big-endian numbers and opaque strings.
///
/// Every read checks that enough is left; what follows the last read is the caller's to refuse with `finish()`.
struct WireReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - offset }

    mutating func uint8() throws(WireError) -> UInt8 {
        guard remaining >= 1 else { throw .truncated(offset: bytes.count) }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func uint16() throws(WireError) -> UInt16 { UInt16(truncatingIfNeeded: try number(byteCount: 2)) }

    mutating func uint32() throws(WireError) -> UInt32 { UInt32(truncatingIfNeeded: try number(byteCount: 4)) }

    mutating func uint64() throws(WireError) -> UInt64 { try number(byteCount: 8) }

    mutating func digest() throws(WireError) -> Digest {
        guard remaining >= Digest.byteCount, let digest = Digest(bytes[offset..<offset + Digest.byteCount]) else {
            throw .truncated(offset: bytes.count)
        }
        offset += Digest.byteCount
        return digest
    }

    mutating func bytes(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard count >= 0, remaining >= count else { throw .truncated(offset: bytes.count) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    mutating func digests(_ count: Int) throws(WireError) -> [Digest] {
        guard count >= 0, remaining / Digest.byteCount >= count else { throw .truncated(offset: bytes.count) }
        var digests: [Digest] = []
        digests.reserveCapacity(count)
        for _ in 0..<count { digests.append(try digest()) }
        return digests
    }

    /// Throws if anything follows.
    func finish() throws(WireError) {
        guard remaining == 0 else { throw .trailingBytes(offset: offset) }
    }

    private mutating func number(byteCount: Int) throws(WireError) -> UInt64 {
        guard remaining >= byteCount else { throw .truncated(offset: bytes.count) }
        var value: UInt64 = 0
        for index in offset..<offset + byteCount { value = value << 8 | UInt64(bytes[index]) }
        offset += byteCount
        return value
    }
}

/// Why bytes do not have the form they should have.
public enum WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes end inside a field.
    case truncated(offset: Int)
    /// Something follows the last field.
    case trailingBytes(offset: Int)
    /// More than the limit that is named.
    case tooLarge(what: String, limit: Int)
    /// A field has a value that it cannot have, or another than its one canonical form.
    case invalid(field: String, offset: Int)

    public var description: String {
        switch self {
        case .truncated(let offset): "it ends at byte \(offset), inside a field; it may have been cut off"
        case .trailingBytes(let offset): "something follows its end, from byte \(offset) on"
        case .tooLarge(let what, let limit): "\(what): the limit is \(limit)"
        case .invalid(let field, let offset): "the field '\(field)' before byte \(offset) has no allowed value"
        }
    }
}

/// Writing the same language.
extension [UInt8] {
    mutating func write(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func write(_ digest: Digest) { digest.append(to: &self) }
}
