import Cryptography
import JSON
import Multiformats
import TestSupport

/// Ed25519 verification at the odd points, under the one rule that `Ed25519` documents.
///
/// CCTV's cases say in flags what is odd about them; every case satisfies the equation with cofactor, so the rule turns
/// into a set of flags that refuse. The cases of speccheck have no flags: the rule is computed for them from its text.
func ed25519EdgeSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        for item in try folder.json(table)["cases"]?.array ?? [] {
            let id = "\(table)#\(item["id"]?.string ?? "?")"
            result.check(id) {
                if let flags = item["flags"] { return try flaggedFailure(item, flags) }
                return try computedFailure(item)
            }
        }
    }
    return result
}

/// What each flag of CCTV does to a signature under libsodium's strict rule.
private let isRefused: [String: Bool] = [
    "low_order_A": true,
    "low_order_R": true,
    "non_canonical_A": true,
    "non_canonical_R": true,
    // The equation holds only after multiplication by the cofactor.
    "low_order_residue": true,
    // k was computed over re-encoded points, ours is over the bytes as they are.
    "reencoded_k": true,
    // Mixed order alone is judged by the equation.
    "low_order_component_A": false,
    "low_order_component_R": false,
]

private func flaggedFailure(_ item: JSONValue, _ flags: JSONValue) throws -> String? {
    let names = (flags.array ?? []).map { $0.string ?? "?" }
    if let unknown = names.first(where: { isRefused[$0] == nil }) { return "the flag \(unknown) is not known" }
    return try failure(
        expected: !names.contains { isRefused[$0] == true }, key: bytes(item["key"]), signature: bytes(item["sig"]),
        message: Array((item["msg"]?.string ?? "").utf8))
}

private func computedFailure(_ item: JSONValue) throws -> String? {
    let (key, signature) = (try bytes(item["pub_key"]), try bytes(item["signature"]))
    let message = try bytes(item["message"])
    guard let expected = Ed25519Reference.verifies(signature, of: message, key: key) else {
        return "key or signature have the wrong length"
    }
    return failure(expected: expected, key: key, signature: signature, message: message)
}

private func failure(expected: Bool, key: [UInt8], signature: [UInt8], message: [UInt8]) -> String? {
    guard let key = Ed25519.PublicKey(key), let signature = Ed25519.Signature(signature) else {
        return "key or signature have the wrong length"
    }
    let isValid = key.verifies(signature, of: message)
    return isValid == expected ? nil : isValid ? "accepted against the rule" : "refused against the rule"
}

private func bytes(_ value: JSONValue?) throws -> [UInt8] { try Base16.decode(value?.string ?? "?") }
