import JSON
import RDF

extension ExpandedItem {
    /// The item as it stands in an expanded document.
    var json: JSONValue {
        switch self {
        case .value(let value): value.json
        case .list(let list): list.json
        case .node(let node): node.json
        }
    }
}

extension ValueObject {
    var json: JSONValue {
        var object: JSONObject = [Keyword.value.name: value]
        switch datatype {
        case .json?: object.append(Keyword.type.name, .string(Keyword.json.name))
        case .iri(let iri)?: object.append(Keyword.type.name, .string(iri))
        case nil: break
        }
        if let language { object.append(Keyword.language.name, .string(language)) }
        if let direction { object.append(Keyword.direction.name, JSONValue(direction.rawValue)) }
        if let index { object.append(Keyword.index.name, .string(index)) }
        return .object(object)
    }
}

extension ListObject {
    var json: JSONValue {
        var object: JSONObject = [Keyword.list.name: .array(items.map(\.json))]
        if let index { object.append(Keyword.index.name, .string(index)) }
        return .object(object)
    }
}

extension NodeObject {
    var json: JSONValue {
        var object = JSONObject()
        if let id { object.append(Keyword.id.name, id.map { .string($0) } ?? .null) }
        if let types { object.append(Keyword.type.name, .array(types.map { $0.map { .string($0) } ?? .null })) }
        if let index { object.append(Keyword.index.name, .string(index)) }
        if let graph { object.append(Keyword.graph.name, .array(graph.map(\.json))) }
        if let included { object.append(Keyword.included.name, .array(included.map(\.json))) }
        if let reverse { object.append(Keyword.reverse.name, .object(reverse.json)) }
        for member in properties.json { object.append(member) }
        return .object(object)
    }
}

extension PropertyMap {
    var json: JSONObject {
        var object = JSONObject()
        for (property, items) in entries { object.append(property, .array(items.map(\.json))) }
        return object
    }
}
