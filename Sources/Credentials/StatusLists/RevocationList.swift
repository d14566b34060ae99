public import JSON

/// The document behind a status of type `1EdTechRevocationList` (1EdTech Revocation List 1.0): the ids of credentials
/// that were taken back. It carries no signature, so it counts only as it was had from its own URL.
public struct RevocationList: Sendable {
    public static let statusType = "1EdTechRevocationList"

    public let id: String?
    public let issuer: String
    /// The reasons given for revoked credentials, by id as ``CredentialIdentity`` writes it.
    private let revoked: [JSONString: String?]

    public init(reading json: JSONObject) throws(StatusListError) {
        id = json["id"]?.string
        guard let issuer = json["issuer"]?.string ?? json["issuer"]?["id"]?.string else {
            throw .malformed(member: "issuer", wanted: "a URI")
        }
        self.issuer = issuer
        var revoked: [JSONString: String?] = [:]
        // The plural is what some issuers write. An empty list may be left out.
        for entry in json["revokedCredential"].elements + json["revokedCredentials"].elements {
            guard let id = entry["id"]?.string else {
                throw .malformed(member: "revokedCredential", wanted: "a list of objects with 'id'")
            }
            let isRevoked: Bool
            switch entry["revoked"] {
            case nil: isRevoked = true
            case .bool(let value)?: isRevoked = value
            default: throw .malformed(member: "revoked", wanted: "true or false")
            }
            // What one entry takes back another does not give back.
            if isRevoked { revoked[CredentialIdentity.normalized(id)] = .some(entry["revocationReason"]?.string) }
        }
        self.revoked = revoked
    }

    /// Whether the credential is revoked, and why.
    public func revocation(of id: String) -> (isRevoked: Bool, reason: String?) {
        guard let reason = revoked[CredentialIdentity.normalized(id)] else { return (false, nil) }
        return (true, reason)
    }
}
