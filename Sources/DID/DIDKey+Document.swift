import Cryptography
public import JSON

extension DIDKey {
    /// The DID document of `key`, computed from the key alone (did:key v0.9, section 3.1), its keys as `Multikey`.
    public static func document(for key: VerificationKey) -> JSONValue {
        document(for: key, context: "https://w3id.org/security/multikey/v1") { key, id, did in
            [
                "id": id, "type": "Multikey", "controller": did,
                "publicKeyMultibase": JSONValue(Multikey.encode(key)),
            ]
        }
    }

    /// The same with keys as `JsonWebKey2020`, the form that resolvers gave for the curves of NIST before Multikey; nil
    /// for a key that has no JSON Web Key here.
    public static func jsonWebKeyDocument(for key: VerificationKey) -> JSONValue? {
        guard key.jsonWebKey != nil else { return nil }
        return document(for: key, context: "https://w3id.org/security/suites/jws-2020/v1") { key, id, did in
            [
                "id": id, "type": "JsonWebKey2020", "controller": did,
                "publicKeyJwk": key.jsonWebKey.map { .object($0) } ?? .null,
            ]
        }
    }

    /// `method` writes one key, given its id and its controller.
    private static func document(
        for key: VerificationKey, context: JSONValue, method: (VerificationKey, JSONValue, JSONValue) -> JSONValue
    ) -> JSONValue {
        let did = identifier(of: key)
        func id(of key: VerificationKey) -> JSONValue { JSONValue("\(did)#\(Multikey.encode(key))") }
        let agreeing = key.keyForAgreement
        var document: JSONObject = [
            "@context": ["https://www.w3.org/ns/did/v1", context], "id": JSONValue(did),
            "verificationMethod": .array(
                [key, agreeing == key ? nil : agreeing].compactMap { $0.map { method($0, id(of: $0), JSONValue(did)) } }
            ),
        ]
        if key.signs {
            for relationship in ["assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation"] {
                document[JSONString(relationship)] = [id(of: key)]
            }
        }
        if let agreeing { document["keyAgreement"] = [id(of: agreeing)] }
        return .object(document)
    }
}

extension VerificationKey {
    /// Whether the kind makes signatures.
    var signs: Bool {
        if case .x25519 = self { return false }
        return true
    }

    /// Whether the kind agrees on keys as it is.
    var agrees: Bool {
        switch self {
        case .ed25519, .rsa, .other: false
        case .p256, .p384, .p521, .secp256k1, .x25519: true
        }
    }

    /// The key for key agreement: of an Ed25519 key the X25519 key derived from it, of the others the key itself where
    /// its kind can agree on keys.
    fileprivate var keyForAgreement: VerificationKey? {
        switch self {
        case .ed25519(let key): key.x25519.map { .x25519($0) }
        case .other: nil
        case .p256, .p384, .p521, .secp256k1, .rsa, .x25519: self
        }
    }
}
