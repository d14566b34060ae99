import JSON
import JSONLD
import RDF
import TestSupport

/// The W3C suite of the JSON-LD 1.1 algorithms: expansion and toRdf, and the documents of remote-doc that need no
/// network. Compaction, flattening and fromRdf are not offered.
func jsonLDSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    var manifests: [String: JSONLDManifest] = [:]
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let manifest = item["manifest"]?.string ?? "?"
        guard ["expand", "toRdf", "remote-doc"].contains(manifest) else { continue }
        if manifests[manifest] == nil { manifests[manifest] = try JSONLDManifest(folder, manifest) }
        let isRemote = manifest == "remote-doc"
        // A processor of version 1.1 leaves out what is for 1.0 only; generalised RDF and HTTP headers are optional.
        let isOptional =
            isRemote || item["specVersion"]?.string == "json-ld-1.0" || item["requires"]?.string == "GeneralizedRdf"
        guard let test = manifests[manifest]?.test(id) else {
            result.record(id, optional: isOptional, failure: "the manifest does not know it")
            continue
        }
        result.check(id, optional: isOptional) { try test.failure() }
    }
    return result
}

/// One of upstream's manifests, which hold what the lists of cases leave out: options and expectations.
private struct JSONLDManifest {
    let folder: SuiteFolder
    let name: String
    let base: String
    let entries: [String: JSONValue]

    init(_ folder: SuiteFolder, _ name: String) throws {
        self.folder = folder
        self.name = name
        let manifest = try folder.json("\(name)-manifest.jsonld")
        base = manifest["baseIri"]?.string ?? ""
        var entries: [String: JSONValue] = [:]
        for entry in manifest["sequence"]?.array ?? [] { entries[name + (entry["@id"]?.string ?? "")] = entry }
        self.entries = entries
    }

    func test(_ id: String) -> JSONLDCase? {
        entries[id].map { JSONLDCase(folder: folder, base: base, entry: $0) }
    }
}

private struct JSONLDCase {
    let folder: SuiteFolder
    let base: String
    let entry: JSONValue

    func failure() throws -> String? {
        let types = (entry["@type"]?.array ?? []).compactMap(\.string)
        let input = entry["input"]?.string ?? ""
        let processor = try processor(input)
        if types.contains("jld:NegativeEvaluationTest") {
            return try negativeFailure(processor, input, types)
        }
        let document = try folder.json(input)
        if types.contains("jld:PositiveSyntaxTest") {
            _ = try processor.dataset(of: document)
            return nil
        }
        let output = entry["expect"]?.string ?? ""
        if types.contains("jld:ToRDFTest") {
            let dataset = try processor.dataset(of: document)
            let expected = try Dataset(nQuads: folder.bytes(output))
            let isEqual = try dataset.isIsomorphic(to: expected)
            return isEqual ? nil : "got\n\(String(decoding: dataset.nQuads(), as: UTF8.self))"
        }
        let expanded = try processor.expand(document)
        return try JSONLDEquality.areEqual(expanded, folder.json(output)) ? nil : "got \(expanded)"
    }

    private func negativeFailure(_ processor: JSONLDProcessor, _ input: String, _ types: [String]) throws -> String? {
        let expected = entry["expectErrorCode"]?.string ?? "?"
        do {
            let document = try folder.json(input)
            if types.contains("jld:ToRDFTest") {
                _ = try processor.dataset(of: document)
            } else {
                _ = try processor.expand(document)
            }
            return "accepted; expected \(expected)"
        } catch let error as JSONLDError {
            return error.code?.rawValue == expected ? nil : "got \(error); expected \(expected)"
        }
    }

    private func processor(_ input: String) throws -> JSONLDProcessor {
        let option = entry["option"]
        var options = JSONLDOptions(base: option?["base"]?.string ?? base + input, isSafe: false)
        if option?["processingMode"]?.string == "json-ld-1.0" { options.processingMode = .jsonLD10 }
        options.rdfDirection = option?["rdfDirection"]?.string.flatMap(RDFDirection.init(rawValue:))
        options.expandContext = try option?["expandContext"]?.string.map(folder.json)
        let base = base
        let folder = folder
        let cache = ContextCache { url in
            guard url.hasPrefix(base) else { throw JSONLDSuiteError.notHere(url) }
            return RemoteDocument(document: try folder.json(String(url.dropFirst(base.count))), url: url)
        }
        return JSONLDProcessor(contexts: cache, options: options)
    }
}

private enum JSONLDSuiteError: Error {
    case notHere(String)
}

/// Equality of expanded documents: arrays are sets but for those of `@list`, and all but those of `@value`.
enum JSONLDEquality {
    static func areEqual(_ left: JSONValue, _ right: JSONValue, isOrdered: Bool = false, isLiteral: Bool = false)
        -> Bool
    {
        switch (left, right) {
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            if isOrdered || isLiteral {
                return zip(left, right).allSatisfy { areEqual($0, $1, isLiteral: isLiteral) }
            }
            return sameElements(left, right)
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            return left.allSatisfy { member in
                guard let other = right[member.key] else { return false }
                return areEqual(
                    member.value, other, isOrdered: member.key == "@list",
                    isLiteral: isLiteral || member.key == "@value")
            }
        case (.number(let left), .number(let right)): return left.double == right.double
        default: return left == right
        }
    }

    private static func sameElements(_ left: [JSONValue], _ right: [JSONValue]) -> Bool {
        var rest = right
        for element in left {
            guard let match = rest.firstIndex(where: { areEqual(element, $0) }) else { return false }
            rest.remove(at: match)
        }
        return true
    }
}
