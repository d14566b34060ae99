import JSON
import TestSupport

/// JSONTestSuite: texts at the edges of JSON.
///
/// `accept` and `reject` speak of the grammar of RFC 8259, which allows two members of one name; the parser is asked to
/// keep both. Beyond that the strict answer is checked on every text: the default refuses what the grammar refuses and
/// differs in duplicate names only. What is accepted must read back as the same value.
func jsonParsingSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let expect = item["expect"]?.string
        result.check(id, optional: expect != "accept" && expect != "reject") {
            guard let path = item["files"]?[0]?.string else { return "the case names no file" }
            return parsingFailure(try folder.bytes(path), expect: expect)
        }
    }
    return result
}

private func parsingFailure(_ bytes: [UInt8], expect: String?) -> String? {
    let byGrammar = Result { () throws(JSONError) in try JSONValue(parsing: bytes, duplicateNames: .kept) }
    let strictly = Result { () throws(JSONError) in try JSONValue(parsing: bytes) }
    switch (byGrammar, strictly) {
    case (.failure(let error), .success): return "the strict parser accepts what the grammar refuses: \(error)"
    case (.failure(let error), .failure): return expect == "accept" ? "refused: \(error)" : nil
    case (.success, .failure(let error)):
        guard case .duplicateName = error.code else { return "the strict parser refuses for another reason: \(error)" }
    case (.success(let first), .success(let second)):
        guard first == second else { return "the strict parser reads another value" }
    }
    guard expect != "reject" else { return "accepted" }
    guard case .success(let value) = byGrammar else { return nil }
    for pretty in [false, true] {
        let again = Result { () throws(JSONError) in
            try JSONValue(parsing: value.serialized(pretty: pretty), duplicateNames: .kept)
        }
        guard case .success(value) = again else { return "the value written (pretty: \(pretty)) does not read back" }
    }
    return nil
}
