import Cryptography

/// The parts of Hash N-Degree Quads (RDFC-1.0, section 4.8.3) that look at the dataset; ``NDegreeFrame`` is its course.
extension Canonicalizer {
    /// The hash of `node` by the blank nodes around it. What was issued in `path` is extended by the identifiers of the
    /// chosen paths, which makes `path` the issuer returned.
    ///
    /// The algorithm calls itself for blank nodes on its way. A list of ten thousand anonymous nodes leads as deep, so the
    /// calls in work stand in an array rather than on the machine's stack.
    mutating func hashNDegreeQuads(_ node: Int) throws(CanonicalizationError) -> HashValue {
        var frames = [NDegreeFrame(related: try relatedBlankNodes(of: node), issuedBefore: path.count)]
        var returned: HashValue?
        while true {
            switch try frames[frames.count - 1].proceed(&self, returned) {
            case .call(let related):
                guard frames.count < limits.depth else { throw .tooDeep(limit: limits.depth) }
                frames.append(NDegreeFrame(related: try relatedBlankNodes(of: related), issuedBefore: path.count))
                returned = nil
            case .done(let hash):
                frames.removeLast()
                guard !frames.isEmpty else { return hash }
                returned = hash
            }
        }
    }

    /// Steps 1 to 3: the related blank nodes with their hashes, sorted by hash (as step 5 goes through them).
    ///
    /// A blank node stands in the list once for each quad and position that relate it. Implementations that keep it once
    /// give other canonical forms for graphs in which two blank nodes are told apart only by the paths between them.
    mutating func relatedBlankNodes(
        of node: Int
    ) throws(CanonicalizationError) -> [(hash: HashValue, node: Int)] {
        var related: [(hash: HashValue, node: Int)] = []
        for quad in nodes.quads(of: node) {
            let entry = dataset.entries[quad]
            try relate(entry.subject, "s", entry, of: node, &related)
            try relate(entry.object, "o", entry, of: node, &related)
            if let graph = entry.graph { try relate(graph, "g", entry, of: node, &related) }
        }
        // Equal hashes in the order of mention; permutations are tried from the lowest number up in any case.
        let unsorted = related
        return unsorted.indices.sorted {
            unsorted[$0].hash == unsorted[$1].hash ? $0 < $1 : unsorted[$0].hash < unsorted[$1].hash
        }.map { unsorted[$0] }
    }

    private mutating func relate(
        _ term: TermID, _ position: Unicode.Scalar, _ entry: Dataset.Entry, of node: Int,
        _ related: inout [(hash: HashValue, node: Int)]
    ) throws(CanonicalizationError) {
        guard let number = nodes.number(term), number != node else { return }
        try spend(1)
        related.append((hashRelatedBlankNode(number, entry.predicate, UInt8(ascii: position)), number))
    }

    /// Hash Related Blank Node (section 4.7.3).
    private func hashRelatedBlankNode(_ node: Int, _ predicate: TermID, _ position: UInt8) -> HashValue {
        var input = [position]  // 1
        if position != UInt8(ascii: "g") {  // 2
            input += dataset.terms.bytes[dataset.terms.range(predicate)]
        }
        if hasIdentifier(node) {
            appendIdentifier(of: node, to: &input)  // 3
        } else {
            firstDegree[node].appendHex(to: &input)  // 4
        }
        return hash(input)  // 5
    }

    /// True if `node` has a canonical identifier, or one issued for the path in work.
    func hasIdentifier(_ node: Int) -> Bool { canonicalNumbers[node] >= 0 || path.number(node) != nil }

    /// Appends the canonical identifier of `node` if it has one, else the one issued for the path in work.
    func appendIdentifier(of node: Int, to output: inout [UInt8]) {
        let number: Int
        if canonicalNumbers[node] >= 0 {
            number = Int(canonicalNumbers[node])
            output += [UInt8]("_:c14n".utf8)
        } else {
            number = path.number(node) ?? 0
            output += [UInt8]("_:b".utf8)
        }
        output += [UInt8](String(number).utf8)
    }

    func hash(_ bytes: [UInt8]) -> HashValue {
        algorithm == .sha256 ? HashValue(SHA256.hash(bytes)) : HashValue(algorithm.hash(bytes))
    }
}
