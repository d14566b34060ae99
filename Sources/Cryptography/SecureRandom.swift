import CSodium

/// Random bytes for keys, nonces and salts, from the operating system.
public enum SecureRandom {
    /// `count` random bytes; none for a count below one.
    public static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { unsafe fill($0) }
        return bytes
    }

    /// 32 random bytes.
    public static func digest() -> Digest {
        var digest = Digest()
        unsafe withUnsafeMutableBytes(of: &digest) { unsafe fill($0) }
        return digest
    }

    /// A uniformly random number.
    public static func uint64() -> UInt64 {
        var number: UInt64 = 0
        unsafe withUnsafeMutableBytes(of: &number) { unsafe fill($0) }
        return number
    }

    /// libsodium aborts when asked before a successful `sodium_init`; the standard library's generator reads the same
    /// kernel source without it.
    static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress else { return }
        if CryptographyLibrary.isStarted {
            unsafe randombytes_buf(start, buffer.count)
        } else {
            var generator = SystemRandomNumberGenerator()
            for index in buffer.indices { unsafe buffer[index] = generator.next() }
        }
    }
}
