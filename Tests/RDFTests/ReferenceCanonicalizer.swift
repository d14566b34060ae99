import Cryptography
import RDF

/// RDFC-1.0 word for word, on strings and dictionaries: every copy is a copy, every permutation is tried, nothing is
/// cached. For small graphs.
struct ReferenceCanonicalizer {
    struct Issuer {
        let prefix: String
        var issued: [String: String] = [:]
        var order: [String] = []

        mutating func issue(_ label: String) -> String {
            if let known = issued[label] { return known }
            let identifier = prefix + String(order.count)
            issued[label] = identifier
            order.append(label)
            return identifier
        }
    }

    private let quads: [Quad]
    private let algorithm: HashAlgorithm
    private var mentions: [String: [Quad]] = [:]
    private var canonical = Issuer(prefix: "c14n")

    init(_ dataset: Dataset, _ algorithm: HashAlgorithm = .sha256) {
        quads = Array(dataset)
        self.algorithm = algorithm
        for quad in quads {
            for label in Set(components(of: quad).map(\.label)) { mentions[label, default: []].append(quad) }
        }
    }

    mutating func run() -> [UInt8] {
        var groups: [String: [String]] = [:]
        for label in mentions.keys.sorted() { groups[firstDegree(label), default: []].append(label) }
        for hash in groups.keys.sorted() where groups[hash]?.count == 1 {
            for label in groups[hash] ?? [] { _ = canonical.issue(label) }
        }
        for hash in groups.keys.sorted() where (groups[hash]?.count ?? 0) > 1 {
            var results: [(hash: String, issuer: Issuer)] = []
            for label in groups[hash] ?? [] where canonical.issued[label] == nil {
                var issuer = Issuer(prefix: "b")
                _ = issuer.issue(label)
                results.append(nDegree(label, issuer))
            }
            for result in results.sorted(by: { $0.hash < $1.hash }) {
                for label in result.issuer.order { _ = canonical.issue(label) }
            }
        }
        let lines = quads.map { line($0) { canonical.issued[$0] ?? "?" } }
        return lines.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }

    private func firstDegree(_ label: String) -> String {
        let lines = (mentions[label] ?? []).map { line($0) { $0 == label ? "a" : "z" } }
        return hash(lines.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 })
    }

    private func related(_ label: String, _ quad: Quad, _ issuer: Issuer, _ position: String) -> String {
        var input = position
        if position != "g" { input += quad.predicate.description }
        if let identifier = canonical.issued[label] ?? issuer.issued[label] {
            input += "_:" + identifier
        } else {
            input += firstDegree(label)
        }
        return hash(Array(input.utf8))
    }

    private func nDegree(_ label: String, _ given: Issuer) -> (hash: String, issuer: Issuer) {
        var issuer = given
        var lists: [String: [String]] = [:]
        for quad in mentions[label] ?? [] {
            for component in components(of: quad) where component.label != label {
                lists[related(component.label, quad, issuer, component.position), default: []].append(component.label)
            }
        }
        var data = ""
        for hash in lists.keys.sorted() {
            data += hash
            var chosen: (path: String, issuer: Issuer)?
            for permutation in permutations(lists[hash] ?? []) {
                let candidate = follow(permutation, issuer)
                if let known = chosen, !(candidate.path < known.path) { continue }
                chosen = candidate
            }
            if let chosen {
                data += chosen.path
                issuer = chosen.issuer
            }
        }
        return (hash(Array(data.utf8)), issuer)
    }

    private func follow(_ permutation: [String], _ given: Issuer) -> (path: String, issuer: Issuer) {
        var issuer = given
        var path = ""
        var recursion: [String] = []
        for label in permutation {
            if let identifier = canonical.issued[label] {
                path += "_:" + identifier
            } else {
                if issuer.issued[label] == nil { recursion.append(label) }
                path += "_:" + issuer.issue(label)
            }
        }
        for label in recursion {
            let result = nDegree(label, issuer)
            path += "_:" + issuer.issue(label) + "<" + result.hash + ">"
            issuer = result.issuer
        }
        return (path, issuer)
    }

    /// All of them, equal elements told apart (Heap's algorithm).
    private func permutations(_ list: [String]) -> [[String]] {
        guard list.count > 1 else { return [list] }
        return list.indices.flatMap { index in
            var rest = list
            let head = rest.remove(at: index)
            return permutations(rest).map { [head] + $0 }
        }
    }

    private func components(of quad: Quad) -> [(position: String, label: String)] {
        var components: [(String, String)] = []
        if case .blankNode(let node) = quad.subject { components.append(("s", node.label)) }
        if case .blankNode(let node) = quad.object { components.append(("o", node.label)) }
        if case .blankNode(let node) = quad.graph { components.append(("g", node.label)) }
        return components
    }

    private func line(_ quad: Quad, _ label: (String) -> String) -> String {
        func text(_ resource: Resource) -> String {
            switch resource {
            case .iri(let iri): iri.description
            case .blankNode(let node): "_:" + label(node.label)
            }
        }
        var parts = [text(quad.subject), quad.predicate.description]
        if let resource = quad.object.resource {
            parts.append(text(resource))
        } else {
            // `<s> <p> object .` without its ends
            let written = String(
                decoding: Dataset([Quad(.iri(.rdfNil), .rdfNil, quad.object)]).nQuads(), as: UTF8.self)
            parts.append(String(written.dropFirst(2 * IRI.rdfNil.description.count + 2).dropLast(3)))
        }
        if let graph = quad.graph { parts.append(text(graph)) }
        return parts.joined(separator: " ") + " .\n"
    }

    private func hash(_ bytes: [UInt8]) -> String {
        algorithm.hash(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
