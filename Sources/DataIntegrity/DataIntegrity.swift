public import Cryptography
import DID
public import JSON

/// W3C Verifiable Credential Data Integrity 1.0: embedded proofs on JSON documents.
///
/// Signing and verifying go by the value as it was parsed: strings byte for byte, numbers by RFC 8785. Proof sets (an
/// array of proofs) and proof chains (`previousProof`) are covered; the suites are listed in ``Cryptosuite``.
public enum DataIntegrity {
    /// Most proofs on one document that are read.
    public static let largestProofCount = 256
    /// Most proofs that one proof can be chained to.
    public static let largestPreviousProofCount = 16

    /// The proof that `key` makes on `document` (VC Data Integrity 1.0 section 4.2, VC DI EdDSA 1.0 section 3.3.1).
    ///
    /// Proofs that `document` already has are not covered, except those that `options.previousProof` names.
    public static func sign(
        _ document: JSONObject, options: ProofOptions, key: Ed25519.PrivateKey
    ) throws(DataIntegrityError) -> JSONObject {
        try sign(document, options: options) { key.sign($0) }
    }

    /// As above with a signing function, for keys that live elsewhere: it gets 64 bytes and returns their signature.
    public static func sign(
        _ document: JSONObject, options: ProofOptions, signer: ([UInt8]) -> Ed25519.Signature
    ) throws(DataIntegrityError) -> JSONObject {
        guard options.cryptosuite.isSupported else { throw .unsupportedCryptosuite(options.cryptosuite) }
        for (member, value) in [("created", options.created), ("expires", options.expires)] {
            if let value, DateTimeStamp.seconds(value) == nil { throw .badTime(member: member, value: value) }
        }
        guard let existing = ProofList(document) else { throw .badProofMember }
        let previous: [JSONValue]
        switch existing.matching(options.previousProof) {
        case .success(let proofs): previous = proofs
        case .failure(let missing): throw .previousProofNotFound(id: missing.id)
        }
        var proof = options.proof
        // VC DI EdDSA 1.0 section 3.3.1 step 2: the proof keeps verifying when others extend the context.
        if let context = document["@context"] { proof["@context"] = context }
        var hash = JCSHash(unsecured: document.removing("proof"))
        let input: [UInt8]
        do throws(JCSHash.Failure) {
            input = try hash.signingInput(configuration: proof, previous: previous)
        } catch {
            throw DataIntegrityError(error)
        }
        proof["proofValue"] = .string(JSONString(ProofValue.encode(signer(input))))
        return proof
    }

    /// `document` with one more proof at the end of its proofs, which become an array (VC Data Integrity 1.0 section 4.3).
    public static func addProof(
        to document: JSONObject, options: ProofOptions, key: Ed25519.PrivateKey
    ) throws(DataIntegrityError) -> JSONObject {
        guard let existing = ProofList(document) else { throw .badProofMember }
        guard existing.proofs.count < largestProofCount else { throw .tooManyProofs(limit: largestProofCount) }
        var secured = document
        secured["proof"] = .array(existing.proofs + [.object(try sign(document, options: options, key: key))])
        return secured
    }

    /// SHA-256 of the canonical form (RFC 8785) of `document` with its proofs: what a ledger anchor covers.
    public static func credentialDigest(_ document: JSONObject) throws(DataIntegrityError) -> Digest {
        do throws(JSONError) {
            return SHA256.hash(try JSONValue.object(document).canonicalized())
        } catch {
            throw .notCanonicalizable(error)
        }
    }
}

extension DataIntegrityError {
    /// One document and one proof make at most one variant, so the other failure does not occur when signing.
    init(_ failure: JCSHash.Failure) {
        switch failure {
        case .notCanonicalizable(let error): self = .notCanonicalizable(error)
        case .tooManyVariants: self = .tooManyProofs(limit: JCSHash.largestVariantCount)
        }
    }
}
