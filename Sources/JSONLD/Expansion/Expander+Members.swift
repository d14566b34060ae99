import JSON
import RDF

/// The members of an object (steps 13 and 14).
extension Expander {
    /// What holds for all members of an object.
    struct Members {
        let active: ActiveContext
        /// The context before those of the object's types, by which the types themselves are read.
        let typeScoped: ActiveContext
        let property: Property
        /// The object's `@type` is `@json`.
        let isJSON: Bool
    }

    func expand(
        _ object: JSONObject, _ members: Members, into entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) {
        var nests: [JSONString] = []
        for member in object {
            session.enter(member.key)
            if try expand(member, members, into: &entries, depth: depth) { nests.append(member.key) }
            session.leave()
        }
        // 14
        for key in nests {
            session.enter(key)
            try expandNest(key, object[key] ?? .null, members, into: &entries, depth: depth)
            session.leave()
        }
    }

    /// Step 13 for one member; true if it is a nest, whose turn comes later.
    private func expand(
        _ member: JSONObject.Member, _ members: Members, into entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) -> Bool {
        let key = member.key
        // 13.1
        if key == Keyword.context.name { return false }
        // 13.2
        let definition = members.active.definition(key)
        let name = definition.map(name) ?? members.active.state.expand(key)
        switch name {
        case .keyword(.nest):
            if case .reverse = members.property { throw session.error(.invalidReversePropertyMap) }
            return true
        case .keyword(let keyword):  // 13.4
            try expand(keyword, member.value, members, into: &entries, depth: depth)
        case .iri(let property) where property.contains(UInt8(ascii: ":")):
            try checkProperty(property, key, definition)
            try expand(property, member, definition, members, into: &entries, depth: depth)
        case .iri, .null:  // 13.3
            try session.lose(key.looksLikeKeyword ? .reservedTerm(key.string) : .undefinedTerm(key.string))
        }
        return false
    }

    private func name(of definition: TermDefinition) -> ExpandedName {
        if let keyword = definition.keyword { return .keyword(keyword) }
        return definition.iri.map { .iri($0) } ?? .null
    }

    /// Steps 13.5 to 13.14: a property.
    private func expand(
        _ property: JSONString, _ member: JSONObject.Member, _ definition: TermDefinition?, _ members: Members,
        into entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) {
        let container = definition?.container ?? []  // 13.5
        let expansion = try expandValues(member, definition, container, members.active, depth: depth)
        // 13.10
        if case .none = expansion { return }
        let items = wrap(expansion, container)
        guard definition?.parts.isReverse == true else {
            entries.node.properties.add(items, to: property)  // 13.14
            return
        }
        // 13.13
        var reverse = entries.node.reverse ?? PropertyMap()
        try checkReverse(items)
        reverse.add(items, to: property)
        entries.node.reverse = reverse
    }

    /// Steps 13.6 to 13.9.
    private func expandValues(
        _ member: JSONObject.Member, _ definition: TermDefinition?, _ container: Container, _ active: ActiveContext,
        depth: Int
    ) throws(JSONLDError) -> Expansion {
        // 13.6
        if let definition, definition.parts.type == .json {
            var value = ValueObject(member.value)
            value.datatype = .json
            try checkNumbers(member.value)
            return .one(.value(value))
        }
        if case .object(let map) = member.value, let definition {
            if container.contains(.language) {  // 13.7
                return .many(try expandLanguageMap(map, definition, active))
            }
            if !container.isDisjoint(with: [.index, .type, .id]) {  // 13.8
                return .many(try expandMap(map, member.key, definition, active, depth: depth))
            }
        }
        // 13.9
        return try expand(member.value, of: .term(member.key, definition), in: active, depth: depth + 1)
    }

    /// Steps 13.11 and 13.12: values of list and graph containers get their objects.
    private func wrap(_ expansion: Expansion, _ container: Container) -> [ExpandedItem] {
        if container.contains(.list) {
            if case .one(.list) = expansion { return expansion.items }
            return [.list(ListObject(items: expansion.items))]
        }
        if container.contains(.graph), container.isDisjoint(with: [.id, .index]) {
            return expansion.items.map { item in
                let graph = NodeObject()
                graph.graph = [item]
                return .node(graph)
            }
        }
        return expansion.items
    }

    /// Values of reverse properties are nodes (steps 13.13.4.1 and 13.4.13.4.2.1.1).
    func checkReverse(_ items: [ExpandedItem]) throws(JSONLDError) {
        for item in items {
            guard case .node = item else { throw session.error(.invalidReversePropertyValue) }
        }
    }

    /// Step 14 for one nest: its values are objects whose members count as the outer object's own.
    private func expandNest(
        _ key: JSONString, _ value: JSONValue, _ members: Members, into entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) {
        // 14.1
        let isArray = value.array != nil
        for (index, nested) in (value.array ?? [value]).enumerated() {
            if isArray { session.enter(index) }
            try checkDepth(depth + 1)
            // 14.2.1
            guard case .object(let object) = nested,
                !object.contains(where: { members.active.state.expand($0.key) == .keyword(.value) })
            else { throw session.error(.invalidNestValue, key) }
            // 14.2.2 with steps 3 and 8: the context of the nest holds inside it.
            let active = try applyingContext(of: members.active.definition(key), to: members.active)
            let inner = Members(
                active: active, typeScoped: members.typeScoped, property: members.property, isJSON: members.isJSON)
            try expand(object, inner, into: &entries, depth: depth + 1)
            if isArray { session.leave() }
        }
    }
}
