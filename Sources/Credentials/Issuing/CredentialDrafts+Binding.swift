public import Cryptography
public import JSON

/// From a draft to what is signed.
extension CredentialDrafts {
    /// The draft with its owner and its status entries. What it nests and is not signed yet gets both as well; a nested
    /// credential that has a proof stays as it is.
    ///
    /// - Parameters:
    ///   - owner: a did:key; nil for unowned credentials.
    ///   - status: the entry of each credential, by its id.
    public static func bind(_ draft: JSONObject, owner: String?, status: (String) -> StatusEntry?) -> JSONObject {
        let inner = mapNested(draft) { nested in
            nested["proof"] == nil ? bind(nested, owner: owner, status: status) : nested
        }
        var bound = inner
        if let owner, let subject = inner["credentialSubject"]?.object {
            // The id comes first, as in drafts that knew it from the beginning.
            let id = JSONObject.Member(key: "id", value: JSONValue(owner))
            bound["credentialSubject"] = .object(JSONObject([id] + Array(subject.removing("id"))))
        }
        if let entry = inner["id"]?.string.flatMap(status) { bound["credentialStatus"] = entry.json }
        return bound
    }

    /// `SHA-256(JCS(draft))` (RFC 8785): what an acceptance signs. The anchor's digest of a credential with its proof
    /// is made in the same way, by `DataIntegrity.credentialDigest`.
    public static func digest(of draft: JSONObject) throws(JSONError) -> Digest {
        SHA256.hash(try JSONValue.object(draft).canonicalized())
    }

    /// The CLR with each nested credential replaced; other documents come back unchanged.
    public static func mapNested<E: Error>(
        _ clr: JSONObject, _ transform: (JSONObject) throws(E) -> JSONObject
    ) throws(E) -> JSONObject {
        guard clr.hasType("ClrCredential"), var subject = clr["credentialSubject"]?.object,
            var nested = subject["verifiableCredential"]?.array
        else { return clr }
        for i in nested.indices {
            if case .object(let credential) = nested[i] { nested[i] = .object(try transform(credential)) }
        }
        subject["verifiableCredential"] = .array(nested)
        var mapped = clr
        mapped["credentialSubject"] = .object(subject)
        return mapped
    }
}
