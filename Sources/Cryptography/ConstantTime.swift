import CSodium

/// Comparison whose time does not depend on the bytes.
public enum ConstantTime {
    /// Whether the arrays are equal; only their lengths may show in the time taken.
    public static func equals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        return unsafe a.withUnsafeBytes { a in
            unsafe b.withUnsafeBytes { b in unsafe sodium_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
        }
    }

    /// Whether the digests are equal.
    public static func equals(_ a: Digest, _ b: Digest) -> Bool {
        unsafe withUnsafeBytes(of: a) { a in
            unsafe withUnsafeBytes(of: b) { b in unsafe sodium_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
        }
    }
}
