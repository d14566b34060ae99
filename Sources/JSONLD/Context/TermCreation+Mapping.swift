import JSON

/// What a term stands for (steps 13 to 18 of section 4.2.2).
extension TermCreation {
    /// False if the term is ignored.
    mutating func readMapping(_ draft: inout Draft, in builder: inout ContextBuilder) throws(JSONLDError) -> Bool {
        let term = draft.term
        // 13
        if let value = draft.value[Keyword.reverse.name] { return try readReverse(value, &draft, in: &builder) }
        // 14
        if let value = draft.value[Keyword.id.name], value != .string(term) {
            return try readID(value, &draft, in: &builder)
        }
        // 15
        if let colon = term.colonAfterFirst {
            try readCompactTerm(colon, &draft, in: &builder)
        } else if term.contains(UInt8(ascii: "/")) {
            // 16; the term is not asked for its own definition.
            guard case .iri(let iri) = builder.state.expand(term), iri.hasIRIForm else {
                throw session.error(.invalidIRIMapping, term)
            }
            draft.parts.iri = iri
        } else if term == Keyword.type.name {
            // 17
            draft.parts.iri = term
        } else if let vocabulary = builder.state.vocabulary {
            // 18
            draft.parts.iri = vocabulary + term
        } else {
            throw session.error(.invalidIRIMapping, term)
        }
        return true
    }

    /// Step 13.
    private mutating func readReverse(
        _ value: JSONValue, _ draft: inout Draft, in builder: inout ContextBuilder
    ) throws(JSONLDError) -> Bool {
        // 13.1
        guard draft.value[Keyword.id.name] == nil, draft.value[Keyword.nest.name] == nil else {
            throw session.error(.invalidReverseProperty, draft.term)
        }
        // 13.2
        guard case .string(let text) = value else { throw session.error(.invalidIRIMapping, draft.term) }
        // 13.3
        if text.looksLikeKeyword { return false }
        // 13.4
        guard case .iri(let iri) = try expand(text, in: &builder), iri.hasIRIForm || iri.isBlankNode else {
            throw session.error(.invalidIRIMapping, draft.term)
        }
        draft.parts.iri = iri
        // 13.5; the container itself is read in step 19.
        switch draft.value[Keyword.container.name] {
        case nil, .null?, .string(Keyword.set.name)?, .string(Keyword.index.name)?: break
        default: throw session.error(.invalidReverseProperty, draft.term)
        }
        // 13.6
        draft.parts.isReverse = true
        return true
    }

    /// Step 14.
    private mutating func readID(
        _ value: JSONValue, _ draft: inout Draft, in builder: inout ContextBuilder
    ) throws(JSONLDError) -> Bool {
        let term = draft.term
        // 14.1
        if value.isNull { return true }
        // 14.2.1
        guard case .string(let text) = value else { throw session.error(.invalidIRIMapping, term) }
        // 14.2.2
        if Keyword(text) == nil, text.looksLikeKeyword { return false }
        // 14.2.3
        let expanded = try expand(text, in: &builder)
        switch expanded {
        case .keyword(.context): throw session.error(.invalidKeywordAlias, term)
        case .keyword: break
        case .iri(let iri) where iri.hasIRIForm || iri.isBlankNode: break
        default: throw session.error(.invalidIRIMapping, term)
        }
        draft.parts.iri = expanded.text
        // 14.2.4
        let hasColon = term.colonAfterFirst.map { $0 != term.string.utf8.index(before: term.string.utf8.endIndex) }
        if hasColon == true || term.contains(UInt8(ascii: "/")) {
            defined[term] = true
            guard try expand(term, in: &builder).text == draft.parts.iri else {
                throw session.error(.invalidIRIMapping, term)
            }
        }
        // 14.2.5
        if draft.isSimple, !term.contains(UInt8(ascii: ":")), !term.contains(UInt8(ascii: "/")),
            case .iri(let iri) = expanded, iri.endsWithDelimiter || iri.isBlankNode
        {
            draft.parts.isPrefix = true
        }
        return true
    }

    /// Step 15.
    private mutating func readCompactTerm(
        _ colon: String.Index, _ draft: inout Draft, in builder: inout ContextBuilder
    ) throws(JSONLDError) {
        let text = draft.term.string
        // 15.1
        let prefix = JSONString(String(text[..<colon]))
        if draft.term.prefixBeforeColon != nil { try require(prefix, in: &builder) }
        // 15.2
        if let iri = builder.state.terms[prefix]?.iri {
            draft.parts.iri = JSONString(iri.string + text[text.utf8.index(after: colon)...])
        } else {
            // 15.3
            draft.parts.iri = draft.term
        }
    }
}
