import JSON
import RDF

/// The expansion algorithm (section 5.1.2 of the API specification).
///
/// Split by kind of element: this file has scalars, arrays and the course for objects; `+Members` goes through the members
/// of an object, `+Keywords` reads those that are keywords, `+Maps` the values in language, index, id and type maps,
/// `+Finish` judges the object as a whole. `+Values` is value expansion (section 5.3), `+Losses` safe mode.
struct Expander {
    let session: Session

    /// The name an element stands under: the active property.
    enum Property {
        /// None: the top of the document.
        case none
        case graph
        /// An included block, where nothing but nodes may stand.
        case included
        /// The entries of a reverse map.
        case reverse
        /// With its definition in the active context, if it has one.
        case term(JSONString, TermDefinition?)

        /// True where values would float freely: no property leads to them.
        var isFree: Bool {
            switch self {
            case .none, .graph, .included: true
            case .reverse, .term: false
            }
        }
    }

    /// Expands `element`. `depth` counts objects and arrays around it.
    func expand(
        _ element: JSONValue, of property: Property, in active: ActiveContext, depth: Int, fromMap: Bool = false
    ) throws(JSONLDError) -> Expansion {
        switch element {
        case .null: return .none  // 1
        case .array(let elements):  // 5
            return try expand(elements, of: property, in: active, depth: depth, fromMap: fromMap)
        case .object(let object):  // 6
            return try expand(object, of: property, in: active, depth: depth, fromMap: fromMap)
        case .bool, .number, .string:  // 4
            guard case .term(let term, let definition) = property else {
                // 4.1; the elements of a reverse map are objects, which step 13.4.13.1 makes sure of.
                if case .included = property { throw session.error(.invalidIncludedValue) }
                try session.lose(.freeFloatingValue)
                return .none
            }
            // 3, 4.2
            let context = try applyingContext(of: definition, to: active)
            // 4.3
            let inner = context === active ? definition : context.definition(term)
            return .one(try expandValue(element, inner, in: context))
        }
    }

    /// Step 5.
    private func expand(
        _ elements: [JSONValue], of property: Property, in active: ActiveContext, depth: Int, fromMap: Bool
    ) throws(JSONLDError) -> Expansion {
        try checkDepth(depth)
        var isList = false
        if case .term(_, let definition) = property { isList = definition?.container.contains(.list) ?? false }
        var items: [ExpandedItem] = []  // 5.1
        items.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {  // 5.2
            session.enter(index)
            switch try expand(element, of: property, in: active, depth: depth + 1, fromMap: fromMap) {
            case .none: break
            case .one(let item): items.append(item)
            case .many(let inner):
                // 5.2.2, 5.2.3
                if isList { items.append(.list(ListObject(items: inner))) } else { items += inner }
            }
            session.leave()
        }
        return .many(items)  // 5.3
    }

    /// Steps 7 to 19.
    private func expand(
        _ object: JSONObject, of property: Property, in outer: ActiveContext, depth: Int, fromMap: Bool
    ) throws(JSONLDError) -> Expansion {
        try checkDepth(depth)
        var active = outer
        // 3
        var definition: TermDefinition?
        if case .term(_, let known) = property { definition = known }
        // 7
        if let previous = active.previous, !fromMap, isNewNode(object, in: active) { active = previous }
        // 8
        active = try applyingContext(of: definition, to: active)
        // 9
        if let local = object[Keyword.context.name] { active = try applying(local, to: active) }
        // 10
        let typeScoped = active
        // 11
        let typeNames = typeScoped.typeNames.filter { object[$0] != nil }
        for name in typeNames { active = try applyingTypes(object[name], scoped: typeScoped, to: active) }
        // 12
        let inputType = lastType(object, typeNames.first, in: active)
        var entries = ObjectEntries()
        let members = Members(
            active: active, typeScoped: typeScoped, property: property, isJSON: inputType == .keyword(.json))
        // 13, 14
        try expand(object, members, into: &entries, depth: depth)
        // 15 to 19
        return try finish(entries, of: property)
    }

    /// The last value of the first member that is a `@type` (step 12).
    private func lastType(_ object: JSONObject, _ name: JSONString?, in active: ActiveContext) -> ExpandedName? {
        guard let value = name.flatMap({ object[$0] }) else { return nil }
        guard case .string(let type)? = value.array.map({ $0.last }) ?? value else { return nil }
        return active.state.expand(type)
    }

    /// False for value objects and for references, which the context of a type goes on to hold for (step 7).
    private func isNewNode(_ object: JSONObject, in active: ActiveContext) -> Bool {
        if active.valueNames.contains(where: { object[$0] != nil }) { return false }
        return !(object.count == 1 && active.idNames.contains { object[$0] != nil })
    }

    func checkDepth(_ depth: Int) throws(JSONLDError) {
        guard depth < session.options.limits.nesting else {
            throw session.error(.limit(.nesting, session.options.limits.nesting))
        }
    }
}

/// Contexts on the way.
extension Expander {
    /// Steps 4.2 and 8: the context of a property.
    func applyingContext(
        of definition: TermDefinition?, to active: ActiveContext
    ) throws(JSONLDError) -> ActiveContext {
        guard let scoped = definition?.scoped else { return active }
        return try session.derive(.property(.init(scoped: scoped)), from: active) {
            (processor, isShared) throws(JSONLDError) in
            try processor.process(
                scoped.context, on: active, .init(baseURL: scoped.baseURL, overridesProtected: true),
                isShared: isShared)
        }
    }

    /// Step 11.2 for the values of one member: the contexts of types, in code point order.
    private func applyingTypes(
        _ value: JSONValue?, scoped typeScoped: ActiveContext, to active: ActiveContext
    ) throws(JSONLDError) -> ActiveContext {
        guard let value else { return active }
        var types: [JSONString] = []
        for element in value.array ?? [value] {
            if case .string(let type) = element { types.append(type) }
        }
        if types.count > 1 { types.sort() }
        var active = active
        for type in types {
            guard let scoped = typeScoped.definition(type)?.scoped else { continue }
            active = try applyingType(scoped, to: active)
        }
        return active
    }

    /// The context of a type, which does not propagate.
    func applyingType(_ scoped: ScopedContext, to active: ActiveContext) throws(JSONLDError) -> ActiveContext {
        try session.derive(.type(.init(scoped: scoped)), from: active) { (processor, isShared) throws(JSONLDError) in
            try processor.process(
                scoped.context, on: active, .init(baseURL: scoped.baseURL), propagate: false, isShared: isShared)
        }
    }

    /// Step 9: a context written in the document. Mere addresses are remembered.
    func applying(_ local: JSONValue, to active: ActiveContext) throws(JSONLDError) -> ActiveContext {
        session.enter(Keyword.context.name)
        let made: ActiveContext
        if let addresses = Self.addresses(local) {
            made = try session.derive(.addresses(addresses), from: active) {
                (processor, isShared) throws(JSONLDError) in
                try processor.process(local, on: active, .init(baseURL: session.base), isShared: isShared)
            }
        } else {
            made = try ContextProcessor(session: session).process(
                local, on: active, .init(baseURL: session.base), isShared: false)
        }
        session.leave()
        return made
    }

    /// The addresses in `local` if there is nothing else in it.
    private static func addresses(_ local: JSONValue) -> [JSONString]? {
        var addresses: [JSONString] = []
        for element in local.array ?? [local] {
            guard case .string(let address) = element else { return nil }
            addresses.append(address)
        }
        return addresses
    }
}
