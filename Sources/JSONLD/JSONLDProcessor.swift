public import JSON
public import RDF

/// Processes JSON-LD 1.1 documents: expansion, and deserialisation to RDF.
///
/// A processor is a value that any number of threads may use at once. Documents are processed on the calling thread.
public struct JSONLDProcessor: Sendable {
    public let contexts: ContextCache
    public let options: JSONLDOptions

    /// - Parameter contexts: share one among processors: what it has processed once it need not process again.
    public init(contexts: ContextCache, options: JSONLDOptions = JSONLDOptions()) {
        self.contexts = contexts
        self.options = options
    }

    /// The document in expanded form (`JsonLdProcessor.expand`).
    public func expand(_ document: JSONValue) throws(JSONLDError) -> JSONValue {
        .array(try expandedItems(document, Session(cache: contexts, options: options)).map(\.json))
    }

    /// The document as a dataset (`JsonLdProcessor.toRdf`). Statements whose property is a blank node are never made.
    public func dataset(of document: JSONValue) throws(JSONLDError) -> Dataset {
        let session = Session(cache: contexts, options: options)
        var builder = DatasetBuilder(session: session)
        try builder.add(try expandedItems(document, session), to: .default)
        return builder.dataset
    }

    /// The places of all node objects that have no identifier and so become blank nodes.
    package func namelessNodes(of document: JSONValue) throws(JSONLDError) -> [JSONPointer] {
        let session = Session(cache: contexts, options: options)
        session.recordNamelessNodes()
        _ = try expandedItems(document, session)
        return session.namelessNodes ?? []
    }

    /// Steps 5 to 8 of `expand` (section 9.1 of the API specification).
    private func expandedItems(_ document: JSONValue, _ session: Session) throws(JSONLDError) -> [ExpandedItem] {
        // 5
        var active = contexts.root(.init(base: session.base, processingMode: options.processingMode))
        // 6
        if let context = options.expandContext {
            active = try ContextProcessor(session: session).process(
                context[Keyword.context.name] ?? context, on: active, .init(baseURL: session.base), isShared: false)
        }
        // 8
        let items = try Expander(session: session).expand(document, of: .none, in: active, depth: 0).items
        // 8.1
        if items.count == 1, case .node(let node) = items[0], node.id == nil, node.index == nil, node.isGraphObject {
            return node.graph ?? []
        }
        return items
    }
}
