import Cryptography
import DID
import JSON
import Multiformats
import Testing

@Suite struct JSONWebKeyTests {
    static func object(_ key: VerificationKey) throws -> JSONObject { try #require(key.jsonWebKey) }

    static let p256 = Result { VerificationKey(try ECDSA.PrivateKey(generating: .p256).publicKey) }
    static let ed25519 = VerificationKey.ed25519(Ed25519.PrivateKey(generating: ()).publicKey)

    private func refusal(_ object: JSONObject) -> JSONWebKeyError? {
        do {
            _ = try JSONWebKey(object)
            return nil
        } catch {
            return error
        }
    }

    private func changing(_ object: JSONObject, _ member: JSONString, _ value: JSONValue?) -> JSONObject {
        var changed = object
        changed[member] = value
        return changed
    }

    @Test(arguments: MultikeyTests.keys) func everyKindIsReadAndWrittenBack(_ key: VerificationKey) throws {
        guard let object = key.jsonWebKey else { return #expect(key.kind.hasPrefix("bls")) }
        let read = try JSONWebKey(object)
        #expect(read.key == key)
        #expect(read.object == object)
        #expect(try JSONWebKey(parsing: JSONValue.object(object).serialized()) == read)
        let thumbprint = try #require(read.thumbprint)
        #expect(try Base64URL.decode(thumbprint).count == 32)
        // What is said about the use is no part of the key.
        #expect(try JSONWebKey(changing(object, "kid", "1")).thumbprint == thumbprint)
    }

    @Test func whatTheOwnerSaysIsKept() throws {
        var object = try Self.object(Self.ed25519)
        object["kid"] = "key-1"
        object["alg"] = "EdDSA"
        object["use"] = "sig"
        object["key_ops"] = ["verify"]
        object["iss"] = "https://example.org"
        object["x5c"] = ["MII"]
        let key = try JSONWebKey(object)
        #expect(key.keyID == "key-1" && key.algorithm == "EdDSA" && key.use == "sig")
        #expect(key.operations == ["verify"] && key.issuer == "https://example.org")
        #expect(key.object == object.removing("x5c"))
        #expect(key.refusal(verifying: "EdDSA") == nil)
        #expect(key.refusal(verifying: "ES256") != nil)
    }

    @Test(arguments: JSONWebKey.privateMembers) func privateMembersAreRefused(_ member: String) throws {
        for key in [Self.ed25519, try Self.p256.get()] {
            let object = changing(try Self.object(key), JSONString(member), "AA")
            #expect(refusal(object) == .privateMember(member))
        }
    }

    @Test func sharedSecretsAreRefusedByName() {
        #expect(refusal(["kty": "oct", "k": "AAAA"]) == .symmetric)
        #expect(refusal(["kty": "oct"]) == .symmetric)
    }

    @Test func keysOfUnknownKindsAreNamed() throws {
        #expect(refusal([:]) == .missing(member: "kty"))
        #expect(refusal(["kty": "AKP"]) == .unknownKeyType("AKP"))
        // The Kelvin sign is a K to Swift's own comparison of texts.
        #expect(refusal(["kty": "O\u{212A}P"]) == .unknownKeyType("O\u{212A}P"))
        #expect(refusal(["kty": "EC", "crv": "P-192"]) == .unknownCurve("P-192"))
        #expect(refusal(["kty": "OKP", "crv": "Ed448"]) == .unknownCurve("Ed448"))
        #expect(refusal(["kty": "OKP", "crv": "P-256"]) == .unknownCurve("P-256"))
        #expect(refusal(["kty": "EC"]) == .missing(member: "crv"))
    }

    @Test func everyNeededMemberIsNeededAndInItsOneText() throws {
        let modulus = Array([0xC1] + SecureRandom.bytes(254) + [0x01])
        let keys = [
            Self.ed25519, try Self.p256.get(), .rsa(try RSA.PublicKey(modulus: modulus, exponent: [1, 0, 1])),
        ]
        for key in keys {
            let object = try Self.object(key)
            for member in object.keys where member != "kty" && member != "crv" {
                let text = try #require(object[member]?.string)
                #expect(refusal(changing(object, member, nil)) == .missing(member: member.string))
                #expect(refusal(changing(object, member, 1)) == .badMember(member.string))
                #expect(refusal(changing(object, member, "")) == .badMember(member.string))
                for wrong in [text + "=", text + "A=", " " + text, text + "\n", "+" + text.dropFirst()] {
                    guard case .encoding = refusal(changing(object, member, JSONValue(wrong))) else {
                        Issue.record("\(key.kind) \(member): '\(wrong)' is not refused as an encoding")
                        continue
                    }
                }
                let padded = Base64URL.encode([0] + (try Base64URL.decode(text)))
                #expect(refusal(changing(object, member, JSONValue(padded))) == .wrongLength(member: member.string))
                let long = String(repeating: "A", count: JSONWebKey.longestMember + 1)
                #expect(
                    refusal(changing(object, member, JSONValue(long)))
                        == .tooLong(member: member.string, limit: JSONWebKey.longestMember))
            }
        }
    }

    @Test func numbersThatAreNoKeyAreRefused() throws {
        let point = try Self.object(try Self.p256.get())
        #expect(refusal(changing(point, "y", point["x"])) == .badKey(kind: "P-256"))
        #expect(refusal(changing(point, "crv", "P-384")) == .wrongLength(member: "x"))
        #expect(refusal(changing(point, "crv", "secp256k1")) == .badKey(kind: "secp256k1"))
        func rsa(_ modulus: [UInt8], _ exponent: [UInt8]) -> JSONWebKeyError? {
            refusal([
                "kty": "RSA", "n": JSONValue(Base64URL.encode(modulus)), "e": JSONValue(Base64URL.encode(exponent)),
            ])
        }
        let odd: [UInt8] = [0xFF] + SecureRandom.bytes(254) + [0x01]
        #expect(rsa(odd, [1, 0, 1]) == nil)
        #expect(rsa(Array(odd.dropFirst()), [1, 0, 1]) != nil)  // 2040 bits
        #expect(rsa([0xFF] + SecureRandom.bytes(1022) + [1], [1, 0, 1]) == nil)  // 8192 bits
        #expect(rsa([1] + SecureRandom.bytes(1023) + [1], [1, 0, 1]) == .badKey(kind: "RSA"))
        for exponent in [[1], [2], [1, 0, 0], [1] + [UInt8](repeating: 1, count: 8)] as [[UInt8]] {
            #expect(rsa(odd, exponent) == .badKey(kind: "RSA"))
        }
    }

    @Test func whatTheOwnerSaysMustFitTheKey() throws {
        let object = try Self.object(try Self.p256.get())
        for algorithm in ["ES384", "ES512", "ES256K", "EdDSA", "RS256", "PS256", "HS256", "none"] {
            #expect(
                refusal(changing(object, "alg", JSONValue(algorithm))) == .otherAlgorithm(algorithm, kind: "P-256"))
        }
        for algorithm in ["ES256", "ECDH-ES", "ECDH-ES+A128KW", "something new"] {
            #expect(refusal(changing(object, "alg", JSONValue(algorithm))) == nil)
        }
        for operations in [[], ["verify", "verify"], ["verify", 1], "verify"] as [JSONValue] {
            #expect(refusal(changing(object, "key_ops", operations)) == .badMember("key_ops"))
        }
        var both = changing(object, "use", "sig")
        both["key_ops"] = ["verify", "deriveKey"]
        #expect(refusal(both) == .inconsistentUse)
        both["use"] = "enc"
        #expect(refusal(both) == .inconsistentUse)
        let many = (0...JSONWebKey.largestOperationCount).map { JSONValue("op\($0)") }
        #expect(refusal(changing(object, "key_ops", .array(many))) == .badMember("key_ops"))
    }

