import DID
import DataIntegrity
import JOSE
import JSON

/// The checks of one credential, apart from what it nests.
struct CredentialJudgement {
    let credential: VerifiableCredential
    let place: JSONPointer
    let finder: KeyFinder
    let statusSource: StatusSource?
    let presenters: Presenters?
    let securing: Securing
    let contexts: ProofContexts
    let lists: StatusListDesk

    var policy: TrustPolicy { finder.policy }

    func checks(allowingOther: Bool) -> [Check] {
        var checks = [Check(.parsed, .pass, "it is a credential within the limits", at: place)]
        // What a CLR nests keeps its rules; by itself a credential of another class keeps those of the data model.
        let isOther = CredentialClass(of: credential.json) == .other && !allowingOther
        let report =
            isOther
            ? DataModelRules.check(credential.json)
            : CredentialRules.check(credential.json, allowingOther: true)
        checks.append(contextCheck(report))
        checks.append(schemaCheck(report))
        let (proof, signers) = proofs()
        checks.append(proof)
        let ledger = askLedger(signers)
        checks.append(issuerCheck(signers, proof.outcome, ledger))
        checks.append(datesCheck())
        checks += statusChecks(ledger)
        checks += ownerChecks(ledger)
        return checks
    }

    // MARK: Form

    private func contextCheck(_ report: RuleReport) -> Check {
        let findings = report.findings.filter { $0.place.tokens.first == "@context" }
        let clause = "VC Data Model 2.0, 4.3"
        if let error = findings.first(where: { $0.severity == .error }) {
            return Check(
                .context, .fail, error.message, clause: error.clause, at: absolute(error.place), code: .malformed)
        }
        for (i, context) in credential.contexts.enumerated() {
            guard let reason = contexts.reasonForUnknown(context) else { continue }
            return Check(
                .context, .unknown, reason, clause: clause, at: place.appending("@context").appending(i), code: .unknown
            )
        }
        if let i = credential.contexts.firstIndex(where: { $0.string == nil }) {
            return Check(
                .context, .warn, "a context is written into the credential itself; it counts as linked data only",
                clause: clause, at: place.appending("@context").appending(i))
        }
        if let warning = findings.first {
            return Check(.context, .warn, warning.message, clause: warning.clause, at: absolute(warning.place))
        }
        return Check(
            .context, .pass, "the contexts are known and stand in their places", clause: clause,
            at: place.appending("@context"))
    }

    private func schemaCheck(_ report: RuleReport) -> Check {
        let findings = report.findings.filter { $0.place.tokens.first != "@context" }
        let errors = findings.filter { $0.severity == .error }
        if let first = errors.first {
            return Check(
                .schema, .fail, first.message + Self.andMore(errors.count - 1), clause: first.clause,
                at: absolute(first.place), code: .malformed)
        }
        if CredentialClass(of: credential.json) == .other {
            return Check(
                .schema, .warn, "it is neither a CLR, an Open Badge nor an endorsement: what it says is not judged",
                at: place.appending("type"))
        }
        if let first = findings.first {
            return Check(
                .schema, .warn, first.message + Self.andMore(findings.count - 1), clause: first.clause,
                at: absolute(first.place))
        }
        return Check(.schema, .pass, "it keeps the rules of its class", at: place)
    }

    private static func andMore(_ count: Int) -> String {
        switch count {
        case ..<1: ""
        case 1: " (and one more)"
        default: " (and \(count) more)"
        }
    }

    private func absolute(_ pointer: JSONPointer) -> JSONPointer { JSONPointer(place.tokens + pointer.tokens) }

    // MARK: Dates

    private func datesCheck() -> Check {
        let clause = "VC Data Model 2.0, 4.9"
        func check(_ outcome: Outcome, _ reason: String, _ member: JSONString, _ code: VerdictCode? = nil) -> Check {
            Check(.dates, outcome, reason, clause: clause, at: place.appending(member), code: code)
        }
        guard let from = credential.validFrom else {
            return check(.unknown, "since when it is valid cannot be read", "validFrom", .unknown)
        }
        guard let now = Int64(exactly: policy.now) else {
            return check(.unknown, "the verifier's clock is out of range", "validFrom", .unknown)
        }
        if let finding = securing.timeFinding {
            return Check(.dates, .fail, finding.reason, clause: finding.clause, at: place, code: .expired)
        }
        if let until = credential.validUntil {
            if until < from { return check(.fail, "it ends before it begins", "validUntil", .expired) }
            if until.milliseconds < now { return check(.fail, "it expired on \(until)", "validUntil", .expired) }
        }
        let (latest, overflow) = now.addingReportingOverflow(Int64(clamping: policy.clockTolerance))
        if from.milliseconds > (overflow ? now : latest) {
            return check(.fail, "it is not valid before \(from)", "validFrom", .expired)
        }
        let end = credential.validUntil.map { " until \($0)" } ?? ""
        return check(.pass, "valid from \(from)\(end)", "validFrom")
    }
}

extension ProofContexts {
    /// Why the meaning of a context is not known here; nil where it is, and for one that is written out.
    func reasonForUnknown(_ context: JSONValue) -> String? {
        guard case .string(let url) = context, !knows(url.string) else { return nil }
        return "the context \(url) is not known here, and nothing is fetched while verifying"
    }
}
