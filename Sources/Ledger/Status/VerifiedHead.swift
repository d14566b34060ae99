public import Cryptography
public import TransparencyLog

/// What a ``HeadProof`` proves under a roster: a checkpoint of one log, the state that its seal commits to, and the
/// issuance entries that it holds. Signatures and audit paths are checked once, for all credentials that stand on it.
///
/// Cosignatures count: one for each operator, none of the log's own host, none from more than a minute
/// ahead, none from after the roster's expiry. How many are enough is for the caller; `attestedAt` is nil below the
/// roster's quorum. Source: `docs/formats/status-proofs.md`, section 4.
public struct VerifiedHead: Sendable {
    public let origin: Origin
    /// Entries under the checkpoint.
    public let size: UInt64
    public let seal: SealRecord
    /// Operators other than the host's that cosigned it.
    public let cosigners: Int
    /// Milliseconds since 1970: the k-th largest cosignature time, k being the roster's quorum. Nil with fewer
    /// cosignatures, and where the roster has no quorum.
    public let attestedAt: UInt64?
    private let issuances: [Issuance]

    private struct Issuance: Sendable {
        let index: UInt64
        let time: UInt64
        let root: Digest
        let height: UInt8
    }

    /// Cosignatures this much ahead of the verifier's clock do not count, in milliseconds.
    public static let clockAhead: UInt64 = 60_000

    /// - Parameter now: the verifier's time, milliseconds since 1970.
    /// - Throws: what of the proof does not hold.
    public init(
        _ proof: HeadProof, origin: Origin, roster: Roster, now: UInt64, verifying check: NoteSignatureCheck = .ed25519
    ) throws(StatusProofRefusal) {
        let head: SignedHead
        do throws(SignedHeadError) {
            head = try SignedHead(proof.note, origin: origin, roster: roster, verifying: check)
        } catch {
            throw .head(error)
        }
        self.origin = origin
        size = head.size
        let last = try Self.seal(proof, head)
        seal = last
        issuances = try proof.issuances.map { item throws(StatusProofRefusal) in
            try Self.issuance(item, head, sealed: last.time)
        }
        let times = Self.cosignatures(proof.note, of: origin, roster, now, check).map(\.time)
        cosigners = times.count
        let quorum = roster.quorum(of: origin)
        attestedAt = quorum > 0 && times.count >= quorum ? times[quorum - 1] : nil
    }

    /// The last entry is a seal over its own index, and the checkpoint's root holds it there.
    private static func seal(_ proof: HeadProof, _ head: SignedHead) throws(StatusProofRefusal) -> SealRecord {
        guard let entry = try? Entry(parsing: proof.seal), case .seal(let seal) = entry.body, head.size > 0,
            seal.to == head.size - 1, seal.from <= seal.to, seal.to - seal.from < Seal.rangeLimit
        else { throw .seal }
        try include(proof.seal, at: seal.to, proof.sealPath, head)
        return SealRecord(seal: seal, time: entry.time)
    }

    /// An entry that is later than the seal behind it is void. One that is earlier than the entry before it is void too,
    /// but that only a replay of the log shows.
    private static func issuance(
        _ item: IssuanceProof, _ head: SignedHead, sealed time: UInt64
    ) throws(StatusProofRefusal) -> Issuance {
        guard let entry = try? Entry(parsing: item.entry), case .issuance(let height, let root) = entry.body,
            entry.time <= time
        else { throw .notIssuance(item.index) }
        try include(item.entry, at: item.index, item.path, head)
        return Issuance(index: item.index, time: entry.time, root: root, height: height)
    }

    private static func include(
        _ entry: [UInt8], at index: UInt64, _ path: [Digest], _ head: SignedHead
    ) throws(StatusProofRefusal) {
        do throws(ProofError) {
            try InclusionProof(index: index, size: head.size, hashes: path)
                .check(leafHash: MerkleTree.leafHash(entry), root: head.root)
        } catch {
            throw .inclusion(index: index, error)
        }
    }

    /// The cosignatures that count, newest first: one for each operator, with its time in milliseconds.
    static func cosignatures(
        _ note: SignedNote, of origin: Origin, _ roster: Roster, _ now: UInt64, _ check: NoteSignatureCheck
    ) -> [(operatorID: String, time: UInt64)] {
        var newest: [String: UInt64] = [:]
        for line in note.signatures {
            guard let cosignature = Cosignature(line),
                let found = roster.cosigner(of: origin, name: line.name, keyID: line.keyID)
            else { continue }
            let (time, overflow) = cosignature.timestamp.multipliedReportingOverflow(by: 1_000)
            guard !overflow, time <= now || time - now <= clockAhead, !roster.isExpired(at: time),
                time > newest[found.seat.operatorID] ?? 0,
                check.isValid(line, of: note.text, by: found.key)
            else { continue }
            newest[found.seat.operatorID] = time
        }
        return newest.map { ($0.key, $0.value) }.sorted { $0.1 > $1.1 }
    }
}

