/// The code point order of quads in N-Quads, found without writing them.
///
/// In N-Quads a term is never the beginning of another one of its kind unless it is followed by a space there, and the
/// space comes before everything else a term may hold. So lines compare like their terms, one after the other, and a
/// line without a graph name (`.`) stands before those with one (`<` or `_`). Literals (`"`) stand before IRIs (`<`),
/// and those before blank nodes (`_`).
struct QuadOrder {
    /// For each term that is a predicate or an IRI in front or at the end of a quad, its place among them.
    private var ranks: [UInt32]

    init(_ dataset: Dataset) {
        ranks = [UInt32](repeating: 0, count: dataset.terms.count)
        var ranked: [TermID] = []
        func add(_ term: TermID) {
            guard ranks[term.position] == 0, dataset.terms.kind(term) == .iri else { return }
            ranks[term.position] = 1
            ranked.append(term)
        }
        for entry in dataset.entries {
            add(entry.subject)
            add(entry.predicate)
            if let graph = entry.graph { add(graph) }
        }
        let bytes = dataset.terms.bytes.span
        ranked.sort {
            ByteOrder.compare(
                bytes.extracting(dataset.terms.range($0)), bytes.extracting(dataset.terms.range($1))) < 0
        }
        for (position, term) in ranked.enumerated() { ranks[term.position] = UInt32(truncatingIfNeeded: position + 1) }
    }

    /// The place of a term that is a predicate, or an IRI that is a subject or the name of a graph.
    @inline(__always)
    func rank(_ term: TermID) -> UInt32 { ranks[term.position] }
}
