/// The serialised canonical form (RDF Dataset Canonicalization, section 5).
extension Canonicalizer {
    /// Every quad with canonical labels, in code point order.
    func canonicalNQuads() -> [UInt8] {
        let labels = canonicalLabels()
        var output = ByteBuffer(capacity: dataset.entries.count * 160)
        for quad in sortedQuads(labels) {
            let entry = dataset.entries[quad]
            append(entry.subject, to: &output)
            append(entry.predicate, to: &output)
            append(entry.object, to: &output)
            if let graph = entry.graph { append(graph, to: &output) }
            output.append(".\n")
        }
        return output.array
    }

    private func append(_ term: TermID, to output: inout ByteBuffer) {
        if let node = nodes.number(term) {
            output.append("_:c14n")
            output.append(decimal: Int(canonicalNumbers[node]))
        } else {
            dataset.terms.withForm(term) { output.append($0) }
        }
        output.append(UInt8(ascii: " "))
    }

    /// For each blank node the place of its canonical label among all in code point order: `c14n10` before `c14n2`.
    private func canonicalLabels() -> [UInt32] {
        let texts = (0..<nodes.count).map { Array(String($0).utf8) }
        let sorted = texts.indices.sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
        var places = [UInt32](repeating: 0, count: nodes.count)
        for (place, number) in sorted.enumerated() {
            places[canonicalNodes[number]] = UInt32(truncatingIfNeeded: place)
        }
        return places
    }

    /// The first half of the order as one number, and the quad.
    private struct SortKey {
        let subjectAndPredicate: UInt64
        let quad: Int
    }

    private func sortedQuads(_ labels: [UInt32]) -> [Int] {
        let bytes = dataset.terms.bytes.span
        var keys = dataset.entries.indices.map { quad in
            let entry = dataset.entries[quad]
            return SortKey(
                subjectAndPredicate: UInt64(resourceKey(entry.subject, labels)) << 32
                    | UInt64(order.rank(entry.predicate)), quad: quad)
        }
        keys.sort { left, right in
            if left.subjectAndPredicate != right.subjectAndPredicate {
                return left.subjectAndPredicate < right.subjectAndPredicate
            }
            let leftEntry = dataset.entries[left.quad]
            let rightEntry = dataset.entries[right.quad]
            let object = compareObjects(leftEntry.object, rightEntry.object, labels, bytes)
            if object != 0 { return object < 0 }
            return graphKey(leftEntry.graph, labels) < graphKey(rightEntry.graph, labels)
        }
        return keys.map(\.quad)
    }

    /// IRIs by their rank, then blank nodes by their labels. There are less than 2^31 of either.
    private func resourceKey(_ term: TermID, _ labels: [UInt32]) -> UInt32 {
        guard let node = nodes.number(term) else { return order.rank(term) }
        return labels[node] | 0x8000_0000
    }

    /// No graph name stands first; ranks start at 1.
    private func graphKey(_ graph: TermID?, _ labels: [UInt32]) -> UInt32 {
        guard let graph else { return 0 }
        return resourceKey(graph, labels)
    }

    private func compareObjects(_ left: TermID, _ right: TermID, _ labels: [UInt32], _ bytes: Span<UInt8>) -> Int {
        if left == right { return 0 }
        switch (nodes.number(left), nodes.number(right)) {
        case (nil, nil):
            return ByteOrder.compare(
                bytes.extracting(dataset.terms.range(left)), bytes.extracting(dataset.terms.range(right)))
        case (nil, _): return -1
        case (_, nil): return 1
        case (let left?, let right?): return Int(labels[left]) - Int(labels[right])
        }
    }
}
