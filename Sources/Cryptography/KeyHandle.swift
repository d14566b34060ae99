import COpenSSL

/// Owner of an `EVP_PKEY`.
///
/// Sendable because the key is complete when it arrives here and libcrypto allows a key that is no longer changed to be
/// used by several threads; every operation makes its own context.
@safe
final class KeyHandle: @unchecked Sendable {
    private let key: OpaquePointer

    /// Takes over the key; nil for nil, which is libcrypto's refusal.
    init?(_ key: OpaquePointer?) {
        guard let key = unsafe key else {
            ERR_clear_error()
            return nil
        }
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// `padding` is libcrypto's number of it, 0 where the kind of key has none to choose.
    func verifies(
        _ signature: [UInt8], of message: [UInt8], using hash: HashAlgorithm, padding: CInt = 0
    ) -> Bool {
        unsafe signature.withUnsafeBytes { signature in
            unsafe message.withUnsafeBytes { message in
                unsafe chirograph_verify(
                    key, hash.algorithm, padding, signature.baseAddress, signature.count, message.baseAddress,
                    message.count)
                    == 1
            }
        }
    }

    /// The signature of `message`, at most `capacity` bytes; nil where libcrypto fails.
    func sign(_ message: [UInt8], using hash: HashAlgorithm, padding: CInt = 0, capacity: Int) -> [UInt8]? {
        var signature = [UInt8](repeating: 0, count: capacity)
        let length = unsafe signature.withUnsafeMutableBytes { signature in
            unsafe message.withUnsafeBytes { message in
                unsafe chirograph_sign(
                    key, hash.algorithm, padding, signature.baseAddress, signature.count, message.baseAddress,
                    message.count)
            }
        }
        return length == 0 ? nil : [UInt8](signature.prefix(length))
    }

    /// A number of the key, big-endian in exactly `count` bytes.
    func number(_ name: String, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let done = unsafe bytes.withUnsafeMutableBytes { unsafe write(name, to: $0) }
        return done ? bytes : nil
    }

    /// As `number`, for a secret.
    func secretNumber(_ name: String, count: Int) -> SecretBytes? {
        var done = false
        let secret = unsafe SecretBytes(count: count) { done = unsafe write(name, to: $0) }
        return done ? secret : nil
    }

    /// Bytes that a number of the key takes without leading zeros; 0 if there is none.
    func length(of name: String) -> Int { Int(unsafe chirograph_number_length(key, name)) }

    private func write(_ name: String, to output: UnsafeMutableRawBufferPointer) -> Bool {
        guard let length = CInt(exactly: output.count) else { return false }
        return unsafe chirograph_number(key, name, output.baseAddress, length) == 1
    }
}
