import CSodium

extension Ed25519 {
    /// A signing key. The seed and the expanded key live in the memory of `SecretBytes` and nowhere else.
    public final class PrivateKey: Sendable, CustomStringConvertible {
        /// Number of bytes in a seed (RFC 8032 section 5.1.5).
        public static let seedByteCount = 32

        // libsodium's form: seed || public key, 64 bytes.
        private let secret: SecretBytes

        /// The key that verifies.
        public let publicKey: PublicKey

        /// The key with this seed; throws `.wrongLength` unless it has 32 bytes.
        public init(seed: SecretBytes) throws(CryptographyError) {
            guard seed.count == PrivateKey.seedByteCount else {
                throw .wrongLength(what: "An Ed25519 seed", expected: PrivateKey.seedByteCount, actual: seed.count)
            }
            (secret, publicKey) = PrivateKey.expand(seed)
        }

        /// A new random key.
        public init(generating: Void) {
            (secret, publicKey) = PrivateKey.expand(SecretBytes(random: PrivateKey.seedByteCount))
        }

        /// The deterministic signature of `message` (RFC 8032 section 5.1.6).
        public func sign(_ message: [UInt8]) -> Signature {
            unsafe message.withUnsafeBytes { unsafe sign($0) }
        }

        /// The deterministic signature of `message` (RFC 8032 section 5.1.6).
        public func sign(_ message: borrowing RawSpan) -> Signature {
            unsafe message.withUnsafeBytes { unsafe sign($0) }
        }

        /// Lends the 32 bytes of the seed, for storing them encrypted.
        public func withSeed<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
            try secret.withBytes { (bytes) throws(E) in try body(bytes.extracting(first: PrivateKey.seedByteCount)) }
        }

        /// The public key, never the secret.
        public var description: String { "Ed25519 private key of \(publicKey)" }

        private func sign(_ message: UnsafeRawBufferPointer) -> Signature {
            var signature = Signature(r: .zero, s: .zero)
            unsafe secret.withPointer { secret in
                unsafe withUnsafeMutableBytes(of: &signature) { output in
                    // Returns 0 for every message; there is no failing path in libsodium.
                    _ = unsafe chirograph_ed25519_sign(
                        output.baseAddress, message.baseAddress, UInt64(message.count), secret.baseAddress)
                }
            }
            return signature
        }

        /// `seed` has 32 bytes.
        private static func expand(_ seed: SecretBytes) -> (SecretBytes, PublicKey) {
            var publicKey = Digest()
            let secret = unsafe SecretBytes(count: 64) { output in
                unsafe seed.withPointer { seed in
                    unsafe withUnsafeMutableBytes(of: &publicKey) { publicKey in
                        _ = unsafe chirograph_ed25519_expand(
                            publicKey.baseAddress, output.baseAddress, seed.baseAddress)
                    }
                }
            }
            return (secret, PublicKey(publicKey))
        }
    }
}
