import Credentials
import JSON
import TestSupport

/// Images of the older Open Badges bakery. All optional: Open Badges 1 and 2 are not issued here.
func bakedImagesSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        guard let file = item["files"]?[0]?.string, let expectation = item["expect"]?.string else {
            result.record(id, optional: true, failure: "incomplete case")
            continue
        }
        result.check(id, optional: true) { try imageFailure(try folder.bytes(file), expectation) }
    }
    return result
}

/// The cases say in words what is expected.
private func imageFailure(_ image: [UInt8], _ expectation: String) throws -> String? {
    let url = expectation.split(whereSeparator: { " ,".contains($0) }).first { $0.hasPrefix("http") }.map(String.init)
    if expectation.hasPrefix("holds an assertion") {
        guard case .json(let object, _) = try CredentialFile.read(image).content else { return "it holds no JSON" }
        return object["verify"]?["url"]?.string == url ? nil : "it holds \(JSONValue.object(object))"
    }
    if expectation.hasPrefix("holds only a verify URL") {
        let content = try CredentialFile.read(image).content
        return content == url.map { .hosted($0) } ? nil : "it holds \(content)"
    }
    do throws(BakingError) {
        return "it holds \(try CredentialFile.read(image).content)"
    } catch {
        switch error.code {
        case .notJSON where expectation.contains("not JSON"): return nil
        case .nothingBaked where expectation.hasPrefix("carries nothing"): return try bakingFailure(image)
        default: return "refused because \(error)"
        }
    }
}

private func bakingFailure(_ image: [UInt8]) throws -> String? {
    let text = Array(#"{"type":["VerifiableCredential"],"name":"]]> & <é>"}"#.utf8)
    let contents = [
        try CredentialFile.read(text).content, try CredentialFile.read(Array("eyJhIjoxfQ.e30.c2ln".utf8)).content,
    ]
    for content in contents {
        for kind in [BadgeKind.openBadge, .clr] {
            let baked = try CredentialFile.read(CredentialFile.bake(content, as: kind, into: image))
            guard baked.kind == kind else { return "baked as \(kind), read as \(String(describing: baked.kind))" }
            switch (content, baked.content) {
            case (.json(let before, _), .json(let after, _)) where before == after: break
            case (.compactJWS(let before), .compactJWS(let after)) where before == after: break
            default: return "baked \(content), read \(baked.content)"
            }
        }
    }
    return nil
}
