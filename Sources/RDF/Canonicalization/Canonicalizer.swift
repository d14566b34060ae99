public import Cryptography

/// The canonicalisation algorithm RDFC-1.0 (RDF Dataset Canonicalization, section 4). Step numbers are those of its
/// sections: 4.4.3 canonicalisation, 4.6.3 first degree, 4.7.3 related blank node, 4.8.3 N-degree.
///
/// Blank nodes are numbers here; their labels matter in the result only.
struct Canonicalizer: ~Copyable {
    let dataset: Dataset
    let algorithm: HashAlgorithm
    let limits: CanonicalizationLimits
    let nodes: BlankNodeIndex
    let order: QuadOrder
    /// The canonical issuer: blank nodes in the order of issue, and for each blank node its place there or -1.
    private(set) var canonicalNodes: [Int] = []
    private(set) var canonicalNumbers: [Int32]
    /// The first-degree hash of each blank node.
    var firstDegree: [HashValue] = []
    /// The issuer of the path in work.
    var path = TemporaryIssuer(count: 0)
    private var workLeft: Int

    init(_ dataset: Dataset, _ algorithm: HashAlgorithm, _ limits: CanonicalizationLimits) {
        self.dataset = dataset
        self.algorithm = algorithm
        self.limits = limits
        nodes = BlankNodeIndex(dataset)
        order = QuadOrder(dataset)
        canonicalNumbers = [Int32](repeating: -1, count: nodes.count)
        workLeft = limits.work
    }

    /// Section 4.4.3. Steps 1 and 2 are done.
    mutating func run() throws(CanonicalizationError) -> CanonicalDataset {
        // 3: the first-degree hash of every blank node.
        hashFirstDegreeQuads()
        let hashes = firstDegree
        let sorted = Array(0..<nodes.count).sorted {
            hashes[$0] == hashes[$1] ? $0 < $1 : hashes[$0] < hashes[$1]
        }
        // 4: in the order of hashes, those whose hash is their own get their label.
        var shared: [Range<Int>] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, hashes[sorted[end]] == hashes[sorted[start]] { end += 1 }
            if end == start + 1 { issue(sorted[start]) } else { shared.append(start..<end) }
            start = end
        }
        // 5: the others by what surrounds them.
        if !shared.isEmpty { path = TemporaryIssuer(count: nodes.count) }
        for group in shared { try label(sorted[group]) }
        // 6
        return CanonicalDataset(
            nQuads: canonicalNQuads(),
            issued: IssuedIdentifiers(nodes: canonicalNodes.map { dataset.blankNode(nodes.terms[$0]) }))
    }

    /// Step 5 for the blank nodes of one first-degree hash.
    private mutating func label(_ group: ArraySlice<Int>) throws(CanonicalizationError) {
        // 5.1
        var results: [(hash: HashValue, issued: [Int])] = []
        // 5.2
        for node in group where canonicalNumbers[node] < 0 {
            path.removeAll()  // 5.2.2
            path.issue(node)  // 5.2.3
            results.append((try hashNDegreeQuads(node), path.order))  // 5.2.4
        }
        // 5.3; equal hashes stay in their order, which a sort by hash alone would not promise.
        for index in results.indices.sorted(by: {
            results[$0].hash == results[$1].hash ? $0 < $1 : results[$0].hash < results[$1].hash
        }) {
            for node in results[index].issued { issue(node) }
        }
    }

    /// Issue Identifier (section 4.5) with the canonical issuer.
    private mutating func issue(_ node: Int) {
        guard canonicalNumbers[node] < 0 else { return }
        canonicalNumbers[node] = Int32(truncatingIfNeeded: canonicalNodes.count)
        canonicalNodes.append(node)
    }

    mutating func spend(_ steps: Int) throws(CanonicalizationError) {
        workLeft -= steps
        guard workLeft >= 0 else { throw .tooMuchWork(limit: limits.work) }
    }
}

extension Dataset {
    fileprivate func blankNode(_ term: TermID) -> BlankNode {
        BlankNode(known: String(decoding: terms.bytes[terms.range(term).dropFirst(2)], as: UTF8.self))
    }

    /// Canonicalises the dataset by RDFC-1.0: two datasets that are the same but for the labels of blank nodes and the
    /// order of quads give the same bytes.
    ///
    /// - Parameter hash: SHA-256 unless a cryptosuite asks for another; the labels depend on it.
    /// - Throws: ``CanonicalizationError`` if that would take more than `limits` allow.
    public func canonicalized(
        hash: HashAlgorithm = .sha256, limits: CanonicalizationLimits = .default
    ) throws(CanonicalizationError) -> CanonicalDataset {
        var canonicalizer = Canonicalizer(self, hash, limits)
        return try canonicalizer.run()
    }
}
