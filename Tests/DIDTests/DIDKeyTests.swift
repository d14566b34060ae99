import Cryptography
import DID
import JSON
import Multiformats
import Testing

@Suite struct DIDKeyTests {
    @Test(arguments: MultikeyTests.keys) func theIdentifierIsTheKey(_ key: VerificationKey) throws {
        let did = DIDKey.identifier(of: key)
        #expect(did.hasPrefix("did:key:z"))
        #expect(try DIDKey.parse(did) == key)
        #expect(try DIDKey.parse(verificationMethod: did) == key)
        #expect(try DIDKey.parse(verificationMethod: DIDKey.verificationMethod(of: key)) == key)
        #expect(DIDKey.isDIDKey(did))
    }

    @Test func aFragmentMustRepeatTheKey() throws {
        let (one, other) = (MultikeyTests.keys[0], MultikeyTests.keys[1])
        let did = DIDKey.identifier(of: one)
        for fragment in ["", "key-1", Multikey.encode(other), Multikey.encode(one) + "#"] {
            #expect(throws: DIDError.otherKey(fragment: fragment)) {
                try DIDKey.parse(verificationMethod: "\(did)#\(fragment)")
            }
        }
    }

    @Test func otherTextsAreRefused() {
        #expect(throws: DIDError.otherMethod(expected: "key", found: "web")) { try DIDKey.parse("did:web:example.org") }
        #expect(throws: DIDError.malformed(text: "z6Mk")) { try DIDKey.parse("z6Mk") }
        #expect(throws: DIDError.notBase58) { try DIDKey.parse("did:key:") }
        #expect(throws: DIDError.tooLong(limit: DIDURL.longestText)) {
            try DIDKey.parse("did:key:z" + String(repeating: "1", count: 5_000))
        }
        for suffix in ["/path", "?query", "#fragment", " "] {
            #expect(throws: DIDError.self) { try DIDKey.parse(DIDKey.identifier(of: MultikeyTests.keys[0]) + suffix) }
        }
    }

    @Test func theDocumentOfAnEd25519KeyHasAnAgreementKey() throws {
        let key = Ed25519.PrivateKey(generating: ()).publicKey
        let document = DIDKey.document(for: .ed25519(key))
        let did = DIDKey.identifier(of: key)
        #expect(document["id"]?.string == did)
        let methods = try #require(document["verificationMethod"]?.array)
        #expect(methods.count == 2)
        #expect(methods.allSatisfy { $0["controller"]?.string == did && $0["type"] == "Multikey" })
        #expect(methods[0]["id"]?.string == DIDKey.verificationMethod(of: key))
        #expect(document["keyAgreement"]?[0] == methods[1]["id"])
        #expect(document["keyAgreement"] != document["assertionMethod"])
    }

    @Test func aKeyForAgreementOnlyAssertsNothing() {
        let document = DIDKey.document(for: .x25519(SecureRandom.digest()))
        #expect(document["assertionMethod"] == nil)
        #expect(document["keyAgreement"]?.array?.count == 1)
    }

    @Test func jsonWebKeysHoldTheCoordinates() throws {
        let key = try ECDSA.PrivateKey(generating: .p384).publicKey
        let document = try #require(DIDKey.jsonWebKeyDocument(for: .p384(key)))
        let jwk = document["verificationMethod"]?[0]?["publicKeyJwk"]
        #expect(jwk?["crv"] == "P-384")
        #expect(jwk?["x"]?.string?.count == 64)
        #expect(DIDKey.jsonWebKeyDocument(for: .other(codec: .bls12_381G1Pub, bytes: [])) == nil)
    }
}
