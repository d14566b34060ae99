public import Ledger
public import TransparencyLog

/// One log as the store gives it back after a start.
public struct StoredReplica: Sendable {
    /// After all stored entries.
    public let state: LogState
    /// The note of the last batch that reached its head, with the cosignatures stored since.
    public let head: SignedNote?
    /// The note of a later batch that did not, if there is one.
    public let target: SignedNote?
    public let evidence: [Evidence]

    public init(state: LogState, head: SignedNote?, target: SignedNote? = nil, evidence: [Evidence] = []) {
        self.state = state
        self.head = head
        self.target = target
        self.evidence = evidence
    }
}

/// What is stored cannot be right; nothing may be signed from it.
public enum StoredReplicaError: Error, Sendable, Hashable, CustomStringConvertible {
    case badNote(Origin, SignedHeadError)
    /// The entries do not lead to the stored head.
    case wrongRoot(Origin, size: UInt64)

    public var description: String {
        switch self {
        case .badNote(let origin, let error): "the stored checkpoint of \(origin.text) is not valid: \(error)"
        case .wrongRoot(let origin, let size):
            "the stored entries of \(origin.text) do not lead to its stored checkpoint of size \(size); "
                + "restore the store from a backup"
        }
    }
}

extension StoredReplica {
    func replica(
        roster: Roster, check: NoteSignatureCheck, now: UInt64
    ) throws(StoredReplicaError) -> Replica {
        let origin = state.origin
        var replica = Replica(origin: origin, log: state, now: now)
        replica.evidence = evidence
        if let head {
            let signed = try signedHead(head, roster, check)
            let isAtHead = state.size == signed.size
            guard isAtHead ? state.root == signed.root : state.size > signed.size else {
                throw .wrongRoot(origin, size: signed.size)
            }
            var record = HeadRecord(head: signed, state: isAtHead ? state : nil)
            for line in head.signatures {
                guard let cosignature = Cosignature(line),
                    let found = roster.cosigner(of: origin, name: line.name, keyID: line.keyID),
                    check.isValid(line, of: head.text, by: found.key)
                else { continue }
                _ = record.cosignatures.insert(cosignature, of: found.seat.operatorID)
            }
            replica.head = signed
            replica.recent = [record]
        }
        if let target {
            let signed = try signedHead(target, roster, check)
            if signed.size > replica.headSize, signed.size > state.size { replica.target = signed }
        }
        return replica
    }

    private func signedHead(
        _ note: SignedNote, _ roster: Roster, _ check: NoteSignatureCheck
    ) throws(StoredReplicaError) -> SignedHead {
        do throws(SignedHeadError) {
            return try SignedHead(note, origin: state.origin, roster: roster, verifying: check)
        } catch {
            throw .badNote(state.origin, error)
        }
    }
}
