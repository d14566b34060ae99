import Cryptography
import DID
import JSON

/// The verification of a document's proofs, one after the other.
struct ProofVerification {
    let list: ProofList
    let expectations: ProofExpectations
    let document: JSONObject
    var hash: JCSHash

    /// Why a proof is not passed, as a value that ends its judgement.
    private struct Verdict: Error {
        let outcome: ProofFinding.Outcome
        let reason: String
        let clause: String

        static func fail(_ reason: String, _ clause: String) -> Verdict {
            Verdict(outcome: .fail, reason: reason, clause: clause)
        }

        static func unknown(_ reason: String, _ clause: String) -> Verdict {
            Verdict(outcome: .unknown, reason: reason, clause: clause)
        }
    }

    mutating func finding(for index: Int, _ resolver: (String) -> KeyResolution) -> ProofFinding {
        var finding = ProofFinding(pointer: list.pointer(index))
        do throws(Verdict) {
            guard case .object(let proof) = list.proofs[index] else {
                throw .fail("This element of the list is not a proof.", Clause.proofs)
            }
            try read(proof, into: &finding)
            try checkExpectations(finding)
            finding.key = try resolve(finding, resolver)
            try checkSignature(of: proof, finding)
            finding.outcome = .pass
            finding.reason = "The signature is valid under the key of \(finding.verificationMethod ?? "")."
            finding.clause = Clause.signature
        } catch {
            finding.outcome = error.outcome
            finding.reason = error.reason
            finding.clause = error.clause
        }
        return finding
    }

    /// The members of VC Data Integrity 1.0 section 2.1, their types, and that the needed ones are there.
    private func read(_ proof: JSONObject, into finding: inout ProofFinding) throws(Verdict) {
        finding.id = try text(proof, "id")
        let type = try text(proof, "type")
        finding.cryptosuite = try text(proof, "cryptosuite")
        finding.verificationMethod = try text(proof, "verificationMethod")
        finding.proofPurpose = try text(proof, "proofPurpose")
        finding.created = try text(proof, "created")
        finding.expires = try text(proof, "expires")
        finding.challenge = try text(proof, "challenge")
        finding.domains = try texts(proof, "domain")
        finding.previousProofs = try texts(proof, "previousProof")
        guard finding.previousProofs.count <= DataIntegrity.largestPreviousProofCount else {
            let limit = DataIntegrity.largestPreviousProofCount
            throw .fail("The proof names more than \(limit) previous proofs, the limit.", Clause.chains)
        }
        guard let type else { throw .fail("The proof has no type.", Clause.verifyProof) }
        if type != Cryptosuite.proofType { finding.cryptosuite = type }
        guard let name = finding.cryptosuite else {
            throw .fail("The proof names no cryptosuite.", Clause.proofs)
        }
        guard type == Cryptosuite.proofType, let suite = Cryptosuite(rawValue: name), suite.isSupported else {
            throw .unknown("unknown cryptosuite \(name)", Clause.proofs)
        }
        for (member, value) in [("created", finding.created), ("expires", finding.expires)] {
            if let value, DateTimeStamp.seconds(value) == nil {
                throw .fail("The proof's \(member) '\(value)' is not a date and time.", Clause.proofs)
            }
        }
    }

    private func text(_ proof: JSONObject, _ member: JSONString) throws(Verdict) -> String? {
        switch proof[member] {
        case nil: return nil
        case .string(let string): return string.string
        default: throw .fail("The proof's \(member) is not a string.", Clause.proofs)
        }
    }

    private func texts(_ proof: JSONObject, _ member: JSONString) throws(Verdict) -> [String] {
        guard case .array(let values) = proof[member] else { return try text(proof, member).map { [$0] } ?? [] }
        var texts: [String] = []
        for value in values {
            guard let text = value.string else {
                throw .fail("The proof's \(member) is neither a string nor a list of strings.", Clause.proofs)
            }
            texts.append(text)
        }
        return texts
    }

    /// VC Data Integrity 1.0 section 4.4, the steps before the suite's own.
    private func checkExpectations(_ finding: ProofFinding) throws(Verdict) {
        guard let purpose = finding.proofPurpose else {
            throw .fail("The proof has no proofPurpose.", Clause.verifyProof)
        }
        if let expected = expectations.proofPurpose, !isSame(purpose, expected) {
            throw .fail("The proof was made for \(purpose), not for \(expected).", Clause.verifyProof)
        }
        if let expected = expectations.domain, finding.domains.count != 1 || !isSame(finding.domains[0], expected) {
            throw .fail("The proof was not made for this verifier (domain).", Clause.verifyProof)
        }
        if let expected = expectations.challenge, !(finding.challenge.map { isSame($0, expected) } ?? false) {
            throw .fail("The proof does not answer this verifier's challenge.", Clause.verifyProof)
        }
        if let now = expectations.now, let expires = finding.expires, let end = DateTimeStamp.seconds(expires),
            end < now
        {
            throw .fail("The proof expired at \(expires).", Clause.proofs)
        }
    }

    /// Byte by byte: Swift's own `==` on strings equates different spellings of a character.
    private func isSame(_ a: String, _ b: String) -> Bool { JSONString(a) == JSONString(b) }

    private func resolve(
        _ finding: ProofFinding, _ resolver: (String) -> KeyResolution
    ) throws(Verdict) -> VerificationKey {
        guard let method = finding.verificationMethod else {
            throw .fail("The proof has no verificationMethod.", Clause.verifyProof)
        }
        switch resolver(method) {
        case .key(let key): return key
        case .refused(let reason): throw .fail(reason, Clause.verifyProof)
        case .unavailable(let reason): throw .unknown(reason, Clause.verifyProof)
        }
    }

    /// VC DI EdDSA 1.0 section 3.3.2.
    private mutating func checkSignature(of proof: JSONObject, _ finding: ProofFinding) throws(Verdict) {
        guard case .ed25519(let key)? = finding.key else {
            throw .fail("The verification method is a \(finding.key?.kind ?? "") key, not Ed25519.", Clause.keyForm)
        }
        guard let value = try text(proof, "proofValue"), let signature = ProofValue.decode(value) else {
            throw .fail("The proofValue is not a signature of 64 bytes in base58btc.", Clause.valueForm)
        }
        if let context = proof["@context"], !isPrefix(context, of: document["@context"]) {
            throw .fail("The document's @context does not begin with the proof's @context.", Clause.verifyJCS)
        }
        let previous: [JSONValue]
        switch list.matching(finding.previousProofs) {
        case .success(let proofs): previous = proofs
        case .failure(let missing):
            throw .fail("There is not exactly one previous proof '\(missing.id)'.", Clause.chains)
        }
        let input: [UInt8]
        do throws(JCSHash.Failure) {
            input = try hash.signingInput(configuration: proof.removing("proofValue"), previous: previous)
        } catch {
            switch error {
            case .notCanonicalizable(let cause):
                throw .fail("The document has no canonical form: \(cause)", Clause.verifyJCS)
            case .tooManyVariants:
                let limit = JCSHash.largestVariantCount
                throw .fail("The proofs sign more than \(limit) variants of the document, the limit.", Clause.chains)
            }
        }
        guard key.verifies(signature, of: input) else {
            throw .fail("The signature is not valid: document, proof or key are not what was signed.", Clause.signature)
        }
    }

    /// Section 3.3.2 step 4.1, where a single value counts as a list of one.
    private func isPrefix(_ context: JSONValue, of whole: JSONValue?) -> Bool {
        guard let whole else { return false }
        if context == whole { return true }
        let values = whole.array ?? [whole]
        return values.starts(with: context.array ?? [context])
    }
}
