import COpenSSL

/// ECDSA (FIPS 186-5, SEC 1) by libcrypto, each curve with the hash that JOSE and Data Integrity pair it with.
public enum ECDSA {
    /// The curves. P-256 and P-384 are what credentials are signed with; the other two occur in DID documents.
    public enum Curve: Hashable, Sendable, CaseIterable {
        case p256, p384, p521, secp256k1

        /// Number of bytes in one coordinate and in each half of a P1363 signature.
        public var coordinateByteCount: Int {
            switch self {
            case .p256, .secp256k1: 32
            case .p384: 48
            case .p521: 66
            }
        }

        /// The hash that goes with the curve (RFC 7518 section 3.4, RFC 8812).
        public var hash: HashAlgorithm {
            switch self {
            case .p256, .secp256k1: .sha256
            case .p384: .sha384
            case .p521: .sha512
            }
        }

        /// The name in a JSON Web Key (RFC 7518 section 6.2.1.1, RFC 8812 section 3.1).
        public var jwkName: String {
            switch self {
            case .p256: "P-256"
            case .p384: "P-384"
            case .p521: "P-521"
            case .secp256k1: "secp256k1"
            }
        }

        /// libcrypto's number of the group; its names are those of JOSE.
        var number: CInt {
            switch self {
            case .p256: NID_X9_62_prime256v1
            case .p384: NID_secp384r1
            case .p521: NID_secp521r1
            case .secp256k1: NID_secp256k1
            }
        }
    }

    /// A point on the curve that verifies signatures.
    public struct PublicKey: Sendable {
        /// The curve.
        public let curve: Curve
        /// The point in compressed form (SEC 1 section 2.3.3): 0x02 or 0x03, then x.
        public let compressedPoint: [UInt8]
        /// The coordinate x, of the curve's length.
        public let x: [UInt8]
        /// The coordinate y, of the curve's length.
        public let y: [UInt8]

        private let handle: KeyHandle

        /// The key from a compressed (0x02, 0x03) or uncompressed (0x04) point; throws `.malformedKey` for the hybrid
        /// form, another length, the point at infinity or a point off the curve.
        public init(_ curve: Curve, point: [UInt8]) throws(CryptographyError) {
            let count = curve.coordinateByteCount
            let isWellFormed =
                switch point.first {
                case 2, 3: point.count == 1 + count
                case 4: point.count == 1 + 2 * count
                default: false
                }
            guard isWellFormed,
                let handle = unsafe point.withUnsafeBytes({ point in
                    unsafe KeyHandle(chirograph_ec_public_key(curve.jwkName, point.baseAddress, point.count))
                })
            else { throw .malformedKey(kind: "\(curve.jwkName) public") }
            try self.init(curve, handle)
        }

        /// The key from its coordinates, each of the curve's length, as a JSON Web Key has them.
        public init(_ curve: Curve, x: [UInt8], y: [UInt8]) throws(CryptographyError) {
            let count = curve.coordinateByteCount
            guard x.count == count, y.count == count else { throw .malformedKey(kind: "\(curve.jwkName) public") }
            try self.init(curve, point: [4] + x + y)
        }

        init(_ curve: Curve, _ handle: KeyHandle) throws(CryptographyError) {
            let count = curve.coordinateByteCount
            guard let x = handle.number(OSSL_PKEY_PARAM_EC_PUB_X, count: count),
                let y = handle.number(OSSL_PKEY_PARAM_EC_PUB_Y, count: count), let last = y.last
            else { throw .malformedKey(kind: "\(curve.jwkName) public") }
            self.curve = curve
            self.handle = handle
            self.x = x
            self.y = y
            compressedPoint = [2 | (last & 1)] + x
        }

        /// The point in uncompressed form: 0x04, x, y.
        public var uncompressedPoint: [UInt8] { [4] + x + y }

        /// Whether `signature`, a DER `SEQUENCE { r, s }` in the one encoding X.690 allows, is valid for `message`.
        public func verifies(der signature: [UInt8], of message: [UInt8]) -> Bool {
            guard let p1363 = ECDSA.p1363(fromDER: signature, curve) else { return false }
            return verifies(p1363: p1363, of: message)
        }

        /// Whether `signature`, r || s each of the curve's length (IEEE P1363, RFC 7518), is valid for `message`.
        public func verifies(p1363 signature: [UInt8], of message: [UInt8]) -> Bool {
            guard signature.count == 2 * curve.coordinateByteCount else { return false }
            return handle.verifies(ECDSA.der(fromP1363: signature), of: message, using: curve.hash)
        }
    }

    /// The strict reading: minimal DER, non-negative numbers no longer than the curve's.
    static func p1363(fromDER der: [UInt8], _ curve: Curve) -> [UInt8]? {
        let count = curve.coordinateByteCount
        var outer = DERReader(der)
        guard var body = outer.sequence(), outer.isAtEnd, let r = body.unsignedInteger(),
            let s = body.unsignedInteger(), body.isAtEnd, r.count <= count, s.count <= count
        else { return nil }
        return [UInt8](repeating: 0, count: count - r.count) + r + [UInt8](repeating: 0, count: count - s.count) + s
    }

    static func der(fromP1363 signature: [UInt8]) -> [UInt8] {
        let half = signature.count / 2
        return DERWriter.element(
            .sequence,
            DERWriter.unsignedInteger(signature.prefix(half)) + DERWriter.unsignedInteger(signature.suffix(half)))
    }
}

extension ECDSA.PublicKey: Hashable {
    /// Equality of curve and point.
    public static func == (left: Self, right: Self) -> Bool {
        left.curve == right.curve && left.compressedPoint == right.compressedPoint
    }

    /// Hashes curve and point.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(curve)
        hasher.combine(compressedPoint)
    }
}
