import JSON

/// The draft in an offer, and what may be added to it.
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

    /// Throws unless `credential` is `draft` as issuing may change it.
    ///
    /// - Parameter owner: what `credentialSubject.id` must be, in the credential and in what was signed with it.
    static func check(issued credential: JSONObject, from draft: JSONObject, to owner: String) throws(ExchangeError) {
        let drafts = nested(.object(draft))
        let issued = nested(.object(credential))
        guard drafts.count == issued.count else { throw .otherCredential(member: "verifiableCredential") }
        for (draft, issued) in zip(drafts, issued) where draft != issued {
            // What had a proof when it was offered stays as it was.
            guard draft["proof"] == nil, let draft = draft.object, let issued = issued.object else {
                throw .otherCredential(member: "verifiableCredential")
            }
            try check(issued: issued, from: draft, to: owner)
        }
        try compare(credential, draft, owner: owner)
    }

    private static func compare(
        _ credential: JSONObject, _ draft: JSONObject, owner: String
    ) throws(ExchangeError) {
        for member in added where credential[member] == nil { throw .otherCredential(member: member.string) }
        for member in draft where member.key != "credentialSubject" {
            guard credential[member.key] == member.value else { throw .otherCredential(member: member.key.string) }
        }
        guard credential.count == draft.count + added.count, let subject = credential["credentialSubject"]?.object,
            let offered = draft["credentialSubject"]?.object, subject["id"] == JSONValue(owner),
            subject.removing("id").removing("verifiableCredential") == offered.removing("verifiableCredential")
        else { throw .otherCredential(member: "credentialSubject") }
    }

    private static func nested(_ credential: JSONValue) -> [JSONValue] {
        credential["credentialSubject"]?["verifiableCredential"]?.array ?? []
    }
}
