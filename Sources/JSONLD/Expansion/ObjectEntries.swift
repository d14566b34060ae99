import JSON
import RDF

/// The `result` of expanding an object while its entries come in, before it is known what kind of object it is.
struct ObjectEntries {
    /// The value of `@type`, kept in its form: in value objects only a single one is right.
    struct TypeEntry {
        var types: [JSONString?]
        var isArray: Bool
    }

    let node = NodeObject()
    var type: TypeEntry?
    /// `.some(.null)` is `null`.
    var value: JSONValue?
    var language: JSONString?
    var direction: TextDirection?
    var index: JSONString?
    var list: [ExpandedItem]?
    var set: Expansion?

    /// True if there is an entry for `keyword`.
    func has(_ keyword: Keyword) -> Bool {
        switch keyword {
        case .id: node.id != nil
        case .type: type != nil
        case .value: value != nil
        case .language: language != nil
        case .direction: direction != nil
        case .index: index != nil
        case .list: list != nil
        case .set: set != nil
        case .graph: node.graph != nil
        case .included: node.included != nil
        case .reverse: node.reverse != nil
        default: false
        }
    }

    /// The keywords there are entries for.
    var keywords: [Keyword] {
        [
            .id, .type, .value, .language, .direction, .index, .list, .set, .graph, .included, .reverse,
        ].filter(has)
    }

    var hasProperties: Bool { !node.properties.isEmpty }
}
