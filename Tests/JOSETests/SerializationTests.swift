import Cryptography
import DID
import JOSE
import JSON
import Testing

@Suite struct SerializationTests {
    private func error(_ object: JSONObject, detachedPayload: [UInt8]? = nil) -> JWSError? {
        jwsError { () throws(JWSError) in
            _ = try JSONWebSignature.parse(object, detachedPayload: detachedPayload)
        }
    }

    private func changing(_ object: JSONObject, _ member: JSONString, _ value: JSONValue?) -> JSONObject {
        var changed = object
        changed[member] = value
        return changed
    }

    @Test func bothSerialisationsAreReadBack() throws {
        let one = try draft("EdDSA").signed(with: Keys.ed25519)
        let other = try draft("ES256").signed(with: Keys.p256.get())
        #expect(try JSONWebSignature.parse(one.flattened()) == [one])
        let general = try JSONWebSignature.general([one, other])
        #expect(try JSONWebSignature.parse(general) == [one, other])
        for (signature, key) in zip(try JSONWebSignature.parse(general), [Keys.ed25519, try Keys.p256.get()]) {
            try signature.verify(with: key.publicKey)
        }
        let detached = try one.flattened(withPayload: false)
        #expect(detached["payload"] == nil)
        #expect(try JSONWebSignature.parse(detached, detachedPayload: one.payload) == [one])
        #expect(error(detached) == .badSerialization(member: "payload"))
        #expect(error(try one.flattened(), detachedPayload: one.payload) == .payloadElsewhere)
    }

    @Test func anUnprotectedHeaderIsSeenAsSuch() throws {
        let made = try JWSDraft(protected: [:], unprotected: ["alg": "EdDSA", "kid": "key-1"], payload: [1, 2])
            .signed(with: Keys.ed25519)
        #expect(throws: JWSError.emptyPart(.header)) { try made.compact() }
        let object = try made.flattened()
        #expect(object["protected"] == nil)
        let read = try JSONWebSignature.parse(object)
        #expect(read == [made] && read[0].header.unprotected["kid"] == "key-1")
        try read[0].verify(with: Keys.ed25519.publicKey)
        let partly = try JWSDraft(protected: ["alg": "EdDSA"], unprotected: ["kid": "key-1"], payload: [1])
            .signed(with: Keys.ed25519)
        #expect(throws: JWSError.badSerialization(member: "header")) { try partly.compact() }
        #expect(throws: JWSError.badParameter("alg")) {
            try JWSDraft(protected: ["alg": "EdDSA"], unprotected: ["alg": "ES256"], payload: [1])
        }
        for name in ["crit", "b64"] as [JSONString] {
            #expect(throws: JWSError.badParameter(name.string)) {
                try JWSDraft(protected: ["alg": "EdDSA"], unprotected: [name: ["b64"]], payload: [1])
            }
        }
    }

    @Test func brokenStructureIsRefused() throws {
        let flat = try draft("EdDSA").signed(with: Keys.ed25519).flattened()
        #expect(error([:]) == .badSerialization(member: "signatures"))
        #expect(error(changing(flat, "signatures", [.object(flat)])) == .badSerialization(member: "signatures"))
        #expect(error(changing(flat, "payload", 1)) == .badSerialization(member: "payload"))
        #expect(error(changing(flat, "payload", "")) == .emptyPart(.payload))
        #expect(error(changing(flat, "payload", nil)) == .badSerialization(member: "payload"))
        #expect(error(changing(flat, "protected", 1)) == .badSerialization(member: "protected"))
        #expect(error(changing(flat, "protected", nil)) == .noAlgorithm)
        #expect(error(changing(flat, "header", "x")) == .badSerialization(member: "header"))
        #expect(error(changing(flat, "signature", 1)) == .badSerialization(member: "signature"))
        #expect(error(changing(flat, "signature", "")) == .emptyPart(.signature))
        #expect(error(changing(flat, "more", 1)) == nil)
        for value in [[], 1, ["x"]] as [JSONValue] {
            #expect(error(["payload": "AA", "signatures": value]) == .badSerialization(member: "signatures"))
        }
        let element = JSONValue.object(flat.removing("payload"))
        #expect(
            error(["payload": "AA", "protected": "AA", "signatures": [element]])
                == .badSerialization(member: "signatures"))
    }

    @Test func theNumberOfSignaturesIsBounded() throws {
        let limit = JSONWebSignature.Limits.signatureCount
        let made = try draft("EdDSA").signed(with: Keys.ed25519)
        let most = [JSONWebSignature](repeating: made, count: limit)
        let general = try JSONWebSignature.general(most)
        #expect(try JSONWebSignature.parse(general).count == limit)
        let elements = try #require(general["signatures"]?.array)
        let tooMany = JWSError.tooManySignatures(limit: limit)
        #expect(error(changing(general, "signatures", .array(elements + [elements[0]]))) == tooMany)
        #expect(throws: tooMany) { try JSONWebSignature.general(most + [made]) }
        #expect(throws: JWSError.badSerialization(member: "signatures")) { try JSONWebSignature.general([]) }
    }

    @Test func allSignaturesAreOverOnePayload() throws {
        let one = try draft("EdDSA").signed(with: Keys.ed25519)
        let other = try draft("EdDSA", payload: "another").signed(with: Keys.ed25519)
        #expect(throws: JWSError.payloadElsewhere) { try JSONWebSignature.general([one, other]) }
        let unencoded = try JWSDraft(
            protected: ["alg": "EdDSA", "b64": false, "crit": ["b64"]], payload: one.payload
        ).signed(with: Keys.ed25519)
        #expect(throws: JWSError.badParameter("b64")) { try JSONWebSignature.general([one, unencoded]) }
        let flat = try unencoded.flattened()
        #expect(flat["payload"] == "learner record")
        #expect(try JSONWebSignature.parse(flat) == [unencoded])
        let element = try one.flattened().removing("payload")
        let mixed: JSONObject = [
            "payload": "AA", "signatures": [.object(element), .object(flat.removing("payload"))],
        ]
        #expect(error(mixed) == .badParameter("b64"))
    }
}

