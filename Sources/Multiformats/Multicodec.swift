/// A code of the multicodec table, which as a varint in front of bytes says what they are.
///
/// Any code can be carried; the keys and hashes that credentials meet have names.
public struct Multicodec: RawRepresentable, Hashable, Sendable {
    /// Below 2^63.
    public let rawValue: UInt64

    /// Nil from 2^63 on.
    public init?(rawValue: UInt64) {
        guard rawValue < 1 << 63 else { return nil }
        self.rawValue = rawValue
    }

    private init(code: UInt64) {
        rawValue = code
    }

    public static let identity = Multicodec(code: 0x00)
    public static let sha1 = Multicodec(code: 0x11)
    public static let sha2_256 = Multicodec(code: 0x12)
    public static let sha2_512 = Multicodec(code: 0x13)
    public static let sha2_384 = Multicodec(code: 0x20)
    /// 33 bytes, compressed point.
    public static let secp256k1Pub = Multicodec(code: 0xE7)
    public static let bls12_381G1Pub = Multicodec(code: 0xEA)
    public static let bls12_381G2Pub = Multicodec(code: 0xEB)
    /// 32 bytes (RFC 7748).
    public static let x25519Pub = Multicodec(code: 0xEC)
    /// 32 bytes (RFC 8032).
    public static let ed25519Pub = Multicodec(code: 0xED)
    public static let bls12_381G1G2Pub = Multicodec(code: 0xEE)
    /// 33 bytes, compressed point.
    public static let p256Pub = Multicodec(code: 0x1200)
    /// 49 bytes, compressed point.
    public static let p384Pub = Multicodec(code: 0x1201)
    /// 67 bytes, compressed point.
    public static let p521Pub = Multicodec(code: 0x1202)
    /// 57 bytes (RFC 8032).
    public static let ed448Pub = Multicodec(code: 0x1203)
    public static let x448Pub = Multicodec(code: 0x1204)
    /// DER of an `RSAPublicKey` (RFC 8017, appendix A.1.1).
    public static let rsaPub = Multicodec(code: 0x1205)
    /// 32 bytes of seed.
    public static let ed25519Priv = Multicodec(code: 0x1300)
    public static let x25519Priv = Multicodec(code: 0x1302)
    public static let p256Priv = Multicodec(code: 0x1306)
    public static let p384Priv = Multicodec(code: 0x1307)
    public static let p521Priv = Multicodec(code: 0x1308)
    /// UTF-8 of a JWK in the form of RFC 8785.
    public static let jwkJCSPub = Multicodec(code: 0xEB51)

    private static let names: [Multicodec: String] = [
        .identity: "identity", .sha1: "sha1", .sha2_256: "sha2-256", .sha2_512: "sha2-512", .sha2_384: "sha2-384",
        .secp256k1Pub: "secp256k1-pub", .bls12_381G1Pub: "bls12_381-g1-pub", .bls12_381G2Pub: "bls12_381-g2-pub",
        .x25519Pub: "x25519-pub", .ed25519Pub: "ed25519-pub", .bls12_381G1G2Pub: "bls12_381-g1g2-pub",
        .p256Pub: "p256-pub", .p384Pub: "p384-pub", .p521Pub: "p521-pub", .ed448Pub: "ed448-pub",
        .x448Pub: "x448-pub", .rsaPub: "rsa-pub", .ed25519Priv: "ed25519-priv", .x25519Priv: "x25519-priv",
        .p256Priv: "p256-priv", .p384Priv: "p384-priv", .p521Priv: "p521-priv", .jwkJCSPub: "jwk_jcs-pub",
    ]

    /// The code called `name` in the multicodec table, if it has a name here.
    public init?(name: String) {
        guard let codec = Self.names.first(where: { $0.value == name })?.key else { return nil }
        self = codec
    }

    /// The name in the multicodec table, or nil for codes without a name here.
    public var name: String? { Self.names[self] }

    /// The bytes that stand in front: the code as a varint.
    public var prefix: [UInt8] { Varint.encode(rawValue) }

    /// `payload` with the code in front.
    public func prefixing(_ payload: [UInt8]) -> [UInt8] { prefix + payload }

    /// The code in front of `bytes`, and what follows.
    public static func split(_ bytes: [UInt8]) throws(MultiformatError) -> (codec: Multicodec, payload: [UInt8]) {
        let (code, count) = try Varint.decode(bytes)
        return (Multicodec(code: code), Array(bytes[count...]))
    }
}

extension Multicodec: CustomStringConvertible {
    /// The name, or the code in hexadecimal.
    public var description: String { name ?? "0x" + String(rawValue, radix: 16) }
}
