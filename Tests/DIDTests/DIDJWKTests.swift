import Cryptography
import DID
import JSON
import Multiformats
import Testing

@Suite struct DIDJWKTests {
    @Test(arguments: MultikeyTests.keys) func theIdentifierIsTheKey(_ key: VerificationKey) throws {
        guard let did = DIDJWK.identifier(of: JSONWebKey(key)) else { return #expect(key.jsonWebKey == nil) }
        #expect(DIDJWK.isDIDJWK(did))
        #expect(try DIDJWK.parse(did).key == key)
        #expect(try DIDJWK.parse(verificationMethod: did + "#0").key == key)
        #expect(try DIDJWK.parse(verificationMethod: did).key == key)
        #expect(DIDJWK.verificationMethod(of: JSONWebKey(key)) == did + "#0")
        #expect(try DIDURL(parsing: did).method == "jwk")
    }

    @Test func theLongestKeyFits() throws {
        let modulus: [UInt8] = [0xFF] + SecureRandom.bytes(1022) + [1]
        let key = JSONWebKey(.rsa(try RSA.PublicKey(modulus: modulus, exponent: [1, 0, 1])))
        #expect(try DIDJWK.parse(#require(DIDJWK.identifier(of: key))) == key)
    }

    @Test func otherTextsAreRefused() throws {
        let did = try #require(DIDJWK.identifier(of: JSONWebKey(JSONWebKeyTests.ed25519)))
        for suffix in ["/path", "?query", "#0", " ", "=", "."] {
            #expect(throws: DIDError.self) { try DIDJWK.parse(did + suffix) }
        }
        for fragment in ["", "1", "00", "key-1"] {
            #expect(throws: DIDError.otherKey(fragment: fragment)) {
                try DIDJWK.parse(verificationMethod: did + "#" + fragment)
            }
        }
        #expect(throws: DIDError.otherMethod(expected: "jwk", found: "key")) { try DIDJWK.parse("did:key:z6Mk") }
        #expect(throws: DIDError.self) { try DIDJWK.parse("did:jwk:") }
        #expect(throws: DIDError.tooLong(limit: DIDURL.longestText)) {
            try DIDJWK.parse("did:jwk:" + String(repeating: "A", count: DIDURL.longestText))
        }
    }

    @Test func aPrivateKeyMakesNoIdentifier() {
        let text = Base64URL.encode(Array(#"{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}"#.utf8))
        #expect(throws: DIDError.badJSONWebKey(.privateMember("d"))) { try DIDJWK.parse("did:jwk:" + text) }
    }

    @Test func theDocumentSaysWhatTheKeyIsFor() throws {
        let key = try JSONWebKeyTests.p256.get()
        func document(use: String?) throws -> JSONValue {
            var object = try JSONWebKeyTests.object(key)
            if let use { object["use"] = JSONValue(use) }
            return try DIDJWK.document(of: #require(DIDJWK.identifier(of: JSONWebKey(object))))
        }
        let plain = try document(use: nil)
        #expect(plain["assertionMethod"] != nil && plain["keyAgreement"] != nil)
        #expect(try document(use: "sig")["keyAgreement"] == nil)
        #expect(try document(use: "enc")["assertionMethod"] == nil)
        // What is computed must be readable.
        let did = try #require(plain["id"]?.string)
        let read = try DIDDocument(plain, about: did)
        #expect(read.key("\(did)#0", for: .assertionMethod, algorithm: "ES256") == .key(key))
    }

    @Test func resolvingHeedsTheKeysUse() throws {
        var object = try JSONWebKeyTests.object(try JSONWebKeyTests.p256.get())
        func outcome(_ algorithm: String?) throws -> KeyResolution {
            let method = try #require(DIDJWK.verificationMethod(of: JSONWebKey(object)))
            return DIDJWK.resolve(verificationMethod: method, algorithm: algorithm)
        }
        #expect(try outcome("ES256") == .key(JSONWebKeyTests.p256.get()))
        #expect(try outcome(nil) == .key(JSONWebKeyTests.p256.get()))
        object["use"] = "enc"
        guard case .refused = try outcome("ES256") else { return #expect(Bool(false), "a key for encryption is taken") }
        guard case .refused = DIDJWK.resolve(verificationMethod: "did:jwk:AAAA#0") else {
            return #expect(Bool(false), "a broken did:jwk is not refused")
        }
        guard case .unavailable = DIDJWK.resolve(verificationMethod: "did:web:example.org#0") else {
            return #expect(Bool(false), "another method is not left open")
        }
    }
}
