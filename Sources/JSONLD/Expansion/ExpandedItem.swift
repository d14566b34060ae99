import JSON
import RDF

/// What stands in expanded documents (section 5.1 of the API specification): a value object, a list object or a node
/// object. Graph objects are node objects with a graph.
enum ExpandedItem {
    case value(ValueObject)
    case list(ListObject)
    case node(NodeObject)
}

/// A value object.
struct ValueObject {
    enum Datatype: Equatable {
        case json
        case iri(JSONString)
    }

    var value: JSONValue
    var datatype: Datatype?
    var language: JSONString?
    var direction: TextDirection?
    var index: JSONString?

    init(_ value: JSONValue) {
        self.value = value
    }
}

/// A list object.
struct ListObject {
    var items: [ExpandedItem]
    var index: JSONString?
}

/// A node object. Nodes are filled by several steps, hence an object; each belongs to one expanded document.
final class NodeObject {
    /// Nil: none. `.some(nil)`: one that looks like a keyword and stands for nothing.
    var id: JSONString??
    /// Nil: no `@type`. Nil inside: a type that stands for nothing.
    var types: [JSONString?]?
    var index: JSONString?
    var graph: [ExpandedItem]?
    var included: [ExpandedItem]?
    var reverse: PropertyMap?
    var properties = PropertyMap()

    /// True if there is nothing but what a graph object may have.
    var isGraphObject: Bool {
        graph != nil && types == nil && included == nil && reverse == nil && properties.isEmpty
    }
}

/// The properties of a node and their values, in the order in which they came first.
struct PropertyMap {
    private(set) var entries: [(property: JSONString, items: [ExpandedItem])] = []
    /// Positions, once there are too many to look through.
    private var positions: [JSONString: Int] = [:]

    private static let searched = 16

    var isEmpty: Bool { entries.isEmpty }

    /// Adds `items` behind the values of `property`; the property is there from then on even if there are none.
    mutating func add(_ items: [ExpandedItem], to property: JSONString) {
        if let position = position(of: property) {
            entries[position].items += items
            return
        }
        entries.append((property, items))
        if entries.count > PropertyMap.searched {
            if positions.isEmpty {
                for (position, entry) in entries.enumerated() { positions[entry.property] = position }
            } else {
                positions[property] = entries.count - 1
            }
        }
    }

    /// Puts `items` in front of the values of `property`.
    mutating func prepend(_ items: [ExpandedItem], to property: JSONString) {
        let known = position(of: property).map { entries[$0].items } ?? []
        add([], to: property)
        guard let position = position(of: property) else { return }
        entries[position].items = items + known
    }

    private func position(of property: JSONString) -> Int? {
        if entries.count > PropertyMap.searched { return positions[property] }
        return entries.firstIndex { $0.property == property }
    }
}

/// What expanding an element gives.
enum Expansion {
    /// Nothing.
    case none
    case one(ExpandedItem)
    case many([ExpandedItem])

    /// The items; an element that gave nothing has none.
    var items: [ExpandedItem] {
        switch self {
        case .none: []
        case .one(let item): [item]
        case .many(let items): items
        }
    }
}
