import CSodium

/// Authenticated encryption of small secrets: XSalsa20-Poly1305 (NaCl "secretbox"), by libsodium.
///
/// A sealed box is `nonce[24] || mac[16] || ciphertext`. The nonce is random, long enough to never repeat.
public enum SecretBox {
    /// Number of bytes in a key.
    public static let keyByteCount = 32
    /// Number of bytes in a nonce.
    static let nonceByteCount = 24
    /// Bytes that sealing adds.
    public static let overhead = 40

    /// `plaintext` encrypted under `key`; throws `.wrongLength` unless the key has 32 bytes.
    public static func seal(_ plaintext: SecretBytes, key: SecretBytes) throws(CryptographyError) -> [UInt8] {
        try unsafe plaintext.withPointer { (bytes) throws(CryptographyError) in try unsafe seal(bytes, key) }
    }

    /// `plaintext` encrypted under `key`; throws `.wrongLength` unless the key has 32 bytes.
    public static func seal(_ plaintext: [UInt8], key: SecretBytes) throws(CryptographyError) -> [UInt8] {
        try seal(SecretBytes(copying: plaintext), key: key)
    }

    /// The plaintext of `sealed`, or nil if the key is wrong, a byte was changed or the box is too short.
    public static func open(_ sealed: [UInt8], key: SecretBytes) -> SecretBytes? {
        guard key.count == keyByteCount, sealed.count >= overhead else { return nil }
        var status: CInt = -1
        let plaintext = unsafe SecretBytes(count: sealed.count - overhead) { output in
            unsafe sealed.withUnsafeBytes { sealed in
                unsafe key.withPointer { key in
                    let box = unsafe UnsafeRawBufferPointer(rebasing: sealed.dropFirst(nonceByteCount))
                    status = unsafe chirograph_secretbox_open(
                        output.baseAddress, box.baseAddress, UInt64(box.count), sealed.baseAddress, key.baseAddress)
                }
            }
        }
        return status == 0 ? plaintext : nil
    }

    private static func seal(
        _ plaintext: UnsafeRawBufferPointer, _ key: SecretBytes
    ) throws(CryptographyError) -> [UInt8] {
        try CryptographyLibrary.start()
        guard key.count == keyByteCount else {
            throw .wrongLength(what: "The encryption key", expected: keyByteCount, actual: key.count)
        }
        var sealed = SecureRandom.bytes(nonceByteCount)
        sealed.append(contentsOf: repeatElement(0, count: plaintext.count + overhead - nonceByteCount))
        let status = unsafe sealed.withUnsafeMutableBytes { sealed in
            unsafe key.withPointer { key in
                unsafe chirograph_secretbox_seal(
                    sealed.baseAddress?.advanced(by: nonceByteCount), plaintext.baseAddress, UInt64(plaintext.count),
                    sealed.baseAddress, key.baseAddress)
            }
        }
        guard status == 0 else { throw .unavailable(operation: "encrypt") }
        return sealed
    }
}
