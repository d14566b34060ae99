import Cryptography
import DID
import JSON
import Multiformats
import TestSupport

/// did:key: the key bytes of an identifier, and its document.
///
/// The documents of upstream use the verification method types of 2021; ours use Multikey. They are equivalent if ids,
/// controllers, key bytes and relationships agree. Required are Ed25519 and the curves of NIST.
func didKeySuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        for item in try folder.json(table)["cases"]?.array ?? [] {
            let did = item["id"]?.string ?? "?"
            // One table holds all its documents in a single case.
            if let documents = item["data"]?["didDocument"]?.object {
                result.check("\(table)#\(did)", optional: documents.allSatisfy { !isRequired($0.key.string) }) {
                    try documents.lazy.compactMap { try documentFailure($0.key.string, $0.value) }.first
                }
                continue
            }
            result.check("\(table)#\(did)", optional: !isRequired(did)) {
                if let failure = try seedFailure(did, item["seed"]) { return failure }
                guard let document = item["didDocument"] else { return try keyFailure(did, item["publicKeyJwk"]) }
                return try documentFailure(did, document)
            }
        }
    }
    return result
}

private func isRequired(_ did: String) -> Bool {
    switch try? DIDKey.parse(did) {
    case .ed25519, .p256, .p384, .p521: true
    default: false
    }
}

/// An Ed25519 seed must give the identifier.
private func seedFailure(_ did: String, _ seed: JSONValue?) throws -> String? {
    guard let text = seed?.string, case .ed25519? = try? DIDKey.parse(did) else { return nil }
    let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: Base16.decode(text)))
    let made = DIDKey.identifier(of: key.publicKey)
    return made == did ? nil : "the seed gives \(made)"
}

private func keyFailure(_ did: String, _ jwk: JSONValue?) throws -> String? {
    guard jwk != nil else { return "the case has neither a document nor a key" }
    let key = try DIDKey.parse(did)
    return key.jsonWebKey.map { .object($0) } == jwk ? nil : "the key differs"
}

private func documentFailure(_ did: String, _ expected: JSONValue) throws -> String? {
    let key = try DIDKey.parse(did)
    guard DIDKey.identifier(of: key) == did else { return "the key is written \(DIDKey.identifier(of: key))" }
    let made = DIDKey.document(for: key)
    guard made["id"] == expected["id"] else { return "the document is of \(made["id"] ?? .null)" }
    for relationship in relationships where made[relationship] != expected[relationship] {
        return "\(relationship) is \(made[relationship] ?? .null)"
    }
    let methods = expected["verificationMethod"]?.array ?? []
    guard made["verificationMethod"]?.array?.count == methods.count else { return "it has other verification methods" }
    for method in methods {
        guard let ours = made["verificationMethod"]?.array?.first(where: { $0["id"] == method["id"] }) else {
            return "it has no verification method \(method["id"] ?? .null)"
        }
        guard ours["controller"] == method["controller"] else {
            return "the controller is \(ours["controller"] ?? .null)"
        }
        guard try keyBytes(of: ours) == keyBytes(of: method) else {
            return "the key of \(method["id"] ?? .null) differs"
        }
    }
    // Where upstream writes JSON Web Keys the whole document can be the same.
    guard methods.allSatisfy({ $0["type"] == "JsonWebKey2020" }), methods.count == 1 else { return nil }
    return DIDKey.jsonWebKeyDocument(for: key) == expected ? nil : "the document with JSON Web Keys differs"
}

private let relationships: [JSONString] = [
    "assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation", "keyAgreement",
]

/// The raw bytes of the key in any of the three forms; for JSON Web Keys coordinates or numbers one after the other.
private func keyBytes(of method: JSONValue) throws -> [UInt8] {
    if let text = method["publicKeyBase58"]?.string { return try Base58BTC.decode(text) }
    if let jwk = method["publicKeyJwk"] {
        let members = ["x", "y", "n", "e"].compactMap { jwk[JSONString($0)]?.string }
        let parts = try members.map { try Base64URL.decode($0) }
        guard jwk["kty"] == "EC", parts.count == 2, let last = parts[1].last else { return parts.flatMap { $0 } }
        return [2 | last & 1] + parts[0]
    }
    let key = try Multikey.decode(method["publicKeyMultibase"]?.string ?? "")
    if case .rsa(let rsa) = key { return rsa.modulus + rsa.exponent }
    return key.bytes
}
