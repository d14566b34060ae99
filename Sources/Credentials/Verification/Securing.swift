import DID
import DataIntegrity
import JOSE
import JSON
import JSONLD

/// How a document is signed.
enum Securing {
    /// By proofs in it.
    case embedded
    /// It came out of a token, which was verified.
    case token(VCJWTVerification)

    /// The token's compact form, which is then the credential that a log anchors.
    var token: VCJWT? { if case .token(let verification) = self { verification.token } else { nil } }

    /// What a token says about time, where that is bad.
    var timeFinding: VCJWTFinding? {
        guard case .token(let verification) = self else { return nil }
        return verification.findings.first { $0.aspect == .time && $0.outcome != .pass }
    }
}

/// A key whose signature holds over the document, and whose it says it is.
struct Signer {
    let key: VerificationKey
    let multikey: String
    /// The part of the verification method before `#`; nil for a key that a token holds without a name.
    let controller: String?
    /// Whether the controller itself, as far as it is known here, says that the key is its own.
    let isOwn: Bool
    let place: JSONPointer

    /// Whether the key is `did`'s by its own word.
    func speaks(for did: String) -> Bool { isOwn && controller.map { $0.utf8.elementsEqual(did.utf8) } == true }
}

/// What the proofs of a document, or its token, come to.
struct ProofJudgement {
    let finder: KeyFinder
    let contexts: ProofContexts
    let place: JSONPointer

    /// The check and the keys whose signatures hold.
    func judge(_ document: JSONObject, _ securing: Securing) -> (Check, [Signer]) {
        switch securing {
        case .embedded: embedded(document)
        case .token(let verification): token(verification)
        }
    }

    // MARK: Embedded proofs

    /// One good proof is enough (Open Badges 3.0, 9.2); others that do not hold are said aloud.
    private func embedded(_ document: JSONObject) -> (Check, [Signer]) {
        var expectations = ProofExpectations.assertion
        expectations.now = finder.policy.time?.seconds
        let findings = DataIntegrity.verify(
            document, expecting: expectations, contexts: contexts, resolver: { finder.resolve($0) })
        let signers = findings.compactMap { signer($0) }
        let failed = findings.first { $0.outcome == .fail }
        let unknown = findings.first { $0.outcome == .unknown }
        if let signer = signers.first {
            if let bad = failed ?? unknown {
                return (check(.warn, "one proof holds; another does not: \(bad.reason)", bad), signers)
            }
            let edition = findings.first { $0.contextEdition == .earlier }
            if let edition { return (check(.warn, edition.reason, edition), signers) }
            return (
                Check(
                    .proof, .pass, "the signature holds under \(signer.multikey)", clause: findings.first?.clause,
                    at: signer.place), signers
            )
        }
        if let failed { return (check(.fail, failed.reason, failed, failed.isUnreadable ? .malformed : .altered), []) }
        if let unknown { return (check(.unknown, unknown.reason, unknown, .unknown), []) }
        let reason = "it carries no proof: anybody could have written it"
        return (
            Check(
                .proof, .fail, reason, clause: "VC Data Model 2.0, 4.12", at: place.appending("proof"), code: .altered),
            []
        )
    }

    private func check(
        _ outcome: Outcome, _ reason: String, _ finding: ProofFinding, _ code: VerdictCode? = nil
    ) -> Check {
        Check(.proof, outcome, reason, clause: finding.clause, at: absolute(finding), code: code)
    }

    private func absolute(_ finding: ProofFinding) -> JSONPointer {
        JSONPointer(place.tokens + (JSONPointer(finding.pointer)?.tokens ?? []))
    }

    private func signer(_ finding: ProofFinding) -> Signer? {
        guard finding.outcome == .pass, let key = finding.key, let method = finding.verificationMethod else {
            return nil
        }
        return Signer(
            key: key, multikey: Multikey.encode(key), controller: KeyFinder.controller(method),
            isOwn: finder.isOwn(method), place: absolute(finding))
    }

    // MARK: Tokens

    /// What a token says about time is for the check of dates.
    private func token(_ verification: VCJWTVerification) -> (Check, [Signer]) {
        func check(_ finding: VCJWTFinding, _ outcome: Outcome, _ code: VerdictCode? = nil) -> Check {
            let reason = "\(finding.reason) (\(finding.place))"
            return Check(.proof, outcome, reason, clause: finding.clause, at: place, code: code)
        }
        let findings = verification.findings.filter { $0.aspect != .time }
        if let bad = findings.first(where: { $0.outcome == .fail }) {
            return (check(bad, .fail, bad.aspect == .form ? .malformed : .altered), [])
        }
        if let unknown = findings.first(where: { $0.outcome == .unknown }) {
            return (check(unknown, .unknown, .unknown), [])
        }
        guard let found = verification.signer else {
            return (Check(.proof, .unknown, "the token's signature was not checked", at: place, code: .unknown), [])
        }
        let signer = Signer(
            key: found.key, multikey: Multikey.encode(found.key), controller: found.controller,
            isOwn: found.verificationMethod.map { finder.isOwn($0) } ?? false, place: place)
        if let remark = findings.first(where: { $0.outcome == .warn }) { return (check(remark, .warn), [signer]) }
        return (
            Check(
                .proof, .pass, "the signature of the token holds under \(signer.multikey)",
                clause: findings.last?.clause, at: place), [signer]
        )
    }
}
