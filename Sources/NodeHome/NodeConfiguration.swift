public import Credentials
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

        /// The keys that a node of this role always has.
        public var keys: [KeyName] {
            switch self {
            case .institution: KeyName.allCases.filter { $0 != .plain }
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
        /// How credentials of each type are issued.
        public var issuing: IssuingRules

        public init(
            origin: String, displayName: String, did: String, statusBase: String,
            issuing: IssuingRules = IssuingRules()
        ) {
            self.origin = origin
            self.displayName = displayName
            self.did = did
            self.statusBase = statusBase
            self.issuing = issuing
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
            did: try text(member, "did"), statusBase: try text(member, "statusBase"),
            issuing: try IssuingRules(configuration: member["issuing"]))
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "name": .string(JSONString(name)), "role": .string(JSONString(role.rawValue)),
            "operator": .string(JSONString(operatorID)), "listen": .string(JSONString(listen)),
        ]
        if let institution {
            var member: JSONObject = [
                "origin": .string(JSONString(institution.origin)),
                "displayName": .string(JSONString(institution.displayName)),
                "did": .string(JSONString(institution.did)),
                "statusBase": .string(JSONString(institution.statusBase)),
            ]
            if !institution.issuing.rules.isEmpty { member["issuing"] = institution.issuing.json }
            object["institution"] = .object(member)
        }
        return .object(object)
    }

    var text: [UInt8] { json.serialized(pretty: true) + [UInt8(ascii: "\n")] }
}

/// `{"Course": {"verification": "hosted", "jwt": true}}`; both members may be left out.
extension IssuingRules {
    init(configuration json: JSONValue?) throws(ConfigurationError) {
        self.init()
        guard let json else { return }
        guard let members = json.object else {
            throw ConfigurationError(description: "member 'issuing' is not an object of types")
        }
        for member in members {
            let type = member.key.string
            guard Self.isType(type) else {
                throw ConfigurationError(
                    description: "member 'issuing.\(type)' names neither a class of credential nor an achievement type")
            }
            guard let object = member.value.object else {
                throw ConfigurationError(description: "member 'issuing.\(type)' is not an object")
            }
            var rule = Rule.standard
            if let value = object["verification"] {
                guard let choice = value.string.flatMap(VerificationChoice.init(rawValue:)) else {
                    let choices = VerificationChoice.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ConfigurationError(
                        description: "member 'issuing.\(type).verification' is none of \(choices)")
                }
                rule.verification = choice
            }
            if let value = object["jwt"] {
                guard let flag = value.bool else {
                    throw ConfigurationError(description: "member 'issuing.\(type).jwt' is not true or false")
                }
                rule.isToken = flag
            }
            rules[type] = rule
        }
    }

    var json: JSONValue {
        var object = JSONObject()
        for (type, rule) in rules.sorted(by: { $0.key < $1.key }) {
            object[JSONString(type)] = [
                "verification": .string(JSONString(rule.verification.rawValue)), "jwt": .bool(rule.isToken),
            ]
        }
        return .object(object)
    }
}
