public import JSON

/// The versions of the algorithms (section 9.3 of the API specification).
public enum ProcessingMode: String, Hashable, Sendable {
    /// Everything of JSON-LD 1.1.
    case jsonLD11 = "json-ld-1.1"
    /// Refuses in contexts what JSON-LD 1.0 did not have. Nothing else of 1.0 is reproduced.
    case jsonLD10 = "json-ld-1.0"
}

/// How a text with a direction becomes RDF; RDF 1.1 has nothing for it.
public enum RDFDirection: String, Hashable, Sendable {
    /// A literal whose datatype names language and direction.
    case i18nDatatype = "i18n-datatype"
    /// A blank node with the parts as properties.
    case compoundLiteral = "compound-literal"
}

/// What a processor goes by.
public struct JSONLDOptions: Sendable {
    /// Resolves relative identifiers and addresses. Without it they stay relative, which safe mode refuses.
    public var base: String?
    /// A context that stands before those of every document, or an object with it as `@context`.
    public var expandContext: JSONValue?
    public var processingMode: ProcessingMode
    public var rdfDirection: RDFDirection?
    /// Safe mode: what JSON-LD would drop is an error that names the place. See ``Loss``.
    public var isSafe: Bool
    public var limits: JSONLDLimits

    public init(
        base: String? = nil, expandContext: JSONValue? = nil, processingMode: ProcessingMode = .jsonLD11,
        rdfDirection: RDFDirection? = nil, isSafe: Bool = true, limits: JSONLDLimits = .default
    ) {
        self.base = base
        self.expandContext = expandContext
        self.processingMode = processingMode
        self.rdfDirection = rdfDirection
        self.isSafe = isSafe
        self.limits = limits
    }
}
