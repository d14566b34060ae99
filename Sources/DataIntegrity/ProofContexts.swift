public import JSONLD

/// The contexts that the suites with RDF canonicalisation read documents with.
public struct ProofContexts: Sendable {
    let newest: ContextCache
    /// Tried where a signature does not hold with the newest texts and the document names an address that has stood for
    /// another text before.
    let earlier: ContextCache?
    let limits: JSONLDLimits
    let optionsMemo = ProofOptionsMemo()

    /// - Parameters:
    ///   - newest: share one among all verifications: what it has processed it need not process again.
    ///   - earlier: answers earlier editions (`BundledContexts.Edition`), if there are any.
    public init(_ newest: ContextCache, earlier: ContextCache? = nil, limits: JSONLDLimits = .default) {
        self.newest = newest
        self.earlier = earlier
        self.limits = limits
    }

    /// The bundled contexts, and those that a loader adds. Nothing is fetched unless that loader does.
    public init(adding loader: @escaping DocumentLoader) {
        self.init(
            ContextCache(loader: BundledContexts.loader(next: loader)),
            earlier: ContextCache(loader: BundledContexts.loader(.earlier, next: loader)))
    }

    /// Whether the context at `url` is known.
    public func knows(_ url: String) -> Bool { newest.holds(url) }

    /// The bundled contexts and no others.
    public static let bundled = ProofContexts(
        BundledContexts.cache, earlier: ContextCache(loader: BundledContexts.loader(.earlier)))
}
