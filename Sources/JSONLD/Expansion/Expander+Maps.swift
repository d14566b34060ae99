import JSON
import RDF

/// Values in maps: language maps (step 13.7), and maps by index, identifier or type (step 13.8).
extension Expander {
    /// Step 13.7.
    func expandLanguageMap(
        _ map: JSONObject, _ definition: TermDefinition, _ active: ActiveContext
    ) throws(JSONLDError) -> [ExpandedItem] {
        var items: [ExpandedItem] = []  // 13.7.1
        let direction = direction(definition, in: active)  // 13.7.2, 13.7.3
        for member in map {  // 13.7.4
            session.enter(member.key)
            let isNone = active.state.expand(member.key) == .keyword(.none)
            if !isNone { try checkLanguage(member.key) }
            for value in member.value.array ?? [member.value] {
                if value.isNull { continue }  // 13.7.4.2.1
                guard case .string = value else { throw session.error(.invalidLanguageMapValue) }  // 13.7.4.2.2
                var object = ValueObject(value)  // 13.7.4.2.3
                if !isNone { object.language = member.key }  // 13.7.4.2.4
                if let direction { try checkDirection(direction) }
                object.direction = direction  // 13.7.4.2.5
                items.append(.value(object))
            }
            session.leave()
        }
        return items
    }

    /// Step 13.8.
    func expandMap(
        _ map: JSONObject, _ key: JSONString, _ definition: TermDefinition, _ active: ActiveContext, depth: Int
    ) throws(JSONLDError) -> [ExpandedItem] {
        try checkDepth(depth + 1)
        var items: [ExpandedItem] = []  // 13.8.1
        for member in map {  // 13.8.3
            session.enter(member.key)
            let context = try mapContext(member.key, definition.container, active)
            // 13.8.3.5, 13.8.3.6
            let expanded = try expand(
                member.value, of: .term(key, context.definition(key)), in: context, depth: depth + 2, fromMap: true)
            for item in expanded.items {  // 13.8.3.7
                items.append(try place(item, at: member.key, definition, active))
            }
            session.leave()
        }
        return items
    }

    /// Steps 13.8.3.1 to 13.8.3.3.
    private func mapContext(
        _ index: JSONString, _ container: Container, _ active: ActiveContext
    ) throws(JSONLDError) -> ActiveContext {
        guard !container.isDisjoint(with: [.id, .type]) else { return active }
        let context = active.previous ?? active
        guard container.contains(.type), let scoped = context.definition(index)?.scoped else { return context }
        return try session.derive(.property(.init(scoped: scoped)), from: context) {
            (processor, isShared) throws(JSONLDError) in
            try processor.process(scoped.context, on: context, .init(baseURL: scoped.baseURL), isShared: isShared)
        }
    }

    /// Steps 13.8.3.7.1 to 13.8.3.7.5: what the name in the map says goes into the item.
    private func place(
        _ item: ExpandedItem, at index: JSONString, _ definition: TermDefinition, _ active: ActiveContext
    ) throws(JSONLDError) -> ExpandedItem {
        let container = definition.container
        var item = item
        // 13.8.3.7.1
        if container.contains(.graph), !isGraphObject(item) {
            let graph = NodeObject()
            graph.graph = [item]
            item = .node(graph)
        }
        // 13.8.3.4
        let isNone = active.state.expand(index) == .keyword(.none)
        if isNone { return item }
        if container.contains(.index) {
            if let key = definition.parts.index, key != Keyword.index.name {
                return try placeProperty(item, key, index, active)  // 13.8.3.7.2
            }
            return try placeIndex(item, index)  // 13.8.3.7.3
        }
        guard case .node(let node) = item else { throw session.error(.invalidValueObject, index) }
        if container.contains(.id) {  // 13.8.3.7.4
            if node.id == nil { node.id = .some(try identifier(index, in: active)) }
        } else {  // 13.8.3.7.5
            node.types = [try type(index, in: active)] + (node.types ?? [])
        }
        return item
    }

    private func isGraphObject(_ item: ExpandedItem) -> Bool {
        guard case .node(let node) = item else { return false }
        return node.isGraphObject
    }

    /// Step 13.8.3.7.2: the name is the value of a property.
    private func placeProperty(
        _ item: ExpandedItem, _ key: JSONString, _ index: JSONString, _ active: ActiveContext
    ) throws(JSONLDError) -> ExpandedItem {
        let value = try expandValue(.string(index), active.definition(key), in: active)  // 13.8.3.7.2.1
        // 13.8.3.7.2.2; a definition with another result is refused (step 20.2 of its creation).
        guard case .iri(let property) = active.state.expand(key) else { return item }
        try checkProperty(property, key, active.definition(key))
        // 13.8.3.7.2.5
        guard case .node(let node) = item else { throw session.error(.invalidValueObject, index) }
        node.properties.prepend([value], to: property)  // 13.8.3.7.2.3, 13.8.3.7.2.4
        return item
    }

    /// Step 13.8.3.7.3.
    private func placeIndex(_ item: ExpandedItem, _ index: JSONString) throws(JSONLDError) -> ExpandedItem {
        try session.lose(.index(index.string))
        switch item {
        case .value(var value):
            value.index = value.index ?? index
            return .value(value)
        case .list(var list):
            list.index = list.index ?? index
            return .list(list)
        case .node(let node):
            node.index = node.index ?? index
            return item
        }
    }
}
