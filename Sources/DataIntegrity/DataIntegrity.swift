public import Cryptography
import DID
public import JSON
import JSONLD

/// W3C Verifiable Credential Data Integrity 1.0: embedded proofs on JSON documents.
///
/// The suites are listed in ``Cryptosuite``. Those with JCS go by the value as it was parsed: strings byte for byte, numbers
/// by RFC 8785. Those with RDFC go by its statements, read in safe mode: what JSON-LD would drop is an error. Proof sets (an
/// array of proofs) and proof chains (`previousProof`) are covered.
public enum DataIntegrity {
    /// Most proofs on one document that are read.
    public static let largestProofCount = 256
    /// Most proofs that one proof can be chained to.
    public static let largestPreviousProofCount = 16

    /// The proof that `key` makes on `document` (VC Data Integrity 1.0 section 4.2).
    ///
    /// Proofs that `document` already has are not covered, except those that `options.previousProof` names.
    public static func sign(
        _ document: JSONObject, options: ProofOptions, key: SigningKey, contexts: ProofContexts = .bundled
    ) throws(DataIntegrityError) -> JSONObject {
        let (prepared, input) = try prepare(document, options, hash(key, options), contexts)
        guard let signature = key.sign(input) else { throw .signingFailed }
        return finish(prepared, signature)
    }

    /// The same with an Ed25519 key.
    public static func sign(
        _ document: JSONObject, options: ProofOptions, key: Ed25519.PrivateKey, contexts: ProofContexts = .bundled
    ) throws(DataIntegrityError) -> JSONObject {
        try sign(document, options: options, key: .ed25519(key), contexts: contexts)
    }

    /// As above with a signing function, for Ed25519 keys that live elsewhere: it gets 64 bytes and returns their signature.
    public static func sign(
        _ document: JSONObject, options: ProofOptions, contexts: ProofContexts = .bundled,
        signer: ([UInt8]) -> Ed25519.Signature
    ) throws(DataIntegrityError) -> JSONObject {
        let (prepared, input) = try prepare(document, options, .sha256, contexts)
        return finish(prepared, signer(input).bytes)
    }

    /// `document` with one more proof at the end of its proofs, which become an array (VC Data Integrity 1.0 section 4.3).
    public static func addProof(
        to document: JSONObject, options: ProofOptions, key: SigningKey, contexts: ProofContexts = .bundled
    ) throws(DataIntegrityError) -> JSONObject {
        guard let existing = ProofList(document) else { throw .badProofMember }
        guard existing.proofs.count < largestProofCount else { throw .tooManyProofs(limit: largestProofCount) }
        let proof = try sign(document, options: options, key: key, contexts: contexts)
        var secured = document
        secured["proof"] = .array(existing.proofs + [.object(proof)])
        return secured
    }

    /// The same with an Ed25519 key.
    public static func addProof(
        to document: JSONObject, options: ProofOptions, key: Ed25519.PrivateKey, contexts: ProofContexts = .bundled
    ) throws(DataIntegrityError) -> JSONObject {
        try addProof(to: document, options: options, key: .ed25519(key), contexts: contexts)
    }

    /// SHA-256 of the canonical form (RFC 8785) of `document` with its proofs: what a ledger anchor covers.
    public static func credentialDigest(_ document: JSONObject) throws(DataIntegrityError) -> Digest {
        do throws(JSONError) {
            return SHA256.hash(try JSONValue.object(document).canonicalized())
        } catch {
            throw .notCanonicalizable(error)
        }
    }

    // MARK: Making a proof

    private static func hash(
        _ key: SigningKey, _ options: ProofOptions
    ) throws(DataIntegrityError) -> HashAlgorithm {
        guard options.cryptosuite.isMade else { throw .unsupportedCryptosuite(options.cryptosuite) }
        guard let publicKey = key.publicKey, let hash = options.cryptosuite.hash(for: publicKey) else {
            throw .wrongKey(options.cryptosuite)
        }
        return hash
    }

    /// The proof without its value, and what is to be signed.
    private static func prepare(
        _ document: JSONObject, _ options: ProofOptions, _ hash: HashAlgorithm, _ contexts: ProofContexts
    ) throws(DataIntegrityError) -> (proof: JSONObject, input: [UInt8]) {
        guard options.cryptosuite.isMade else { throw .unsupportedCryptosuite(options.cryptosuite) }
        for (member, value) in [("created", options.created), ("expires", options.expires)] {
            if let value, DateTimeStamp.seconds(value) == nil { throw .badTime(member: member, value: value) }
        }
        guard let existing = ProofList(document) else { throw .badProofMember }
        let previous: [JSONValue]
        switch existing.matching(options.previousProof) {
        case .success(let proofs): previous = proofs
        case .failure(let missing): throw .previousProofNotFound(id: missing.id)
        }
        let form = options.cryptosuite.canonicalForm
        var proof = options.proof
        // VC DI EdDSA 1.0 section 3.3.1 step 2: the proof keeps verifying when others extend the context.
        if form == .jcs, let context = document["@context"] { proof["@context"] = context }
        var transform = DocumentTransform(unsecured: document.removing("proof"), contexts: contexts)
        do throws(DocumentTransform.Failure) {
            let method = DocumentTransform.Method(form: form, hash: hash)
            return (proof, try transform.signingInput(method, configuration: proof, previous: previous))
        } catch {
            throw DataIntegrityError(error)
        }
    }

    private static func finish(_ proof: JSONObject, _ signature: [UInt8]) -> JSONObject {
        var proof = proof
        proof["proofValue"] = .string(JSONString(ProofValue.encode(signature)))
        return proof
    }
}

extension DataIntegrityError {
    init(_ failure: DocumentTransform.Failure) {
        switch failure {
        case .notCanonicalizable(let error): self = .notCanonicalizable(error)
        case .linkedData(let error): self = .notLinkedData(error)
        case .canonicalization(let error): self = .tooSymmetric(error)
        case .tooManyVariants: self = .tooManyProofs(limit: DocumentTransform.largestVariantCount)
        }
    }
}
