/// What a statement can be about: the subject, or the name of a graph.
public enum Resource: Hashable, Sendable {
    case iri(IRI)
    case blankNode(BlankNode)
}

/// Anything that can stand at the object's place.
public enum Term: Hashable, Sendable {
    case iri(IRI)
    case blankNode(BlankNode)
    case literal(Literal)

    /// The term as a subject or graph name, nil for a literal.
    public var resource: Resource? {
        switch self {
        case .iri(let iri): .iri(iri)
        case .blankNode(let node): .blankNode(node)
        case .literal: nil
        }
    }
}

extension Term {
    public init(_ resource: Resource) {
        switch resource {
        case .iri(let iri): self = .iri(iri)
        case .blankNode(let node): self = .blankNode(node)
        }
    }
}

/// A statement in a graph of a dataset.
public struct Quad: Hashable, Sendable {
    public var subject: Resource
    public var predicate: IRI
    public var object: Term
    /// The name of the graph, nil for the default graph.
    public var graph: Resource?

    public init(_ subject: Resource, _ predicate: IRI, _ object: Term, graph: Resource? = nil) {
        self.subject = subject
        self.predicate = predicate
        self.object = object
        self.graph = graph
    }
}
