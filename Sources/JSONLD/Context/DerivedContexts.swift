import JSON

/// How a context was made from another one.
struct Derivation: Hashable, Sendable {
    /// The context it was made from.
    let origin: ActiveContext
    let step: Step

    enum Step: Hashable, Sendable {
        /// By the context of a property: it may override protected terms and propagates.
        case property(Identity)
        /// By the context of a type: it does neither.
        case type(Identity)
        /// By the contexts at these addresses, one after the other.
        case addresses([JSONString])
    }

    /// A scoped context as an object; the key keeps it alive.
    struct Identity: Hashable, Sendable {
        let scoped: ScopedContext

        static func == (left: Identity, right: Identity) -> Bool { left.scoped === right.scoped }

        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(scoped)) }
    }

    static func == (left: Derivation, right: Derivation) -> Bool {
        left.origin === right.origin && left.step == right.step
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(origin))
        hasher.combine(step)
    }
}

/// A context made from another one.
struct DerivedContext: Sendable {
    let context: ActiveContext
    /// The addresses that were gone to for it, so that a document counts the same whether they were known or not.
    let addresses: [JSONString]
}
