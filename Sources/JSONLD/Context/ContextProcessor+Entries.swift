import JSON
import RDF

/// Context definitions: their keywords, then their terms (steps 5.5 to 5.13 of section 4.1.2).
extension ContextProcessor {
    func applyDefinition(
        _ written: JSONObject, to builder: inout ContextBuilder, _ circumstances: Circumstances
    ) throws(JSONLDError) {
        try checkVersion(written)  // 5.5
        let definition = try importing(written, circumstances)  // 5.6
        try applyBase(definition, to: &builder, circumstances)  // 5.7
        try applyVocabulary(definition, to: &builder)  // 5.8
        try applyLanguage(definition, to: &builder)  // 5.9
        try applyDirection(definition, to: &builder)  // 5.10
        try checkPropagate(definition)  // 5.11
        try createTerms(of: definition, in: &builder, circumstances)  // 5.12, 5.13
    }

    private var isVersion10: Bool { session.options.processingMode == .jsonLD10 }

    /// Step 5.5.
    private func checkVersion(_ definition: JSONObject) throws(JSONLDError) {
        guard let value = definition[Keyword.version.name] else { return }
        guard value.number?.double == 1.1 else { throw session.error(.invalidVersionValue) }
        if isVersion10 { throw session.error(.processingModeConflict) }
    }

    /// Step 5.7. A context from elsewhere does not move the base of the document.
    private func applyBase(
        _ definition: JSONObject, to builder: inout ContextBuilder, _ circumstances: Circumstances
    ) throws(JSONLDError) {
        guard let value = definition[Keyword.base.name], circumstances.remoteContexts.isEmpty else { return }
        switch value {
        case .null: builder.change { $0.base = nil }
        case .string(let text) where text.hasIRIForm: builder.change { $0.base = text }
        case .string(let text):
            guard let base = builder.state.base else { throw session.error(.invalidBaseIRI, text) }
            builder.change { $0.base = text.resolved(against: base) }
        default: throw session.error(.invalidBaseIRI)
        }
    }

    /// Step 5.8.
    private func applyVocabulary(
        _ definition: JSONObject, to builder: inout ContextBuilder
    ) throws(JSONLDError) {
        guard let value = definition[Keyword.vocab.name] else { return }
        switch value {
        case .null: builder.change { $0.vocabulary = nil }
        case .string(let text):
            // Version 1.0 knows no vocabulary relative to another one, or to the document.
            guard !isVersion10 || text.hasIRIForm || text.isBlankNode,
                case .iri(let iri) = builder.state.expand(text, documentRelative: true)
            else { throw session.error(.invalidVocabMapping, text) }
            guard iri != builder.state.vocabulary else { return }
            builder.change { $0.vocabulary = iri }
        default: throw session.error(.invalidVocabMapping)
        }
    }

    /// Step 5.9.
    private func applyLanguage(_ definition: JSONObject, to builder: inout ContextBuilder) throws(JSONLDError) {
        guard let value = definition[Keyword.language.name] else { return }
        switch value {
        case .null: builder.change { $0.language = nil }
        case .string(let language):
            if language != builder.state.language { builder.change { $0.language = language } }
        default: throw session.error(.invalidDefaultLanguage)
        }
    }

    /// Step 5.10.
    private func applyDirection(_ definition: JSONObject, to builder: inout ContextBuilder) throws(JSONLDError) {
        guard let value = definition[Keyword.direction.name] else { return }
        if isVersion10 { throw session.error(.invalidContextEntry) }
        switch value {
        case .null: builder.change { $0.direction = nil }
        case .string(let text):
            guard let direction = TextDirection(rawValue: text.string) else {
                throw session.error(.invalidBaseDirection, text)
            }
            builder.change { $0.direction = direction }
        default: throw session.error(.invalidBaseDirection)
        }
    }

    /// Step 5.11.
    private func checkPropagate(_ definition: JSONObject) throws(JSONLDError) {
        guard let value = definition[Keyword.propagate.name] else { return }
        if isVersion10 { throw session.error(.invalidContextEntry) }
        guard value.bool != nil else { throw session.error(.invalidPropagateValue) }
    }

    /// Steps 5.12 and 5.13.
    private func createTerms(
        of definition: JSONObject, in builder: inout ContextBuilder, _ circumstances: Circumstances
    ) throws(JSONLDError) {
        let protected = try protection(definition)
        var creation = TermCreation(
            processor: self, local: definition, isProtected: protected, circumstances: circumstances)
        for member in definition where !Self.isEntry(member.key) {
            try creation.create(member.key, in: &builder)
        }
    }

    private func protection(_ definition: JSONObject) throws(JSONLDError) -> Bool {
        guard let value = definition[Keyword.protected.name] else { return false }
        guard let isProtected = value.bool else { throw session.error(.invalidProtectedValue) }
        return isProtected
    }

    /// True for the keywords of a context definition itself.
    private static func isEntry(_ key: JSONString) -> Bool {
        switch Keyword(key) {
        case .base, .direction, .import, .language, .propagate, .protected, .version, .vocab: true
        default: false
        }
    }
}
