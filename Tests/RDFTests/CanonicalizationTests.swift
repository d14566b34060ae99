import Cryptography
import RDF
import TestSupport
import Testing

struct CanonicalizationTests {
    @Test("The canonical form is that of the algorithm taken word for word", arguments: 0..<200)
    func reference(_ seed: Int) throws {
        var generator = RandomDataset(seed: UInt64(seed))
        let dataset = try generator.dataset()
        for hash in [HashAlgorithm.sha256, .sha384] {
            var reference = ReferenceCanonicalizer(dataset, hash)
            let expected = reference.run()
            #expect(
                try dataset.canonicalized(hash: hash).nQuads == expected,
                "seed \(seed): \(String(decoding: dataset.nQuads(), as: UTF8.self))")
        }
    }

    @Test("The canonical form depends neither on labels nor on the order of quads", arguments: 0..<200)
    func invariance(_ seed: Int) throws {
        var generator = RandomDataset(seed: UInt64(seed))
        let dataset = try generator.dataset()
        let canonical = try dataset.canonicalized()
        for _ in 0..<5 {
            let other = try dataset.relabelled(&generator.random)
            #expect(try other.canonicalized().nQuads == canonical.nQuads, "seed \(seed)")
        }
        #expect(try Dataset(nQuads: canonical.nQuads).canonicalized().nQuads == canonical.nQuads, "seed \(seed)")
    }

    @Test("Labelling the input as the map says gives the canonical lines", arguments: 0..<50)
    func issuedMap(_ seed: Int) throws {
        var generator = RandomDataset(seed: UInt64(seed))
        let dataset = try generator.dataset()
        let canonical = try dataset.canonicalized()
        let map = canonical.issued.dictionary
        func label(_ resource: Resource) throws -> Resource {
            guard case .blankNode(let node) = resource else { return resource }
            return .blankNode(try #require(map[node]))
        }
        let relabelled = Dataset(
            try dataset.map { quad in
                Quad(
                    try label(quad.subject), quad.predicate,
                    try quad.object.resource.map { Term(try label($0)) } ?? quad.object,
                    graph: try quad.graph.map(label))
            })
        #expect(try Dataset(nQuads: canonical.nQuads) == relabelled, "seed \(seed)")
        #expect(Set(map.values).count == map.count)
        #expect(canonical.lines.count == dataset.count)
        #expect(canonical.lines.flatMap { $0 } == canonical.nQuads)
    }

    @Test("Lines stand in code point order, however terms begin")
    func order() throws {
        let terms = [
            "<urn:a>", "<urn:ab>", "<urn:a\u{FB33}>", "<urn:a\u{1F602}>", "_:x", "\"\"", "\"a\"", "\"a\"@en",
            "\"a\"@en-us",
            "\"a\"^^<urn:t>", "\"ab\"", "\"a b\"", "\"a\\u0000\"", "\"\\\"\"", "\"\u{FB33}\"", "\"\u{1F602}\"",
        ]
        var text = ""
        for subject in terms where !subject.hasPrefix("\"") {
            for object in terms {
                for graph in ["", "<urn:g>", "<urn:g2>"] { text += "\(subject) <urn:p> \(object) \(graph) .\n" }
            }
        }
        let canonical = try Dataset(nQuads: text).canonicalized()
        let lines = canonical.lines.map(Array.init)
        #expect(lines.count == 5 * terms.count * 3)
        #expect(lines == lines.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("Twelve blank nodes sort as texts, c14n10 before c14n2")
    func labelOrder() throws {
        let text = (0..<12).map { "_:n\($0) <urn:p> \"\($0)\" .\n" }.joined()
        let canonical = try Dataset(nQuads: text).canonicalized()
        let lines = canonical.lines.map(Array.init)
        #expect(lines == lines.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(canonical.issued.nodes.count == 12)
    }

    /// Two anonymous nodes with equal content, each with several quads in a graph of its own, as embedded proofs have them.
    /// Nothing but the names of their graphs tells them apart, and which comes first depends on how often these count.
    @Test("A related blank node counts once for every quad that relates it", arguments: 1...9)
    func repeatedRelatedNodes(_ count: Int) throws {
        var text = ""
        for graph in ["g", "h"] {
            text += "<urn:\(graph)> <urn:proof> _:\(graph) .\n"
            for number in 0..<count { text += "_:n\(graph) <urn:p\(number)> \"v\" _:\(graph) .\n" }
        }
        let dataset = try Dataset(nQuads: text)
        // Both graph names are told apart by their own quads; then the identifiers of each are repeated in the path.
        let canonical = try dataset.canonicalized()
        let map = canonical.issued.dictionary
        let names = try ["g", "h"].map { try #require(map[.known($0)]) }
        let hashes = names.map { name in
            let related = SHA256.hash(Array("g\(name)".utf8)).hex
            return SHA256.hash(Array((related + String(repeating: "\(name)", count: count)).utf8)).hex
        }
        let first = hashes[0] < hashes[1] ? "ng" : "nh"
        #expect(map[try .known(first)] == IssuedIdentifiers.canonicalNode(at: 2))
        var reference = ReferenceCanonicalizer(dataset)
        let expected = count < 7 ? reference.run() : canonical.nQuads
        #expect(canonical.nQuads == expected)
        var random = SplitMix64(seed: 1)
        for _ in 0..<10 { #expect(try dataset.relabelled(&random).canonicalized().nQuads == canonical.nQuads) }
    }

    @Test("Datasets are isomorphic exactly if relabelling makes them equal")
    func isomorphism() throws {
        let one = try Dataset(nQuads: "_:a <urn:p> _:b .\n_:b <urn:p> _:a .\n")
        #expect(try one.isIsomorphic(to: Dataset(nQuads: "_:y <urn:p> _:x .\n_:x <urn:p> _:y .\n")))
        #expect(try !one.isIsomorphic(to: Dataset(nQuads: "_:a <urn:p> _:b .\n_:b <urn:p> _:b .\n")))
        #expect(try !one.isIsomorphic(to: Dataset(nQuads: "_:a <urn:p> _:b .\n")))
    }

    @Test("The empty dataset has the empty form")
    func empty() throws {
        let canonical = try Dataset().canonicalized()
        #expect(canonical.nQuads.isEmpty)
        #expect(canonical.issued.nodes.isEmpty)
        #expect(canonical.lines.isEmpty)
    }
}

struct CanonicalizationLimitTests {
    /// The complete graph of `count` blank nodes: all look the same from everywhere.
    private func completeGraph(_ count: Int) throws -> Dataset {
        var text = ""
        for from in 0..<count { for to in 0..<count { text += "_:n\(from) <urn:p> _:n\(to) .\n" } }
        return try Dataset(nQuads: text)
    }

    @Test("A poison graph is refused within the budget, under its name")
    func poison() throws {
        let dataset = try completeGraph(10)
        #expect(throws: CanonicalizationError.tooMuchWork(limit: 1_000_000)) { try dataset.canonicalized() }
        #expect(throws: CanonicalizationError.tooMuchWork(limit: 100)) {
            try dataset.canonicalized(limits: CanonicalizationLimits(work: 100))
        }
    }

    @Test("A small symmetric graph is no poison")
    func smallSymmetry() throws {
        #expect(try completeGraph(4).canonicalized().nQuads.count > 0)
    }

    @Test("A long chain of equal blank nodes is refused before the stack ends, under its name")
    func chain() throws {
        let text = (0..<50_000).map { "_:n\($0) <urn:p> _:n\($0 + 1) .\n" }.joined()
        let dataset = try Dataset(nQuads: text)
        #expect(throws: CanonicalizationError.tooDeep(limit: 10_000)) { try dataset.canonicalized() }
        #expect(throws: CanonicalizationError.tooDeep(limit: 7)) {
            try dataset.canonicalized(limits: CanonicalizationLimits(depth: 7))
        }
    }

    @Test("A list of two hundred equal anonymous nodes is canonicalised")
    func anonymousList() throws {
        var text = "<urn:s> <urn:list> _:n0 .\n"
        for number in 0..<200 {
            let rest = number == 199 ? IRI.rdfNil.description : "_:n\(number + 1)"
            text += "_:n\(number) \(IRI.rdfFirst) _:i\(number) .\n_:n\(number) \(IRI.rdfRest) \(rest) .\n"
            text += "_:i\(number) <urn:p> \"equal\" .\n"
        }
        #expect(try Dataset(nQuads: text).canonicalized().issued.nodes.count == 400)
    }

    @Test("A hundred thousand blank nodes that differ need no budget")
    func manyDifferent() throws {
        var dataset = Dataset()
        let predicate = try IRI.known("urn:p")
        for number in 0..<100_000 {
            dataset.insert(
                Quad(.blankNode(try .known("n\(number)")), predicate, .literal(Literal("value \(number)"))))
        }
        let canonical = try dataset.canonicalized(limits: CanonicalizationLimits(work: 0, depth: 0))
        #expect(canonical.issued.nodes.count == 100_000)
    }

    @Test("Errors say what was exceeded")
    func descriptions() {
        #expect(CanonicalizationError.tooMuchWork(limit: 7).description.contains("more than 7 steps"))
        #expect(CanonicalizationError.tooDeep(limit: 9).description.contains("more than 9 of them"))
    }
}
