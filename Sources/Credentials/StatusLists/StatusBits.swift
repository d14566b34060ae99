import Compression
import Multiformats

/// The bitstring of a status list (Bitstring Status List 1.0, section 3): entry 0 is the leftmost bit, and of an entry of
/// several bits the leftmost is the most significant.
///
/// How many bits an entry has is said by the credential that points to it (`statusSize`), not by the list.
public struct StatusBits: Hashable, Sendable {
    /// Fewer entries than this hide nobody (section 2.2); verifiers may refuse the list.
    public static let minimumEntryCount: UInt64 = 131_072
    /// 16 MiB uncompressed.
    public static let maximumByteCount = DecompressionLimit.standard
    /// Bits of one entry: each possible value needs a message of its own in the credential (section 2.1).
    public static let sizes = 1...16

    public private(set) var bytes: [UInt8]

    /// All zero, with room for `entryCount` entries of `size` bits.
    public init(entryCount: UInt64 = minimumEntryCount, size: Int = 1) throws(StatusListError) {
        try Self.check(size)
        let (bits, overflow) = entryCount.multipliedReportingOverflow(by: UInt64(size))
        guard !overflow, bits <= UInt64(Self.maximumByteCount) * 8 else {
            throw .tooLarge(limit: Self.maximumByteCount)
        }
        bytes = [UInt8](repeating: 0, count: Int((bits + 7) / 8))
    }

    public init(bytes: [UInt8]) throws(StatusListError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLarge(limit: Self.maximumByteCount) }
        self.bytes = bytes
    }

    public func entryCount(size: Int = 1) -> UInt64 { Self.sizes.contains(size) ? UInt64(bytes.count * 8 / size) : 0 }

    /// The value of an entry; nil outside the list and for a size that is not supported.
    public func value(at index: UInt64, size: Int = 1) -> UInt16? {
        guard index < entryCount(size: size) else { return nil }
        let first = Int(index) * size
        return (first..<(first + size)).reduce(0) { $0 << 1 | (bytes[$1 >> 3] & mask($1) == 0 ? 0 : 1) }
    }

    public mutating func set(_ value: UInt16, at index: UInt64, size: Int = 1) throws(StatusListError) {
        try Self.check(size)
        guard index < entryCount(size: size) else {
            throw .indexOutOfRange(index, entries: entryCount(size: size))
        }
        guard UInt32(value) < 1 << UInt32(size) else { throw .valueOutOfRange(value, size: size) }
        for offset in 0..<size {
            let bit = Int(index) * size + offset
            let isSet = value >> UInt16(size - 1 - offset) & 1 == 1
            bytes[bit >> 3] = isSet ? bytes[bit >> 3] | mask(bit) : bytes[bit >> 3] & ~mask(bit)
        }
    }

    private func mask(_ bit: Int) -> UInt8 { 0x80 >> UInt8(bit & 7) }

    private static func check(_ size: Int) throws(StatusListError) {
        guard sizes.contains(size) else { throw .unsupportedSize(size) }
    }
}

extension StatusBits {
    /// How a list is written as text.
    public enum Encoding: Hashable, Sendable {
        /// `u`, base64url without padding, gzip (Bitstring Status List 1.0, section 2.2).
        case multibase
        /// The same without the letter: StatusList2021, a draft of 2021 to 2023.
        case bare
    }

    public init(encoded text: String, as encoding: Encoding = .multibase) throws(StatusListError) {
        let compressed: [UInt8]
        do throws(MultiformatError) {
            switch encoding {
            case .multibase: compressed = try Multibase.decode(text, expecting: .base64url)
            case .bare: compressed = try Base64URL.decode(text)
            }
        } catch {
            throw .notBase64URL(error)
        }
        do throws(CompressionError) {
            bytes = try Gzip.decompress(compressed, limit: Self.maximumByteCount)
        } catch {
            throw .notGzip(error)
        }
    }

    /// `encodedList` of a list credential.
    public func encoded() throws(StatusListError) -> String {
        do throws(CompressionError) {
            return Multibase.encode(try Gzip.compress(bytes), base: .base64url)
        } catch {
            throw .notGzip(error)
        }
    }
}
