import JSON
import RDF

/// An active context in the making: the `result` of context processing.
struct ContextBuilder {
    private(set) var state: ContextState
    private(set) var previous: ActiveContext?
    /// The context this is built from, as long as nothing has changed.
    private var unchanged: ActiveContext?

    init(_ context: ActiveContext) {
        state = context.state
        previous = context.previous
        unchanged = context
    }

    /// Changes something.
    mutating func change(_ body: (inout ContextState) -> Void) {
        unchanged = nil
        body(&state)
    }

    mutating func setPrevious(_ context: ActiveContext?) {
        guard previous !== context else { return }
        unchanged = nil
        previous = context
    }

    /// Puts a term definition in, or the one that stood there if it is the same.
    mutating func define(_ term: JSONString, as definition: TermDefinition, insteadOf known: TermDefinition?) {
        if let known, known.isProtected == definition.isProtected, known.says(theSameAs: definition) {
            state.terms[term] = known
            return
        }
        unchanged = nil
        state.terms[term] = definition
    }

    /// Takes the definition of `term` away for as long as a new one is made.
    mutating func take(_ term: JSONString) -> TermDefinition? { state.terms.removeValue(forKey: term) }

    /// Says that the definition of `term`, taken away, will not come back.
    mutating func drop(_ known: TermDefinition?) {
        if known != nil { unchanged = nil }
    }

    /// The context as it stands. What changed nothing is the context it was built from, so that caches recognise it.
    func finish(isShared: Bool) -> ActiveContext {
        if let unchanged { return unchanged }
        return ActiveContext(state, previous: previous, isShared: isShared)
    }
}
