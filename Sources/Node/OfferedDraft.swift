import Credentials
import JSON

/// The draft of an offer, for telling whether a signed credential is what it became.
struct OfferedDraft {
    let draft: JSONObject

    init(_ draft: JSONObject) { self.draft = draft }

    /// Whether `credential` says what the draft says, and otherwise only what signing adds: the owner's id, a status
    /// entry where the issuer keeps one and a proof, in the whole and in each nested credential that was not signed before.
    func became(_ credential: JSONValue, owner: String) -> Bool {
        guard let signed = credential.object, let bare = Self.bare(signed, of: draft, owner: owner),
            let digest = try? CredentialDrafts.digest(of: bare)
        else { return false }
        return digest == (try? CredentialDrafts.digest(of: draft))
    }

    /// The signed credential without what signing adds; nil if something of that is missing or it nests otherwise.
    private static func bare(_ signed: JSONObject, of draft: JSONObject, owner: String) -> JSONObject? {
        // What was signed before comes back as it was.
        if draft["proof"] != nil { return signed }
        // Some types of credentials have no status.
        guard signed["proof"] != nil,
            var subject = signed["credentialSubject"]?.object,
            subject["id"]?.string.map({ $0.utf8.elementsEqual(owner.utf8) }) == true
        else { return nil }
        subject = subject.removing("id")
        if let nested = subject["verifiableCredential"]?.array {
            let drafts = draft["credentialSubject"]?["verifiableCredential"]?.array ?? []
            guard drafts.count == nested.count else { return nil }
            var bared: [JSONValue] = []
            for (item, draft) in zip(nested, drafts) {
                guard let item = item.object, let draft = draft.object, let bare = bare(item, of: draft, owner: owner)
                else { return nil }
                bared.append(.object(bare))
            }
            subject["verifiableCredential"] = .array(bared)
        }
        var bare = signed.removing("proof").removing("credentialStatus")
        bare["credentialSubject"] = .object(subject)
        return bare
    }
}
