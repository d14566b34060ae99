import JSON
import RDF

/// Create Term Definition (section 4.2.2 of the API specification) for the terms of one context definition.
///
/// This file has the course of the algorithm; `+Mapping` finds out what a term stands for, `+Coercion` how its values are
/// read.
struct TermCreation {
    let processor: ContextProcessor
    let local: JSONObject
    /// The `@protected` of the context definition.
    let isProtected: Bool
    let circumstances: ContextProcessor.Circumstances
    /// False while a term is being defined, true when it is.
    var defined: [JSONString: Bool] = [:]

    init(
        processor: ContextProcessor, local: JSONObject, isProtected: Bool, circumstances: ContextProcessor.Circumstances
    ) {
        self.processor = processor
        self.local = local
        self.isProtected = isProtected
        self.circumstances = circumstances
    }

    var session: Session { processor.session }
    var isVersion10: Bool { session.options.processingMode == .jsonLD10 }

    /// A term definition in the making.
    struct Draft {
        let term: JSONString
        let value: JSONObject
        /// The definition was a mere text.
        let isSimple: Bool
        var parts = TermDefinition.Parts()
        var isProtected: Bool
        var scoped: ScopedContext?
    }

    mutating func create(_ term: JSONString, in builder: inout ContextBuilder) throws(JSONLDError) {
        // 1
        if let isDone = defined[term] {
            guard isDone else { throw session.error(.cyclicIRIMapping, term) }
            return
        }
        // 2
        guard term.utf8Count > 0 else { throw session.error(.invalidTermDefinition) }
        defined[term] = false
        try session.spend(1)
        // 3
        guard let value = local[term] else { return }
        // 4, 5
        guard try mayBeDefined(term, value) else { return }
        // 6
        let previous = builder.take(term)
        // 7 to 9
        var draft = try draft(term, value)
        let isKept = try complete(&draft, in: &builder)
        guard isKept else {
            builder.drop(previous)
            return
        }
        // 27, 28
        try settle(draft, previous, in: &builder)
        defined[term] = true
    }

    /// Steps 4 and 5; false if the term is ignored.
    private func mayBeDefined(_ term: JSONString, _ value: JSONValue) throws(JSONLDError) -> Bool {
        // 4
        if term == Keyword.type.name {
            guard !isVersion10, let members = value.object, !members.isEmpty,
                members.allSatisfy({ member in
                    member.key == Keyword.protected.name
                        || (member.key == Keyword.container.name && Self.isSetContainer(member.value))
                })
            else { throw session.error(.keywordRedefinition, term) }
            return true
        }
        // 5
        guard Keyword(term) == nil else { throw session.error(.keywordRedefinition, term) }
        return !term.looksLikeKeyword
    }

    private static func isSetContainer(_ value: JSONValue) -> Bool {
        value == .string(Keyword.set.name) || value == .array([.string(Keyword.set.name)])
    }

    /// Steps 7 to 11.
    private func draft(_ term: JSONString, _ value: JSONValue) throws(JSONLDError) -> Draft {
        switch value {
        case .null:
            return Draft(term: term, value: [Keyword.id.name: .null], isSimple: false, isProtected: isProtected)
        case .string:
            return Draft(term: term, value: [Keyword.id.name: value], isSimple: true, isProtected: isProtected)
        case .object(let object):
            var draft = Draft(term: term, value: object, isSimple: false, isProtected: isProtected)
            // 11
            if let value = object[Keyword.protected.name] {
                guard !isVersion10 else { throw session.error(.invalidTermDefinition, term) }
                guard let isProtected = value.bool else { throw session.error(.invalidProtectedValue, term) }
                draft.isProtected = isProtected
            }
            return draft
        default: throw session.error(.invalidTermDefinition, term)
        }
    }

    /// Steps 12 to 26; false if the term is ignored after all.
    private mutating func complete(_ draft: inout Draft, in builder: inout ContextBuilder) throws(JSONLDError) -> Bool {
        try readType(&draft, in: &builder)  // 12
        guard try readMapping(&draft, in: &builder) else { return false }  // 13 to 18
        try readContainer(&draft)  // 19
        try readIndex(&draft, in: &builder)  // 20
        try readContext(&draft, in: &builder)  // 21
        try readLanguage(&draft)  // 22
        try readDirection(&draft)  // 23
        try readNest(&draft)  // 24
        try readPrefix(&draft)  // 25
        try checkMembers(draft)  // 26
        return true
    }

    /// Steps 27 and 28.
    private func settle(
        _ draft: Draft, _ previous: TermDefinition?, in builder: inout ContextBuilder
    ) throws(JSONLDError) {
        var definition = TermDefinition(draft.parts, isProtected: draft.isProtected, scoped: draft.scoped)
        if !circumstances.overridesProtected, let previous, previous.isProtected {
            guard definition.says(theSameAs: previous) else {
                throw session.error(.protectedTermRedefinition, draft.term)
            }
            definition = previous
        }
        builder.define(draft.term, as: definition, insteadOf: previous)
    }

    /// Step 26.
    private func checkMembers(_ draft: Draft) throws(JSONLDError) {
        for member in draft.value {
            switch Keyword(member.key) {
            case .id, .reverse, .container, .context, .direction, .index, .language, .nest, .prefix, .protected, .type:
                continue
            default: throw session.error(.invalidTermDefinition, draft.term)
            }
        }
    }

    /// IRI expansion (section 5.2.2) in the course of context processing: terms of the local context are defined first.
    mutating func expand(
        _ value: JSONString, documentRelative: Bool = false, in builder: inout ContextBuilder
    ) throws(JSONLDError) -> ExpandedName {
        // 3
        if Keyword(value) == nil, !value.looksLikeKeyword {
            try require(value, in: &builder)
            // 6.3
            if builder.state.terms[value] == nil, let prefix = value.prefixBeforeColon {
                try require(prefix, in: &builder)
            }
        }
        return builder.state.expand(value, documentRelative: documentRelative)
    }

    /// Defines `term` if the local context has it and it is not defined yet.
    mutating func require(_ term: JSONString, in builder: inout ContextBuilder) throws(JSONLDError) {
        guard local[term] != nil, defined[term] != true else { return }
        try create(term, in: &builder)
    }
}

extension JSONString {
    /// What stands before the first colon after the first character, unless `_` or a double slash says that it is no
    /// prefix.
    var prefixBeforeColon: JSONString? {
        guard let colon = colonAfterFirst else { return nil }
        let prefix = JSONString(String(string[..<colon]))
        let suffix = string.utf8[string.utf8.index(after: colon)...]
        return prefix == "_" || suffix.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) ? nil : prefix
    }
}
