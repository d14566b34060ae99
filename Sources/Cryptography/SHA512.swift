/// SHA-384 (FIPS 180-4).
public enum SHA384 {
    /// The 48 bytes of the digest of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        unsafe DigestContext.hash(bytes, Algorithms.sha384, count: 48)
    }
}

/// SHA-512 (FIPS 180-4).
public enum SHA512 {
    /// The 64 bytes of the digest of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        unsafe DigestContext.hash(bytes, Algorithms.sha512, count: 64)
    }
}

/// The hash below a signature.
public enum HashAlgorithm: Hashable, Sendable, CaseIterable {
    case sha256, sha384, sha512

    /// Number of bytes in a digest.
    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digest of `bytes`.
    public func hash(_ bytes: [UInt8]) -> [UInt8] {
        unsafe DigestContext.hash(bytes, algorithm, count: byteCount)
    }

    /// libcrypto's name of it.
    var algorithm: OpaquePointer? {
        switch self {
        case .sha256: unsafe Algorithms.sha256
        case .sha384: unsafe Algorithms.sha384
        case .sha512: unsafe Algorithms.sha512
        }
    }
}
