import Credentials
import DID
import DataIntegrity
import JSON
import TestSupport

/// The inputs of the W3C suite for data model 2.0: what may be accepted as a document and what must be refused.
func vcDataModelSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    let contexts = try SuiteContexts(beside: folder).proofContexts
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let expected = item["expect"]?.string ?? ""
        result.check(id, optional: id.contains("self-asserted") || item["kind"] == "specification example") {
            guard let file = item["files"]?[0]?.string, let document = try folder.json(file).object else {
                return "the case has no document"
            }
            let errors = Lint.check(completed(document, id), contexts: contexts).filter { $0.severity == .error }
            let accepts = expected.hasPrefix("accept")
            guard errors.isEmpty != accepts else { return nil }
            return accepts ? "refused: \(errors.map { "\($0.message) at \($0.place)" })" : "accepted"
        }
    }
    return result
}

/// What the upstream suite puts in before it has a document issued: the issuer, dates in the past and future, and the proofs
/// of credentials that are presented.
private func completed(_ document: JSONObject, _ id: String) -> JSONObject {
    var document = document
    if id.contains("/presentation-") {
        guard !id.contains("self-asserted"), let presented = document["verifiableCredential"] else { return document }
        func signed(_ value: JSONValue) -> JSONValue {
            guard var credential = value.object, credential["type"] != "EnvelopedVerifiableCredential" else {
                return value
            }
            credential["proof"] = ["type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"]
            return .object(credential)
        }
        document["verifiableCredential"] = presented.array.map { .array($0.map(signed)) } ?? signed(presented)
        return document
    }
    let issuer: JSONValue = "did:example:issuer"
    switch document["issuer"] {
    case nil: document["issuer"] = issuer
    case .object(var object)? where object["id"] == nil:
        object["id"] = issuer
        document["issuer"] = .object(object)
    default: break
    }
    for (name, place) in [("PAST DATE", "2020-01-01T00:00:00Z"), ("FUTURE DATE", "2099-01-01T00:00:00Z")] {
        for member in document where member.value == JSONValue(name) { document[member.key] = JSONValue(place) }
    }
    return document
}

/// What 1EdTech's public validator is tested with.
func openBadgesCLRSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    try verdictSuite(folder) { id, needs in id.hasPrefix("ob20/") || needs.contains("network") }
}

/// What the Digital Credentials Consortium's verifier is tested with.
func dccCredentialsSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    try verdictSuite(folder) { id, needs in id.hasPrefix("v1") || needs.contains("network") }
}

private func verdictSuite(
    _ folder: SuiteFolder, isOptional: (_ id: String, _ needs: String) -> Bool
) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    let contexts = try SuiteContexts(beside: folder).proofContexts
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let needs = item["needs"]?.string ?? (item["needs"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        let expected = item["expect"]?.string ?? ""
        guard expected != "not stated" else { continue }
        // Upstream's own validator does not pass what is switched off there.
        let isOff = item["why"]?.string?.contains("switched") == true
        result.check(id, optional: isOptional(id, needs) || isOff) {
            guard let file = item["files"]?[0]?.string else { return "the case has no file" }
            let sample = try SampleVerdict(folder.bytes(file), folder, contexts)
            return sample.failure(expecting: expected)
        }
    }
    return result
}

/// A verdict in which trust plays no part: whoever issued a sample, it must be genuine, well-formed and in force.
struct SampleVerdict {
    let report: Report
    private let time: UInt64 = 1_790_000_000_000

    init(_ bytes: [UInt8], _ folder: SuiteFolder, _ contexts: ProofContexts) throws {
        let lists = try Self.lists(folder)
        let time = time
        report = CredentialVerifier(
            policy: TrustPolicy(now: time),
            statusLists: { url in
                let name = url.split(separator: "/").last.map(String.init) ?? ""
                guard let list = lists[name] else { return .failure(.offline) }
                return .success(StatusListText(list, obtained: time, delivery: .retrieved))
            }, contexts: contexts
        ).verify(bytes)
    }

    /// The lists that lie in the suite, by the last parts of their addresses.
    private static func lists(_ folder: SuiteFolder) throws -> [String: [UInt8]] {
        guard folder.contains("status") else { return [:] }
        var lists: [String: [UInt8]] = [:]
        let status = folder.subfolder("status")
        for name in try status.fileNames() {
            lists[name.replacing(".json", with: "")] = try status.bytes(name)
        }
        return lists
    }

    /// Checks that count here.
    private func checks(_ node: ReportNode) -> [Check] {
        node.checks.filter { $0.kind != .issuer } + node.children.flatMap(checks)
    }

    func failure(expecting expected: String) -> String? {
        let checks = checks(report.root)
        let bad = checks.filter { $0.outcome == .fail || ($0.outcome == .unknown && $0.code != nil) }
        let said = bad.map { "\($0.kind) \($0.outcome): \($0.reason) at \($0.place)" }
        if expected.hasPrefix("invalid") { return bad.isEmpty ? "it is accepted" : wrongReason(expected, checks) }
        guard bad.isEmpty else { return "\(said)" }
        let isWarned = checks.contains { $0.outcome == .warn }
        return expected == "warning" && !isWarned ? "nothing is said aloud" : nil
    }

    /// Where the suite says why, that must be among the reasons.
    private func wrongReason(_ expected: String, _ checks: [Check]) -> String? {
        let codes = Set(checks.compactMap(\.code))
        if expected.contains("revoked"), !codes.contains(.revoked) { return "it is not found revoked: \(codes)" }
        if expected.contains("expired"), !codes.contains(.expired) { return "it is not found expired: \(codes)" }
        return nil
    }
}
