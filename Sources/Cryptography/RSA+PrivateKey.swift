import COpenSSL

extension RSA {
    /// The numbers of a private key (RFC 8017 section 3.2), big-endian, with or without leading zeros.
    public struct PrivateNumbers: Sendable {
        public var modulus: [UInt8]
        public var exponent: [UInt8]
        public var privateExponent: SecretBytes
        public var prime1: SecretBytes
        public var prime2: SecretBytes
        public var exponent1: SecretBytes
        public var exponent2: SecretBytes
        public var coefficient: SecretBytes

        public init(
            modulus: [UInt8], exponent: [UInt8], privateExponent: SecretBytes, prime1: SecretBytes,
            prime2: SecretBytes, exponent1: SecretBytes, exponent2: SecretBytes, coefficient: SecretBytes
        ) {
            self.modulus = modulus
            self.exponent = exponent
            self.privateExponent = privateExponent
            self.prime1 = prime1
            self.prime2 = prime2
            self.exponent1 = exponent1
            self.exponent2 = exponent2
            self.coefficient = coefficient
        }

        /// The secret ones, in the order of RFC 8017.
        fileprivate var secrets: [SecretBytes] {
            [privateExponent, prime1, prime2, exponent1, exponent2, coefficient]
        }
    }

    /// A signing key of two primes. Its numbers live inside libcrypto, which clears them when the key is freed.
    public struct PrivateKey: Sendable, CustomStringConvertible {
        /// Sizes of modulus that are made, in bits.
        public static let generatedBitCounts = [2048, 3072, 4096]

        /// The key that verifies.
        public let publicKey: PublicKey

        private let handle: KeyHandle

        /// A new random key of one of `generatedBitCounts` with the exponent 65537. Takes from a tenth of a second to
        /// several seconds.
        public init(generatingBits bits: Int) throws(CryptographyError) {
            guard PrivateKey.generatedBitCounts.contains(bits) else {
                throw .malformedKey(kind: "RSA private")
            }
            guard let handle = unsafe KeyHandle(chirograph_rsa_generate(bits)) else {
                throw .unavailable(operation: "make an RSA key")
            }
            self.handle = handle
            publicKey = try PrivateKey.publicKey(of: handle)
        }

        /// The key of `numbers`; throws `.malformedKey` unless they belong together and the public ones are such as
        /// `PublicKey` takes.
        public init(_ numbers: PrivateNumbers) throws(CryptographyError) {
            // Checked before libcrypto tests primes, whose cost grows with their size.
            publicKey = try PublicKey(modulus: numbers.modulus, exponent: numbers.exponent)
            let modulusByteCount = publicKey.modulus.count
            guard numbers.secrets.allSatisfy({ (1...modulusByteCount).contains($0.count) }),
                let handle = PrivateKey.handle(of: numbers, publicKey)
            else { throw .malformedKey(kind: "RSA private") }
            self.handle = handle
        }

        /// The numbers, for storing them encrypted.
        public func numbers() throws(CryptographyError) -> PrivateNumbers {
            // libcrypto's names; its macros are joined texts, which Swift does not import.
            let names = ["d", "rsa-factor1", "rsa-factor2", "rsa-exponent1", "rsa-exponent2", "rsa-coefficient1"]
            let secrets = names.compactMap { handle.secretNumber($0, count: handle.length(of: $0)) }
            guard secrets.count == names.count else { throw .unavailable(operation: "export an RSA key") }
            return PrivateNumbers(
                modulus: publicKey.modulus, exponent: publicKey.exponent, privateExponent: secrets[0],
                prime1: secrets[1], prime2: secrets[2], exponent1: secrets[3], exponent2: secrets[4],
                coefficient: secrets[5])
        }

        /// A signature of `message`, of the modulus's length; with PSS another one each time.
        public func sign(
            _ message: [UInt8], using hash: HashAlgorithm, padding: Padding = .pkcs1
        ) throws(CryptographyError) -> [UInt8] {
            let count = publicKey.modulus.count
            let signature = handle.sign(message, using: hash, padding: padding.number, capacity: count)
            guard let signature, signature.count == count else {
                throw .unavailable(operation: "sign with an RSA key")
            }
            return signature
        }

        /// The size, never the secret.
        public var description: String { "RSA private key of \(publicKey.modulus.count * 8) bits" }

        private static func publicKey(of handle: KeyHandle) throws(CryptographyError) -> PublicKey {
            func number(_ name: String) -> [UInt8] { handle.number(name, count: handle.length(of: name)) ?? [] }
            return try PublicKey(modulus: number(OSSL_PKEY_PARAM_RSA_N), exponent: number(OSSL_PKEY_PARAM_RSA_E))
        }

        /// Every number is shorter than the modulus, hence its length fits an int.
        private static func handle(of numbers: PrivateNumbers, _ publicKey: PublicKey) -> KeyHandle? {
            let parts = [publicKey.modulus, publicKey.exponent].map { SecretBytes(copying: $0) } + numbers.secrets
            let lengths = parts.map { CInt($0.count) }
            let joined = unsafe SecretBytes(count: parts.reduce(0) { $0 + $1.count }) { output in
                var offset = 0
                for part in parts {
                    unsafe part.withPointer { bytes in
                        let end = offset + bytes.count
                        unsafe UnsafeMutableRawBufferPointer(rebasing: output[offset..<end]).copyMemory(from: bytes)
                        offset = end
                    }
                }
            }
            return unsafe joined.withPointer { numbers in
                unsafe lengths.withUnsafeBufferPointer { lengths in
                    unsafe KeyHandle(chirograph_rsa_private_key(numbers.baseAddress, lengths.baseAddress))
                }
            }
        }
    }
}
