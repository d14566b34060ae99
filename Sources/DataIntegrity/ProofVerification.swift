import Cryptography
import DID
import JSON
import JSONLD
import RDF

/// The verification of a document's proofs, one after the other.
struct ProofVerification {
    let list: ProofList
    let expectations: ProofExpectations
    let document: JSONObject
    var transform: DocumentTransform

    /// Why a proof is not passed, as a value that ends its judgement.
    struct Verdict: Error {
        let outcome: ProofFinding.Outcome
        let reason: String
        let clause: String
        var isUnreadable = false

        static func fail(_ reason: String, _ clause: String) -> Verdict {
            Verdict(outcome: .fail, reason: reason, clause: clause)
        }

        static func unreadable(_ reason: String, _ clause: String) -> Verdict {
            Verdict(outcome: .fail, reason: reason, clause: clause, isUnreadable: true)
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
            let members = ProofMembers(proof)
            finding.take(members)
            let suite = try suite(of: members, &finding)
            try checkExpectations(finding)
            let key = try resolve(finding, resolver)
            finding.key = key
            finding.contextEdition = try checkSignature(of: proof, members, suite, key)
            finding.outcome = .pass
            finding.reason = "The signature is valid under the key of \(finding.verificationMethod ?? "")"
            if finding.contextEdition == .earlier {
                finding.reason +=
                    ", with an earlier text of \(BundledContexts.urlsWithEditions.joined(separator: ", "))"
            }
            finding.reason += "."
            finding.clause = Clause.signature(suite)
        } catch {
            finding.outcome = error.outcome
            finding.reason = error.reason
            finding.clause = error.clause
            finding.isUnreadable = error.isUnreadable
        }
        return finding
    }

