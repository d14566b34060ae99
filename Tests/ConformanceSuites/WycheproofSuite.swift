import Cryptography
import DID
import JOSE
import JSON
import Multiformats
import TestSupport

/// Project Wycheproof: `valid` verifies, `invalid` does not, `acceptable` may do either.
///
/// Files are told apart by the type of their groups. Groups of a kind the node does not offer are optional and fail with
/// the reason, one line for each file.
func wycheproofSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        var refused: [String: Int] = [:]
        for group in try folder.json(table)["testGroups"]?.array ?? [] {
            let tests = group["tests"]?.array ?? []
            guard let verifier = try WycheproofVerifier(group) else {
                refused[group["type"]?.string ?? "?", default: 0] += tests.count
                continue
            }
            for test in tests {
                let id = "\(table)#\(test["tcId"]?.int.map(String.init) ?? "?")"
                result.check(id, optional: verifier.isOptional) { try verifier.failure(test) }
            }
        }
        for (type, count) in refused.sorted(by: { $0.key < $1.key }) {
            let reason = "not applicable: \(count) cases need \(type), which this version does not offer"
            result.record("\(table)#\(type)", optional: true, failure: reason)
        }
    }
    return result
}

/// The key and the algorithm of a group.
private enum WycheproofVerifier {
    case ed25519(Ed25519.PublicKey)
    case ecdsaDER(ECDSA.PublicKey)
    case ecdsaP1363(ECDSA.PublicKey)
    case rsa(RSA.PublicKey, HashAlgorithm)
    case hmac(tagByteCount: Int)
    case jws(JSONObject, isOptional: Bool)
    case jwsOfSet(JSONValue)

    /// Nil for a kind the node does not offer; throws for a group that cannot be read.
    init?(_ group: JSONValue) throws {
        switch group["type"]?.string {
        case "EddsaVerify":
            guard group["publicKey"]?["curve"]?.string == "edwards25519",
                let key = Ed25519.PublicKey(try bytes(group["publicKey"]?["pk"]))
            else { return nil }
            self = .ed25519(key)
        case "EcdsaVerify":
            guard let key = try ecdsaKey(group) else { return nil }
            self = .ecdsaDER(key)
        case "EcdsaP1363Verify":
            guard let key = try ecdsaKey(group) else { return nil }
            self = .ecdsaP1363(key)
        case "RsassaPkcs1Verify":
            guard let hash = hash(group) else { return nil }
            let key = try RSA.PublicKey(subjectPublicKeyInfo: bytes(group["publicKeyDer"]))
            guard try RSA.PublicKey(pkcs1DER: bytes(group["publicKeyAsn"])) == key else { return nil }
            self = .rsa(key, hash)
        case "MacTest":
            guard let bits = group["tagSize"]?.int else { return nil }
            self = .hmac(tagByteCount: bits / 8)
        case "JsonWebSignature":
            guard let key = group["public"]?.object else { return nil }
            let algorithm = key["alg"]?.string.map { JWSAlgorithm(name: $0) }
            self = .jws(key, isOptional: algorithm.map { !($0.map(offered.contains) ?? false) } ?? false)
        case "JsonWebKey":
            guard let keys = group["public"] else { return nil }
            self = .jwsOfSet(keys)
        default: return nil
        }
    }

    /// Algorithms that credentials are not signed with.
    var isOptional: Bool { if case .jws(_, isOptional: true) = self { true } else { false } }

    func failure(_ test: JSONValue) throws -> String? {
        let isValid = try verifies(test)
        switch test["result"]?.string {
        case "valid": return isValid ? nil : "refused: \(test["comment"]?.string ?? "")"
        case "invalid": return isValid ? "accepted: \(test["comment"]?.string ?? "")" : nil
        case "acceptable": return nil
        default: return "the case has no result"
        }
    }

    private func verifies(_ test: JSONValue) throws -> Bool {
        switch self {
        case .jws(let key, _):
            return verifies(test["jws"]) { _ in try JSONWebKey(key) }
        case .jwsOfSet(let keys):
            return verifies(test["jws"]) { try JSONWebKeySet(keys).key($0.header.keyID ?? "") }
        default: return try verifiesBytes(test)
        }
    }

    /// An error is a refusal here. A payload without bytes is read only where the caller expects it.
    private func verifies(_ jws: JSONValue?, _ key: (JSONWebSignature) throws -> JSONWebKey?) -> Bool {
        let text = jws?.string ?? ""
        do {
            let signature = try JSONWebSignature(compact: text, detachedPayload: text.contains("..") ? [] : nil)
            guard let key = try key(signature) else { return false }
            try signature.verify(with: key)
            return true
        } catch {
            return false
        }
    }

    private func verifiesBytes(_ test: JSONValue) throws -> Bool {
        let message = try bytes(test["msg"])
        switch self {
        case .ed25519(let key):
            return Ed25519.Signature(try bytes(test["sig"])).map { key.verifies($0, of: message) } ?? false
        case .ecdsaDER(let key): return key.verifies(der: try bytes(test["sig"]), of: message)
        case .ecdsaP1363(let key): return key.verifies(p1363: try bytes(test["sig"]), of: message)
        case .rsa(let key, let hash): return key.verifies(try bytes(test["sig"]), of: message, using: hash)
        case .hmac(let count):
            let tag = try bytes(test["tag"])
            let key = try bytes(test["key"])
            return tag.count == count && HMACSHA256.isValid(tag, for: message, key: key)
        case .jws, .jwsOfSet: return false
        }
    }
}

private let offered: Set<JWSAlgorithm> = [.rs256, .es256, .es384, .edDSA]

/// Only the pairs of curve and hash that JOSE and Data Integrity use.
private func ecdsaKey(_ group: JSONValue) throws -> ECDSA.PublicKey? {
    let names: [String: ECDSA.Curve] = ["secp256r1": .p256, "secp384r1": .p384]
    guard let curve = names[group["publicKey"]?["curve"]?.string ?? ""], hash(group) == curve.hash else { return nil }
    return try ECDSA.PublicKey(curve, point: bytes(group["publicKey"]?["uncompressed"]))
}

private func hash(_ group: JSONValue) -> HashAlgorithm? {
    ["SHA-256": .sha256, "SHA-384": .sha384, "SHA-512": .sha512][group["sha"]?.string ?? ""]
}

private func bytes(_ value: JSONValue?) throws -> [UInt8] { try Base16.decode(value?.string ?? "?") }
