import Cryptography
import DID
import DataIntegrity
import JSON

/// A small credential with strings, numbers, lists and nested objects.
let unsecured: JSONObject = [
    "@context": ["https://www.w3.org/ns/credentials/v2", ["ex": "https://vocabulary.example/"]],
    "id": "urn:uuid:0a3f5f0e-2a55-4a4e-8f4e-1c8f3c7a9b10",
    "type": ["VerifiableCredential", "AchievementCredential"],
    "issuer": ["id": "https://college.example/", "name": "Collège"],
    "validFrom": "2026-01-15T00:00:00Z",
    "credentialSubject": [
        "id": "did:example:learner", "creditsEarned": 4.5, "term": 3, "passed": true, "note": nil,
        "result": [["value": "A-"], ["value": "12"]],
    ],
]

let signer = Ed25519.PrivateKey(generating: ())

func options(
    of key: Ed25519.PrivateKey = signer, id: String? = nil, previous: [String] = [], purpose: String = "assertionMethod"
) -> ProofOptions {
    ProofOptions(
        verificationMethod: DIDKey.verificationMethod(of: key.publicKey), created: "2026-01-15T08:30:00Z",
        proofPurpose: purpose, previousProof: previous, id: id)
}

func verify(_ document: JSONObject, expecting: ProofExpectations = .assertion) -> [ProofFinding] {
    DataIntegrity.verify(document, expecting: expecting, resolver: DIDKey.resolve(verificationMethod:))
}

/// Every value that differs from `value` in one place: a changed leaf, a missing element or member, an added one.
func changes(of value: JSONValue) -> [JSONValue] {
    switch value {
    case .null: [false]
    case .bool(let bool): [.bool(!bool), .null]
    case .number(let number): [.string(JSONString(number.text)), 0.125]
    case .string(let string): [.string(JSONString(string.string + " ")), .null]
    case .array(let elements):
        [.array(elements + [.null])]
            + elements.indices.flatMap { index -> [JSONValue] in
                var shorter = elements
                shorter.remove(at: index)
                return [.array(shorter)]
                    + changes(of: elements[index]).map { element in
                        var changed = elements
                        changed[index] = element
                        return .array(changed)
                    }
            }
    case .object(let object): changes(of: object).map { .object($0) }
    }
}

func changes(of object: JSONObject) -> [JSONObject] {
    var added = object
    added["another"] = 1
    return [added]
        + object.flatMap { member -> [JSONObject] in
            var renamed = object.removing(member.key)
            renamed[JSONString(member.key.string + "2")] = member.value
            return [object.removing(member.key), renamed]
                + changes(of: member.value).map { value in
                    var changed = object
                    changed[member.key] = value
                    return changed
                }
        }
}
