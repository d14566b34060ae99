import JSON

/// The draft in an offer.
enum Draft {
    /// What issuing adds at the top of a credential.
    private static let added: [JSONString] = ["credentialStatus", "proof"]

    /// A draft is nobody's yet, has no status and no proof, and is the offering institution's own. What it nests is
    /// such a draft too, or a credential with its proof.
    static func check(_ draft: JSONObject, issuer: String) throws(ExchangeError) {
        let named = draft["issuer"]?["id"] ?? draft["issuer"]
        // Shown to the learner is the offer's issuer; the credential must not be another's.
        guard named == JSONValue(issuer) else { throw .malformed(document: Offer.kind, member: "draft.issuer") }
        try checkUnbound(draft, place: "draft")
    }

    private static func checkUnbound(_ credential: JSONObject, place: String) throws(ExchangeError) {
        for member in added where credential[member] != nil {
            throw .malformed(document: Offer.kind, member: "\(place).\(member)")
        }
        guard let subject = credential["credentialSubject"]?.object, subject["id"] == nil else {
            throw .malformed(document: Offer.kind, member: "\(place).credentialSubject")
        }
        for item in nested(.object(credential)) where item["proof"] == nil {
            guard let inner = item.object else {
                throw .malformed(document: Offer.kind, member: "\(place).credentialSubject.verifiableCredential")
            }
            try checkUnbound(inner, place: "nested draft")
        }
    }

    private static func nested(_ credential: JSONValue) -> [JSONValue] {
        credential["credentialSubject"]?["verifiableCredential"]?.array ?? []
    }
}
