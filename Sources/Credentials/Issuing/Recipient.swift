public import JSON

/// Whom a credential is about: the owner's key, once there is one, and identifiers by which the learner can be
/// recognised.
///
/// The e-mail address is hashed with the learner's salt, so that nobody reads it in passing; the identifier in the
/// student system and the name stand in plain. Keep one salt for each learner: all their credentials then name the same
/// subject.
public struct Recipient: Sendable {
    /// A did:key; nil for a credential that nobody owns yet.
    public let owner: String?
    /// IdentityObjects.
    public let identifiers: [JSONObject]

    public init(owner: String?, identifiers: [JSONObject]) {
        self.owner = owner
        self.identifiers = identifiers
    }

    /// - Parameters:
    ///   - learner: the identifier in the student system (`sisSourcedId`).
    ///   - salt: appended to the address before it is hashed; not empty.
    public init(learner: String, email: String, name: String?, salt: String, owner: String? = nil) {
        var identifiers: [JSONObject] = [
            Self.plain(learner, type: "sisSourcedId"),
            [
                "type": "IdentityObject", "hashed": true,
                "identityHash": JSONValue(IdentityHash.sha256(email, salt: salt)), "identityType": "emailAddress",
                "salt": JSONValue(salt),
            ],
        ]
        if let name { identifiers.append(Self.plain(name, type: "name")) }
        self.init(owner: owner, identifiers: identifiers)
    }

    private static func plain(_ identifier: String, type: JSONValue) -> JSONObject {
        ["type": "IdentityObject", "hashed": false, "identityHash": JSONValue(identifier), "identityType": type]
    }

    /// The beginning of a subject of that class.
    func subject(_ type: JSONValue) -> JSONObject {
        var subject = JSONObject()
        if let owner { subject["id"] = JSONValue(owner) }
        subject["type"] = [type]
        if !identifiers.isEmpty { subject["identifier"] = .array(identifiers.map { .object($0) }) }
        return subject
    }
}
