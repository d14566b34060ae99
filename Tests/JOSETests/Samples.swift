import Cryptography
import DID
import JOSE
import JSON
import Testing

/// Keys that are made once for all tests.
enum Keys {
    static let ed25519 = JWSSigningKey.ed25519(Ed25519.PrivateKey(generating: ()))
    static let p256 = Result { JWSSigningKey.ecdsa(try ECDSA.PrivateKey(generating: .p256)) }
    static let p384 = Result { JWSSigningKey.ecdsa(try ECDSA.PrivateKey(generating: .p384)) }
    static let p521 = Result { JWSSigningKey.ecdsa(try ECDSA.PrivateKey(generating: .p521)) }
    static let rsa = Result { JWSSigningKey.rsa(try RSA.PrivateKey(generatingBits: 2048)) }

    static func key(for algorithm: JWSAlgorithm) throws -> JWSSigningKey {
        switch algorithm {
        case .rs256, .ps256, .ps384, .ps512: try rsa.get()
        case .es256: try p256.get()
        case .es384: try p384.get()
        case .es512: try p521.get()
        case .edDSA: ed25519
        }
    }

    static func all() throws -> [JWSSigningKey] {
        [ed25519, try p256.get(), try p384.get(), try p521.get(), try rsa.get()]
    }
}

func draft(_ algorithm: String, payload: String = "learner record") throws -> JWSDraft {
    try JWSDraft(protected: ["alg": JSONValue(algorithm), "kid": "key-1"], payload: Array(payload.utf8))
}

/// The error that `body` throws; nil if it throws none.
func jwsError(_ body: () throws(JWSError) -> Void) -> JWSError? {
    do throws(JWSError) {
        try body()
        return nil
    } catch {
        return error
    }
}

/// Why `text` is not read; nil if it is.
func refusal(_ text: String, detachedPayload: [UInt8]? = nil) -> JWSError? {
    jwsError { () throws(JWSError) in _ = try JSONWebSignature(compact: text, detachedPayload: detachedPayload) }
}

let issuerDID = "did:web:college.example"

/// A small badge.
func badge(_ members: JSONObject = JSONObject()) -> JSONObject {
    var badge: JSONObject = [
        "@context": [
            "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:5b1f2f3a-0c1d-4b6e-9f9e-2c7b8a1d0e11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Algorithms",
        "issuer": ["id": JSONValue(issuerDID), "type": ["Profile"], "name": "State College"],
        "validFrom": "2026-12-19T08:00:00.5+01:00",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialSubject": [
            "id": "did:example:learner", "type": ["AchievementSubject"],
            "achievement": [
                "id": "urn:uuid:5b1f2f3a-0c1d-4b6e-9f9e-2c7b8a1d0e12", "type": ["Achievement"], "name": "Algorithms",
                "description": "A course.", "criteria": ["narrative": "Pass it."],
            ],
        ],
    ]
    for member in members { badge[member.key] = member.value == .null ? nil : member.value }
    return badge
}

let keyName = issuerDID + "#key-1"

/// The resolver that knows one key of the college.
func college(_ key: JWSSigningKey) -> (JWTKeyReference) -> KeyResolution {
    { reference in
        guard reference.verificationMethod == keyName else { return .refused(reason: "not a key of the college") }
        return .key(key.publicKey)
    }
}

/// A token with this header and payload, whatever they are.
func token(header: JSONObject = JSONObject(), payload: JSONObject, key: JWSSigningKey = Keys.ed25519) throws -> String {
    let algorithm = try #require(JWSAlgorithm(for: key.publicKey))
    var full: JSONObject = ["alg": JSONValue(algorithm.rawValue), "kid": JSONValue(keyName)]
    for member in header { full[member.key] = member.value == .null ? nil : member.value }
    return try JWSDraft(protected: full, payload: JSONValue.object(payload).serialized()).signed(with: key).compact()
}

func verify(_ token: String, _ expectations: VCJWTExpectations = VCJWTExpectations()) -> VCJWTVerification {
    VCJWT.verify(token, expecting: expectations, resolver: college(Keys.ed25519))
}
