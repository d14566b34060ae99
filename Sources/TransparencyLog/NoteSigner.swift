public import Cryptography

/// A key that signs notes under a name.
public struct NoteSigner: Sendable {
    /// The key with which the signatures are checked.
    public let verifierKey: NoteVerifierKey
    private let key: Ed25519.PrivateKey

    /// - Throws: `malformedKeyName`.
    public init(name: String, key: Ed25519.PrivateKey, kind: SignatureKind = .ed25519) throws(NoteError) {
        verifierKey = try NoteVerifierKey(name: name, key: key.publicKey, kind: kind)
        self.key = key
    }

    /// Reads a private key text as Go's `sumdb/note` writes it: `PRIVATE+KEY+<name>+<hex key ID>+<base64 of type, seed>`.
    ///
    /// - Throws: `malformedKey`, `malformedKeyName`, `unknownSignatureType`, or `wrongKeyID` if the ID is not the one
    ///   of the public key that belongs to the seed.
    public init(parsing text: String) throws(NoteError) {
        let prefix = "PRIVATE+KEY+"
        guard text.utf8.starts(with: prefix.utf8) else { throw .malformedKey }
        let parts = try KeyText(text.dropFirst(prefix.count))
        guard let type = parts.raw.first else { throw .malformedKey }
        guard let kind = SignatureKind(rawValue: type) else { throw .unknownSignatureType(type) }
        let seed = SecretBytes(copying: Array(parts.raw.dropFirst()))
        guard let key = try? Ed25519.PrivateKey(seed: seed) else { throw .malformedKey }
        try self.init(name: parts.name, key: key, kind: kind)
        guard verifierKey.keyID == parts.keyID else {
            throw .wrongKeyID(expected: verifierKey.keyID, got: parts.keyID)
        }
    }

    /// The key name.
    public var name: String { verifierKey.name }
    /// The key ID of ``verifierKey``.
    public var keyID: UInt32 { verifierKey.keyID }

    /// Signs a note text, which must end in a newline.
    ///
    /// - Parameter time: POSIX seconds; needed by cosigners, ignored by plain signers.
    /// - Throws: `noFinalNewline`; `timeOutOfRange` if a cosigner gets no time or one above 2^63 - 1.
    public func sign(_ text: String, at time: UInt64 = 0) throws(NoteError) -> NoteSignature {
        guard text.utf8.last == NoteRule.newline else { throw .noFinalNewline }
        let message = Array(text.utf8)
        switch verifierKey.kind {
        case .cosignatureV1:
            guard time > 0, time <= CosignatureV1.maximumTime else { throw .timeOutOfRange(time) }
            let signature = key.sign(CosignatureV1.message(text: message, time: time))
            return try NoteSignature(name: name, keyID: keyID, bytes: bigEndian(time) + signature.bytes)
        case .ed25519, nil:
            return try NoteSignature(name: name, keyID: keyID, bytes: key.sign(message).bytes)
        }
    }

    /// Signs a text and makes a note of it, signed by all signers.
    public static func note(
        _ text: String, signers: [NoteSigner], at time: UInt64 = 0
    ) throws(NoteError) -> SignedNote {
        var note = try SignedNote(text: text, signatures: [])
        for signer in signers { try note.add(try signer.sign(text, at: time)) }
        return note
    }
}