@Suite struct SigningKeyTests {
    private func error(_ object: JSONObject) -> JSONWebKeyError? {
        do {
            _ = try JWSSigningKey(jsonWebKey: object)
            return nil
        } catch {
            return error
        }
    }

    /// RFC 8037 appendix A.
    private let known: JSONObject = [
        "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]

    @Test func aPrivateKeyMustBelongToItsPublicHalf() throws {
        #expect(error(known) == nil)
        var other = known
        other["x"] = Keys.ed25519.publicKey.jsonWebKey?["x"]
        #expect(error(other) == .badPrivateKey(kind: "Ed25519"))
        other = known
        other["d"] = "AAAA"
        #expect(error(other) == .badPrivateKey(kind: "Ed25519"))
        #expect(error(known.removing("d")) == .missing(member: "d"))
        var point = try #require(Keys.p256.get().publicKey.jsonWebKey)
        point["d"] = known["d"]
        #expect(error(point) == .badPrivateKey(kind: "P-256"))
        #expect(error(["kty": "oct", "k": "AA"]) == .symmetric)
    }

    @Test func aKeyForAgreementDoesNotSign() {
        var key = known
        key["crv"] = "X25519"
        #expect(error(key) == .badPrivateKey(kind: "X25519"))
    }

    @Test func aKeyOnACurveWithoutAlgorithmDoesNotSign() throws {
        let key = JWSSigningKey.ecdsa(try .init(generating: .secp256k1))
        #expect(JWSAlgorithm(for: key.publicKey) == nil)
        #expect(throws: JWSError.keyMismatch(algorithm: "ES256", kind: "secp256k1")) {
            try draft("ES256").signed(with: key)
        }
    }
}
