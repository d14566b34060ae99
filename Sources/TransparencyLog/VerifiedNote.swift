/// A note of which at least one signature was made by a trusted key.
public struct VerifiedNote: Sendable, Hashable {
    /// A signature that was checked, with the key that made it.
    public struct Verified: Sendable, Hashable {
        public let key: NoteVerifierKey
        public let signature: NoteSignature
        /// POSIX seconds at which a cosigner says it saw the text; nil for plain signatures.
        public let time: UInt64?
    }

    /// The note as it was read.
    public let note: SignedNote
    /// The signatures by trusted keys, one for each key: of several cosignatures by one key the newest.
    public let verified: [Verified]
    /// Lines of unknown keys or of types that cannot be checked; carried, never trusted. Repeated lines appear once.
    public let unverified: [NoteSignature]

    /// The signed text.
    public var text: String { note.text }

    /// The cosignatures (signature type 4) among the verified signatures.
    public var cosignatures: [Cosignature] {
        verified.compactMap { $0.key.kind == .cosignatureV1 ? Cosignature($0.signature) : nil }
    }
}

extension SignedNote {
    /// Checks the signatures of all given keys (c2sp.org/signed-note, "Signatures").
    ///
    /// Lines of other keys are ignored, also if they share a name or an ID with one of them.
    ///
    /// - Throws: `invalidSignature` if a line names one of the keys and does not verify, even if others do;
    ///   `ambiguousKey` if a line fits two of the keys; `noKnownSignature` if none of the keys has signed.
    public func verify(with keys: [NoteVerifierKey]) throws(NoteError) -> VerifiedNote {
        let message = Array(text.utf8)
        var verified: [VerifiedNote.Verified] = []
        var unverified: [NoteSignature] = []
        for signature in signatures {
            guard let key = try Self.key(of: signature, among: keys) else {
                if !unverified.contains(signature) { unverified.append(signature) }
                continue
            }
            if verified.contains(where: { $0.signature == signature }) { continue }
            guard let time = key.verify(signature, of: message) else {
                throw .invalidSignature(name: signature.name, keyID: signature.keyID)
            }
            Self.keepNewest(VerifiedNote.Verified(key: key, signature: signature, time: time.seconds), in: &verified)
        }
        guard !verified.isEmpty else { throw .noKnownSignature }
        return VerifiedNote(note: self, verified: verified, unverified: unverified)
    }

    private static func key(
        of signature: NoteSignature, among keys: [NoteVerifierKey]
    ) throws(NoteError) -> NoteVerifierKey? {
        let fitting = keys.filter { $0.canVerify && $0.keyID == signature.keyID && sameBytes($0.name, signature.name) }
        guard fitting.count <= 1 else { throw .ambiguousKey(name: signature.name, keyID: signature.keyID) }
        return fitting.first
    }

    private static func keepNewest(_ new: VerifiedNote.Verified, in verified: inout [VerifiedNote.Verified]) {
        guard let place = verified.firstIndex(where: { $0.key == new.key }) else { return verified.append(new) }
        if (new.time ?? 0) > (verified[place].time ?? 0) { verified[place] = new }
    }
}
