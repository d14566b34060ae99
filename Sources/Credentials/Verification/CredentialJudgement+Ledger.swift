import Cryptography
import DataIntegrity
import JOSE
import JSON
import Ledger

/// What the issuer's log says, where the issuer has one.
struct LedgerAnswer {
    /// Nil for issuers that are judged by signature and dates alone.
    var member: (roster: Roster, institution: RosterInstitution)?
    /// Why the ledger could not be asked: a status entry that is not the ledger's.
    var refusal: Check?
    var evidence: StatusEvidence?

    var isAbsent: Bool { member == nil }
}

extension CredentialJudgement {
    static let statusClause = "VC Data Model 2.0, 4.10"

    /// Asks by the tag in `credentialStatus`. Keys marked plain in the roster have nothing in the log.
    func askLedger(_ signers: [Signer]) -> LedgerAnswer {
        guard let issuer = credential.issuerID, let member = policy.roster(of: issuer), policy.pin(issuer) == nil else {
            return LedgerAnswer()
        }
        let kinds = member.institution.assertionKeys.filter { key in
            signers.contains { $0.multikey.utf8.elementsEqual(key.multikey.utf8) }
        }
        if !kinds.isEmpty, kinds.allSatisfy({ $0.kind == .plain }) { return LedgerAnswer() }
        var answer = LedgerAnswer(member: member)
        let base = member.institution.statusBase
        let statuses = credential.statuses
        let types = ["BitstringStatusListEntry", StatusEntry.ledgerType(base: base)]
        guard statuses.count == 1, let status = statuses.first, let type = status.type, types.contains(type),
            let tag = status.tag(under: base)
        else {
            answer.refusal = Check(
                .status, .fail,
                "a credential of \(member.institution.name) has one status entry, and its id is \(base)/<ledger tag>",
                clause: Self.statusClause, at: place.appending("credentialStatus"), code: .malformed)
            return answer
        }
        guard let statusSource, let digest = credentialDigest else { return answer }
        answer.evidence = statusSource(
            StatusQuery(
                origin: member.institution.origin, credDigest: digest, tag: tag, roster: member.roster, now: policy.now)
        )
        return answer
    }

    /// What the anchor covers: the token where it is one, else the document with its proofs.
    private var credentialDigest: Digest? {
        if let token = securing.token { return token.digest }
        return try? DataIntegrity.credentialDigest(credential.json)
    }

    /// Status and, for members of a roster, anchor.
    func statusChecks(_ ledger: LedgerAnswer) -> [Check] {
        guard let member = ledger.member else { return [outsiderStatus()] }
        let name = member.institution.name
        guard let evidence = ledger.evidence else {
            let status =
                ledger.refusal
                ?? statusCheck(.unknown, "there is no status proof; ask the holder or a node for a fresh one", .unknown)
            let anchor = Check(
                .anchor, .unknown, "without a status proof nothing shows that \(name) logged it", at: place,
                code: .unknown)
            return [status, anchor]
        }
        return [standing(evidence, member.roster), anchor(evidence, name)]
    }

    private func statusCheck(
        _ outcome: Outcome, _ reason: String, _ code: VerdictCode? = nil, attested: UInt64? = nil
    ) -> Check {
        Check(
            .status, outcome, reason, clause: Self.statusClause, at: place.appending("credentialStatus"),
            attestedAt: attested.flatMap { DateTime(milliseconds: $0) }, code: code)
    }

    private func anchor(_ evidence: StatusEvidence, _ name: String) -> Check {
        switch evidence.anchor {
        case .anchored(let index, let time):
            let date = DateTime(milliseconds: time).map { " since \($0)" } ?? ""
            return Check(.anchor, .pass, "entry \(index) of the log of \(name) holds it\(date)", at: place)
        case .refuted(let reason): return Check(.anchor, .fail, reason, at: place, code: .altered)
        case .unproven(let reason): return Check(.anchor, .unknown, reason, at: place, code: .unknown)
        }
    }

    private func standing(_ evidence: StatusEvidence, _ roster: Roster) -> Check {
        let attested = evidence.attestedAt
        guard case .proven(let state, let reason, let since) = evidence.standing else {
            guard case .unproven(let text) = evidence.standing else { return statusCheck(.unknown, "", .unknown) }
            return statusCheck(.unknown, text, .unknown, attested: attested)
        }
        let when = since.flatMap { DateTime(milliseconds: $0) }.map { " on \($0)" } ?? ""
        // What was taken back stays so however old the proof is.
        switch state {
        case .revoked:
            return statusCheck(.fail, "revoked\(when), reason \(reason)", .revoked, attested: attested)
        case .suspended:
            return statusCheck(.fail, "suspended\(when), reason \(reason)", .suspended, attested: attested)
        case .active, .superseded: break
        }
        if let doubt = doubt(evidence, roster) { return statusCheck(.unknown, doubt, .unknown, attested: attested) }
        if state == .superseded {
            return statusCheck(
                .warn, "superseded\(when): the issuer has put a newer one in its place", attested: attested)
        }
        guard evidence.cosigners > 0 else {
            return statusCheck(
                .warn, "in force; but nobody besides the issuer's own node has confirmed it", attested: attested)
        }
        return statusCheck(.pass, "in force, confirmed by \(evidence.cosigners) operators", attested: attested)
    }

    /// Why what the proof says in the credential's favour does not count.
    private func doubt(_ evidence: StatusEvidence, _ roster: Roster) -> String? {
        if evidence.cosigners < policy.minimumQuorum {
            return
                "\(evidence.cosigners) operators confirm the status, your policy asks for \(policy.minimumQuorum)"
        }
        guard let attested = evidence.attestedAt else {
            return roster.hasQuorum ? "nobody attests to the time of the status proof" : nil
        }
        guard let limit = policy.maximumStaleness, policy.now > attested, policy.now - attested > limit else {
            return nil
        }
        let age = (policy.now - attested) / 1_000
        return "the status proof is \(age) seconds old, your policy accepts \(limit / 1_000); ask for a fresh one"
    }

    /// Outsiders are judged by their status lists. One that cannot be had is never taken for a good one.
    private func outsiderStatus() -> Check {
        let reader = StatusListReader(
            policy: StatusListPolicy(
                now: policy.now, clockTolerance: policy.clockTolerance, maximumAge: policy.maximumStaleness))
        return StatusListFinding.check(reader.findings(of: credential.json, in: lists.lookup), at: place)
    }
}
