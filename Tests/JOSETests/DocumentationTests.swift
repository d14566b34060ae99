import Cryptography
import DID
import JOSE
import JSON
import TestSupport
import Testing

/// The example of the module's page, line by line.
struct JOSEDocumentationTests {
    @Test func theExampleOfThePageWorks() throws {
        let secret = Ed25519.PrivateKey(generating: ())
        let name = Multikey.encode(.ed25519(secret.publicKey))
        let issuer = "did:key:\(name)"
        let credential: JSONObject = [
            "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
            "issuer": JSONValue(issuer), "credentialSubject": ["id": "did:example:learner"],
        ]
        let options = VCJWTOptions(keyID: "\(issuer)#\(name)")
        let token = try VCJWT.issue(credential, options: options, key: .ed25519(secret))

        let verification = VCJWT.verify(token)
        #expect(verification.outcome == .pass)
        #expect(verification.isSignedInNameOfIssuer)

        let example = try SwiftExample(module: "JOSE")
        #expect(!example.lines.isEmpty)
        #expect(try example.missing(in: #filePath).isEmpty)
    }
}
