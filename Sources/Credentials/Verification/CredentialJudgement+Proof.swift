import DID
import DataIntegrity
import JSON

/// A key whose signature holds over the credential, and whose it says it is.
struct Signer {
    let key: VerificationKey
    let multikey: String
    /// The part of the verification method before `#`.
    let controller: String
    let place: JSONPointer
}

extension CredentialJudgement {
    /// The check and the keys whose proofs hold. One good proof is enough (Open Badges 3.0, 9.2); others that do not
    /// hold are said aloud.
    func proofs() -> (Check, [Signer]) {
        var expectations = ProofExpectations.assertion
        expectations.now = policy.time?.seconds
        let findings = DataIntegrity.verify(credential.json, expecting: expectations, resolver: resolve)
        let signers = findings.compactMap { signer($0) }
        let failed = findings.first { $0.outcome == .fail }
        let unknown = findings.first { $0.outcome == .unknown }
        if let signer = signers.first {
            if let bad = failed ?? unknown {
                let reason = "one proof holds; another does not: \(bad.reason)"
                return (proofCheck(.warn, reason, bad), signers)
            }
            return (
                Check(
                    .proof, .pass, "the signature holds under \(signer.multikey)", clause: findings.first?.clause,
                    at: signer.place), signers
            )
        }
        if let failed { return (proofCheck(.fail, failed.reason, failed, .altered), []) }
        if let unknown { return (proofCheck(.unknown, unknown.reason, unknown, .unknown), []) }
        let reason = "it carries no proof: anybody could have written it"
        return (
            Check(
                .proof, .fail, reason, clause: "VC Data Model 2.0, 4.12", at: place.appending("proof"), code: .altered),
            []
        )
    }

    private func proofCheck(
        _ outcome: Outcome, _ reason: String, _ finding: ProofFinding, _ code: VerdictCode? = nil
    ) -> Check {
        Check(.proof, outcome, reason, clause: finding.clause, at: proofPlace(finding), code: code)
    }

    private func proofPlace(_ finding: ProofFinding) -> JSONPointer {
        JSONPointer(place.tokens + (JSONPointer(finding.pointer)?.tokens ?? []))
    }

    private func signer(_ finding: ProofFinding) -> Signer? {
        guard finding.outcome == .pass, let key = finding.key, let method = finding.verificationMethod else {
            return nil
        }
        let controller = method.utf8.prefix { $0 != UInt8(ascii: "#") }
        return Signer(
            key: key, multikey: Multikey.encode(key), controller: String(Substring(controller)),
            place: proofPlace(finding))
    }

    /// The key that a verification method names without asking anybody: one that the policy pins, a did:key, or a
    /// fragment that is itself a Multikey. The last proves integrity and nothing about its owner; the issuer check is
    /// for that.
    private func resolve(_ method: String) -> KeyResolution {
        for pin in policy.pinned {
            for key in pin.keys where key.verificationMethod.map({ $0.utf8.elementsEqual(method.utf8) }) == true {
                return .key(key.key)
            }
        }
        guard TextPattern.isAbsoluteIRI(method) else { return .refused(reason: "the verification method is not a URL") }
        if DIDKey.isDIDKey(method) { return DIDKey.resolve(verificationMethod: method) }
        guard let hash = method.utf8.firstIndex(of: UInt8(ascii: "#")),
            let key = try? Multikey.decode(Substring(method.utf8[method.utf8.index(after: hash)...]))
        else {
            return .unavailable(reason: "the key \(method) is not known here, and nothing is fetched while verifying")
        }
        return .key(key)
    }
}
