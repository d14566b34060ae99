/// Hash First Degree Quads (RDFC-1.0, section 4.6.3).
extension Canonicalizer {
    mutating func hashFirstDegreeQuads() {
        firstDegree.reserveCapacity(nodes.count)
        var quads: [Int] = []
        var lines = ByteBuffer(capacity: 4096)
        for node in 0..<nodes.count {
            // 1, 2
            quads.removeAll(keepingCapacity: true)
            quads.append(contentsOf: nodes.quads(of: node))
            // 4, before 3: the order is known without the lines.
            sort(&quads, around: node)
            lines.removeAll()
            for quad in quads { append(dataset.entries[quad], around: node, to: &lines) }
            firstDegree.append(algorithm.hash(lines))  // 5
        }
    }

    /// Sorts by the lines that stand for the quads when `node` is `_:a` and all other blank nodes are `_:z`.
    private func sort(_ quads: inout [Int], around node: Int) {
        let bytes = dataset.terms.bytes.span
        if quads.count > 24 {
            quads.sort { precedes(dataset.entries[$0], dataset.entries[$1], around: node, bytes) }
            return
        }
        for index in quads.indices.dropFirst() {
            let quad = quads[index]
            var free = index
            while free > 0, precedes(dataset.entries[quad], dataset.entries[quads[free - 1]], around: node, bytes) {
                quads[free] = quads[free - 1]
                free -= 1
            }
            quads[free] = quad
        }
    }

    private func precedes(
        _ left: Dataset.Entry, _ right: Dataset.Entry, around node: Int, _ bytes: Span<UInt8>
    ) -> Bool {
        let leftSubject = resourceKey(left.subject, around: node)
        let rightSubject = resourceKey(right.subject, around: node)
        if leftSubject != rightSubject { return leftSubject < rightSubject }
        let leftPredicate = order.rank(left.predicate)
        let rightPredicate = order.rank(right.predicate)
        if leftPredicate != rightPredicate { return leftPredicate < rightPredicate }
        let object = compareObjects(left.object, right.object, around: node, bytes)
        if object != 0 { return object < 0 }
        return graphKey(left.graph, around: node) < graphKey(right.graph, around: node)
    }

    /// IRIs by their rank, then `_:a`, then `_:z`.
    private func resourceKey(_ term: TermID, around node: Int) -> UInt32 {
        guard let number = nodes.number(term) else { return order.rank(term) }
        return number == node ? .max - 1 : .max
    }

    /// No graph name stands first.
    private func graphKey(_ graph: TermID?, around node: Int) -> UInt32 {
        guard let graph else { return 0 }
        return resourceKey(graph, around: node)
    }

    private func compareObjects(_ left: TermID, _ right: TermID, around node: Int, _ bytes: Span<UInt8>) -> Int {
        if left == right { return 0 }
        switch (nodes.number(left), nodes.number(right)) {
        case (nil, nil):
            return ByteOrder.compare(
                bytes.extracting(dataset.terms.range(left)), bytes.extracting(dataset.terms.range(right)))
        case (nil, _): return -1
        case (_, nil): return 1
        case (let left?, let right?): return (left == node ? 0 : 1) - (right == node ? 0 : 1)
        }
    }

    /// Step 3.1: the quad in canonical form, its blank nodes `_:a` for `node` and `_:z` for all others.
    private func append(_ entry: Dataset.Entry, around node: Int, to lines: inout ByteBuffer) {
        append(entry.subject, around: node, to: &lines)
        append(entry.predicate, around: node, to: &lines)
        append(entry.object, around: node, to: &lines)
        if let graph = entry.graph { append(graph, around: node, to: &lines) }
        lines.append(".\n")
    }

    private func append(_ term: TermID, around node: Int, to lines: inout ByteBuffer) {
        if let number = nodes.number(term) {
            lines.append(number == node ? "_:a " : "_:z ")
            return
        }
        dataset.terms.withForm(term) { lines.append($0) }
        lines.append(UInt8(ascii: " "))
    }
}
