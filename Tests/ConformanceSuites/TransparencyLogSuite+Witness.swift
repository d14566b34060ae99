import Cryptography
import JSON
import TestSupport
import TransparencyLog

/// One request against a witness that has cosigned `initialCheckpoint`.
///
/// The table comes from a witness of before July 2026, when a changed root of the same size was answered with 409; the
/// specification has 422 since. Hence the edition; all other answers are the same in both.
func witnessUpdateCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    var witness = try testWitness(logKey: table["logVkey"]?.string ?? "", edition: .before2026)
    if let initial = item["initialCheckpoint"]?.string {
        let response = witness.addCheckpoint(Array("old 0\n\n\(initial)".utf8), now: 1)
        guard response.status == 200 else { return "the first checkpoint was answered \(response.status)" }
    }
    let proof = (item["proof"]?.array ?? []).map { ($0.string ?? "") + "\n" }.joined()
    let size = item["oldSize"]?.uint64 ?? 0
    let body = "old \(size)\n\(proof)\n\(item["newCheckpoint"]?.string ?? "")"
    return answerFailure(witness.addCheckpoint(Array(body.utf8), now: 2), item, status: item["status"])
}

/// A conversation of requests that build on each other, with one witness; each step counts as a case.
func witnessSession(_ table: JSONValue, _ result: inout SuiteResult) throws {
    var witness = try testWitness(logKey: table["logVkey"]?.string ?? "", edition: .current)
    for item in table["cases"]?.array ?? [] {
        let response = witness.addCheckpoint(Array((item["body"]?.string ?? "").utf8), now: 1_700_000_000)
        // Where the witness of the table deviates from the specification, `c2sp` begins with what that asks for.
        let failure = answerFailure(response, item, status: item["c2sp"] ?? item["status"])
        result.record("witness-session.json#\(item["id"]?.string ?? "?")", failure: failure)
    }
}

private func testWitness(logKey: String, edition: Witness.Edition) throws -> Witness {
    let key = Ed25519.PrivateKey(generating: ())
    let cosigner = try NoteSigner(name: "example.com/witness", key: key, kind: .cosignatureV1)
    var witness = try Witness(cosigner: cosigner, edition: edition)
    let log = try NoteVerifierKey(parsing: logKey)
    witness.follow(origin: log.name, keys: [log])
    return witness
}

private func answerFailure(_ response: WitnessResponse, _ item: JSONValue, status: JSONValue?) -> String? {
    guard response.status == statusCode(status) else { return "answered \(response.status) \(response.body)" }
    if let part = item["responseContains"]?.string, !response.body.contains(part) { return "answered \(response.body)" }
    if let whole = item["responseBody"]?.string, response.body != whole { return "answered \(response.body)" }
    return nil
}

/// `200`, or a text such as `4xx (422)` or `404: because`: its first three digits in a row.
private func statusCode(_ value: JSONValue?) -> Int? {
    if let number = value?.int { return number }
    let runs = (value?.string ?? "").split { !$0.isASCII || !$0.isNumber }
    return runs.first { $0.count == 3 }.flatMap { Int($0) }
}
