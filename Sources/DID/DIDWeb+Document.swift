public import JSON

extension DIDWeb {
    /// The document to be served at ``url`` for an issuer that signs credentials with `keys`: each a `Multikey` named
    /// `<did>#<multikey>`, for assertions only (DID Core 1.0 sections 5.2 and 5.3).
    public func document(asserting keys: [VerificationKey]) -> JSONValue {
        let names = keys.map { Multikey.encode($0) }
        return [
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": JSONValue(did),
            "verificationMethod": .array(
                names.map { name in
                    [
                        "id": JSONValue("\(did)#\(name)"), "type": "Multikey", "controller": JSONValue(did),
                        "publicKeyMultibase": JSONValue(name),
                    ]
                }),
            "assertionMethod": .array(names.map { JSONValue("\(did)#\($0)") }),
        ]
    }
}
