import Cryptography
import DID
import TestSupport
import Testing

/// The example of the module's page, line by line.
struct DIDDocumentationTests {
    @Test func theExampleOfThePageWorks() throws {
        let secret = Ed25519.PrivateKey(generating: ())
        let did = DIDKey.identifier(of: secret.publicKey)
        let method = DIDKey.verificationMethod(of: secret.publicKey)
        let resolution = DIDKey.resolve(verificationMethod: method)
        #expect(resolution == .key(.ed25519(secret.publicKey)))
        #expect(method.hasPrefix(did))

        let college = try DIDWeb("did:web:college.example:registrar")
        #expect(college.url == "https://college.example/registrar/did.json")

        let example = try SwiftExample(module: "DID")
        #expect(!example.lines.isEmpty)
        #expect(try example.missing(in: #filePath).isEmpty)
    }
}
