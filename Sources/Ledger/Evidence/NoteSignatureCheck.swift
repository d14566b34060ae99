import Cryptography
public import TransparencyLog

/// How signature lines of notes are checked: with Ed25519, or in a simulator with something cheaper.
public struct NoteSignatureCheck: Sendable {
    private let check: @Sendable (_ line: NoteSignature, _ text: String, _ key: NoteVerifierKey) -> Bool

    /// `check` is asked only about lines that name `key`.
    public init(_ check: @escaping @Sendable (NoteSignature, String, NoteVerifierKey) -> Bool) { self.check = check }

    /// Whether `line` is a valid signature or cosignature of `text` by exactly `key`.
    public func isValid(_ line: NoteSignature, of text: String, by key: NoteVerifierKey) -> Bool {
        line.keyID == key.keyID && line.name.utf8.elementsEqual(key.name.utf8) && check(line, text, key)
    }

    /// The real one (C2SP signed-note and tlog-cosignature): types 0x01 and 0x04.
    public static let ed25519 = NoteSignatureCheck { line, text, key in
        switch key.kind {
        case .ed25519:
            guard let signature = Ed25519.Signature(line.bytes), let publicKey = key.publicKey else { return false }
            return publicKey.verifies(signature, of: Array(text.utf8))
        case .cosignatureV1:
            return CosignatureV1.verify(line, checkpointText: text, key: key) != nil
        case nil:
            return false
        }
    }
}
