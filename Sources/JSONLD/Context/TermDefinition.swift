import JSON
import RDF

/// What a container mapping may hold.
struct Container: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let list = Container(rawValue: 1)
    static let set = Container(rawValue: 2)
    static let index = Container(rawValue: 4)
    static let language = Container(rawValue: 8)
    static let graph = Container(rawValue: 16)
    static let id = Container(rawValue: 32)
    static let type = Container(rawValue: 64)

    /// The container named by a keyword.
    init?(_ keyword: Keyword) {
        switch keyword {
        case .list: self = .list
        case .set: self = .set
        case .index: self = .index
        case .language: self = .language
        case .graph: self = .graph
        case .id: self = .id
        case .type: self = .type
        default: return nil
        }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// What the values of a term are coerced to.
enum TypeMapping: Hashable, Sendable {
    case id, vocab, json, none
    case datatype(JSONString)
}

/// A mapping that may be absent, or there and null.
enum Nullable<Value: Hashable & Sendable>: Hashable, Sendable {
    case absent
    case null
    case some(Value)
}

/// A context inside a term definition, processed anew wherever the term is used. Its identity is what caches go by.
final class ScopedContext: Sendable {
    let context: JSONValue
    /// What relative addresses in it are resolved against.
    let baseURL: JSONString?

    init(context: JSONValue, baseURL: JSONString?) {
        self.context = context
        self.baseURL = baseURL
    }
}

extension ScopedContext: Equatable {
    static func == (left: ScopedContext, right: ScopedContext) -> Bool {
        left === right || (left.baseURL == right.baseURL && left.context == right.context)
    }
}

/// A term definition (section 4.1 of the API specification).
final class TermDefinition: Sendable {
    struct Parts: Hashable, Sendable {
        /// Nil: the term is defined not to be anything.
        var iri: JSONString?
        var isPrefix = false
        var isReverse = false
        var container: Container = []
        var type: TypeMapping?
        var language: Nullable<JSONString> = .absent
        var direction: Nullable<TextDirection> = .absent
        var index: JSONString?
        var nest: JSONString?
    }

    let parts: Parts
    let isProtected: Bool
    let scoped: ScopedContext?
    /// The keyword the term is an alias of.
    let keyword: Keyword?
    /// False for a property that would not get into RDF: relative, a blank node, or with characters no IRI holds.
    let isRDFProperty: Bool

    init(_ parts: Parts, isProtected: Bool, scoped: ScopedContext?) {
        self.parts = parts
        self.isProtected = isProtected
        self.scoped = scoped
        keyword = parts.iri.flatMap { Keyword($0) }
        isRDFProperty = parts.iri.map { $0.isWellFormedIRI } ?? false
    }

    var iri: JSONString? { parts.iri }
    var container: Container { parts.container }

    /// True if the two say the same, whether they are protected or not.
    func says(theSameAs other: TermDefinition) -> Bool {
        parts == other.parts && scoped == other.scoped
    }

    /// The same, protected or not.
    func protected(_ isProtected: Bool) -> TermDefinition {
        isProtected == self.isProtected ? self : TermDefinition(parts, isProtected: isProtected, scoped: scoped)
    }
}
