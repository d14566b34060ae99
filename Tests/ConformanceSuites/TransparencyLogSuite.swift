import JSON
import TestSupport

/// Notes, keys, checkpoints, cosignatures, proof files, tile paths and witnesses: one function for each table.
///
/// Optional are the tables whose formats nothing here needs: witness policies and groups, and Sigsum's own proofs.
func transparencyLogSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        let content = try folder.json(table)
        for item in content["cases"]?.array ?? [] {
            let isOptional = optionalTables.contains(table)
            result.check("\(table)#\(item["id"]?.string ?? "?")", optional: isOptional) {
                guard let run = caseRuns[table] else { return isOptional ? "not offered" : "the table is not known" }
                return try run(content, item)
            }
        }
    }
    // A conversation, whole on one side and therefore not in the list of tables.
    if folder.contains("witness-session.json") {
        try witnessSession(folder.json("witness-session.json"), &result)
    }
    return result
}

/// Runs one case; nil if it passed. The first argument is the whole table.
typealias TransparencyLogCase = @Sendable (_ table: JSONValue, _ item: JSONValue) throws -> String?

private let optionalTables: Set = ["sigsum-proofs.json", "witness-groups.json", "witness-policies.json"]

private let caseRuns: [String: TransparencyLogCase] = [
    "notes.json": noteCase,
    "verifier-keys.json": verifierKeyCase,
    "sign.json": signCase,
    "checkpoints.json": checkpointCase,
    "cosignatures.json": cosignatureCase,
    "tlog-proofs.json": tlogProofCase,
    "tile-paths.json": tilePathCase,
    "witness-update.json": witnessUpdateCase,
]

/// Compares what happened with `expect`: `body` throws to refuse, and returns what is wrong with what it accepted.
func compareVerdict(_ expected: String?, _ body: () throws -> String?) -> String? {
    guard let expected, expected.hasPrefix("accept") || expected.hasPrefix("reject") else {
        return "the case expects neither accept nor reject"
    }
    do {
        let problem = try body()
        return expected.hasPrefix("accept") ? problem : "accepted"
    } catch {
        return expected.hasPrefix("reject") ? nil : "refused: \(error)"
    }
}
