import DID
import DataIntegrity
import JOSE
import JSON

/// The checks of a presentation itself (VC Data Model 2.0, 4.13).
struct PresentationJudgement {
    let presentation: JSONObject
    let expectation: HolderExpectation?
    let finder: KeyFinder
    let contexts: ProofContexts
    let securing: Securing

    private var policy: TrustPolicy { finder.policy }

    private static let clause = "VC Data Model 2.0, 4.13"

    func structure() -> [Check] {
        [
            Check(.parsed, .pass, "it is a presentation within the limits", at: JSONPointer()), contextCheck(),
            schemaCheck(),
        ]
    }

    private func contextCheck() -> Check {
        let contexts = presentation["@context"].elements
        let place = JSONPointer().appending("@context")
        guard let first = contexts.first?.string,
            first == ContextURL.credentialsV2 || first == ContextURL.credentialsV1
        else {
            return Check(
                .context, .fail, "the first context must be \(ContextURL.credentialsV2)", clause: Self.clause,
                at: place,
                code: .malformed)
        }
        for (i, context) in contexts.enumerated() {
            guard let reason = self.contexts.reasonForUnknown(context) else { continue }
            return Check(.context, .unknown, reason, clause: Self.clause, at: place.appending(i), code: .unknown)
        }
        return Check(.context, .pass, "the contexts are known", clause: Self.clause, at: place)
    }

    private func schemaCheck() -> Check {
        func failure(_ reason: String, _ member: JSONString) -> Check {
            Check(
                .schema, .fail, reason, clause: Self.clause, at: JSONPointer().appending(member), code: .malformed)
        }
        if presentation["verifiableCredential"].elements.isEmpty {
            return failure("it presents no credential", "verifiableCredential")
        }
        switch presentation["holder"] {
        case nil, .string?: break
        case .object(let holder)? where holder["id"]?.string != nil: break
        default: return failure("the holder is neither a URL nor an object with an id", "holder")
        }
        return Check(.schema, .pass, "it keeps the rules of presentations", clause: Self.clause, at: JSONPointer())
    }

    /// The checks `proof` and `holder`, and who presents. Every proof of the set must hold: each speaks for an owner's
    /// key.
    func proofs() -> ([Check], Presenters?) {
        if case .token(let verification) = securing { return tokenProof(verification) }
        let findings = DataIntegrity.verify(
            presentation, expecting: ProofExpectations(proofPurpose: "authentication", now: policy.time?.seconds),
            contexts: contexts, resolver: DIDKey.resolve(verificationMethod:))
        let place = JSONPointer().appending("proof")
        if findings.isEmpty { return withoutProof(place) }
        let presenters = self.presenters(findings)
        guard let bad = findings.first(where: { $0.outcome == .fail }) ?? findings.first(where: { $0.outcome != .pass })
        else {
            let reason = "\(findings.count) holder \(findings.count == 1 ? "proof holds" : "proofs hold")"
            let check = Check(.proof, .pass, reason, clause: findings[0].clause, at: place)
            return ([check] + [replayCheck(presenters, findings, place)].compactMap { $0 }, presenters)
        }
        let outcome: Outcome = bad.outcome == .fail ? .fail : .unknown
        let check = Check(
            .proof, outcome, bad.reason, clause: bad.clause, at: JSONPointer(bad.pointer) ?? place,
            code: outcome == .fail ? .altered : .unknown)
        return ([check], presenters)
    }

    /// A token stands for one holder; `nonce` and `aud` are its challenge and domain (VC JOSE COSE 1.0, section 3.1.3).
    private func tokenProof(_ verification: VCJWTVerification) -> ([Check], Presenters?) {
        let root = JSONPointer()
        let (check, signers) = ProofJudgement(finder: finder, contexts: contexts, place: root)
            .judge(presentation, securing)
        var presenters = Presenters()
        let claims = verification.token?.claims
        for signer in signers {
            guard let expectation else {
                presenters.unasked.insert(signer.key)
                continue
            }
            let audience = claims?["aud"].elements ?? []
            let isAnswer =
                claims?["nonce"] == JSONValue(expectation.challenge) && audience == [JSONValue(expectation.domain)]
            if isAnswer { presenters.answering.insert(signer.key) } else { presenters.repeating.insert(signer.key) }
        }
        let checks = [check] + (signers.isEmpty ? [] : [replayCheck(presenters, [], root)].compactMap { $0 })
        return (checks, presenters)
    }

    private func withoutProof(_ place: JSONPointer) -> ([Check], Presenters?) {
        guard expectation != nil else {
            return ([Check(.proof, .warn, "no holder has signed it; anybody may show it", at: place)], nil)
        }
        let reason = "no holder has signed it, though that was asked for"
        return ([Check(.holder, .fail, reason, clause: Self.clause, at: place, code: .notOwner)], Presenters())
    }

    private func presenters(_ findings: [ProofFinding]) -> Presenters {
        var presenters = Presenters()
        for finding in findings {
            guard finding.outcome == .pass, let key = finding.key else { continue }
            guard let expectation else {
                presenters.unasked.insert(key)
                continue
            }
            if answers(finding, expectation) {
                presenters.answering.insert(key)
            } else {
                presenters.repeating.insert(key)
            }
        }
        return presenters
    }

    private func answers(_ finding: ProofFinding, _ expectation: HolderExpectation) -> Bool {
        guard let challenge = finding.challenge, finding.domains.count == 1 else { return false }
        return challenge.utf8.elementsEqual(expectation.challenge.utf8)
            && finding.domains[0].utf8.elementsEqual(expectation.domain.utf8)
    }

    /// A proof for somebody else fails the presentation even where no credential has a known owner.
    private func replayCheck(_ presenters: Presenters, _ findings: [ProofFinding], _ place: JSONPointer) -> Check? {
        guard expectation != nil else { return nil }
        guard presenters.repeating.isEmpty else {
            return Check(
                .holder, .fail, "it was signed for another verifier or an earlier request", clause: Self.clause,
                at: place,
                code: .notOwner)
        }
        return Check(.holder, .pass, "it answers your request", clause: Self.clause, at: place)
    }
}
