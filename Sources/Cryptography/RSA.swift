import COpenSSL

/// RSASSA-PKCS1-v1_5 and RSASSA-PSS signatures (RFC 8017 section 8) by libcrypto.
public enum RSA {
    /// How the digest is padded.
    public enum Padding: Hashable, Sendable {
        /// RSASSA-PKCS1-v1_5, what RS256 and its like name.
        case pkcs1
        /// RSASSA-PSS as RFC 7518 section 3.5 fixes it: salt as long as the digest, mask from the same hash.
        case pss

        /// libcrypto's number of it.
        var number: CInt {
            switch self {
            case .pkcs1: RSA_PKCS1_PADDING
            case .pss: RSA_PKCS1_PSS_PADDING
            }
        }
    }

    /// Sizes of modulus that are accepted, in bits: shorter ones are weak, longer ones cost the verifier too much.
    public static let modulusBitCounts = 2048...8192
    /// Greatest length of a public exponent in bytes.
    public static let largestExponentByteCount = 8

    /// A modulus and an exponent.
    public struct PublicKey: Sendable {
        /// The modulus n, big-endian without leading zeros.
        public let modulus: [UInt8]
        /// The exponent e, big-endian without leading zeros.
        public let exponent: [UInt8]

        private let handle: KeyHandle

        /// The key from big-endian numbers, with or without leading zeros.
        ///
        /// Throws `.malformedKey` for a modulus outside `modulusBitCounts`, even, or of the broken kind that
        /// `WeakModulus` knows, and for an exponent that is even, below 3 or longer than `largestExponentByteCount`.
        public init(modulus: [UInt8], exponent: [UInt8]) throws(CryptographyError) {
            let n = [UInt8](modulus.drop { $0 == 0 })
            let e = [UInt8](exponent.drop { $0 == 0 })
            guard RSA.modulusBitCounts.contains(n.count * 8 - (n.first?.leadingZeroBitCount ?? 0)),
                let lastOfModulus = n.last, lastOfModulus & 1 == 1, e.count <= RSA.largestExponentByteCount,
                let lastOfExponent = e.last, lastOfExponent & 1 == 1, e != [1],
                !WeakModulus.isOfBrokenGenerator(n),
                let handle = unsafe n.withUnsafeBytes({ n in
                    unsafe e.withUnsafeBytes { e in
                        unsafe KeyHandle(
                            chirograph_rsa_public_key(n.baseAddress, CInt(n.count), e.baseAddress, CInt(e.count)))
                    }
                })
            else { throw .malformedKey(kind: "RSA public") }
            self.modulus = n
            self.exponent = e
            self.handle = handle
        }

        /// The key from a DER `RSAPublicKey { n, e }` (RFC 8017 appendix A.1.1).
        public init(pkcs1DER der: [UInt8]) throws(CryptographyError) {
            var outer = DERReader(der)
            guard var body = outer.sequence(), outer.isAtEnd, let n = body.unsignedInteger(),
                let e = body.unsignedInteger(), body.isAtEnd
            else { throw .malformedKey(kind: "RSA public") }
            try self.init(modulus: [UInt8](n), exponent: [UInt8](e))
        }

        /// The key from a DER `SubjectPublicKeyInfo` with algorithm rsaEncryption (RFC 3279 section 2.3.1).
        public init(subjectPublicKeyInfo der: [UInt8]) throws(CryptographyError) {
            var outer = DERReader(der)
            guard var body = outer.sequence(), outer.isAtEnd, var algorithm = body.sequence(),
                let identifier = algorithm.content(.objectIdentifier), Array(identifier) == RSA.encryptionOID,
                let parameters = algorithm.content(.null), parameters.isEmpty, algorithm.isAtEnd,
                let bits = body.content(.bitString), bits.first == 0, body.isAtEnd
            else { throw .malformedKey(kind: "RSA public") }
            try self.init(pkcs1DER: [UInt8](bits.dropFirst()))
        }

        /// The key as DER `RSAPublicKey { n, e }`.
        public var pkcs1DER: [UInt8] {
            DERWriter.element(
                .sequence, DERWriter.unsignedInteger(modulus) + DERWriter.unsignedInteger(exponent))
        }

        /// Whether `signature`, of the modulus's length, is valid for `message`.
        public func verifies(
            _ signature: [UInt8], of message: [UInt8], using hash: HashAlgorithm, padding: Padding = .pkcs1
        ) -> Bool {
            signature.count == modulus.count
                && handle.verifies(signature, of: message, using: hash, padding: padding.number)
        }
    }

    /// 1.2.840.113549.1.1.1
    private static let encryptionOID: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
}

extension RSA.PublicKey: Hashable {
    /// Equality of the numbers.
    public static func == (left: Self, right: Self) -> Bool {
        left.modulus == right.modulus && left.exponent == right.exponent
    }

    /// Hashes the numbers.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(modulus)
        hasher.combine(exponent)
    }
}
