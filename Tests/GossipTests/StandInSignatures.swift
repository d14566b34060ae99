import Cryptography
import Gossip
import Ledger
import TestSupport
import TransparencyLog

/// Signatures for simulations: a hash keyed with the *public* key. Anybody could forge them, so they are good against
/// mistakes only - and a hundred times cheaper than Ed25519.
enum StandInSignatures {
    static let check = NoteSignatureCheck { line, text, key in
        switch key.kind {
        case .ed25519: line.bytes == bytes(Array(text.utf8), key)
        case .cosignatureV1:
            Cosignature(line).map { line.bytes == cosignature(text, time: $0.timestamp, key) } ?? false
        case nil: false
        }
    }

    static func sign(_ text: String, with key: NoteVerifierKey) throws -> SignedNote {
        let line = try NoteSignature(name: key.name, keyID: key.keyID, bytes: bytes(Array(text.utf8), key))
        return try SignedNote(text: text, signatures: [line])
    }

    static func cosign(_ text: String, time: UInt64, with key: NoteVerifierKey) -> NoteSignature? {
        try? NoteSignature(name: key.name, keyID: key.keyID, bytes: cosignature(text, time: time, key))
    }

    private static func cosignature(_ text: String, time: UInt64, _ key: NoteVerifierKey) -> [UInt8] {
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) }
        return stamp + bytes(CosignatureV1.message(text: Array(text.utf8), time: time), key)
    }

    private static func bytes(_ message: [UInt8], _ key: NoteVerifierKey) -> [UInt8] {
        let hash = SHA256.hash(key.material + message).bytes
        return hash + hash
    }
}
