import JSON
import RDF

/// Names and values that RDF could not hold: what JSON-LD drops and safe mode refuses.
extension Expander {
    /// The identifier `text` stands for (IRI expansion, document relative).
    func identifier(_ text: JSONString, in active: ActiveContext) throws(JSONLDError) -> JSONString? {
        try checked(active.state.expand(text, documentRelative: true, vocab: false), text)
    }

    /// The same, terms and vocabulary first.
    func vocabularyIdentifier(_ text: JSONString, in active: ActiveContext) throws(JSONLDError) -> JSONString? {
        try checked(active.state.expand(text, documentRelative: true), text)
    }

    private func checked(_ name: ExpandedName, _ text: JSONString) throws(JSONLDError) -> JSONString? {
        guard session.options.isSafe else { return name.text }
        switch name {
        case .null, .keyword: throw session.error(.loss(.reservedTerm(text.string)))
        case .iri(let iri):
            if iri.isBlankNode || iri.isWellFormedIRI { return iri }
            throw session.error(
                .loss(iri.hasIRIForm ? .invalidIRI(iri.string) : .relativeIdentifier(text.string)))
        }
    }

    /// The type `text` stands for.
    func type(_ text: JSONString, in active: ActiveContext) throws(JSONLDError) -> JSONString? {
        let name = active.state.expand(text, documentRelative: true)
        guard session.options.isSafe else { return name.text }
        switch name {
        case .null: throw session.error(.loss(.reservedTerm(text.string)))
        // `@json` in value objects; what else is wrong is found there.
        case .keyword(let keyword): return keyword.name
        case .iri(let iri):
            if iri.isBlankNode || iri.isWellFormedIRI { return iri }
            throw session.error(.loss(iri.hasIRIForm ? .invalidIRI(iri.string) : .undefinedType(text.string)))
        }
    }

    /// Checks that `property`, to which `key` expands, can be one in RDF.
    func checkProperty(
        _ property: JSONString, _ key: JSONString, _ definition: TermDefinition?
    ) throws(JSONLDError) {
        guard session.options.isSafe, !(definition?.isRDFProperty ?? property.isWellFormedIRI) else { return }
        if property.isBlankNode { throw session.error(.loss(.blankNodeProperty(property.string))) }
        throw session.error(.loss(property.hasIRIForm ? .invalidIRI(property.string) : .undefinedTerm(key.string)))
    }

    func checkDatatype(_ iri: JSONString) throws(JSONLDError) {
        guard session.options.isSafe, !iri.isWellFormedIRI else { return }
        throw session.error(.loss(.invalidIRI(iri.string)))
    }

    func checkLanguage(_ language: JSONString) throws(JSONLDError) {
        guard session.options.isSafe, !language.isWellFormedLanguage else { return }
        throw session.error(.loss(.invalidLanguage(language.string)))
    }

    func checkDirection(_ direction: TextDirection) throws(JSONLDError) {
        guard session.options.isSafe, session.options.rdfDirection == nil else { return }
        throw session.error(.loss(.direction(direction.rawValue)))
    }

    /// Numbers are doubles; one that is none cannot be written, safely or not.
    func checkNumbers(_ value: JSONValue) throws(JSONLDError) {
        switch value {
        case .number(let number):
            guard number.double != nil else { throw session.error(.numberOutOfRange(number.text)) }
        case .array(let elements):
            for element in elements { try checkNumbers(element) }
        case .object(let object):
            for member in object { try checkNumbers(member.value) }
        case .null, .bool, .string: break
        }
    }
}
