import COpenSSL

extension ECDSA {
    /// A signing key. The scalar lives inside libcrypto, which clears it when the key is freed.
    public struct PrivateKey: Sendable, CustomStringConvertible {
        /// The key that verifies.
        public let publicKey: PublicKey

        private let handle: KeyHandle

        /// The curve.
        public var curve: Curve { publicKey.curve }

        /// A new random key.
        public init(generating curve: Curve) throws(CryptographyError) {
            guard let handle = unsafe KeyHandle(chirograph_ec_generate(curve.jwkName)) else {
                throw .unavailable(operation: "make a \(curve.jwkName) key")
            }
            self.handle = handle
            publicKey = try PublicKey(curve, handle)
        }

        /// The key with this scalar, big-endian in the curve's length, from 1 up to the order of the curve.
        public init(_ curve: Curve, scalar: SecretBytes) throws(CryptographyError) {
            guard scalar.count == curve.coordinateByteCount else {
                throw .wrongLength(
                    what: "A \(curve.jwkName) scalar", expected: curve.coordinateByteCount, actual: scalar.count)
            }
            let made = unsafe scalar.withPointer { bytes in
                unsafe KeyHandle(
                    chirograph_ec_private_key(curve.jwkName, curve.number, bytes.baseAddress, CInt(bytes.count)))
            }
            guard let made else { throw .malformedKey(kind: "\(curve.jwkName) private") }
            handle = made
            publicKey = try PublicKey(curve, made)
        }

        /// The scalar, for storing it encrypted.
        public func scalar() throws(CryptographyError) -> SecretBytes {
            guard let scalar = handle.secretNumber(OSSL_PKEY_PARAM_PRIV_KEY, count: curve.coordinateByteCount) else {
                throw .unavailable(operation: "export a \(curve.jwkName) key")
            }
            return scalar
        }

        /// A signature of `message` as r || s; another one each time.
        public func signP1363(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
            guard let signature = ECDSA.p1363(fromDER: try signDER(message), curve) else {
                throw .unavailable(operation: "sign with a \(curve.jwkName) key")
            }
            return signature
        }

        /// A signature of `message` in DER; another one each time.
        public func signDER(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
            // SEQUENCE and two INTEGERs: at most 3 + 2 * (2 + 1) bytes beside the numbers.
            let capacity = 2 * curve.coordinateByteCount + 9
            guard let signature = handle.sign(message, using: curve.hash, capacity: capacity) else {
                throw .unavailable(operation: "sign with a \(curve.jwkName) key")
            }
            return signature
        }

        /// The curve, never the secret.
        public var description: String { "\(curve.jwkName) private key" }
    }
}
