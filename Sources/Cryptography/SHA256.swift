import COpenSSL

/// SHA-256 (FIPS 180-4, RFC 6234) by libcrypto.
///
/// Nothing is allocated for a hash: for the 65 bytes of a tree node OpenSSL 3 would spend most of its time on that.
public enum SHA256 {
    /// The digest of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> Digest {
        unsafe bytes.withUnsafeBytes { unsafe DigestContext.sha256($0) }
    }

    /// The digest of `bytes`.
    public static func hash(_ bytes: borrowing RawSpan) -> Digest {
        unsafe bytes.withUnsafeBytes { unsafe DigestContext.sha256($0) }
    }

    /// The digest of `slice`.
    public static func hash(_ slice: ArraySlice<UInt8>) -> Digest {
        unsafe slice.withUnsafeBytes { unsafe DigestContext.sha256($0) }
    }

    /// The digest of a domain byte and 32 bytes.
    public static func hash(prefix: UInt8, _ a: Digest) -> Digest {
        unsafe withUnsafeTemporaryAllocation(byteCount: 33, alignment: 8) { buffer in
            unsafe buffer.storeBytes(of: prefix, as: UInt8.self)
            unsafe buffer.storeBytes(of: a, toByteOffset: 1, as: Digest.self)
            return unsafe DigestContext.sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The digest of a domain byte and twice 32 bytes: the inner node of every tree here. No allocation.
    public static func hash(prefix: UInt8, _ a: Digest, _ b: Digest) -> Digest {
        unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            unsafe buffer.storeBytes(of: prefix, as: UInt8.self)
            unsafe buffer.storeBytes(of: a, toByteOffset: 1, as: Digest.self)
            unsafe buffer.storeBytes(of: b, toByteOffset: 33, as: Digest.self)
            return unsafe DigestContext.sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The digest of a domain byte and `bytes`: the leaf of every tree here.
    public static func hash(prefix: UInt8, _ bytes: [UInt8]) -> Digest {
        unsafe bytes.withUnsafeBytes { unsafe DigestContext.sha256(prefix: prefix, $0) }
    }

    /// The digest of a domain byte and `bytes`.
    public static func hash(prefix: UInt8, _ bytes: borrowing RawSpan) -> Digest {
        unsafe bytes.withUnsafeBytes { unsafe DigestContext.sha256(prefix: prefix, $0) }
    }
}

/// SHA-256 over pieces. It owns its context, hence cannot be copied.
@safe
public struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    /// A hasher that has seen no bytes.
    public init() {
        unsafe context = DigestContext.make()
        unsafe DigestContext.begin(context, Algorithms.sha256)
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Hashes `bytes` after everything before.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe DigestContext.update(context, $0) }
    }

    /// Hashes `slice` after everything before.
    public mutating func update(_ slice: ArraySlice<UInt8>) {
        unsafe slice.withUnsafeBytes { unsafe DigestContext.update(context, $0) }
    }

    /// Hashes `bytes` after everything before.
    public mutating func update(_ bytes: borrowing RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe DigestContext.update(context, $0) }
    }

    /// Hashes the 32 bytes of `digest` after everything before.
    public mutating func update(_ digest: Digest) {
        unsafe withUnsafeBytes(of: digest) { unsafe DigestContext.update(context, $0) }
    }

    /// The digest of everything.
    public consuming func finalize() -> Digest {
        var digest = Digest()
        unsafe withUnsafeMutableBytes(of: &digest) { unsafe DigestContext.finish(context, $0) }
        return digest
    }
}
