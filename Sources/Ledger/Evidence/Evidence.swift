public import Cryptography
public import TransparencyLog

/// Two heads that a log signed and that cannot both be true: proof of equivocation that anybody can check.
///
/// A few hundred bytes, at most `Evidence.byteLimit`. Source: `docs/formats/roster.md`,
/// section 7. Honest nodes check evidence before they relay it.
public struct Evidence: Sendable, Hashable {
    /// What is wrong; the raw value is the kind byte. Double cosigning and ill-formed heads get further ones.
    public enum Kind: UInt8, Sendable, Hashable {
        /// One size, two roots.
        case sameSize = 1
        /// The tree of the larger head does not begin with the tree of the smaller one.
        case prefix = 2
    }

    /// What convicts beside the two notes.
    enum Proof: Sendable, Hashable {
        case sameSize
        /// The root over the first `first.size` leaves of the second tree, and the consistency proof that says so.
        case prefix(root: Digest, hashes: [Digest])
    }

    /// Bytes of an encoding.
    public static let byteLimit = 16_384

    public let origin: Origin
    /// Of one size: the note whose text comes first in byte order. Otherwise the smaller head.
    public let first: SignedNote
    public let second: SignedNote
    let proof: Proof

    public var kind: Kind {
        switch proof {
        case .sameSize: .sameSize
        case .prefix: .prefix
        }
    }

    /// Evidence of two heads of one size with different roots; nil if they are not that.
    public init?(_ one: SignedHead, _ other: SignedHead) {
        guard one.contradicts(other) else { return nil }
        let isOrdered = one.note.text.utf8.lexicographicallyPrecedes(other.note.text.utf8)
        origin = one.origin
        first = isOrdered ? one.note : other.note
        second = isOrdered ? other.note : one.note
        proof = .sameSize
    }

    /// Evidence that `larger` is a tree which does not begin with `smaller`; nil if the proof does not show it.
    ///
    /// - Parameters:
    ///   - root: the root over the first `smaller.size` leaves of the larger tree.
    ///   - hashes: the consistency proof from that root to the larger one.
    public init?(_ smaller: SignedHead, notIn larger: SignedHead, root: Digest, hashes: [Digest]) {
        guard smaller.origin == larger.origin, smaller.root != root else { return nil }
        origin = smaller.origin
        first = smaller.note
        second = larger.note
        proof = .prefix(root: root, hashes: hashes)
        guard (try? checkProof(first: smaller, second: larger)) != nil else { return nil }
    }

    init(origin: Origin, first: SignedNote, second: SignedNote, proof: Proof) {
        self.origin = origin
        self.first = first
        self.second = second
        self.proof = proof
    }

    /// SHA-256 of the encoding: the name of this piece of evidence.
    public var hash: Digest { SHA256.hash(encoded) }
}

/// What a piece of evidence shows, once it is checked.
public struct EvidenceFinding: Sendable, Hashable {
    public let kind: Evidence.Kind
    public let first: SignedHead
    public let second: SignedHead
}

extension Evidence {
    /// Whether the log named in it is convicted, by the log keys of `roster`.
    public func check(
        _ roster: Roster, verifying signatures: NoteSignatureCheck = .ed25519
    ) throws(EvidenceError) -> EvidenceFinding {
        guard roster.institution(origin: origin) != nil else { throw .unknownOrigin(origin) }
        let first = try head(self.first, roster, signatures)
        let second = try head(self.second, roster, signatures)
        try checkProof(first: first, second: second)
        return EvidenceFinding(kind: kind, first: first, second: second)
    }

    private func head(
        _ note: SignedNote, _ roster: Roster, _ signatures: NoteSignatureCheck
    ) throws(EvidenceError) -> SignedHead {
        do throws(SignedHeadError) {
            return try SignedHead(note, origin: origin, roster: roster, verifying: signatures)
        } catch {
            throw .head(error)
        }
    }

    private func checkProof(first: SignedHead, second: SignedHead) throws(EvidenceError) {
        switch proof {
        case .sameSize:
            guard first.contradicts(second) else { throw .noContradiction }
        case .prefix(let root, let hashes):
            guard first.size > 0, first.size < second.size, first.root != root else { throw .noContradiction }
            let consistency = ConsistencyProof(oldSize: first.size, newSize: second.size, hashes: hashes)
            do throws(ProofError) {
                try consistency.check(oldRoot: root, newRoot: second.root)
            } catch {
                throw .proof(error)
            }
        }
    }
}

/// Why something is not evidence.
public enum EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are cut off, too long, or not in their one form; `offset` says where reading stopped.
    case malformed(offset: Int)
    case unknownVersion(UInt8)
    case unknownKind(UInt8)
    case unknownOrigin(Origin)
    case head(SignedHeadError)
    /// Both heads can be true.
    case noContradiction
    case proof(ProofError)

    public var description: String {
        switch self {
        case .malformed(let offset): "the evidence cannot be read from byte \(offset) on"
        case .unknownVersion(let version): "evidence of version \(version) is not known; a newer program may read it"
        case .unknownKind(let kind): "evidence of kind \(kind) is not known; a newer program may read it"
        case .unknownOrigin(let origin): "the roster has no log \(origin.text)"
        case .head(let error): "a head in the evidence does not count: \(error)"
        case .noContradiction: "the two heads in the evidence do not contradict each other"
        case .proof(let error): "the proof in the evidence does not hold: \(error)"
        }
    }
}
