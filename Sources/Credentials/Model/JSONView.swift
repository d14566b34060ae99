public import JSON

/// A typed, read-only view of a JSON object. The object is the original, never changed; accessors look members up as
/// they are asked for and answer nil for what is absent or of another type. Whether the object is in order,
/// ``CredentialRules`` says.
///
/// Sets may stand compacted: a single value where the model has an array (JSON-LD 1.1, 4.3).
public protocol JSONView: Sendable {
    var json: JSONObject { get }
    init(_ json: JSONObject)
}

extension JSONView {
    /// The view of a value that is an object.
    public init?(_ value: JSONValue?) {
        guard case .object(let object)? = value else { return nil }
        self.init(object)
    }

    func text(_ name: JSONString) -> String? { Self.text(json[name]) }

    func view<View: JSONView>(_ name: JSONString, as type: View.Type = View.self) -> View? { View(json[name]) }

    func views<View: JSONView>(_ name: JSONString, as type: View.Type = View.self) -> [View] {
        json[name].elements.compactMap { View($0) }
    }

    func texts(_ name: JSONString) -> [String] { json[name].elements.compactMap { Self.text($0) } }

    /// A string, or from a language map its English text, else its first.
    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?: text.string
        case .object(let map)?: (map["en"] ?? map.first?.value)?.string
        default: nil
        }
    }
}

extension JSONValue? {
    /// The elements of an array; a single value is its own only element; none for an absent one.
    var elements: [JSONValue] {
        switch self {
        case nil: []
        case .array(let elements)?: elements
        case let value?: [value]
        }
    }
}

extension JSONObject {
    /// Whether `type` is or holds that name.
    func hasType(_ name: JSONString) -> Bool {
        switch self["type"] {
        case .string(let type)?: type == name
        case .array(let types)?: types.contains { if case .string(let type) = $0 { type == name } else { false } }
        default: false
        }
    }
}
