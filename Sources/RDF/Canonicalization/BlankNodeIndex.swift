/// The blank nodes of a dataset, numbered in the order in which they come first, and the quads that mention each
/// (the blank node to quads map; RDFC-1.0, section 4.4.3, steps 1 and 2).
struct BlankNodeIndex {
    /// The term of each blank node.
    private(set) var terms: [TermID] = []
    /// The number of each term that is a blank node, -1 for others.
    private var numbers: [Int32]
    /// Where the mentions of each blank node start in `mentions`, and at last where they all end.
    private var starts: [Int] = []
    /// Positions of quads, each once for each blank node in it.
    private var mentions: [Int] = []

    init(_ dataset: Dataset) {
        numbers = [Int32](repeating: -1, count: dataset.terms.count)
        var pairs: [(node: Int, quad: Int)] = []
        for (position, entry) in dataset.entries.enumerated() {
            let subject = number(entry.subject, in: dataset)
            let object = number(entry.object, in: dataset)
            let graph = entry.graph.flatMap { number($0, in: dataset) }
            if let subject { pairs.append((subject, position)) }
            if let object, object != subject { pairs.append((object, position)) }
            if let graph, graph != subject, graph != object { pairs.append((graph, position)) }
        }
        gather(pairs)
    }

    /// Sorts the mentions by blank node, keeping the order of quads (a counting sort).
    private mutating func gather(_ pairs: [(node: Int, quad: Int)]) {
        starts = [Int](repeating: 0, count: terms.count + 1)
        for pair in pairs { starts[pair.node + 1] += 1 }
        for node in terms.indices { starts[node + 1] += starts[node] }
        var next = starts
        mentions = [Int](repeating: 0, count: pairs.count)
        for pair in pairs {
            mentions[next[pair.node]] = pair.quad
            next[pair.node] += 1
        }
    }

    private mutating func number(_ term: TermID, in dataset: Dataset) -> Int? {
        let known = numbers[term.position]
        if known >= 0 { return Int(known) }
        guard dataset.terms.kind(term) == .blankNode else { return nil }
        numbers[term.position] = Int32(truncatingIfNeeded: terms.count)
        terms.append(term)
        return terms.count - 1
    }

    var count: Int { terms.count }

    /// The number of `term` if it is a blank node of the dataset.
    @inline(__always)
    func number(_ term: TermID) -> Int? {
        let number = numbers[term.position]
        return number < 0 ? nil : Int(number)
    }

    /// The positions of the quads that mention `node`.
    @inline(__always)
    func quads(of node: Int) -> ArraySlice<Int> { mentions[starts[node]..<starts[node + 1]] }
}
