import JSON

/// The institution that issues, as its credentials show it.
public struct IssuerProfile: Hashable, Sendable {
    /// Becomes `issuer.id`; the assertion key's verification method must be one of this DID.
    public let did: String
    public let name: String
    /// The institution's web address.
    public let url: String?
    /// What precedes `/<course code>` in the addresses of its course catalogue; without it courses are not aligned.
    public let catalogue: String?
    public let grading: GradingPolicy

    public init(
        did: String, name: String, url: String? = nil, catalogue: String? = nil, grading: GradingPolicy = .standard
    ) {
        self.did = did
        self.name = name
        self.url = url
        self.catalogue = catalogue
        self.grading = grading
    }

    var json: JSONValue {
        var profile: JSONObject = ["id": JSONValue(did), "type": ["Profile"], "name": JSONValue(name)]
        if let url { profile["url"] = JSONValue(url) }
        return .object(profile)
    }
}
