import JSON
import RDF

/// How the values of a term are read (steps 12 and 19 to 25 of section 4.2.2).
extension TermCreation {
    /// Step 12.
    mutating func readType(_ draft: inout Draft, in builder: inout ContextBuilder) throws(JSONLDError) {
        guard let value = draft.value[Keyword.type.name] else { return }
        // 12.1
        guard case .string(let text) = value else { throw session.error(.invalidTypeMapping, draft.term) }
        // 12.2
        switch try expand(text, in: &builder) {
        case .keyword(.id): draft.parts.type = .id
        case .keyword(.vocab): draft.parts.type = .vocab
        // 12.3
        case .keyword(.json) where !isVersion10: draft.parts.type = .json
        case .keyword(.none) where !isVersion10: draft.parts.type = TypeMapping.none
        case .iri(let iri) where iri.hasIRIForm: draft.parts.type = .datatype(iri)
        // 12.4
        default: throw session.error(.invalidTypeMapping, draft.term)
        }
    }

    /// Step 19.
    func readContainer(_ draft: inout Draft) throws(JSONLDError) {
        guard let value = draft.value[Keyword.container.name] else { return }
        // `null` is let pass by step 13.5.
        if value.isNull, draft.parts.isReverse { return }
        // 19.1
        let container = try container(value, draft.term)
        // 19.2
        if isVersion10, value.array != nil || !container.isDisjoint(with: [.graph, .id, .type]) {
            throw session.error(.invalidContainerMapping, draft.term)
        }
        // 19.3
        draft.parts.container = container
        // 19.4
        guard container.contains(.type) else { return }
        let type = draft.parts.type ?? .id
        guard type == .id || type == .vocab else { throw session.error(.invalidTypeMapping, draft.term) }
        draft.parts.type = type
    }

    private func container(_ value: JSONValue, _ term: JSONString) throws(JSONLDError) -> Container {
        var container: Container = []
        for element in value.array ?? [value] {
            guard case .string(let text) = element, let keyword = Keyword(text), let part = Container(keyword) else {
                throw session.error(.invalidContainerMapping, term)
            }
            container.formUnion(part)
        }
        guard Self.isAllowed(container) else { throw session.error(.invalidContainerMapping, term) }
        return container
    }

    /// One keyword; `@graph` with `@id` or `@index`, perhaps `@set`; or `@set` with one of the others but `@list`.
    private static func isAllowed(_ container: Container) -> Bool {
        if container == .list { return true }
        switch container.subtracting(.set) {
        case [], .index, .id, .type, .language, .graph, [.graph, .id], [.graph, .index]: return !container.isEmpty
        default: return false
        }
    }

    /// Step 20.
    mutating func readIndex(_ draft: inout Draft, in builder: inout ContextBuilder) throws(JSONLDError) {
        guard let value = draft.value[Keyword.index.name] else { return }
        // 20.1
        guard !isVersion10, draft.parts.container.contains(.index),
            // 20.2
            case .string(let index) = value, case .iri(let iri) = try expand(index, in: &builder), iri.hasIRIForm
        else { throw session.error(.invalidTermDefinition, draft.term) }
        // 20.3
        draft.parts.index = index
    }

    /// Step 21. The result is thrown away: the context is processed again wherever the term is used.
    func readContext(_ draft: inout Draft, in builder: inout ContextBuilder) throws(JSONLDError) {
        guard let context = draft.value[Keyword.context.name] else { return }
        // 21.1
        guard !isVersion10 else { throw session.error(.invalidTermDefinition, draft.term) }
        // 21.3
        var inner = circumstances
        inner.overridesProtected = true
        inner.validatesScoped = false
        inner.depth += 1
        var trial = builder
        do throws(JSONLDError) {
            try processor.apply(context, to: &trial, inner)
        } catch {
            guard case .violation = error.reason else { throw error }
            throw JSONLDError(
                .violation(.invalidScopedContext), at: error.place, context: error.context,
                detail: "\(draft.term): \(error.code?.rawValue ?? "")\(error.detail.map { " " + $0 } ?? "")")
        }
        try session.spend(trial.state.terms.count)
        // 21.4
        draft.scoped = ScopedContext(context: context, baseURL: circumstances.baseURL)
    }

    /// Step 22.
    func readLanguage(_ draft: inout Draft) throws(JSONLDError) {
        guard let value = draft.value[Keyword.language.name], draft.value[Keyword.type.name] == nil else { return }
        switch value {
        case .null: draft.parts.language = .null
        case .string(let language): draft.parts.language = .some(language)
        default: throw session.error(.invalidLanguageMapping, draft.term)
        }
    }

    /// Step 23.
    func readDirection(_ draft: inout Draft) throws(JSONLDError) {
        guard let value = draft.value[Keyword.direction.name], draft.value[Keyword.type.name] == nil else { return }
        if value.isNull {
            draft.parts.direction = .null
        } else if let direction = value.string.flatMap(TextDirection.init(rawValue:)) {
            draft.parts.direction = .some(direction)
        } else {
            throw session.error(.invalidBaseDirection, draft.term)
        }
    }

    /// Step 24.
    func readNest(_ draft: inout Draft) throws(JSONLDError) {
        guard let value = draft.value[Keyword.nest.name] else { return }
        guard !isVersion10 else { throw session.error(.invalidTermDefinition, draft.term) }
        guard case .string(let nest) = value, nest == Keyword.nest.name || Keyword(nest) == nil else {
            throw session.error(.invalidNestValue, draft.term)
        }
        draft.parts.nest = nest
    }

    /// Step 25.
    func readPrefix(_ draft: inout Draft) throws(JSONLDError) {
        guard let value = draft.value[Keyword.prefix.name] else { return }
        // 25.1
        guard !isVersion10, !draft.term.contains(UInt8(ascii: ":")), !draft.term.contains(UInt8(ascii: "/")) else {
            throw session.error(.invalidTermDefinition, draft.term)
        }
        // 25.2
        guard let isPrefix = value.bool else { throw session.error(.invalidPrefixValue, draft.term) }
        // 25.3
        if isPrefix, draft.parts.iri.map({ Keyword($0) != nil }) == true {
            throw session.error(.invalidTermDefinition, draft.term)
        }
        draft.parts.isPrefix = isPrefix
    }
}
