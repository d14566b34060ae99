import COpenSSL

/// HMAC with SHA-256 (RFC 2104, RFC 6234).
public enum HMACSHA256 {
    /// The tag of `message` under `key`, which may have any length up to 2^31 - 1 bytes.
    public static func authenticate(_ message: [UInt8], key: [UInt8]) -> Digest {
        unsafe key.withUnsafeBytes { unsafe authenticate(message, keyBytes: $0) }
    }

    /// The tag of `message` under `key`.
    public static func authenticate(_ message: [UInt8], key: SecretBytes) -> Digest {
        unsafe key.withPointer { unsafe authenticate(message, keyBytes: $0) }
    }

    /// Whether `tag` is the tag of `message`, or the first bytes of it for a shortened tag of at least 16 bytes
    /// (RFC 2104 section 5). Compares in constant time.
    public static func isValid(_ tag: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
        guard (16...32).contains(tag.count) else { return false }
        return ConstantTime.equals(tag, [UInt8](authenticate(message, key: key).bytes.prefix(tag.count)))
    }

    private static func authenticate(_ message: [UInt8], keyBytes: UnsafeRawBufferPointer) -> Digest {
        // RFC 2104: a key longer than the block is replaced by its digest; done here so that no length can overflow
        // the C function's int.
        if keyBytes.count > 64 {
            let shortened = unsafe DigestContext.sha256(keyBytes)
            return unsafe withUnsafeBytes(of: shortened) { unsafe authenticate(message, keyBytes: $0) }
        }
        var tag = Digest()
        let done = unsafe message.withUnsafeBytes { message in
            unsafe withUnsafeMutableBytes(of: &tag) { tag in
                unsafe chirograph_hmac(
                    Algorithms.sha256, keyBytes.baseAddress, CInt(keyBytes.count), message.baseAddress, message.count,
                    tag.baseAddress)
            }
        }
        // Fails only when memory is exhausted, see `DigestContext`.
        guard done == 1 else { fatalError("libcrypto cannot compute an HMAC") }
        return tag
    }
}
