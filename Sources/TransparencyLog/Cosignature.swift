public import Cryptography

/// A cosigner's word that, at a time, this was the largest consistent tree it had seen of a log
/// (c2sp.org/tlog-cosignature, the Ed25519 type `0x04`); parsed, not verified.
///
/// In the note line, behind the key ID: `u64 timestamp || u8 signature[64]`, big-endian, 72 bytes.
public struct Cosignature: Sendable, Hashable {
    /// The cosigner's key name.
    public let name: String
    public let keyID: UInt32
    /// POSIX seconds; a cosignature with more than 2^63 - 1 never verifies.
    public let timestamp: UInt64
    public let signature: Ed25519.Signature

    /// Reads the bytes of a signature line; nil if they are not 72.
    ///
    /// Lines of other types, such as ML-DSA-44 (`0x06`), are longer and therefore no cosignatures here.
    public init?(_ line: NoteSignature) {
        guard line.bytes.count == 72, let signature = Ed25519.Signature(line.bytes.dropFirst(8)) else { return nil }
        name = line.name
        keyID = line.keyID
        timestamp = line.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.signature = signature
    }

    public static func == (left: Cosignature, right: Cosignature) -> Bool {
        left.keyID == right.keyID && left.timestamp == right.timestamp && left.signature == right.signature
            && sameBytes(left.name, right.name)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(timestamp)
        hasher.combine(signature)
    }
}

/// Making and checking `cosignature/v1`.
public enum CosignatureV1 {
    /// The largest time a cosignature may carry.
    public static let maximumTime: UInt64 = 1 << 63 - 1

    /// What a cosigner signs: two lines in front of the whole checkpoint text.
    public static func message(text: [UInt8], time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }

    /// Cosigns a checkpoint text at a time (POSIX seconds, not 0); the signer's key must be of this kind.
    public static func sign(
        checkpointText: String, time: UInt64, key: NoteSigner
    ) throws(NoteError) -> NoteSignature {
        guard key.verifierKey.kind == .cosignatureV1 else {
            throw .unknownSignatureType(key.verifierKey.signatureType)
        }
        return try key.sign(checkpointText, at: time)
    }

    /// Checks a line over a checkpoint text; nil unless it is a valid cosignature by exactly this key.
    public static func verify(
        _ line: NoteSignature, checkpointText: String, key: NoteVerifierKey
    ) -> Cosignature? {
        guard key.kind == .cosignatureV1, key.keyID == line.keyID, sameBytes(key.name, line.name),
            key.verify(line, of: Array(checkpointText.utf8)) != nil
        else { return nil }
        return Cosignature(line)
    }
}
