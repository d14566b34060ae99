import JSON

/// The members of a proof that verification looks at, gathered in one pass.
struct ProofMembers {
    var id: String?
    var type: String?
    var cryptosuite: String?
    var verificationMethod: String?
    var proofPurpose: String?
    var created: String?
    var expires: String?
    var challenge: String?
    var proofValue: String?
    var domains: [String] = []
    var previousProofs: [String] = []
    var context: JSONValue?
    /// The first member whose value is not a string, or where a list is allowed not a list of strings.
    var mistyped: String?

    init(_ proof: JSONObject) {
        // Names of one length differ mostly, so this comes to one or two comparisons for a member.
        for member in proof {
            let (key, value) = (member.key, member.value)
            switch key.utf8Count {
            case 2 where key == "id": id = text(value, key)
            case 4 where key == "type": type = text(value, key)
            case 6 where key == "domain": domains = texts(value, key)
            case 7 where key == "created": created = text(value, key)
            case 7 where key == "expires": expires = text(value, key)
            case 8 where key == "@context": context = value
            case 9 where key == "challenge": challenge = text(value, key)
            case 10 where key == "proofValue": proofValue = text(value, key)
            case 11 where key == "cryptosuite": cryptosuite = text(value, key)
            case 12 where key == "proofPurpose": proofPurpose = text(value, key)
            case 13 where key == "previousProof": previousProofs = texts(value, key)
            case 18 where key == "verificationMethod": verificationMethod = text(value, key)
            default: break
            }
        }
    }

    private mutating func text(_ value: JSONValue, _ key: JSONString) -> String? {
        guard case .string(let string) = value else {
            mistyped = mistyped ?? key.string
            return nil
        }
        return string.string
    }

    private mutating func texts(_ value: JSONValue, _ key: JSONString) -> [String] {
        guard case .array(let values) = value else { return text(value, key).map { [$0] } ?? [] }
        return values.compactMap { text($0, key) }
    }
}
