import Cryptography
import DID
import DataIntegrity
import JSON

/// Documents of the exchange carry one Data Integrity proof (`eddsa-jcs-2022`) by a did:key, so that any JSON tool can
/// read them and any Data Integrity implementation can check them.
enum SignedDocument {
    static func sign(
        _ document: JSONObject, key: Ed25519.PrivateKey, purpose: String, created: String
    ) throws(ExchangeError) -> JSONObject {
        let did = DIDKey.identifier(of: key.publicKey)
        let options = ProofOptions(
            cryptosuite: .eddsaJCS2022, verificationMethod: DIDKey.verificationMethod(of: key.publicKey),
            created: created, proofPurpose: purpose)
        do {
            return try DataIntegrity.addProof(to: document, options: options, key: key)
        } catch {
            throw .badSignature(document: did, reason: "\(error)")
        }
    }

    /// The did:key that signed, if the document's only proof holds for it.
    ///
    /// The proof stands in a list: a document has one spelling, hence one digest.
    static func signer(of document: JSONObject, kind: String, purpose: String) throws(ExchangeError)
        -> Ed25519.PublicKey
    {
        guard let proofs = document["proof"]?.array, proofs.count == 1 else {
            throw .badSignature(document: kind, reason: "expected a list of exactly one proof")
        }
        let findings = DataIntegrity.verify(
            document, expecting: .init(proofPurpose: purpose), resolver: DIDKey.resolve(verificationMethod:))
        guard findings.count == 1, let finding = findings.first else {
            throw .badSignature(document: kind, reason: "expected exactly one proof, found \(findings.count)")
        }
        guard finding.outcome == .pass, case .ed25519(let key)? = finding.key else {
            throw .badSignature(document: kind, reason: finding.reason)
        }
        guard finding.cryptosuite == Cryptosuite.eddsaJCS2022.rawValue else {
            throw .badSignature(document: kind, reason: "it is not made with \(Cryptosuite.eddsaJCS2022.rawValue)")
        }
        return key
    }

    /// SHA-256 of the RFC 8785 form.
    static func digest(_ document: JSONObject, kind: String, member: String = "") throws(ExchangeError) -> Digest {
        do {
            return SHA256.hash(try JSONValue.object(document).canonicalized())
        } catch {
            throw .malformed(document: kind, member: member)
        }
    }
}
