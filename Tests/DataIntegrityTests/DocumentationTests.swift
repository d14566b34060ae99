import Cryptography
import DID
import DataIntegrity
import JSON
import TestSupport
import Testing

/// The example of the module's page, line by line.
struct DataIntegrityDocumentationTests {
    @Test func theExampleOfThePageWorks() throws {
        let document: JSONObject = [
            "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
            "issuer": "did:web:college.example", "credentialSubject": ["id": "did:example:learner"],
        ]
        let secret = Ed25519.PrivateKey(generating: ())
        let key = SigningKey.ed25519(secret)
        let name = Multikey.encode(.ed25519(secret.publicKey))
        let options = ProofOptions(
            cryptosuite: .eddsaRDFC2022, verificationMethod: "did:key:\(name)#\(name)", created: "2026-01-15T12:00:00Z")
        let signed = try DataIntegrity.addProof(to: document, options: options, key: key)

        let findings = DataIntegrity.verify(signed) { DIDKey.resolve(verificationMethod: $0) }
        #expect(findings.first?.outcome == .pass)

        let example = try SwiftExample(module: "DataIntegrity")
        #expect(!example.lines.isEmpty)
        #expect(try example.missing(in: #filePath).isEmpty)
    }
}
