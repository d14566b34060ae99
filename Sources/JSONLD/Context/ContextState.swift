import JSON
import RDF

/// The parts of an active context that decide how names and values are read (section 4.1 of the API specification).
struct ContextState: Sendable {
    var terms: [JSONString: TermDefinition] = [:] {
        didSet { index = nil }
    }
    /// The same once nothing changes any more.
    private var index: TermIndex?
    /// The base IRI, nil if there is none or it was taken away.
    var base: JSONString?
    /// The base IRI of the document, which a null context goes back to.
    var originalBase: JSONString?
    var vocabulary: JSONString?
    var language: JSONString?
    var direction: TextDirection?

    /// The definition of `name`.
    @inline(__always)
    func definition(_ name: JSONString) -> TermDefinition? {
        if let index { index[name] } else { terms[name] }
    }

    /// The state as a context keeps it.
    func finished() -> ContextState {
        var state = self
        state.index = TermIndex(terms)
        return state
    }

    /// The state before any context.
    init(base: JSONString?) {
        self.base = base
        originalBase = base
    }
}

/// What a name or value comes to (IRI expansion, section 5.2).
enum ExpandedName: Equatable {
    /// Nothing: the term is defined to be nothing, or looks like a keyword and is none.
    case null
    case keyword(Keyword)
    /// An IRI, a blank node identifier, or a text that stayed relative.
    case iri(JSONString)

    /// The text in expanded documents.
    var text: JSONString? {
        switch self {
        case .null: nil
        case .keyword(let keyword): keyword.name
        case .iri(let iri): iri
        }
    }
}

extension ContextState {
    /// IRI expansion (section 5.2.2) after context processing. `vocab` says that terms and the vocabulary count.
    func expand(_ value: JSONString, documentRelative: Bool = false, vocab: Bool = true) -> ExpandedName {
        // 1
        if let keyword = Keyword(value) { return .keyword(keyword) }
        // 2
        if value.looksLikeKeyword { return .null }
        // 3 is of context processing.
        if let definition = definition(value) {
            // 4
            if let keyword = definition.keyword { return .keyword(keyword) }
            // 5
            if vocab { return definition.iri.map { .iri($0) } ?? .null }
        }
        return expandUndefined(value, documentRelative: documentRelative, vocab: vocab)
    }

    /// Steps 6 to 9, for what is no term.
    func expandUndefined(_ value: JSONString, documentRelative: Bool, vocab: Bool) -> ExpandedName {
        // 6
        if let colon = value.colonAfterFirst {
            // 6.1
            let prefix = JSONString(String(value.string[..<colon]))
            let suffix = value.string[value.string.utf8.index(after: colon)...]
            // 6.2
            if prefix == "_" || suffix.utf8.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) { return .iri(value) }
            // 6.3 is of context processing; 6.4
            if let definition = definition(prefix), definition.parts.isPrefix, let iri = definition.iri {
                return .iri(JSONString(iri.string + suffix))
            }
            // 6.5
            if value.hasIRIForm { return .iri(value) }
        }
        // 7
        if vocab, let vocabulary { return .iri(vocabulary + value) }
        // 8
        if documentRelative { return .iri(value.resolved(against: base)) }
        // 9
        return .iri(value)
    }
}
