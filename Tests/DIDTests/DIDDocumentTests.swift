import Cryptography
import DID
import JSON
import Multiformats
import TestSupport
import Testing

private let did = "did:web:example.org:issuer"
private let key = Ed25519.PrivateKey(generating: ()).publicKey
private let ed25519 = VerificationKey.ed25519(key)

@Suite struct DIDDocumentTests {
    private func method(_ fragment: String = "key-1", _ members: JSONObject = [:]) -> JSONObject {
        var method: JSONObject = [
            "id": JSONValue("\(did)#\(fragment)"), "type": "Multikey", "controller": JSONValue(did),
        ]
        if members.isEmpty { method["publicKeyMultibase"] = JSONValue(Multikey.encode(ed25519)) }
        for member in members { method[member.key] = member.value == .null ? nil : member.value }
        return method
    }

    private func document(_ methods: [JSONObject], _ members: JSONObject = [:]) -> JSONValue {
        var document: JSONObject = [
            "@context": ["https://www.w3.org/ns/did/v1"], "id": JSONValue(did),
            "verificationMethod": .array(methods.map { .object($0) }),
            "assertionMethod": .array(methods.compactMap { $0["id"] }),
        ]
        for member in members { document[member.key] = member.value == .null ? nil : member.value }
        return .object(document)
    }

    private func resolution(
        _ document: JSONValue, _ name: String = did + "#key-1", algorithm: String? = nil, at now: Int64? = nil
    ) throws -> KeyResolution {
        try DIDDocument(document, about: did).key(name, for: .assertionMethod, algorithm: algorithm, at: now)
    }

    /// The reason of a refusal; records an issue for anything else.
    private func refusal(_ resolution: KeyResolution) -> String {
        guard case .refused(let reason) = resolution else {
            Issue.record("not refused: \(resolution)")
            return ""
        }
        return reason
    }

    private func error(_ document: JSONValue) -> DIDDocumentError? {
        do {
            _ = try DIDDocument(document, about: did)
            return nil
        } catch {
            return error
        }
    }

    @Test func everyFormOfAKeyIsRead() throws {
        let base58 = JSONValue(Base58BTC.encode(key.bytes))
        let jwk = try JSONWebKeyTests.object(ed25519)
        let forms: [JSONObject] = [
            ["type": "Multikey", "publicKeyMultibase": JSONValue(Multikey.encode(ed25519))],
            ["type": "Ed25519VerificationKey2020", "publicKeyMultibase": JSONValue(Multikey.encode(ed25519))],
            ["type": "Ed25519VerificationKey2018", "publicKeyBase58": base58],
            ["type": "JsonWebKey", "publicKeyJwk": .object(jwk)],
            ["type": "JsonWebKey2020", "publicKeyJwk": .object(jwk)],
        ]
        for form in forms {
            #expect(try resolution(document([method("key-1", form)])) == .key(ed25519), "\(form)")
        }
    }

