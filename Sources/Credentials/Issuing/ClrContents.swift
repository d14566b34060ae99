import JSON

/// What a CLR holds, in order: nested credentials, definitions and associations, each once.
struct ClrContents {
    private var credentials: [JSONValue] = []
    private var positions: [JSONString: Int] = [:]
    private var definitions: [JSONValue] = []
    private var defined: [JSONString: Int] = [:]
    private var associations: [JSONValue] = []
    private var associated: Set<JSONValue> = []

    init(_ previous: ClrCredential?) {
        guard let subject = previous?.subject else { return }
        for credential in subject.credentials { put(credential.json) }
        for achievement in subject.achievements {
            if let id = achievement.id { define(achievement.json, id: id) }
        }
        for association in subject.associations { add(.object(association.json)) }
    }

    /// Adds a credential, in the place of the one that has its id.
    mutating func put(_ credential: JSONObject) {
        let id = credential["id"]?.string.map { JSONString($0) }
        if let id, let position = positions[id] {
            credentials[position] = .object(credential)
            return
        }
        if let id { positions[id] = credentials.count }
        credentials.append(.object(credential))
    }

    mutating func define(_ achievement: JSONObject, id: String) {
        if let position = defined[JSONString(id)] {
            definitions[position] = .object(achievement)
        } else {
            defined[JSONString(id)] = definitions.count
            definitions.append(.object(achievement))
        }
    }

    mutating func associate(_ source: String, _ type: AssociationType, _ target: String) {
        add([
            "type": "Association", "associationType": JSONValue(type.rawValue), "sourceId": JSONValue(source),
            "targetId": JSONValue(target),
        ])
    }

    private mutating func add(_ association: JSONValue) {
        if associated.insert(association).inserted { associations.append(association) }
    }

    func subject(_ recipient: Recipient) -> JSONObject {
        var subject = recipient.subject("ClrSubject")
        subject["verifiableCredential"] = .array(credentials)
        if !definitions.isEmpty { subject["achievement"] = .array(definitions) }
        if !associations.isEmpty { subject["association"] = .array(associations) }
        return subject
    }
}