    @Test func aKeyForSomethingElseChecksNoSignature() throws {
        let object = try Self.object(try Self.p256.get())
        for (member, value) in [("use", "enc"), ("key_ops", ["encrypt"]), ("key_ops", ["sign"])]
            as [(JSONString, JSONValue)]
        {
            #expect(try JSONWebKey(changing(object, member, value)).refusal(verifying: "ES256") != nil)
        }
        #expect(try JSONWebKey(changing(object, "key_ops", ["sign", "verify"])).refusal(verifying: "ES256") == nil)
    }

    @Test func textsThatAreNoKeyAreRefused() {
        for text in ["", "[]", "\"OKP\"", "{", #"{"kty":"OKP","kty":"OKP"}"#] {
            #expect(throws: JSONWebKeyError.self) { try JSONWebKey(parsing: text.utf8) }
        }
        let long = #"{"kty":""# + String(repeating: "x", count: JSONWebKey.longestText) + #""}"#
        #expect(throws: JSONWebKeyError.self) { try JSONWebKey(parsing: long.utf8) }
    }
}

@Suite struct JSONWebKeySetTests {
    private func element(_ key: VerificationKey, _ keyID: String) throws -> JSONValue {
        var object = try JSONWebKeyTests.object(key)
        object["kid"] = JSONValue(keyID)
        return .object(object)
    }

    @Test func keysThatCannotBeUsedDoNotSpoilTheOthers() throws {
        let good = try element(JSONWebKeyTests.ed25519, "a")
        var secret = try #require(try element(JSONWebKeyTests.p256.get(), "b").object)
        secret["d"] = "AA"
        let set = try JSONWebKeySet(["keys": [good, .object(secret), ["kty": "new"], 1]])
        #expect(set.keys.map(\.keyID) == ["a"])
        #expect(set.unusable.map(\.index) == [1, 2, 3])
        #expect(set.unusable.map(\.error) == [.privateMember("d"), .unknownKeyType("new"), .notAnObject])
        #expect(set.contains(JSONWebKeyTests.ed25519))
        #expect(!set.contains(try JSONWebKeyTests.p256.get()))
    }

    @Test func aNameThatTwoKeysHaveNamesNone() throws {
        let (one, other) = (JSONWebKeyTests.ed25519, try JSONWebKeyTests.p256.get())
        let set = try JSONWebKeySet(["keys": [element(one, "a"), element(other, "a"), element(one, "b")]])
        #expect(set.key("a") == nil)
        #expect(set.key("b")?.key == one)
        #expect(set.key("c") == nil)
    }

    @Test func theNumberOfKeysIsBounded() throws {
        let key = try element(JSONWebKeyTests.ed25519, "a")
        let limit = JSONWebKeySet.largestKeyCount
        func set(_ count: Int) throws -> JSONWebKeySet {
            try JSONWebKeySet(["keys": .array([JSONValue](repeating: key, count: count))])
        }
        #expect(try set(limit).keys.count == limit)
        #expect(throws: JSONWebKeyError.tooManyKeys(limit: limit)) { try set(limit + 1) }
        #expect(throws: JSONWebKeyError.notAnObject) { try JSONWebKeySet(["keys": [:]]) }
        #expect(throws: JSONWebKeyError.notAnObject) { try JSONWebKeySet([]) }
        #expect(try JSONWebKeySet(parsing: #"{"keys":[]}"#.utf8).keys.isEmpty)
        let long = #"{"x":""# + String(repeating: "x", count: JSONWebKeySet.longestText) + #"","keys":[]}"#
        #expect(throws: JSONWebKeyError.self) { try JSONWebKeySet(parsing: long.utf8) }
    }
}
