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

    /// The did:key that signed, when every proof on the document holds for it.
    static func signer(of document: JSONObject, kind: String, purpose: String) throws(ExchangeError)
        -> Ed25519.PublicKey
    {
        let findings = DataIntegrity.verify(
            document, expecting: .init(proofPurpose: purpose), resolver: DIDKey.resolve(verificationMethod:))
        guard findings.count == 1, let finding = findings.first else {
            throw .badSignature(document: kind, reason: "expected exactly one proof, found \(findings.count)")
        }
        guard finding.outcome == .pass, case .ed25519(let key)? = finding.key else {
            throw .badSignature(document: kind, reason: finding.reason)
        }
        return key
    }
}

/// Reads members of one document kind and names what is missing.
struct DocumentReader {
    let kind: String
    let json: JSONValue

    init(_ json: JSONValue, kind: String, type: String) throws(ExchangeError) {
        self.kind = kind
        self.json = json
        guard json["type"]?.string == type else { throw .malformed(document: kind, member: "type") }
        guard json["version"]?.int == 1 else { throw .malformed(document: kind, member: "version") }
    }

    func text(_ path: JSONString...) throws(ExchangeError) -> String {
        var value: JSONValue? = json
        for key in path { value = value?[key] }
        guard let text = value?.string else {
            throw .malformed(document: kind, member: path.map(\.string).joined(separator: "."))
        }
        return text
    }

    func value(_ key: JSONString) throws(ExchangeError) -> JSONValue {
        guard let value = json[key] else { throw .malformed(document: kind, member: key.string) }
        return value
    }

    func object() throws(ExchangeError) -> JSONObject {
        guard let object = json.object else { throw .malformed(document: kind, member: "") }
        return object
    }
}
