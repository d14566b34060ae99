import Cryptography
import JSON
import Ledger
import Multiformats
import TestSupport
import TransparencyLog

/// The ledger worked by an independent implementation: commitments, a batch, a log with void entries, a checkpoint.
func chirographLedgerSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        result.check(id) {
            guard let file = item["files"]?[0]?.string else { return "the case names no file" }
            let table = try folder.json(file)
            switch id {
            case "commitments": return try commitmentsCase(LedgerVector(table["commitments"]))
            case "batch": return try batchCase(LedgerVector(table["batch"]), table)
            case "log": return try logCase(table)
            case "checkpoint": return try ledgerCheckpointCase(table)
            default: return "cases of this kind are not known"
            }
        }
    }
    return result
}

/// Reads hex out of one object of the vectors.
private struct LedgerVector {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let json: JSONValue

    init(_ json: JSONValue?) throws {
        guard let json, json.object != nil else { throw Missing(description: "there is no such object") }
        self.json = json
    }

    func bytes(_ name: JSONString) throws -> [UInt8] {
        guard let text = json[name]?.string else { throw Missing(description: "\(name) is missing") }
        return try Base16.decode(text)
    }

    func digest(_ name: JSONString) throws -> Digest {
        guard let digest = Digest(try bytes(name)) else { throw Missing(description: "\(name) is not 32 bytes") }
        return digest
    }

    func int(_ name: JSONString) throws -> Int {
        guard let value = json[name]?.int else { throw Missing(description: "\(name) is missing") }
        return value
    }
}

/// The names of the values that are not equal, or nil.
private func differences(_ pairs: KeyValuePairs<String, (actual: Digest?, expected: Digest)>) -> String? {
    let wrong = pairs.filter { $0.value.actual != $0.value.expected }
    guard !wrong.isEmpty else { return nil }
    return wrong.map { "\($0.key) is \($0.value.actual?.hex ?? "missing")" }.joined(separator: ", ")
}

private func commitmentsCase(_ vector: LedgerVector) throws -> String? {
    let key = Ed25519.PublicKey(try vector.digest("owner_pk"))
    let next = Commitment.next(Ed25519.PublicKey(try vector.digest("next_pk")))
    let owner = Commitment.owner(key, next: next)
    return differences([
        "next_commit": (next, try vector.digest("next_commit")),
        "owner_commit": (owner, try vector.digest("owner_commit")),
        "tag": (Commitment.tag(nonce: try vector.digest("nonce"), ownerCommit: owner), try vector.digest("tag")),
        "unowned_tag": (
            Commitment.tag(nonce: try vector.digest("unowned_nonce"), ownerCommit: Commitment.unowned),
            try vector.digest("unowned_tag")
        ),
    ])
}

/// The anchor is of the owned credential of the commitments, and its root is in the first entry of the log.
private func batchCase(_ vector: LedgerVector, _ table: JSONValue) throws -> String? {
    let tag = try LedgerVector(table["commitments"]).digest("tag")
    let digest = try vector.digest("cred_digest")
    let salt = try vector.digest("salt")
    let path = try (vector.json["path"]?.array ?? []).map {
        guard let hash = Digest(try Base16.decode($0.string ?? "?")) else {
            throw LedgerVector.Missing(description: "path is not hashes")
        }
        return hash
    }
    let position = UInt32(try vector.int("leaf_index"))
    let anchor = Commitment.anchor(salt: salt, credDigest: digest, tag: tag)
    let root = try vector.digest("root")
    let wrong = differences([
        "anchor": (anchor, try vector.digest("anchor")),
        "root": (IssuanceTree.root(anchor: anchor, position: position, path: path), root),
    ])
    if let wrong { return wrong }
    let receipt = Receipt(nonce: .zero, salt: salt, position: position, path: path, entryIndex: 0)
    guard receipt.opens(root, credDigest: digest, tag: tag) else { return "the receipt does not open the root" }
    let first = try Entry(parsing: LedgerVector(table["log"]?[0]).bytes("entry"))
    let height = UInt8(try vector.int("height"))
    return first.body == .issuance(height: height, root: root) ? nil : "entry 0 says \(first.body)"
}

private func logCase(_ table: JSONValue) throws -> String? {
    var state = LogState(origin: try Origin(table["origin"]?.string ?? ""))
    let roots = (table["roots_by_size"]?.array ?? []).map { $0.string ?? "?" }
    let entries = table["log"]?.array ?? []
    guard !entries.isEmpty, roots.count == entries.count + 1 else { return "there is not one root for each size" }
    guard state.root.hex == roots[0] else { return "the empty root is \(state.root)" }
    for (index, item) in entries.enumerated() {
        if let wrong = try entryFailure(LedgerVector(item), &state) { return "entry \(index): \(wrong)" }
        guard state.root.hex == roots[index + 1] else { return "the root of \(index + 1) entries is \(state.root)" }
    }
    guard state.endsInSeal else { return "the log does not end in a valid seal" }
    return try mapFailure(table["map_values_after"]?.object, state)
}

private func entryFailure(_ vector: LedgerVector, _ state: inout LogState) throws -> String? {
    let bytes = try vector.bytes("entry")
    if let entry = try? Entry(parsing: bytes), entry.encoded() != bytes { return "it is written differently" }
    let outcome = state.apply(bytes)
    let isVoid = vector.json["void"]?.isNull == false
    guard outcome.isVoid == isVoid else { return "\(outcome)" }
    return differences([
        "leaf_hash": (MerkleTree.leafHash(bytes), try vector.digest("leaf_hash")),
        "map_root_after": (state.map.rootHash, try vector.digest("map_root_after")),
    ])
}

private func mapFailure(_ values: JSONObject?, _ state: LogState) throws -> String? {
    guard let values, values.count == state.map.count else { return "the map has \(state.map.count) rows" }
    for member in values {
        guard let tag = Digest(hex: member.key.string) else { return "\(member.key) is no tag" }
        let value = try MapValue(parsing: Base16.decode(member.value.string ?? "?"))
        guard state[tag] == value else { return "the value of \(tag) is another one" }
        guard try state.map.prove(tag).check(tag: tag, root: state.map.rootHash) == value else {
            return "the value of \(tag) cannot be proven"
        }
    }
    return nil
}

private func ledgerCheckpointCase(_ table: JSONValue) throws -> String? {
    let vector = try LedgerVector(table["checkpoint"])
    let bytes = Array((vector.json["signed_note"]?.string ?? "").utf8)
    let keys = try (vector.json["vkeys"]?.array ?? []).map { try NoteVerifierKey(parsing: $0.string ?? "") }
    let origin = table["origin"]?.string ?? ""
    let logKeys = keys.filter { $0.kind == .ed25519 }
    let cosigners = keys.filter { $0.kind == .cosignatureV1 }
    guard logKeys.count == 1, cosigners.count == 2 else { return "the keys are of other kinds" }
    let found = try VerifiedCheckpoint(parsing: bytes, origin: origin, logKeys: logKeys, cosigners: cosigners)
    guard found.cosignatures.count == cosigners.count else { return "\(found.cosignatures.count) cosignatures count" }
    guard try SignedNote(parsing: bytes).encoded == bytes else { return "it is written differently" }
    let size = UInt64(table["log"]?.array?.count ?? 0)
    let root = table["roots_by_size"]?.array?.last?.string
    return found.checkpoint.size == size && found.checkpoint.root.hex == root ? nil : "it is of another tree"
}
