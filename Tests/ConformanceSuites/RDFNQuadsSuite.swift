import JSON
import RDF
import TestSupport

/// The N-Quads tests of RDF 1.1 and 1.2: texts to accept, texts to refuse, and canonical forms.
func rdfNQuadsSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let files = (item["files"]?.array ?? []).compactMap(\.string)
        let texts = try files.map(folder.bytes)
        // Statements about statements and text directions are optional.
        let isOptional = id.hasPrefix("rdf12/") && texts.contains(where: isBeyondRDF11)
        result.check(id, optional: isOptional) {
            guard let input = texts.first else { return "the case names no file" }
            switch item["kind"]?.string {
            case "TestNQuadsPositiveSyntax":
                let dataset = try Dataset(nQuads: input)
                return try Dataset(nQuads: dataset.nQuads()) == dataset ? nil : "what was read is written differently"
            case "TestNQuadsNegativeSyntax":
                return (try? Dataset(nQuads: input)) == nil ? nil : "accepted"
            case "TestNQuadsPositiveC14N":
                guard
                    let expected = files.firstIndex(where: { $0.hasSuffix("-c14n.nq") }).map({ texts[$0] }),
                    let source = files.firstIndex(where: { !$0.hasSuffix("-c14n.nq") }).map({ texts[$0] })
                else { return "the case names no input and output" }
                let written = try Dataset(nQuads: source).nQuads(lowercasingLanguages: true)
                return written == expected ? nil : "got \(String(decoding: written, as: UTF8.self))"
            default: return "unknown kind of test"
            }
        }
    }
    return result
}

private func isBeyondRDF11(_ text: [UInt8]) -> Bool {
    let string = String(decoding: text, as: UTF8.self)
    return string.contains("<<") || string.contains("--") || string.contains("{|")
}
