import Cryptography
import JSON
import Multiformats
import TestSupport

/// Multibase and multihash vectors. Tables are told apart by what their cases hold.
///
/// Required are base58btc, base64url and base16, and digests of full length; the rest is optional.
func multiformatsSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        for item in try folder.json(table)["cases"]?.array ?? [] {
            let id = "\(table)#\(item["id"]?.string ?? "?")"
            if let encoding = item["encoding"]?.string {
                result.check(id, optional: !["base58btc", "base64url", "base16"].contains(encoding)) {
                    try multibaseFailure(item, encoding: encoding)
                }
            } else if let algorithm = item["algorithm"]?.string {
                let isFull = item["bits"]?.string.flatMap { Int($0) } == fullBits(of: algorithm)
                result.check(id, optional: !isFull) { try multihashFailure(item, algorithm: algorithm) }
            } else {
                result.record(id, failure: "neither a multibase nor a multihash case")
            }
        }
    }
    return result
}

private func multibaseFailure(_ item: JSONValue, encoding: String) throws -> String? {
    guard let text = item["encoded"]?.string, let hex = item["decodedHex"]?.string else { return "incomplete case" }
    guard let base = Multibase.Base(name: encoding) else { return "this base is not supported" }
    let expected = try Hex.decode(hex)
    let decoded = try Multibase.decode(text)
    guard decoded.base == base else { return "read as \(decoded.base.name)" }
    guard decoded.bytes == expected else { return "decoded to \(Hex.encode(decoded.bytes))" }
    guard item["canonical"]?.bool != false else { return nil }
    let encoded = Multibase.encode(expected, base: base)
    return encoded == text ? nil : "encoded to \(encoded)"
}

private func multihashFailure(_ item: JSONValue, algorithm: String) throws -> String? {
    guard let function = Multicodec(name: algorithm) else { return "the hash function has no code" }
    guard let input = item["input"]?.string, let hex = item["multihash"]?.string,
        let bits = item["bits"]?.string.flatMap({ Int($0) })
    else { return "incomplete case" }
    let bytes = try Hex.decode(hex)
    let parsed = try Multihash(parsing: bytes)
    guard parsed.function == function else { return "read as \(parsed.function)" }
    guard parsed.digest.count * 8 == bits else { return "read a digest of \(parsed.digest.count) bytes" }
    guard parsed.encoded == bytes else { return "encoded to \(Hex.encode(parsed.encoded))" }
    // The text itself was hashed, not the bytes its digits stand for.
    guard let digest = digest(algorithm, of: Array(input.utf8)) else { return nil }
    let made = Multihash(function: function, digest: Array(digest.prefix(bits / 8)))
    return made.encoded == bytes ? nil : "the input hashes to \(Hex.encode(made.encoded))"
}

private func fullBits(of algorithm: String) -> Int? {
    ["sha1": 160, "sha2-256": 256, "sha2-384": 384, "sha2-512": 512][algorithm]
}

/// The digest where the node has the hash function; SHA-1 is for others.
private func digest(_ algorithm: String, of input: [UInt8]) -> [UInt8]? {
    switch algorithm {
    case "sha2-256": SHA256.hash(input).bytes
    case "sha2-384": SHA384.hash(input)
    case "sha2-512": SHA512.hash(input)
    default: nil
    }
}