extension VerifiedHead {
    /// What the log says of one credential at this head.
    ///
    /// - Parameters:
    ///   - proof: one of the same bundle, whose `issuance` counts into the head's issuance entries.
    ///   - credDigest: of the credential in hand, never of what the proof says.
    ///   - tag: the one in the credential's `credentialStatus`.
    public func check(
        _ proof: CredentialProof, credDigest: Digest, tag: Digest
    ) throws(StatusProofRefusal) -> ProvenStatus {
        guard proof.tag == tag else { throw .otherTag }
        guard issuances.indices.contains(proof.issuance) else { throw .anchor }
        let issuance = issuances[proof.issuance]
        let anchor = Commitment.anchor(salt: proof.salt, credDigest: credDigest, tag: tag)
        guard proof.path.count == Int(issuance.height),
            IssuanceTree.root(anchor: anchor, position: proof.position, path: proof.path) == issuance.root
        else { throw .anchor }
        let written: MapValue
        do throws(MapProofError) {
            written = try proof.map.check(tag: tag, root: seal.seal.mapRoot) ?? MapValue()
        } catch {
            throw .map(error)
        }
        let value = written.settled(at: seal.time)
        return ProvenStatus(
            index: issuance.index, time: issuance.time, value: value,
            owner: ProvenStatus.Owner(value, proof.opening, tag: tag))
    }
}

/// What a status proof says of one credential, once checked.
public struct ProvenStatus: Hashable, Sendable {
    /// Index and time (milliseconds) of the issuance entry that anchors it.
    public let index: UInt64
    public let time: UInt64
    /// The credential's row of the exception map at the seal, with ripe recoveries taken in; all zero as issued.
    public let value: MapValue
    public let owner: Owner

    public enum Owner: Hashable, Sendable {
        /// The key and the commitment shown hash to what the log holds.
        case key(Ed25519.PublicKey)
        /// Nobody owns it yet.
        case unowned
        /// Nothing is shown that would open the log's commitment.
        case notShown
        /// A key is shown, and it is not the owner's.
        case refuted
        /// A recovery waits until this time, milliseconds: somebody else may become the owner.
        case recoveryPending(notBefore: UInt64)

        init(_ value: MapValue, _ opening: OwnerOpening, tag: Digest) {
            self = Self.opened(value, opening, tag: tag)
            if case .refuted = self { return }
            if value.hasPendingRecovery { self = .recoveryPending(notBefore: value.pendingNotBefore) }
        }

        private static func opened(_ value: MapValue, _ opening: OwnerOpening, tag: Digest) -> Owner {
            let isAsIssued = value.ownerSequence == 0
            switch opening {
            case .none: return .notShown
            case .unowned(let nonce):
                let opens = isAsIssued && Commitment.tag(nonce: nonce, ownerCommit: Commitment.unowned) == tag
                return opens ? .unowned : .refuted
            case .first(let nonce, let key, let next):
                guard isAsIssued else { return .refuted }
                if Commitment.tag(nonce: nonce, ownerCommit: Commitment.owner(key, next: next)) == tag {
                    return .key(key)
                }
                // A key that waits for its claim: nobody else is the owner, so nothing is refuted.
                return Commitment.tag(nonce: nonce, ownerCommit: Commitment.unowned) == tag ? .unowned : .refuted
            case .moved(let key, let next):
                return !isAsIssued && Commitment.owner(key, next: next) == value.ownerCommit ? .key(key) : .refuted
            }
        }
    }
}

/// What of a status proof does not hold.
public enum StatusProofRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case head(SignedHeadError)
    /// The last entry is no seal over its own index.
    case seal
    /// Not the entry that stands there.
    case inclusion(index: UInt64, ProofError)
    /// Another kind of entry, or one that is void because it is later than the seal behind it.
    case notIssuance(UInt64)
    /// The proof is about another credential.
    case otherTag
    /// This credential, exactly as it is, is not in the batch.
    case anchor
    case map(MapProofError)

    public var description: String {
        switch self {
        case .head(let error): "the checkpoint of the status proof does not count: \(error)"
        case .seal: "the last entry under the checkpoint of the status proof is not its seal"
        case .inclusion(let index, let error): "the log does not have this entry at index \(index): \(error)"
        case .notIssuance(let index): "the entry at index \(index) issues nothing"
        case .otherTag: "the status proof is about another credential"
        case .anchor: "the log anchors another text than this credential's: it was altered, or the proof is not its own"
        case .map(let error): "the status proof does not show what the log's map holds: \(error)"
        }
    }
}
