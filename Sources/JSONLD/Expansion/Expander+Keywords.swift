import JSON
import RDF

/// Members whose names are keywords (step 13.4).
extension Expander {
    func expand(
        _ keyword: Keyword, _ value: JSONValue, _ members: Members, into entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) {
        // 13.4.1
        if case .reverse = members.property { throw session.error(.invalidReversePropertyMap) }
        // 13.4.2
        if entries.has(keyword), isVersion10 || (keyword != .included && keyword != .type && keyword != .reverse) {
            throw session.error(.collidingKeywords, keyword.name)
        }
        switch keyword {
        case .id: try readID(value, members, &entries)
        case .type: try readType(value, members, &entries)
        case .graph: entries.node.graph = try nested(value, .graph, members, depth: depth).items  // 13.4.5
        case .included: try readIncluded(value, members, &entries, depth: depth)
        case .value: try readValue(value, members, &entries)
        case .language: try readLanguage(value, &entries)
        case .direction: try readDirection(value, &entries)
        case .index: try readIndex(value, &entries)
        case .list: try readList(value, members, &entries, depth: depth)
        case .set: entries.set = try nested(value, members.property, members, depth: depth)  // 13.4.12
        case .reverse: try readReverse(value, members, &entries, depth: depth)
        default:
            // Keywords of contexts, and of term definitions, mean nothing here.
            try session.lose(.reservedTerm(keyword.rawValue))
        }
    }

    private var isVersion10: Bool { session.options.processingMode == .jsonLD10 }

    private func nested(
        _ value: JSONValue, _ property: Property, _ members: Members, depth: Int
    ) throws(JSONLDError) -> Expansion {
        try expand(value, of: property, in: members.active, depth: depth + 1)
    }

    /// Step 13.4.3.
    private func readID(
        _ value: JSONValue, _ members: Members, _ entries: inout ObjectEntries
    ) throws(JSONLDError) {
        guard case .string(let text) = value else { throw session.error(.invalidIDValue) }
        entries.node.id = .some(try identifier(text, in: members.active))
    }

    /// Step 13.4.4.
    private func readType(
        _ value: JSONValue, _ members: Members, _ entries: inout ObjectEntries
    ) throws(JSONLDError) {
        var types: [JSONString?] = []
        let isArray = value.array != nil
        for (index, element) in (value.array ?? [value]).enumerated() {
            guard case .string(let text) = element else { throw session.error(.invalidTypeValue) }
            if isArray { session.enter(index) }
            types.append(try type(text, in: members.typeScoped))  // 13.4.4.4
            if isArray { session.leave() }
        }
        // 13.4.4.5
        if let known = entries.type {
            entries.type = .init(types: known.types + types, isArray: true)
        } else {
            entries.type = .init(types: types, isArray: isArray)
        }
    }

    /// Step 13.4.6.
    private func readIncluded(
        _ value: JSONValue, _ members: Members, _ entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) {
        if isVersion10 { return try session.lose(.reservedTerm(Keyword.included.rawValue)) }
        let items = try nested(value, .included, members, depth: depth).items
        entries.node.included = (entries.node.included ?? []) + items
    }

    /// Step 13.4.7.
    private func readValue(
        _ value: JSONValue, _ members: Members, _ entries: inout ObjectEntries
    ) throws(JSONLDError) {
        if members.isJSON {
            if isVersion10 { throw session.error(.invalidValueObjectValue) }
            try checkNumbers(value)
        } else {
            guard value.array == nil, value.object == nil else { throw session.error(.invalidValueObjectValue) }
            try checkNumbers(value)
        }
        entries.value = value
    }

    /// Step 13.4.8.
    private func readLanguage(_ value: JSONValue, _ entries: inout ObjectEntries) throws(JSONLDError) {
        guard case .string(let language) = value else { throw session.error(.invalidLanguageTaggedString) }
        try checkLanguage(language)
        entries.language = language
    }

    /// Step 13.4.9.
    private func readDirection(_ value: JSONValue, _ entries: inout ObjectEntries) throws(JSONLDError) {
        if isVersion10 { return try session.lose(.reservedTerm(Keyword.direction.rawValue)) }
        guard let direction = value.string.flatMap(TextDirection.init(rawValue:)) else {
            throw session.error(.invalidBaseDirection)
        }
        try checkDirection(direction)
        entries.direction = direction
    }

    /// Step 13.4.10.
    private func readIndex(_ value: JSONValue, _ entries: inout ObjectEntries) throws(JSONLDError) {
        guard case .string(let index) = value else { throw session.error(.invalidIndexValue) }
        try session.lose(.index(index.string))
        entries.index = index
    }

    /// Step 13.4.11.
    private func readList(
        _ value: JSONValue, _ members: Members, _ entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) {
        if case .included = members.property { throw session.error(.invalidIncludedValue) }
        if members.property.isFree { return try session.lose(.freeFloatingValue) }
        entries.list = try nested(value, members.property, members, depth: depth).items
    }

    /// Step 13.4.13.
    private func readReverse(
        _ value: JSONValue, _ members: Members, _ entries: inout ObjectEntries, depth: Int
    ) throws(JSONLDError) {
        // 13.4.13.1
        guard case .object = value else { throw session.error(.invalidReverseValue) }
        // 13.4.13.2
        guard case .one(.node(let expanded)) = try nested(value, .reverse, members, depth: depth) else { return }
        // 13.4.13.3
        for (property, items) in expanded.reverse?.entries ?? [] { entries.node.properties.add(items, to: property) }
        // 13.4.13.4
        guard !expanded.properties.isEmpty else { return }
        var reverse = entries.node.reverse ?? PropertyMap()
        for (property, items) in expanded.properties.entries {
            try checkReverse(items)
            reverse.add(items, to: property)
        }
        entries.node.reverse = reverse
    }
}