    /// The members of VC Data Integrity 1.0 section 2.1: their types, that the needed ones are there, and the suite.
    private func suite(of members: ProofMembers, _ finding: inout ProofFinding) throws(Verdict) -> Cryptosuite {
        if let mistyped = members.mistyped {
            throw .fail(
                "The proof's \(mistyped) is not a string, or a list of strings where one may stand.", Clause.proofs)
        }
        guard members.previousProofs.count <= DataIntegrity.largestPreviousProofCount else {
            let limit = DataIntegrity.largestPreviousProofCount
            throw .fail("The proof names more than \(limit) previous proofs, the limit.", Clause.chains)
        }
        guard let type = members.type else { throw .fail("The proof has no type.", Clause.verifyProof) }
        if type != Cryptosuite.proofType { finding.cryptosuite = type }
        guard let name = finding.cryptosuite else { throw .fail("The proof names no cryptosuite.", Clause.proofs) }
        // The older type is a suite by itself, and no name of one.
        guard let suite = Cryptosuite(rawValue: name), suite.isSupported,
            (type == Cryptosuite.proofType) == (suite != .ed25519Signature2020)
        else { throw .unknown("unknown cryptosuite \(name)", Clause.proofs) }
        for (member, value) in [("created", members.created), ("expires", members.expires)] {
            if let value, DateTimeStamp.seconds(value) == nil {
                throw .fail("The proof's \(member) '\(value)' is not a date and time.", Clause.proofs)
            }
        }
        return suite
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

    // MARK: The signature

    /// VC DI EdDSA 1.0 and VC DI ECDSA 1.0, sections 3.2.2 and 3.3.2.
    ///
    /// - Returns: the edition of the contexts with which it holds, where the suite reads them.
    private mutating func checkSignature(
        of proof: JSONObject, _ members: ProofMembers, _ suite: Cryptosuite, _ key: VerificationKey
    ) throws(Verdict) -> BundledContexts.Edition? {
        guard let hash = suite.hash(for: key), let byteCount = key.signatureByteCount else {
            throw .fail(
                "The verification method is a \(key.kind) key, not \(suite.keyKinds).", Clause.keyForm(suite))
        }
        let previous = try previousProofs(members)
        if suite == .ecdsaSD2023 { return try checkDisclosure(of: proof, members, key) }
        guard let value = members.proofValue, let signature = ProofValue.decode(value, byteCount: byteCount) else {
            throw .fail(
                "The proofValue is not a signature of \(byteCount) bytes in base58btc.", Clause.valueForm(suite))
        }
        if suite.canonicalForm == .jcs, let context = members.context,
            !isPrefix(context, of: document["@context"])
        {
            throw .fail("The document's @context does not begin with the proof's @context.", Clause.context)
        }
        let configuration = proof.removing("proofValue")
        var method = DocumentTransform.Method(form: suite.canonicalForm, hash: hash)
        let input = try input(suite, method, configuration, previous)
        let isLinkedData = suite.canonicalForm == .rdfc
        if key.verifies(signature, of: input) { return isLinkedData ? .newest : nil }
        if isLinkedData, transform.hasEarlierEditions {
            method.isEarlier = true
            if key.verifies(signature, of: try self.input(suite, method, configuration, previous)) { return .earlier }
        }
        throw .fail(
            "The signature is not valid: document, proof or key are not what was signed.", Clause.signature(suite))
    }

    private func checkDisclosure(
        of proof: JSONObject, _ members: ProofMembers, _ key: VerificationKey
    ) throws(Verdict) -> BundledContexts.Edition? {
        let suite = Cryptosuite.ecdsaSD2023
        var method = DocumentTransform.Method(form: .rdfc, hash: .sha256)
        do throws(SelectiveDisclosure.Fault) {
            let derived = try SelectiveDisclosure.DerivedProof(members.proofValue ?? "")
            for edition in BundledContexts.Edition.allCases where edition == .newest || transform.hasEarlierEditions {
                method.isEarlier = edition == .earlier
                do throws(SelectiveDisclosure.Fault) {
                    let (statements, proofHash) = try disclosed(method, proof)
                    try SelectiveDisclosure.verify(derived, statements: statements, proofHash: proofHash, issuer: key)
                    return edition
                } catch {
                    if edition == .earlier || !transform.hasEarlierEditions { throw error }
                }
            }
        } catch {
            switch error {
            case .baseProof:
                throw .fail("This is a base proof, which only the holder uses: ask for a derived one.", Clause.proofs)
            case .malformed(let reason):
                throw .fail("The proofValue cannot be read: \(reason).", Clause.valueForm(suite))
            case .refuted(let reason): throw .fail("The signature is not valid: \(reason).", Clause.signature(suite))
            case .unreadable(let verdict): throw verdict
            }
        }
        return nil
    }

    private func disclosed(
        _ method: DocumentTransform.Method, _ proof: JSONObject
    ) throws(SelectiveDisclosure.Fault) -> (Dataset, [UInt8]) {
        do throws(DocumentTransform.Failure) {
            let canonicalProof = try transform.canonicalProof(method, proof.removing("proofValue"))
            return (try transform.statements(method), method.hash.hash(canonicalProof))
        } catch {
            throw .unreadable(Self.verdict(error, .ecdsaSD2023))
        }
    }

    private func previousProofs(_ members: ProofMembers) throws(Verdict) -> [JSONValue] {
        switch list.matching(members.previousProofs) {
        case .success(let proofs): return proofs
        case .failure(let missing):
            throw .fail("There is not exactly one previous proof '\(missing.id)'.", Clause.chains)
        }
    }

    private mutating func input(
        _ suite: Cryptosuite, _ method: DocumentTransform.Method, _ configuration: JSONObject, _ previous: [JSONValue]
    ) throws(Verdict) -> [UInt8] {
        do throws(DocumentTransform.Failure) {
            return try transform.signingInput(method, configuration: configuration, previous: previous)
        } catch {
            throw Self.verdict(error, suite)
        }
    }

    /// A context that nobody here knows leaves open whether the signature is good; everything else is the document's fault.
    static func verdict(_ failure: DocumentTransform.Failure, _ suite: Cryptosuite) -> Verdict {
        switch failure {
        case .notCanonicalizable(let cause):
            .unreadable("The document has no canonical form: \(cause)", Clause.transformation(suite))
        case .linkedData(let error) where error.code == .loadingRemoteContextFailed:
            .unknown("A context is not known: \(error)", Clause.linkedData)
        case .linkedData(let error):
            .unreadable("The document cannot be read as linked data: \(error)", Clause.linkedData)
        case .canonicalization(let error):
            .unreadable("The document has no canonical form: \(error)", Clause.canonicalization)
        case .tooManyVariants:
            .fail(
                "The proofs sign more than \(DocumentTransform.largestVariantCount) variants of the document, the limit.",
                Clause.chains)
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
