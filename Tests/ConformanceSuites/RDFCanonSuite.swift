import Cryptography
import JSON
import RDF
import TestSupport

/// RDFC-1.0: canonical N-Quads, the map of issued identifiers, and a graph that must be refused.
func rdfCanonSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let files = (item["files"]?.array ?? []).compactMap(\.string)
        result.check(item["id"]?.string ?? "?") {
            guard let input = files.first(where: { $0.hasSuffix("-in.nq") }) else { return "the case names no input" }
            let hash: HashAlgorithm = item["hashAlgorithm"]?.string == "SHA384" ? .sha384 : .sha256
            let dataset = try Dataset(nQuads: folder.bytes(input))
            switch item["kind"]?.string {
            case "RDFC10EvalTest":
                guard let output = files.first(where: { $0.hasSuffix("-rdfc10.nq") }) else { return "no output" }
                return try evaluationFailure(dataset, hash, expected: folder.bytes(output))
            case "RDFC10MapTest":
                guard let output = files.first(where: { $0.hasSuffix("map.json") }) else { return "no output" }
                return try mapFailure(dataset, hash, expected: folder.json(output))
            case "RDFC10NegativeEvalTest":
                return (try? dataset.canonicalized(hash: hash)) == nil ? nil : "a poison graph went through"
            default: return "unknown kind of test"
            }
        }
    }
    return result
}

private func evaluationFailure(_ dataset: Dataset, _ hash: HashAlgorithm, expected: [UInt8]) throws -> String? {
    let canonical = try dataset.canonicalized(hash: hash).nQuads
    guard canonical == expected else { return "got \(String(decoding: canonical, as: UTF8.self))" }
    let again = try Dataset(nQuads: canonical).canonicalized(hash: hash).nQuads
    return again == expected ? nil : "not idempotent"
}

private func mapFailure(_ dataset: Dataset, _ hash: HashAlgorithm, expected: JSONValue) throws -> String? {
    let issued = try dataset.canonicalized(hash: hash).issued.dictionary
    let members = issued.map { JSONObject.Member(key: JSONString($0.label), value: JSONValue($1.label)) }
    let map = JSONValue(JSONObject(members))
    return map == expected ? nil : "got \(map)"
}
