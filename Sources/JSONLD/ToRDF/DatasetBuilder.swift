import JSON
import RDF

/// Deserialisation of expanded documents to RDF (chapters 7 and 8 of the API specification).
///
/// Node map generation (section 7.2.2) and the conversion of the node map (section 8.1.2) in one: a dataset is a set, so
/// nodes that are described in several places meet there, and no map of them is needed. Step numbers are of section 7.2.2
/// unless another one is named.
struct DatasetBuilder {
    /// Where quads go.
    enum Graph: Hashable {
        case `default`
        case named(TermID)
        /// A graph whose name RDF cannot hold.
        case nowhere
    }

    let session: Session
    private(set) var dataset = Dataset()
    /// Blank nodes of the document and those of the dataset: the identifier map (section 7.4).
    private var blankNodes: [JSONString: TermID] = [:]
    /// The index of each node that has one.
    private var indexes: [IndexKey: JSONString] = [:]
    /// The compound literals made; the node map holds equal values of a property once.
    private var compoundLiterals: Set<CompoundKey> = []
    private let rdfType: TermID

    private struct IndexKey: Hashable {
        let graph: Graph
        let node: TermID?
    }

    private struct CompoundKey: Hashable {
        let graph: Graph
        let subject: TermID
        let property: TermID
        let value: JSONValue
    }

    init(session: Session) {
        self.session = session
        rdfType = dataset.term(.rdfType)
    }

    /// Adds the items of a graph.
    mutating func add(_ items: [ExpandedItem], to graph: Graph) throws(JSONLDError) {
        for item in items {
            // Values and lists cannot stand alone (19.1 of expansion), but for those in a graph container.
            if case .node(let node) = item { _ = try add(node, to: graph) }
        }
    }

    /// Adds a node and what hangs on it (step 6); nil if RDF cannot hold its identifier.
    mutating func add(_ node: NodeObject, to graph: Graph) throws(JSONLDError) -> TermID? {
        let subject = try subject(node)  // 6.1, 6.2
        for type in node.types ?? [] {  // 6.7; 8.1.2, 1.3.2.1
            if let subject, let object = try resource(type) { insert(subject, rdfType, object, graph) }
        }
        if let index = node.index { try note(index, of: subject, in: graph) }  // 6.8
        for (property, items) in node.reverse?.entries ?? [] {  // 6.9
            try addReverse(property, items, of: subject, to: graph)
        }
        if let items = node.graph {  // 6.10
            try add(items, to: subject.map { .named($0) } ?? .nowhere)
        }
        if let items = node.included { try add(items, to: graph) }  // 6.11
        for (property, items) in node.properties.entries {  // 6.12
            let predicate = try predicate(property)
            for item in items { try add(item, as: predicate, of: subject, to: graph) }
        }
        return subject
    }

    /// One value of a property (8.1.2, step 1.3.2.5).
    private mutating func add(
        _ item: ExpandedItem, as predicate: TermID?, of subject: TermID?, to graph: Graph
    ) throws(JSONLDError) {
        if case .value(let value) = item, let subject, let predicate, isRepeated(value, predicate, subject, graph) {
            return
        }
        guard let object = try object(item, in: graph), let subject, let predicate else { return }
        insert(subject, predicate, object, graph)
    }

    private mutating func addReverse(
        _ property: JSONString, _ items: [ExpandedItem], of subject: TermID?, to graph: Graph
    ) throws(JSONLDError) {
        let predicate = try predicate(property)
        for item in items {
            guard case .node(let node) = item else { continue }
            let other = try add(node, to: graph)
            if let other, let predicate, let subject { insert(other, predicate, subject, graph) }
        }
    }

    // MARK: Terms

    private mutating func subject(_ node: NodeObject) throws(JSONLDError) -> TermID? {
        guard let id = node.id else { return dataset.freshBlankNode() }
        return try resource(id)
    }

    /// The IRI or blank node of an identifier; nil if RDF cannot hold it.
    private mutating func resource(_ id: JSONString?) throws(JSONLDError) -> TermID? {
        guard let id else { return nil }
        if id.isBlankNode { return blankNode(id) }
        if let term = iri(id) { return term }
        // Expansion finds this first, and knows the place.
        try session.lose(.invalidIRI(id.string))
        return nil
    }

    private mutating func blankNode(_ id: JSONString) -> TermID {
        if let known = blankNodes[id] { return known }
        let node = dataset.freshBlankNode()
        blankNodes[id] = node
        return node
    }

    /// A property; blank nodes cannot be one (8.1.2, steps 1.3.2.3 and 1.3.2.4).
    private mutating func predicate(_ property: JSONString) throws(JSONLDError) -> TermID? {
        if let term = iri(property) { return term }
        try session.lose(property.isBlankNode ? .blankNodeProperty(property.string) : .invalidIRI(property.string))
        return nil
    }

    private mutating func iri(_ text: JSONString) -> TermID? {
        text.isWellFormedIRI ? dataset.term(wellFormedIRI: text.string) : nil
    }

    mutating func insert(_ subject: TermID, _ predicate: TermID, _ object: TermID, _ graph: Graph) {
        switch graph {
        case .default: dataset.insert(subject, predicate, object, graph: nil)
        case .named(let name): dataset.insert(subject, predicate, object, graph: name)
        case .nowhere: break
        }
    }

    /// Gives the conversion of values its way to the terms.
    mutating func withDataset<R>(_ body: (inout Dataset) -> R) -> R { body(&dataset) }

    // MARK: Repetition

    private mutating func note(_ index: JSONString, of node: TermID?, in graph: Graph) throws(JSONLDError) {
        let key = IndexKey(graph: graph, node: node)
        guard let known = indexes[key] else {
            indexes[key] = index
            return
        }
        guard known == index else { throw session.error(.conflictingIndexes, index) }
    }

    private mutating func isRepeated(
        _ value: ValueObject, _ property: TermID, _ subject: TermID, _ graph: Graph
    ) -> Bool {
        guard value.direction != nil, session.options.rdfDirection == .compoundLiteral else { return false }
        let key = CompoundKey(graph: graph, subject: subject, property: property, value: value.json)
        return !compoundLiterals.insert(key).inserted
    }
}
