/// What JSON-LD would have dropped without a word, so that a signature would not cover it. In safe mode each is an error.
public enum Loss: Hashable, Sendable {
    /// A property that no context defines.
    case undefinedTerm(String)
    /// A property, type or identifier that looks like a keyword (`@` and letters) but is none.
    case reservedTerm(String)
    /// An identifier that is still relative: there is no base to resolve it against.
    case relativeIdentifier(String)
    /// A type that no context defines.
    case undefinedType(String)
    /// An absolute IRI with characters that no IRI holds.
    case invalidIRI(String)
    /// A property that is a blank node.
    case blankNodeProperty(String)
    /// A language tag out of shape.
    case invalidLanguage(String)
    /// A text direction, while no ``JSONLDOptions/rdfDirection`` says how RDF should hold it.
    case direction(String)
    /// An `@index`, which RDF does not hold.
    case index(String)
    /// A value, list, empty object or mere identifier that no property leads to.
    case freeFloatingValue
    /// An object with a language and nothing in it.
    case languageWithoutValue
    /// `null` as the value of a value object.
    case nullValue
}

extension Loss: CustomStringConvertible {
    /// A phrase that goes on "the document has".
    public var description: String {
        switch self {
        case .undefinedTerm(let term): "the property \"\(JSONLDError.shown(term))\", which no context defines"
        case .reservedTerm(let term): "\"\(JSONLDError.shown(term))\", which looks like a keyword and is none"
        case .relativeIdentifier(let text): "the identifier \"\(JSONLDError.shown(text))\", which is not absolute"
        case .undefinedType(let type): "the type \"\(JSONLDError.shown(type))\", which no context defines"
        case .invalidIRI(let text): "\"\(JSONLDError.shown(text))\", which is not a valid IRI"
        case .blankNodeProperty(let text): "the property \"\(JSONLDError.shown(text))\", which is a blank node"
        case .invalidLanguage(let tag): "the language \"\(JSONLDError.shown(tag))\", which is not a language tag"
        case .direction(let direction):
            "the text direction \"\(JSONLDError.shown(direction))\", which RDF does not hold"
        case .index(let index): "the index \"\(JSONLDError.shown(index))\", which RDF does not hold"
        case .freeFloatingValue: "a value that no property leads to"
        case .languageWithoutValue: "a language without a text"
        case .nullValue: "a value object with the value null"
        }
    }
}
