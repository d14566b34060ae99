import JSON

/// An active context, complete and never changed again (section 4.1 of the API specification).
final class ActiveContext: Sendable {
    let state: ContextState
    /// The context to go back to where this one does not propagate.
    let previous: ActiveContext?
    /// True if this was made from addresses and the contexts of their terms alone, so that other documents can use it.
    let isShared: Bool
    /// The names that stand for these keywords, the keyword itself included.
    let idNames: [JSONString]
    /// In code point order, as expansion goes through them.
    let typeNames: [JSONString]
    let valueNames: [JSONString]

    init(_ state: ContextState, previous: ActiveContext?, isShared: Bool) {
        self.state = state.finished()
        self.previous = previous
        self.isShared = isShared
        var idNames = [Keyword.id.name]
        var typeNames = [Keyword.type.name]
        var valueNames = [Keyword.value.name]
        for (term, definition) in state.terms {
            switch definition.keyword {
            case .id: idNames.append(term)
            case .type where term != Keyword.type.name: typeNames.append(term)
            case .value: valueNames.append(term)
            default: break
            }
        }
        self.idNames = idNames
        self.typeNames = typeNames.sorted()
        self.valueNames = valueNames
    }

    /// The term definition of `name`.
    @inline(__always)
    func definition(_ name: JSONString) -> TermDefinition? { state.definition(name) }

    var hasProtectedTerms: Bool { state.terms.values.contains { $0.isProtected } }
}
