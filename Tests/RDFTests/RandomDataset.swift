import RDF
import TestSupport

/// Small datasets with much symmetry: few predicates, blank nodes everywhere, equal content in several graphs.
struct RandomDataset {
    var random: SplitMix64
    let blankNodes: Int
    let quads: Int

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        blankNodes = random.int(in: 1..<6)
        quads = random.int(in: 1..<9)
    }

    mutating func dataset() throws -> Dataset {
        var dataset = Dataset()
        for _ in 0..<quads {
            dataset.insert(
                Quad(
                    try resource(), try IRI.known("urn:p\(random.int(in: 0..<2))"), try object(),
                    graph: random.oneIn(3) ? try resource() : nil))
        }
        if random.oneIn(2) { try addEqualGraphs(to: &dataset) }
        return dataset
    }

    /// Two anonymous nodes of equal content, each in a graph of its own.
    private mutating func addEqualGraphs(to dataset: inout Dataset) throws {
        let count = random.int(in: 2..<6)
        for name in ["g", "h"] {
            let graph = Resource.blankNode(try .known(name))
            let holder = random.oneIn(3) ? try resource() : .iri(try .known("urn:\(name)"))
            dataset.insert(Quad(holder, try .known("urn:p0"), Term(graph)))
            for number in 0..<count {
                let content = Term.literal(Literal("v"))
                dataset.insert(
                    Quad(.blankNode(try .known("n" + name)), try .known("urn:q\(number)"), content, graph: graph))
            }
        }
    }

    private mutating func resource() throws -> Resource {
        random.oneIn(5)
            ? .iri(try .known("urn:r\(random.int(in: 0..<2))"))
            : .blankNode(try .known("n\(random.int(in: 0..<blankNodes))"))
    }

    private mutating func object() throws -> Term {
        random.oneIn(5) ? .literal(Literal("v\(random.int(in: 0..<2))")) : Term(try resource())
    }
}

extension Dataset {
    /// The same dataset with other labels and in another order.
    func relabelled(_ random: inout SplitMix64) throws -> Dataset {
        var fresh: [BlankNode: BlankNode] = [:]
        var numbers = Array(0..<count * 3).shuffled(using: &random)
        func map(_ resource: Resource) throws -> Resource {
            guard case .blankNode(let node) = resource else { return resource }
            if let known = fresh[node] { return .blankNode(known) }
            let new = try BlankNode.known("x\(numbers.removeLast())")
            fresh[node] = new
            return .blankNode(new)
        }
        var quads: [Quad] = []
        for quad in self {
            let object = try quad.object.resource.map { Term(try map($0)) } ?? quad.object
            quads.append(Quad(try map(quad.subject), quad.predicate, object, graph: try quad.graph.map(map)))
        }
        return Dataset(quads.shuffled(using: &random))
    }
}

struct NotWellFormed: Error {
    let text: String
}

extension IRI {
    static func known(_ text: String) throws -> IRI {
        guard let iri = IRI(text) else { throw NotWellFormed(text: text) }
        return iri
    }
}

extension BlankNode {
    static func known(_ label: String) throws -> BlankNode {
        guard let node = BlankNode(label) else { throw NotWellFormed(text: label) }
        return node
    }
}
