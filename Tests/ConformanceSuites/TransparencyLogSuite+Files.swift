import Cryptography
import JSON
import Multiformats
import TransparencyLog

func tlogProofCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    let bytes = Array((item["text"]?.string ?? "").utf8)
    return compareVerdict(item["expect"]?.string) {
        let proof = try TlogProof(parsing: bytes)
        guard proof.index == item["index"]?.uint64 else { return "the index is \(proof.index)" }
        let hashes = proof.hashes.map { JSONValue(Base64.encode($0.bytes)) }
        guard hashes == item["hashes"]?.array ?? [] else { return "the hashes differ" }
        guard proof.extra.map(Base64.encode) == item["extra"]?.string else { return "the extra data differ" }
        guard String(decoding: proof.checkpoint, as: UTF8.self) == item["checkpoint"]?.string else {
            return "the checkpoint differs"
        }
        return proof.encoded == bytes ? nil : "it is written differently"
    }
}

func tilePathCase(_ table: JSONValue, _ item: JSONValue) throws -> String? {
    switch item["op"]?.string {
    case "entry bundle path of a log index":
        let path = try TilePath.bundle(ofEntry: item["index"]?.uint64 ?? 0, size: item["logSize"]?.uint64 ?? 0)
        return same(path, item["path"])
    case "entry bundle path":
        return same(try TilePath(.entries, index: item["index"]?.uint64 ?? 0, width: width(item)), item["path"])
    case "tile path":
        let content = TilePath.Content.hashes(level: item["level"]?.int ?? -1)
        return same(try TilePath(content, index: item["index"]?.uint64 ?? 0, width: width(item)), item["path"])
    case "parse level and index":
        let text = "tile/\(item["pathLevel"]?.string ?? "")/\(item["pathIndex"]?.string ?? "")"
        return compareVerdict(item["expect"]?.string) {
            let path = try TilePath(parsing: text)
            guard path.content == .hashes(level: item["level"]?.int ?? -1), path.index == item["index"]?.uint64,
                path.width == width(item)
            else { return "read as \(path)" }
            return path.text == text ? nil : "it is written \(path)"
        }
    default:
        return "the operation is not known"
    }
}

/// The tables write 0 for a full tile.
private func width(_ item: JSONValue) -> Int {
    let partial = item["partial"]?.int ?? 0
    return partial == 0 ? HashTile.fullWidth : partial
}

/// The path, and the same path read back.
private func same(_ path: TilePath, _ expected: JSONValue?) -> String? {
    guard path.text == expected?.string else { return "the path is \(path)" }
    return (try? TilePath(parsing: path.text)) == path ? nil : "the path is not read back"
}
