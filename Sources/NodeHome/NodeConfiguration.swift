public import JSON

/// What a node is, as `node.json` holds it. No secrets.
public struct NodeConfiguration: Sendable, Equatable {
    public enum Role: String, Sendable {
        /// Hosts an institution's log and issues.
        case institution
        /// Mirrors and cosigns every log; verifies presentations.
        case mirror
        /// Keeps one learner's credentials; no log, no cosignatures.
        case wallet

        var keys: [KeyName] {
            switch self {
            case .institution: KeyName.allCases
            case .mirror: [.transport, .cosigner, .verifier, .governance]
            case .wallet: [.transport]
            }
        }
    }

    /// The institution a node hosts.
    public struct Institution: Sendable, Equatable {
        /// `<consortium>/<institution>`, the log's name for ever.
        public var origin: String
        public var displayName: String
        /// The issuer's DID, as credentials carry it.
        public var did: String
        /// Base of the ids in `credentialStatus`.
        public var statusBase: String

        public init(origin: String, displayName: String, did: String, statusBase: String) {
            self.origin = origin
            self.displayName = displayName
            self.did = did
            self.statusBase = statusBase
        }
    }

    public var name: String
    public var role: Role
    /// The operator's id in the roster; two nodes of one operator count once in a quorum.
    public var operatorID: String
    /// `host:port` to listen on, and what others dial. Empty for a wallet, which only calls out.
    public var listen: String
    public var institution: Institution?

    public init(
        name: String, role: Role, operatorID: String, listen: String, institution: Institution? = nil
    ) {
        self.name = name
        self.role = role
        self.operatorID = operatorID
        self.listen = listen
        self.institution = institution
    }
}

public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    public let description: String
}

extension NodeConfiguration {
    public init(_ json: JSONValue) throws(ConfigurationError) {
        func text(_ value: JSONValue?, _ key: JSONString) throws(ConfigurationError) -> String {
            guard let text = value?[key]?.string else {
                throw ConfigurationError(description: "member '\(key.string)' is missing or not a string")
            }
            return text
        }
        let role = try text(json, "role")
        guard let role = Role(rawValue: role) else {
            throw ConfigurationError(description: "role '\(role)' is none of institution, mirror, wallet")
        }
        self.init(
            name: try text(json, "name"), role: role, operatorID: try text(json, "operator"),
            listen: try text(json, "listen"))
        guard let member = json["institution"] else {
            if role == .institution { throw ConfigurationError(description: "member 'institution' is missing") }
            return
        }
        institution = Institution(
            origin: try text(member, "origin"), displayName: try text(member, "displayName"),
            did: try text(member, "did"), statusBase: try text(member, "statusBase"))
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "name": .string(JSONString(name)), "role": .string(JSONString(role.rawValue)),
            "operator": .string(JSONString(operatorID)), "listen": .string(JSONString(listen)),
        ]
        if let institution {
            object["institution"] = [
                "origin": .string(JSONString(institution.origin)),
                "displayName": .string(JSONString(institution.displayName)),
                "did": .string(JSONString(institution.did)),
                "statusBase": .string(JSONString(institution.statusBase)),
            ]
        }
        return .object(object)
    }
}
