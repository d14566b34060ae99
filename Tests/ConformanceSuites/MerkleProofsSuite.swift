import Cryptography
import JSON
import Multiformats
import TestSupport
import TransparencyLog

/// Inclusion and consistency proofs, most of them subtly wrong; the proofs of subtrees are optional.
func merkleProofsSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let kind = item["kind"]?.string ?? "?"
        result.check(item["id"]?.string ?? "?", optional: kind.hasPrefix("subtree")) {
            guard let file = item["files"]?[0]?.string, let expected = item["expect"]?.string else {
                return "the case names no file or no answer"
            }
            let probe = try folder.json(file)
            do {
                try checkProof(kind, probe)
                return expected == "accept" ? nil : "accepted"
            } catch let problem as MalformedCase {
                return problem.reason
            } catch {
                return expected == "reject" ? nil : "refused: \(error)"
            }
        }
    }
    return result
}

/// The case itself could not be read, which is neither an acceptance nor a refusal.
private struct MalformedCase: Error {
    let reason: String
}

/// A value in the case cannot be what it stands for, so a verifier has refused before checking anything.
private struct NotAHash: Error {}

private func checkProof(_ kind: String, _ probe: JSONValue) throws {
    switch kind {
    case "inclusion":
        let proof = InclusionProof(
            index: try number(probe, "leafIdx"), size: try number(probe, "treeSize"), hashes: try proofHashes(probe))
        try proof.check(leafHash: try hash(probe["leafHash"]), root: try hash(probe["root"]))
    case "consistency":
        let proof = ConsistencyProof(
            oldSize: try number(probe, "size1"), newSize: try number(probe, "size2"), hashes: try proofHashes(probe))
        try proof.check(oldRoot: try label(probe["root1"]), newRoot: try label(probe["root2"]))
    case "subtreeinclusion":
        let subtree = try Subtree(start: try number(probe, "start"), end: try number(probe, "end"))
        try subtree.checkInclusion(
            index: try number(probe, "leafIdx"), leafHash: try hash(probe["leafHash"]),
            hashes: try proofHashes(probe), root: try hash(probe["root"]))
    case "subtreeconsistency":
        let subtree = try Subtree(start: try number(probe, "start"), end: try number(probe, "end"))
        try subtree.checkConsistency(
            hashes: try proofHashes(probe), subtreeRoot: try label(probe["root1"]),
            size: try number(probe, "size"), root: try label(probe["root2"]))
    default:
        throw MalformedCase(reason: "proofs of the kind \(kind) are not known")
    }
}

private func number(_ probe: JSONValue, _ name: JSONString) throws -> UInt64 {
    guard let value = probe[name]?.uint64 else { throw MalformedCase(reason: "\(name.string) is no number") }
    return value
}

private func proofHashes(_ probe: JSONValue) throws -> [Digest] {
    try (probe["proof"]?.array ?? []).map { try hash($0) }
}

private func hash(_ value: JSONValue?) throws -> Digest {
    guard let digest = Digest(try Base64.decode(value?.string ?? "?")) else { throw NotAHash() }
    return digest
}

/// Some cases about equal sizes have words such as "don't care." where roots stand, and ask only whether they are
/// equal. A root here is always 32 bytes, so other values are represented by their SHA-256.
private func label(_ value: JSONValue?) throws -> Digest {
    let bytes = try Base64.decode(value?.string ?? "?")
    return Digest(bytes) ?? SHA256.hash(bytes)
}
