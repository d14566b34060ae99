/// The gzip format (RFC 1952): one or more members, each with its checksum and its length.
public enum Gzip {
    /// `bytes` as one member without name or time, so that equal bytes give equal results with one version of zlib.
    public static func compress(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        try DeflateStream.run(bytes, format: .gzip)
    }

    /// What `bytes` hold. Members that follow each other are joined, as RFC 1952, section 2.2 has it; anything else
    /// behind a member, zeros too, is an error, and so is an empty input.
    ///
    /// - Parameter limit: the most bytes that may come out. They are counted before they are kept: memory in use never
    ///   exceeds the limit by more than a fixed buffer, however much the input would grow to.
    public static func decompress(
        _ bytes: [UInt8], limit: Int = DecompressionLimit.standard
    ) throws(CompressionError) -> [UInt8] {
        try InflateStream.run(bytes, format: .gzip, limit: limit)
    }
}

/// The zlib format (RFC 1950): one stream with its checksum. PNG has it inside.
public enum Zlib {
    public static func compress(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        try DeflateStream.run(bytes, format: .zlib)
    }

    /// What `bytes` hold: exactly one stream with nothing behind it. The limit is that of ``Gzip/decompress(_:limit:)``.
    public static func decompress(
        _ bytes: [UInt8], limit: Int = DecompressionLimit.standard
    ) throws(CompressionError) -> [UInt8] {
        try InflateStream.run(bytes, format: .zlib, limit: limit)
    }
}

/// How much may come out of compressed bytes where the caller does not say.
public enum DecompressionLimit {
    /// 16 MiB.
    public static let standard = 16 << 20
}

enum StreamFormat {
    case gzip, zlib

    var flag: CInt { self == .gzip ? 1 : 0 }
}
