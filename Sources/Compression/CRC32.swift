import CZlib

/// The checksum of gzip members and PNG chunks (ISO 3309; polynomial 0xEDB88320, reflected). It finds accidents, not
/// forgeries.
public struct CRC32: Hashable, Sendable {
    /// The checksum of what was added so far; 0 of nothing.
    public private(set) var value: UInt32 = 0

    public init() {}

    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        value = unsafe bytes.withUnsafeBytes { unsafe chirograph_crc32(value, $0.baseAddress, $0.count) }
    }

    public static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var checksum = CRC32()
        checksum.update(bytes)
        return checksum.value
    }
}
