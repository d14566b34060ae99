public import Cryptography
import Multiformats

/// The signature types of notes that this module knows; the raw value is the type byte.
public enum SignatureKind: UInt8, Sendable, Hashable, CaseIterable {
    /// Ed25519 over the note text (c2sp.org/signed-note).
    case ed25519 = 0x01
    /// Ed25519 over a time line and the note text (c2sp.org/tlog-cosignature, `cosignature/v1`).
    case cosignatureV1 = 0x04
}

/// A key that verifies notes, with the name it signs under: `<name>+<hex key ID>+<base64 of type and key>`.
///
/// Example: `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`.
public struct NoteVerifierKey: Sendable, Hashable, CustomStringConvertible {
    /// The key name.
    public let name: String
    /// The first four bytes of `SHA-256(name || 0x0A || type || key)`.
    public let keyID: UInt32
    /// The type byte.
    public let signatureType: UInt8
    /// The key behind the type byte.
    public let material: [UInt8]
    /// The Ed25519 key of types 1 and 4; nil for a type that is only carried.
    public let publicKey: Ed25519.PublicKey?

    /// - Throws: `malformedKeyName`.
    public init(name: String, key: Ed25519.PublicKey, kind: SignatureKind = .ed25519) throws(NoteError) {
        guard NoteRule.isKeyName(name) else { throw .malformedKeyName }
        self.name = name
        signatureType = kind.rawValue
        material = key.bytes
        publicKey = key
        keyID = Self.keyID(name: name, type: kind.rawValue, material: material)
    }

    /// What to do with key texts of types that cannot be checked here.
    public enum UnknownTypes: Sendable {
        /// They are an error.
        case refuse
        /// They are kept as written and never verify anything, so that their signatures count as unknown.
        case carry
    }

    /// Reads a verifier key ("vkey").
    ///
    /// - Throws: `malformedKey`, `malformedKeyName`, `wrongKeyID`, `unknownSignatureType`, or `tooLarge` beyond 4,096
    ///   bytes.
    public init(parsing text: String, unknownTypes: UnknownTypes = .refuse) throws(NoteError) {
        let parts = try KeyText(text[...])
        guard let type = parts.raw.first else { throw .malformedKey }
        name = parts.name
        keyID = parts.keyID
        signatureType = type
        material = Array(parts.raw.dropFirst())
        if SignatureKind(rawValue: type) != nil {
            guard let key = Ed25519.PublicKey(material) else { throw .malformedKey }
            publicKey = key
            let expected = Self.keyID(name: name, type: type, material: material)
            guard keyID == expected else { throw .wrongKeyID(expected: expected, got: keyID) }
        } else {
            // The ID of other types need not follow from name and key (type 2 hashes the key alone).
            guard unknownTypes == .carry else { throw .unknownSignatureType(type) }
            publicKey = nil
        }
    }

    /// The key as text; the inverse of parsing.
    public var text: String {
        "\(name)+\(hex(keyID))+\(Base64.encode([signatureType] + material))"
    }

    public var description: String { text }

    /// The signature type, or nil for one that is only carried.
    public var kind: SignatureKind? { SignatureKind(rawValue: signatureType) }

    /// False for keys that are only carried.
    public var canVerify: Bool { publicKey != nil }

    /// Checks a signature of this key over a note text (with its final newline).
    ///
    /// - Returns: nil if it is not valid; otherwise the time in it, if its type has one.
    func verify(_ signature: NoteSignature, of text: [UInt8]) -> SignatureTime? {
        guard let publicKey, let kind else { return nil }
        switch kind {
        case .ed25519:
            guard let raw = Ed25519.Signature(signature.bytes) else { return nil }
            return publicKey.verifies(raw, of: text) ? SignatureTime(seconds: nil) : nil
        case .cosignatureV1:
            guard let cosignature = Cosignature(signature), cosignature.timestamp <= CosignatureV1.maximumTime else {
                return nil
            }
            let message = CosignatureV1.message(text: text, time: cosignature.timestamp)
            let isValid = publicKey.verifies(cosignature.signature, of: message)
            return isValid ? SignatureTime(seconds: cosignature.timestamp) : nil
        }
    }

    /// `SHA-256(name || 0x0A || type || key)[:4]`, big-endian (signed-note, "Signatures").
    public static func keyID(name: String, type: UInt8, material: [UInt8]) -> UInt32 {
        let digest = SHA256.hash(Array(name.utf8) + [NoteRule.newline, type] + material)
        return digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    public static func == (left: NoteVerifierKey, right: NoteVerifierKey) -> Bool {
        left.keyID == right.keyID && left.signatureType == right.signatureType && left.material == right.material
            && sameBytes(left.name, right.name)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(material)
    }
}

/// The time in a valid signature, if its type has one.
struct SignatureTime {
    let seconds: UInt64?
}

/// The three parts of a key text: `<name>+<hex key ID>+<base64>`, where the base64 may hold further pluses.
struct KeyText {
    let name: String
    let keyID: UInt32
    let raw: [UInt8]

    /// Room for a long name and for keys of the largest assigned type (ML-DSA-44, 1,752 characters).
    static let maximumLength = 4_096

    init(_ text: Substring) throws(NoteError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw .tooLarge(size: text.utf8.count, limit: Self.maximumLength)
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedKey }
        name = String(parts[0]) ?? ""
        guard NoteRule.isKeyName(name) else { throw .malformedKeyName }
        // Fixed length and lower case: one spelling for one key.
        let digits = parts[1]
        guard digits.count == 8, digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let value = UInt32(String(digits) ?? "", radix: 16), let raw = decodeBase64(String(parts[2]) ?? "")
        else { throw .malformedKey }
        keyID = value
        self.raw = raw
    }
}
