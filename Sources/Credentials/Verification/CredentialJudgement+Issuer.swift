import DID
import JSON
import Ledger

extension CredentialJudgement {
    /// The signing key must be the issuer's own and the issuer one that the verifier trusts. A key that merely appears
    /// in the document proves integrity, not origin.
    func issuerCheck(_ signers: [Signer], _ proof: Outcome, _ ledger: LedgerAnswer) -> Check {
        guard let issuer = credential.issuerID else { return issuer(.fail, "it names no issuer", .untrusted) }
        guard !signers.isEmpty else { return withoutSignature(issuer) }
        let checks = signers.map { judge($0, issuer, ledger) }
        // Any signer will do, the best one counts.
        return [.pass, .warn, .unknown].lazy.compactMap { outcome in checks.first { $0.outcome == outcome } }.first
            ?? checks[0]
    }

    private func issuer(_ outcome: Outcome, _ reason: String, _ code: VerdictCode? = nil) -> Check {
        Check(.issuer, outcome, reason, at: place.appending("issuer"), code: code)
    }

    private func withoutSignature(_ issuer: String) -> Check {
        if policy.roster(of: issuer) != nil || policy.pin(issuer) != nil {
            return self.issuer(.unknown, "no valid signature ties it to \(issuer)", .unknown)
        }
        return self.issuer(.fail, "\(issuer) is not an issuer that your policy trusts", .untrusted)
    }

    private func judge(_ signer: Signer, _ issuer: String, _ ledger: LedgerAnswer) -> Check {
        if let pin = policy.pin(issuer), pin.trusts(signer, as: issuer) {
            return self.issuer(.pass, "\(issuer) is an issuer that your policy pins")
        }
        guard let controller = signer.controller, controller.utf8.elementsEqual(issuer.utf8) else {
            let owner = signer.controller.map { "belongs to \($0)" } ?? "stands in the token itself"
            return self.issuer(
                .fail, "the key that signed \(owner), and is not known to be one of the issuer \(issuer)", .untrusted)
        }
        if let member = policy.roster(of: issuer) { return judge(signer, member.roster, member.institution, ledger) }
        if policy.pin(issuer) != nil {
            return self.issuer(.fail, "your policy pins \(issuer), but not the key \(signer.multikey)", .untrusted)
        }
        if credential.subjectID.map({ $0.utf8.elementsEqual(issuer.utf8) }) == true {
            return self.issuer(.fail, "the learner issued it: a statement about oneself", .untrusted)
        }
        return self.issuer(
            .fail,
            "the signature proves that nothing was changed, not who signed: your policy does not trust \(issuer)",
            .untrusted)
    }

    /// The key must be the institution's for the issuance entry that anchors the credential.
    private func judge(
        _ signer: Signer, _ roster: Roster, _ institution: RosterInstitution, _ ledger: LedgerAnswer
    ) -> Check {
        if roster.isExpired(at: policy.now) {
            let expiry = DateTime(milliseconds: roster.expires).map { " on \($0)" } ?? ""
            return issuer(
                .unknown, "the roster of \(roster.consortium) expired\(expiry); get the current one", .unknown)
        }
        let keys = institution.assertionKeys.filter { $0.multikey.utf8.elementsEqual(signer.multikey.utf8) }
        guard !keys.isEmpty else {
            return issuer(
                .fail,
                "the roster of \(roster.consortium) does not list the key \(signer.multikey) for \(institution.name)",
                .untrusted)
        }
        let name = "\(institution.name) (\(institution.origin)) is a member of \(roster.consortium)"
        if case .anchored(let index, _)? = ledger.evidence?.anchor {
            let kind = roster.assertionKey(of: institution.origin, multikey: signer.multikey, atIndex: index)
            guard let kind else {
                return issuer(
                    .fail, "the key \(signer.multikey) of \(institution.name) was not valid for entry \(index)",
                    .untrusted)
            }
            return kind == .ledger ? issuer(.pass, name) : plain(name)
        }
        // Without an entry, a key that has been replaced cannot be told from one in force.
        guard keys.contains(where: { $0.entries.to == nil }) else {
            return issuer(
                .unknown,
                "the key \(signer.multikey) of \(institution.name) was replaced; whether this was signed before, "
                    + "only its anchor tells", .unknown)
        }
        return keys.contains { $0.kind == .ledger } ? issuer(.pass, name) : plain(name)
    }

    private func plain(_ name: String) -> Check {
        issuer(.warn, "\(name), but signs with this key outside its log: judged like an outsider")
    }
}
