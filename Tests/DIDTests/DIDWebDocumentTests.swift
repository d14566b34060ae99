import Cryptography
import DID
import JSON
import Testing

struct DIDWebDocumentTests {
    @Test func whatIsWrittenForAnIssuerGivesItsKeysBackForAssertionsOnly() throws {
        let did = "did:web:college.example"
        let keys = (0..<2).map { _ in VerificationKey.ed25519(Ed25519.PrivateKey(generating: ()).publicKey) }
        let document = try DIDDocument(DIDWeb(did).document(asserting: keys), about: did)
        for key in keys {
            let method = "\(did)#\(Multikey.encode(key))"
            #expect(document.key(method, for: .assertionMethod, algorithm: nil, at: nil) == .key(key))
            #expect(document.key(method, for: .authentication, algorithm: nil, at: nil) != .key(key))
        }
    }
}
