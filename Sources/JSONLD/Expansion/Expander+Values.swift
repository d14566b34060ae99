import JSON
import RDF

/// Value expansion (section 5.3.2).
extension Expander {
    /// Expands a text, number or truth value of the term that `definition` defines in `active`.
    func expandValue(
        _ value: JSONValue, _ definition: TermDefinition?, in active: ActiveContext
    ) throws(JSONLDError) -> ExpandedItem {
        if case .string(let text) = value {
            switch definition?.parts.type {
            case .id?: return try reference(identifier(text, in: active))  // 1
            case .vocab?: return try reference(vocabularyIdentifier(text, in: active))  // 2
            default: break
            }
        } else {
            try checkNumbers(value)
        }
        var object = ValueObject(value)  // 3
        switch definition?.parts.type {
        case .datatype(let iri)?:  // 4
            try checkDatatype(iri)
            object.datatype = .iri(iri)
        case .json?: object.datatype = .json  // 4
        case nil, .id?, .vocab?, TypeMapping.none?:
            if case .string = value { try tag(&object, definition, in: active) }  // 5
        }
        return .value(object)  // 6
    }

    /// Step 5.
    private func tag(
        _ object: inout ValueObject, _ definition: TermDefinition?, in active: ActiveContext
    ) throws(JSONLDError) {
        switch definition?.parts.language ?? .absent {
        case .absent: object.language = active.state.language
        case .null: break
        case .some(let language): object.language = language
        }
        object.direction = direction(definition, in: active)
        if let language = object.language { try checkLanguage(language) }
        if let direction = object.direction { try checkDirection(direction) }
    }

    /// The direction mapping of a term, else the direction of the context.
    func direction(_ definition: TermDefinition?, in active: ActiveContext) -> TextDirection? {
        switch definition?.parts.direction ?? .absent {
        case .absent: active.state.direction
        case .null: nil
        case .some(let direction): direction
        }
    }

    private func reference(_ id: JSONString?) -> ExpandedItem {
        let node = NodeObject()
        node.id = .some(id)
        return .node(node)
    }
}
