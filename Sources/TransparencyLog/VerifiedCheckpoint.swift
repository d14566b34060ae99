/// A checkpoint that its log has signed, with the cosignatures of known cosigners.
public struct VerifiedCheckpoint: Sendable, Hashable {
    public let checkpoint: Checkpoint
    /// The note with all signatures sorted into trusted and ignored ones.
    public let note: VerifiedNote
    /// The keys of the log that signed, at least one.
    public let logKeys: [NoteVerifierKey]
    /// One for each cosigner that signed, the newest of each. How many are enough is for the caller to say.
    public let cosignatures: [Cosignature]

    /// Reads a checkpoint note and checks it.
    ///
    /// - Parameters:
    ///   - note: the signed note.
    ///   - origin: the origin that the first line must be, byte for byte.
    ///   - logKeys: keys of the log; one of them must have signed. Their names need not be the origin.
    ///   - cosigners: keys of cosigners. No key stands in both lists.
    public init(
        _ note: SignedNote, origin: String, logKeys: [NoteVerifierKey], cosigners: [NoteVerifierKey] = []
    ) throws(CheckpointError) {
        let verified: VerifiedNote
        do { verified = try note.verify(with: logKeys + cosigners) } catch {
            throw error == .noKnownSignature ? .notSignedByLog : .note(error)
        }
        let checkpoint = try Checkpoint(parsing: verified.text)
        guard sameBytes(checkpoint.origin, origin) else { throw .otherOrigin(checkpoint.origin) }
        let signing = verified.verified.map(\.key).filter(logKeys.contains)
        guard !signing.isEmpty else { throw .notSignedByLog }
        self.checkpoint = checkpoint
        self.note = verified
        self.logKeys = signing
        cosignatures = verified.verified.compactMap { found in
            cosigners.contains(found.key) ? Cosignature(found.signature) : nil
        }
    }

    /// Reads and checks the bytes of a checkpoint note.
    public init(
        parsing bytes: [UInt8], origin: String, logKeys: [NoteVerifierKey], cosigners: [NoteVerifierKey] = []
    ) throws(CheckpointError) {
        let note: SignedNote
        do { note = try SignedNote(parsing: bytes) } catch { throw .note(error) }
        try self.init(note, origin: origin, logKeys: logKeys, cosigners: cosigners)
    }
}
