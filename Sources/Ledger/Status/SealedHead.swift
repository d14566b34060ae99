public import Cryptography
public import TransparencyLog

/// A checkpoint and the state that its log has there: what status proofs are made from.
///
/// A mirror keeps one for the newest quorum-cosigned checkpoint of each log. Holding on to it costs little, because
/// newer states share its exception map.
public struct SealedHead: Sendable {
    /// The checkpoint with the cosignatures to staple.
    public let note: SignedNote
    /// The log replayed to the checkpoint's size.
    public let state: LogState
    private let seal: SealRecord

    /// - Throws: `otherHead` unless note and state have one origin, size and root; `notSealed`; `note` if the note is
    ///   longer than a proof can carry.
    public init(note: SignedNote, state: LogState) throws(StatusProofError) {
        let length = note.encoded.count
        guard length <= StatusProofLimits.noteBytes else {
            throw .note(.tooLarge(size: length, limit: StatusProofLimits.noteBytes))
        }
        guard let checkpoint = try? Checkpoint(parsing: note.text), checkpoint.size == state.size,
            checkpoint.root == state.root, checkpoint.origin.utf8.elementsEqual(state.origin.text.utf8)
        else { throw .otherHead }
        guard state.endsInSeal, let seal = state.lastSeal else { throw .notSealed }
        self.note = note
        self.state = state
        self.seal = seal
    }

    /// A credential to make a proof for, and its owner where the holder wants to show that.
    public struct Subject: Sendable {
        public let tag: Digest
        public let receipt: Receipt
        public let owner: (key: Ed25519.PublicKey, nextCommit: Digest)?

        public init(tag: Digest, receipt: Receipt, owner: (key: Ed25519.PublicKey, nextCommit: Digest)? = nil) {
            self.tag = tag
            self.receipt = receipt
            self.owner = owner
        }
    }

    /// Proofs for credentials of this log; of two subjects with one tag the first counts.
    ///
    /// - Parameters:
    ///   - entry: the bytes of the log's entry at an index, asked once for each issuance entry.
    ///   - tiles: the log's tiles at this size or a larger one; a `TileCache` saves most of the hashing.
    /// - Throws: `StatusProofError`, `ProofError`, or what `entry` and `tiles` throw.
    public func prove(
        _ subjects: [Subject], entry: (UInt64) throws -> [UInt8], tiles: some TileReader
    ) throws -> StatusProofBundle {
        var tags: Set<Digest> = []
        let subjects = subjects.filter { tags.insert($0.tag).inserted }
        guard subjects.count <= StatusProofLimits.credentials else { throw StatusProofError.tooMany(subjects.count) }
        let indexes = Set(subjects.map(\.receipt.entryIndex)).sorted()
        let issuances = try indexes.map { index in
            try issuance(at: index, entry: entry, tiles: tiles)
        }
        let places = Dictionary(indexes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let path = try TiledTree.proveInclusion(index: seal.seal.to, size: state.size, reader: tiles)
        let head = HeadProof(
            note: note, seal: Entry(time: seal.time, body: .seal(seal.seal)).encoded(), sealPath: path.hashes,
            issuances: issuances)
        let credentials = subjects.map { subject in
            credential(subject, issuance: places[subject.receipt.entryIndex] ?? 0)
        }
        return StatusProofBundle(heads: [head], credentials: credentials)
    }

    private func issuance(
        at index: UInt64, entry: (UInt64) throws -> [UInt8], tiles: some TileReader
    ) throws -> IssuanceProof {
        guard index < state.size else { throw StatusProofError.noIssuance(index) }
        let bytes = try entry(index)
        guard let read = try? Entry(parsing: bytes), read.body.kind == .issuance, read.time <= seal.time else {
            throw StatusProofError.noIssuance(index)
        }
        let path = try TiledTree.proveInclusion(index: index, size: state.size, reader: tiles)
        return IssuanceProof(index: index, entry: bytes, path: path.hashes)
    }

    private func credential(_ subject: Subject, issuance: Int) -> CredentialProof {
        let receipt = subject.receipt
        return CredentialProof(
            head: 0, issuance: issuance, tag: subject.tag, salt: receipt.salt, position: receipt.position,
            path: receipt.path, map: state.map.prove(subject.tag),
            opening: OwnerOpening(
                state.standing(of: subject.tag), tag: subject.tag, nonce: receipt.nonce, owner: subject.owner))
    }
}
