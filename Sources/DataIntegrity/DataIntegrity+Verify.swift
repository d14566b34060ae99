import Cryptography
public import DID
public import JSON

extension DataIntegrity {
    /// One finding for each proof of `document`, in order; none if it has no `proof` member (VC Data Integrity 1.0,
    /// sections 4.4 and 4.5).
    ///
    /// A `proof` member that is no proof at all gets one failing finding, and so do an empty list and more proofs than
    /// `largestProofCount`. `resolver` turns a verification method into a key and says whether that key may be used; it
    /// is not asked for proofs that fail before. What the findings mean together is the caller's to decide; a proof
    /// chained to one that does not pass does not pass either.
    public static func verify(
        _ document: JSONObject, expecting expectations: ProofExpectations = .assertion,
        contexts: ProofContexts = .bundled, resolver: (String) -> KeyResolution
    ) -> [ProofFinding] {
        guard let list = ProofList(document) else {
            return [.failure("The proof member is neither a proof nor a list of proofs.", Clause.proofs)]
        }
        guard !list.proofs.isEmpty || !list.isArray else {
            return [.failure("The list of proofs is empty.", Clause.proofs)]
        }
        guard list.proofs.count <= largestProofCount else {
            return [.failure("There are more than \(largestProofCount) proofs, the limit.", Clause.proofs)]
        }
        var verification = ProofVerification(
            list: list, expectations: expectations, document: document,
            transform: DocumentTransform(unsecured: document.removing("proof"), contexts: contexts))
        var findings: [ProofFinding] = []
        for index in list.proofs.indices { findings.append(verification.finding(for: index, resolver)) }
        propagate(&findings)
        return findings
    }

    /// A chained proof counts only if the proofs below it do (VC Data Integrity 1.0 section 2.1, `previousProof`).
    private static func propagate(_ findings: inout [ProofFinding]) {
        guard findings.contains(where: { !$0.previousProofs.isEmpty }) else { return }
        // Each round fixes at least one proof or is the last.
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in findings.indices where findings[index].outcome == .pass {
                let ids = findings[index].previousProofs
                let below = findings.first { $0.outcome != .pass && $0.id.map(ids.contains) ?? false }
                guard let below else { continue }
                findings[index].outcome = below.outcome
                findings[index].reason = "The previous proof '\(below.id ?? "")' does not hold: \(below.reason)"
                findings[index].clause = Clause.chains
                hasChanged = true
            }
        }
    }
}

/// Where the specifications say what a finding rests on.
enum Clause {
    static let proofs = "VC Data Integrity 1.0, section 2.1"
    static let verifyProof = "VC Data Integrity 1.0, section 4.4"
    static let chains = "VC Data Integrity 1.0, section 4.5"
    static let context = "VC DI EdDSA 1.0, section 3.3.2"
    static let linkedData = "JSON-LD 1.1 API, section 8"
    static let canonicalization = "RDF Dataset Canonicalization, section 4.4"

    static func keyForm(_ suite: Cryptosuite) -> String { "\(document(suite)), section 2.1" }
    static func valueForm(_ suite: Cryptosuite) -> String { "\(document(suite)), section 2.2.1" }

    static func transformation(_ suite: Cryptosuite) -> String {
        "\(document(suite)), section 3.\(suite.canonicalForm == .jcs ? 3 : 2).3"
    }

    static func signature(_ suite: Cryptosuite) -> String {
        "\(document(suite)), section 3.\(suite.canonicalForm == .jcs ? 3 : 2).7"
    }

    private static func document(_ suite: Cryptosuite) -> String {
        switch suite {
        case .ecdsaJCS2019, .ecdsaRDFC2019, .ecdsaSD2023: "VC DI ECDSA 1.0"
        case .ed25519Signature2020: "Ed25519Signature2020"
        case .eddsaJCS2022, .eddsaRDFC2022, .eddsa2022: "VC DI EdDSA 1.0"
        case .bbs2023: "VC DI BBS 1.0"
        }
    }
}

extension ProofFinding {
    static func failure(_ reason: String, _ clause: String) -> ProofFinding {
        var finding = ProofFinding(pointer: "/proof")
        finding.outcome = .fail
        finding.reason = reason
        finding.clause = clause
        return finding
    }
}
