public import Cryptography
public import JSON

/// The stages between a document with one of its proofs and the bytes that are signed, for people who look for a difference.
public struct ProofSteps: Hashable, Sendable {
    /// The proof configuration in its canonical form.
    public let canonicalProof: [UInt8]
    /// The document without proofs (but with those the proof is chained to) in its canonical form.
    public let canonicalDocument: [UInt8]
    public let hash: HashAlgorithm

    public var proofHash: [UInt8] { hash.hash(canonicalProof) }
    public var documentHash: [UInt8] { hash.hash(canonicalDocument) }
    /// What is signed.
    public var signingInput: [UInt8] { proofHash + documentHash }
}

extension DataIntegrity {
    /// The stages below `proof`, which need not stand in `document`. Its signature is not looked at.
    ///
    /// - Parameters:
    ///   - proof: names its suite; `proofValue` is ignored.
    ///   - hash: what goes with the key: SHA-384 for P-384, else SHA-256.
    public static func steps(
        of proof: JSONObject, in document: JSONObject, hash: HashAlgorithm = .sha256, contexts: ProofContexts = .bundled
    ) throws(DataIntegrityError) -> ProofSteps {
        let name = proof["cryptosuite"]?.string ?? proof["type"]?.string ?? ""
        guard let suite = Cryptosuite(rawValue: name) else { throw .unknownCryptosuite(name) }
        guard let list = ProofList(document) else { throw .badProofMember }
        let previous: [JSONValue]
        switch list.matching(ProofMembers(proof).previousProofs) {
        case .success(let proofs): previous = proofs
        case .failure(let missing): throw .previousProofNotFound(id: missing.id)
        }
        let transform = DocumentTransform(unsecured: document.removing("proof"), contexts: contexts)
        let method = DocumentTransform.Method(form: suite.canonicalForm, hash: hash)
        do throws(DocumentTransform.Failure) {
            return ProofSteps(
                canonicalProof: try transform.canonicalProof(method, proof.removing("proofValue")),
                canonicalDocument: try transform.canonicalDocument(
                    method, context: proof["@context"], previous: previous), hash: hash)
        } catch {
            throw DataIntegrityError(error)
        }
    }
}