    @Test func aMethodIsFoundByItsNameOrItsFragment() throws {
        let document = document([method(), method("key-2")])
        for name in ["\(did)#key-1", "#key-1"] { #expect(try resolution(document, name) == .key(ed25519)) }
        for name in ["key-1", did, "\(did)#", "\(did)#key-3", "did:web:example.org#key-1", "\(did)#key-1#", ""] {
            #expect(refusal(try resolution(document, name)).contains("has no verification method"), "\(name)")
        }
    }

    @Test func aMethodIsFoundByTheNameInItsJSONWebKeyIfOnlyOneHasIt() throws {
        var jwk = try JSONWebKeyTests.object(ed25519)
        jwk["kid"] = "2026"
        let form: JSONObject = ["type": "JsonWebKey", "publicKeyJwk": .object(jwk)]
        #expect(try resolution(document([method("key-1", form)]), "\(did)#2026") == .key(ed25519))
        _ = refusal(try resolution(document([method("key-1", form), method("key-2", form)]), "\(did)#2026"))
        _ = refusal(try resolution(document([method("key-1", form)]), "did:web:example.com#2026"))
    }

    @Test func relativeNamesAreTheDocumentsOwn() throws {
        var method = method()
        method["id"] = "#key-1"
        let document = document([method], ["assertionMethod": ["#key-1"]])
        #expect(try resolution(document) == .key(ed25519))
    }

    @Test func aMethodMayStandInTheRelationship() throws {
        let document = document([], ["assertionMethod": [.object(method())]])
        #expect(try resolution(document) == .key(ed25519))
        let read = try DIDDocument(document, about: did)
        #expect(read.methods(for: .assertionMethod).map(\.id) == ["\(did)#key-1"])
        _ = refusal(read.key("\(did)#key-1", for: .authentication))
    }

    @Test func aKeyForAnotherPurposeIsRefused() throws {
        let document = document([method()], ["assertionMethod": [], "authentication": [JSONValue("\(did)#key-1")]])
        #expect(refusal(try resolution(document)).contains("not one for assertionMethod"))
        #expect(try DIDDocument(document, about: did).key("#key-1", for: .authentication) == .key(ed25519))
    }

    @Test func aKeyOfSomebodyElseIsRefused() throws {
        let foreign = method("key-1", ["controller": "did:web:example.com", "publicKeyMultibase": "z"])
        #expect(refusal(try resolution(document([foreign]))).contains("controlled by did:web:example.com"))
        var elsewhere = method()
        elsewhere["id"] = "did:web:example.com#key-1"
        let reason = refusal(try resolution(document([elsewhere]), "did:web:example.com#key-1"))
        #expect(reason.contains("not one of \(did)"))
    }

    @Test func keysThatAreNoKeysSayWhy() throws {
        let jwk = try JSONWebKeyTests.object(ed25519)
        var secret = jwk
        secret["d"] = "AA"
        let p256 = JSONValue(Multikey.encode(try JSONWebKeyTests.p256.get()))
        let multikey = JSONValue(Multikey.encode(ed25519))
        let cases: [(JSONObject, String)] = [
            (["type": "EcdsaSecp256k1RecoveryMethod2020"], "not known here"), (["type": "Multikey"], "has no"),
            (["publicKeyMultibase": "uAA"], "base58btc"), (["publicKeyMultibase": "z6Mk"], ""),
            (["type": "Ed25519VerificationKey2020", "publicKeyMultibase": p256], "P-256"),
            (["type": "Ed25519VerificationKey2018", "publicKeyBase58": multikey], "32 bytes"),
            (["type": "Ed25519VerificationKey2018", "publicKeyMultibase": multikey], "has no"),
            (["type": "JsonWebKey", "publicKeyJwk": "x"], "has no"),
            (["type": "JsonWebKey", "publicKeyJwk": .object(secret)], "private member"),
            (["type": "JsonWebKey", "publicKeyJwk": ["kty": "oct", "k": "AA"]], "shared secret"),
            (["publicKeyMultibase": multikey, "publicKeyJwk": .object(jwk)], "more than one"),
            (["publicKeyMultibase": multikey, "secretKeyMultibase": "z"], "secret key"),
            (["publicKeyMultibase": multikey, "privateKeyJwk": [:]], "secret key"),
        ]
        for (members, part) in cases {
            let reason = refusal(try resolution(document([method("key-1", members)])))
            #expect(!reason.isEmpty && (part.isEmpty || reason.contains(part)), "\(members): \(reason)")
        }
    }

    @Test func whatTheJSONWebKeySaysOfItsUseCounts() throws {
        var jwk = try JSONWebKeyTests.object(ed25519)
        jwk["alg"] = "EdDSA"
        func document() -> JSONValue {
            self.document([method("key-1", ["type": "JsonWebKey", "publicKeyJwk": .object(jwk)])])
        }
        #expect(try resolution(document(), algorithm: "EdDSA") == .key(ed25519))
        _ = refusal(try resolution(document(), algorithm: "ES256"))
        jwk["use"] = "enc"
        _ = refusal(try resolution(document()))
    }

    @Test func aKeyCountsOnlyInItsTime() throws {
        let ended = document([method("key-1", withKey(["expires": "2026-01-01T00:00:00Z"]))])
        let end: Int64 = 1_767_225_600
        #expect(try resolution(ended) == .key(ed25519))
        #expect(try resolution(ended, at: end - 1) == .key(ed25519))
        #expect(refusal(try resolution(ended, at: end)).contains("expired"))
        let revoked = document([method("key-1", withKey(["revoked": "2026-01-01T00:00:00Z"]))])
        #expect(refusal(try resolution(revoked)).contains("revoked"))
        #expect(try resolution(revoked, at: end - 1) == .key(ed25519))
        #expect(refusal(try resolution(revoked, at: end)).contains("revoked"))
        let place = JSONPointer("/verificationMethod/0/expires")
        #expect(error(document([method("key-1", withKey(["expires": "soon"]))])) == place.map { .badMember($0) })
    }

    private func withKey(_ members: JSONObject) -> JSONObject {
        var all = members
        all["publicKeyMultibase"] = JSONValue(Multikey.encode(ed25519))
        return all
    }

    @Test func aDocumentAboutSomebodyElseIsRefused() {
        for id in ["did:web:example.org", "did:web:example.org:Issuer", 1, .null] as [JSONValue] {
            let found = id.string
            #expect(error(document([], ["id": id])) == .otherSubject(expected: did, found: found))
        }
    }

    @Test func brokenStructureIsRefusedWithItsPlace() {
        func expect(_ document: JSONValue, _ place: String) {
            #expect(error(document) == JSONPointer(place).map { .badMember($0) }, "\(place)")
        }
        expect([], "")
        expect(document([], ["verificationMethod": [:]]), "/verificationMethod")
        expect(document([], ["verificationMethod": [JSONValue("\(did)#key-1")]]), "/verificationMethod/0")
        expect(document([], ["assertionMethod": JSONValue("\(did)#key-1")]), "/assertionMethod")
        expect(document([], ["keyAgreement": [1]]), "/keyAgreement/0")
        expect(document([], ["authentication": ["key-1"]]), "/authentication/0")
        for member in ["id", "type", "controller"] as [JSONString] {
            for value in [nil, 1, ""] as [JSONValue?] {
                var broken = method()
                broken[member] = value
                expect(document([method("other"), broken]), "/verificationMethod/1/\(member)")
            }
        }
        for id in ["key-1", did, did + "#", did + "#a#b"] {
            expect(
                document([method("key-1", ["id": JSONValue(id)])], ["assertionMethod": .null]),
                "/verificationMethod/0/id")
        }
        #expect(error(document([method(), method()])) == .duplicateMethod(id: did + "#key-1"))
        let twice = document([method()], ["assertionMethod": [.object(method())]])
        #expect(error(twice) == .duplicateMethod(id: did + "#key-1"))
    }

    @Test func theNumberOfMethodsIsBounded() throws {
        let limit = DIDDocument.largestMethodCount
        let methods = (0...limit).map { method("key-\($0)") }
        #expect(error(document(Array(methods.dropLast()))) == nil)
        #expect(error(document(methods)) == .tooManyMethods(limit: limit))
        let embedded = document(
            Array(methods.dropLast()), ["assertionMethod": [], "authentication": [.object(method("more"))]])
        #expect(error(embedded) == .tooManyMethods(limit: limit))
        let names = JSONValue.array([JSONValue](repeating: "#key-1", count: limit + 1))
        #expect(error(document([], ["assertionMethod": names])) == .tooManyMethods(limit: limit))
    }

    @Test func textsAreBoundedAndStrict() throws {
        let text = document([method()]).serialized()
        #expect(try DIDDocument(parsing: text, about: did).methods.count == 1)
        #expect(throws: DIDDocumentError.self) { try DIDDocument(parsing: text.dropLast(), about: did) }
        let twice = Array(#"{"id":"\#(did)","id":"\#(did)"}"#.utf8)
        #expect(throws: DIDDocumentError.self) { try DIDDocument(parsing: twice, about: did) }
        let long =
            text.dropLast() + Array(#","x":""#.utf8) + [UInt8](repeating: 0x78, count: 256 << 10) + Array("\"}".utf8)
        #expect(throws: DIDDocumentError.self) { try DIDDocument(parsing: long, about: did) }
    }

    @Test func damagedTextsNeverGiveAnotherKey() throws {
        let text = document([method()]).serialized()
        for seed in 0..<20 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            for _ in 0..<100 {
                var changed = text
                for _ in 0..<random.int(in: 1..<4) {
                    changed[random.int(in: 0..<changed.count)] = UInt8(truncatingIfNeeded: random.next())
                }
                guard let read = try? DIDDocument(parsing: changed, about: did) else { continue }
                guard case .key(let found) = read.key(did + "#key-1", for: .assertionMethod) else { continue }
                // A changed letter of the key gives another key at most, never a different kind.
                #expect(found.kind == "Ed25519", "seed \(seed)")
            }
        }
    }

    @Test func otherIdentifiersThanDIDsAreTaken() throws {
        let issuer = "https://example.org/issuers/1"
        let document: JSONValue = [
            "id": JSONValue(issuer),
            "verificationMethod": [
                [
                    "id": JSONValue(issuer + "#key-1"), "type": "Multikey", "controller": JSONValue(issuer),
                    "publicKeyMultibase": JSONValue(Multikey.encode(ed25519)),
                ]
            ], "assertionMethod": [JSONValue(issuer + "#key-1")],
        ]
        #expect(try DIDDocument(document, about: issuer).key(issuer + "#key-1", for: .assertionMethod) == .key(ed25519))
    }
}

@Suite struct DateTimeStampTests {
    @Test func aTimeIsWrittenAndReadBack() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<5_000 {
            let seconds = Int64.random(in: -62_135_596_800..<253_402_300_800, using: &random)
            let text = DateTimeStamp.text(seconds: seconds)
            #expect(text.flatMap { DateTimeStamp.seconds($0) } == seconds, "\(seconds): \(text ?? "none")")
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_262_304_000, "2010-01-01T00:00:00Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func knownTimes(_ seconds: Int64, _ text: String) { #expect(DateTimeStamp.text(seconds: seconds) == text) }

    @Test(arguments: [253_402_300_800, -62_135_596_801, .max, .min] as [Int64])
    func timesOutsideTheFourDigitYearsHaveNoText(_ seconds: Int64) {
        #expect(DateTimeStamp.text(seconds: seconds) == nil)
    }
}
