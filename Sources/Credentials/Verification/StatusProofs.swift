import Cryptography
import Ledger
import Synchronization

/// Status proofs that came along with a document, as a source of what the ledger says.
///
/// A head is verified once for all credentials that stand on it. Of several proofs for one credential the newest that
/// holds counts; but what one of them shows as revoked stays revoked, and a suspension that only a larger head shows counts
/// though fewer have confirmed that. For one verification, at one time. Safe to use from several threads.
public final class StatusProofs: Sendable {
    private let bundles: [StatusProofBundle]
    private let candidates: [Digest: [Candidate]]
    /// What could not be read: said where a credential is left without a proof.
    private let unreadable: String?
    private let heads = Mutex<[HeadKey: Result<VerifiedHead, StatusProofRefusal>]>([:])

    private struct Candidate {
        let bundle: Int
        let credential: Int
    }

    private struct HeadKey: Hashable {
        let bundle: Int
        let head: Int
        let origin: Origin
        let roster: Digest
    }

    /// - Parameter encoded: bundles as `StatusProofBundle.encoded()` gives them; the first ones count if there are more
    ///   heads or candidates than ``StatusProofLimits`` allows.
    public init(_ encoded: [[UInt8]]) {
        var bundles: [StatusProofBundle] = []
        var candidates: [Digest: [Candidate]] = [:]
        var unreadable: String?
        var headCount = 0
        var proofCount = 0
        for bytes in encoded {
            do throws(StatusProofError) {
                let bundle = try StatusProofBundle(parsing: bytes)
                headCount += bundle.heads.count
                guard headCount <= StatusProofLimits.heads else {
                    unreadable = "only the first \(StatusProofLimits.heads) checkpoints of status proofs are looked at"
                    break
                }
                proofCount += bundle.credentials.count
                guard proofCount <= StatusProofLimits.proofs else {
                    unreadable = "only the first \(StatusProofLimits.proofs) status proofs are looked at"
                    break
                }
                for (index, credential) in bundle.credentials.enumerated() {
                    guard candidates[credential.tag, default: []].count < StatusProofLimits.candidates else { continue }
                    candidates[credential.tag, default: []].append(
                        Candidate(bundle: bundles.count, credential: index))
                }
                bundles.append(bundle)
            } catch {
                unreadable = "\(error)"
            }
        }
        self.bundles = bundles
        self.candidates = candidates
        self.unreadable = unreadable
    }

    /// What the proofs say about one credential; nil if none is about it.
    public func evidence(_ query: StatusQuery) -> StatusEvidence? {
        let answers = (candidates[query.tag] ?? []).map { answer($0, query) }
        let valid = answers.compactMap { try? $0.get() }
        if let revoked = valid.first(where: { $0.evidence.standing.isProven(.revoked) }) { return revoked.evidence }
        if let best = valid.max(by: { $0.isOlder(than: $1) }) {
            let worse = valid.filter { $0.size > best.size && $0.evidence.standing.isProven(.suspended) }
            return (worse.max { $0.size < $1.size } ?? best).evidence
        }
        if case .failure(let refusal)? = answers.first { return .refused(refusal) }
        return unreadable.map { .unproven($0) }
    }

    /// What a proof says that holds.
    private struct Answer {
        let evidence: StatusEvidence
        /// Entries under its head.
        let size: UInt64

        /// Later attested proofs come after earlier ones, those with a quorum after those without; where nobody attests
        /// to a time, the larger head is the newer one.
        func isOlder(than other: Answer) -> Bool {
            (evidence.attestedAt ?? 0, size) < (other.evidence.attestedAt ?? 0, other.size)
        }
    }

    private func answer(_ candidate: Candidate, _ query: StatusQuery) -> Result<Answer, StatusProofRefusal> {
        let proof = bundles[candidate.bundle].credentials[candidate.credential]
        return head(candidate.bundle, proof.head, query).flatMap { head in
            do throws(StatusProofRefusal) {
                let proven = try head.check(proof, credDigest: query.credDigest, tag: query.tag)
                let evidence = StatusEvidence(proven, under: head, quorum: query.roster.quorum(of: query.origin))
                return .success(Answer(evidence: evidence, size: head.size))
            } catch {
                return .failure(error)
            }
        }
    }

    private func head(_ bundle: Int, _ index: Int, _ query: StatusQuery) -> Result<VerifiedHead, StatusProofRefusal> {
        let key = HeadKey(bundle: bundle, head: index, origin: query.origin, roster: query.roster.hash)
        if let known = heads.withLock({ $0[key] }) { return known }
        let result: Result<VerifiedHead, StatusProofRefusal>
        do throws(StatusProofRefusal) {
            result = .success(
                try VerifiedHead(
                    bundles[bundle].heads[index], origin: query.origin, roster: query.roster, now: query.now))
        } catch {
            result = .failure(error)
        }
        heads.withLock { $0[key] = result }
        return result
    }
}

extension StatusEvidence {
    /// Below the quorum the log's own word counts only against the credential.
    init(_ proven: ProvenStatus, under head: VerifiedHead, quorum: Int) {
        let hasQuorum = head.cosigners >= quorum
        let shortage = "\(head.cosigners) operators have confirmed the log's head, the roster asks for \(quorum)"
        let since = proven.value.statusSequence == 0 ? nil : proven.value.statusTime
        self.init(
            anchor: hasQuorum ? .anchored(index: proven.index, time: proven.time) : .unproven(shortage),
            standing: .proven(proven.value.state, reason: proven.value.reason, since: since),
            owner: Owner(proven.owner), attestedAt: head.attestedAt, cosigners: head.cosigners,
            ownerSequence: proven.value.ownerSequence)
        guard !hasQuorum else { return }
        if case .refuted = owner {} else { owner = .unproven(shortage) }
        if proven.value.state == .active || proven.value.state == .superseded { standing = .unproven(shortage) }
    }

    /// There is a proof for the credential, but it does not hold. Only a wrong anchor speaks against the credential:
    /// anything else may be the fault of whoever made the proof.
    static func refused(_ refusal: StatusProofRefusal) -> StatusEvidence {
        var evidence = unproven("\(refusal)")
        if case .anchor = refusal { evidence.anchor = .refuted("\(refusal)") }
        return evidence
    }

    static func unproven(_ reason: String) -> StatusEvidence {
        StatusEvidence(
            anchor: .unproven(reason), standing: .unproven(reason), owner: .unproven(reason), attestedAt: nil,
            cosigners: 0)
    }

}

extension StatusEvidence.Owner {
    init(_ owner: ProvenStatus.Owner) {
        switch owner {
        case .key(let key): self = .key(key)
        case .unowned: self = .unowned
        case .notShown: self = .unproven("the status proof does not show who owns it")
        case .refuted: self = .refuted("the log names another owner than the one that presents it")
        case .recoveryPending(let time): self = .recoveryPending(notBefore: time)
        }
    }
}

extension StatusEvidence.Standing {
    fileprivate func isProven(_ expected: CredentialState) -> Bool {
        if case .proven(let state, _, _) = self { state == expected } else { false }
    }
}
