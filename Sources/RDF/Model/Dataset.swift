/// An RDF dataset: a set of quads, in the order in which they came first.
///
/// Terms are kept once, in the bytes they have in canonical N-Quads; a `Quad` is put together when it is asked for.
/// Datasets are values: a copy shares storage until one of the two changes.
public struct Dataset: Sendable {
    /// A quad as the numbers of its terms.
    struct Entry: Hashable, Sendable {
        let subject: TermID
        let predicate: TermID
        let object: TermID
        let graph: TermID?
    }

    private(set) var terms = TermTable()
    private(set) var entries: [Entry] = []
    /// Position + 1 of an entry, or 0 for a free slot; a power of two of them, at least twice as many as entries.
    private var slots = [UInt32](repeating: 0, count: 64)

    /// The empty dataset.
    public init() {}

    /// The dataset of `quads`.
    public init(_ quads: some Sequence<Quad>) {
        self.init()
        for quad in quads { insert(quad) }
    }

    /// Adds `quad`; false if it was there already.
    @discardableResult
    public mutating func insert(_ quad: Quad) -> Bool {
        let subject = add(quad.subject)
        let predicate = quad.predicate.text.withBytes { terms.add(iri: $0) }
        let object = add(quad.object)
        return insert(subject, predicate, object, graph: quad.graph.map { add($0) })
    }

    @discardableResult
    package mutating func insert(
        _ subject: TermID, _ predicate: TermID, _ object: TermID, graph: TermID?
    ) -> Bool {
        let entry = Entry(subject: subject, predicate: predicate, object: object, graph: graph)
        let mask = slots.count - 1
        var slot = Int(Dataset.hash(entry)) & mask
        while slots[slot] != 0 {
            if entries[Int(slots[slot]) - 1] == entry { return false }
            slot = (slot + 1) & mask
        }
        entries.append(entry)
        slots[slot] = UInt32(truncatingIfNeeded: entries.count)
        if entries.count * 2 > slots.count { grow() }
        return true
    }

    @inline(__always)
    private static func hash(_ entry: Entry) -> UInt32 {
        ByteHash.hash(entry.subject.index, entry.predicate.index, entry.object.index, (entry.graph?.index ?? .max))
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for (index, entry) in entries.enumerated() {
            var slot = Int(Dataset.hash(entry)) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(truncatingIfNeeded: index + 1)
        }
    }

    private mutating func add(_ resource: Resource) -> TermID {
        switch resource {
        case .iri(let iri): iri.text.withBytes { terms.add(iri: $0) }
        case .blankNode(let node): node.label.withBytes { terms.add(blankNode: $0) }
        }
    }

    private mutating func add(_ term: Term) -> TermID {
        switch term {
        case .iri(let iri): iri.text.withBytes { terms.add(iri: $0) }
        case .blankNode(let node): node.label.withBytes { terms.add(blankNode: $0) }
        case .literal(let literal): add(literal)
        }
    }

    private mutating func add(_ literal: Literal) -> TermID {
        literal.lexicalForm.withBytes { text in
            if let language = literal.language {
                terms.add(lexicalForm: text, suffix: .language(language, literal.direction))
            } else {
                terms.add(lexicalForm: text, suffix: .datatype(literal.datatype))
            }
        }
    }
}

/// Building a dataset without a `Term` for each term; for the modules of this package.
extension Dataset {
    /// An IRI that the caller has judged to be one.
    package mutating func term(wellFormedIRI text: String) -> TermID { text.withBytes { terms.add(iri: $0) } }

    package mutating func term(_ iri: IRI) -> TermID {
        iri.text.withBytes { terms.add(iri: $0) }
    }

    package mutating func freshBlankNode() -> TermID { terms.addFreshBlankNode() }

    package mutating func term(string text: String) -> TermID {
        text.withBytes { terms.add(lexicalForm: $0, suffix: .plain) }
    }

    package mutating func term(_ text: String, datatype: IRI) -> TermID {
        text.withBytes { terms.add(lexicalForm: $0, suffix: .datatype(datatype)) }
    }

    package mutating func term(_ text: [UInt8], datatype: IRI) -> TermID {
        terms.add(lexicalForm: text.span, suffix: .datatype(datatype))
    }

    package mutating func term(_ text: String, language: String) -> TermID {
        text.withBytes { terms.add(lexicalForm: $0, suffix: .language(language, nil)) }
    }

    /// Gives the parser of N-Quads its way to the terms.
    mutating func withTerms<R, E: Error>(_ body: (inout TermTable) throws(E) -> R) throws(E) -> R {
        try body(&terms)
    }
}
