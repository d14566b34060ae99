import JSON

/// What changes from one version of a roster to the next, a line for each value.
///
/// Every member of the documents is compared, whatever it is about: what an operator signs must not hold anything that this
/// did not show.
enum RosterChanges {
    static func lines(from old: JSONValue, to new: JSONValue) -> [String] {
        let (before, after) = (values(old), values(new))
        let all = Set(before.keys).union(after.keys).sorted()
        return all.compactMap { place in
            switch (before[place], after[place]) {
            case (nil, let value?): "+ \(place): \(value)"
            case (let value?, nil): "- \(place): \(value)"
            case (let old?, let new?) where old != new: "~ \(place): \(old) becomes \(new)"
            default: nil
            }
        }
    }

    /// What differs from version to version by itself.
    private static let passedOver: Set<JSONString> = ["version", "previous", "issued", "signatures"]

    private static func values(_ document: JSONValue) -> [String: String] {
        var found: [String: String] = [:]
        for member in document.object ?? [:] where !passedOver.contains(member.key) {
            collect(member.value, member.key.string, into: &found)
        }
        return found
    }

    private static func collect(_ value: JSONValue, _ place: String, into found: inout [String: String]) {
        switch value {
        case .object(let object):
            for member in object { collect(member.value, "\(place) \(member.key.string)", into: &found) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                collect(element, "\(place) \(name(of: element) ?? String(index))", into: &found)
            }
        default:
            // Two of one name, which no roster has, still do not hide each other.
            var place = place
            while found[place] != nil { place += "'" }
            found[place] = value.string ?? String(decoding: value.serialized(), as: UTF8.self)
        }
    }

    /// Items are told apart by what names them, so that a new one does not look like a change of those behind it. What has
    /// no name is itself its name.
    private static func name(of element: JSONValue) -> String? {
        for member in ["id", "origin", "key"] as [JSONString] {
            guard let name = element[member]?.string else { continue }
            // A key may be listed twice, for two ranges or kinds.
            return (["kind", "from"] as [JSONString]).reduce(name) { name, member in
                element[member].map { "\(name) \($0.string ?? String(decoding: $0.serialized(), as: UTF8.self))" }
                    ?? name
            }
        }
        return element.string
    }
}
