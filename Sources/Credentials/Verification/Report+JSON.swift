public import JSON

/// The JSON form of a report, docs/formats/report.md.
extension Report {
    public static let formatVersion = 1

    public var json: JSONObject {
        var object: JSONObject = [
            "type": "ChirographReport",
            "version": JSONValue(Self.formatVersion),
            "verdict": JSONValue(verdict.rawValue),
            "exitCode": JSONValue(code.rawValue),
        ]
        if let checkedAt { object["checkedAt"] = JSONValue(checkedAt.description) }
        object["document"] = .object(root.json)
        return object
    }
}

extension ReportNode {
    var json: JSONObject {
        var object: JSONObject = ["kind": JSONValue(kind.rawValue), "place": JSONValue(place.description)]
        for (name, value) in [("id", id), ("name", name), ("issuer", issuer), ("issuerName", issuerName)] {
            if let value { object[JSONString(name)] = JSONValue(value) }
        }
        object["verdict"] = JSONValue(verdict.rawValue)
        object["exitCode"] = JSONValue(code.rawValue)
        object["checks"] = .array(checks.map { .object($0.json) })
        if !children.isEmpty { object["credentials"] = .array(children.map { .object($0.json) }) }
        if !endorsements.isEmpty { object["endorsements"] = .array(endorsements.map { .object($0.json) }) }
        return object
    }
}

extension Check {
    var json: JSONObject {
        var object: JSONObject = [
            "check": JSONValue(kind.rawValue), "outcome": JSONValue(outcome.rawValue), "reason": JSONValue(reason),
            "place": JSONValue(place.description),
        ]
        if let clause { object["clause"] = JSONValue(clause) }
        if let attestedAt { object["attestedAt"] = JSONValue(attestedAt.description) }
        if let code { object["exitCode"] = JSONValue(code.rawValue) }
        return object
    }
}
