import DID
import JOSE
import JSON
import Multiformats
import TestSupport

/// The worked examples of RFC 7515, 7517, 7638 and 8037.
func rfcJOSESuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for table in try folder.tables() {
        for item in try folder.json(table)["cases"]?.array ?? [] {
            result.check("\(table)#\(item["id"]?.string ?? "?")", optional: item["optional"] == true) {
                if let jwks = item["jwks"] { return try keysFailure(jwks) }
                if case .object(let jwk)? = item["jwk"] { return try thumbprintFailure(jwk, item["sha256Thumbprint"]) }
                return try signatureFailure(item)
            }
        }
    }
    return result
}

private func thumbprintFailure(_ jwk: JSONObject, _ expected: JSONValue?) throws -> String? {
    let thumbprint = try JSONWebKey(jwk).thumbprint
    return thumbprint == expected?.string ? nil : "the thumbprint is \(thumbprint ?? "none")"
}

/// Every key by its kind, and the set as a whole: it offers the public ones and names the others.
private func keysFailure(_ jwks: JSONValue) throws -> String? {
    let objects = (jwks["keys"]?.array ?? []).compactMap(\.object)
    guard !objects.isEmpty else { return "the set is empty" }
    for object in objects {
        if let failure = try JOSEVectorKey.parseFailure(object) { return failure }
    }
    let set = try JSONWebKeySet(jwks)
    let publicCount = objects.filter { $0["d"] == nil && $0["kty"] != "oct" }.count
    guard set.keys.count == publicCount, set.unusable.count == objects.count - publicCount else {
        return "the set offers \(set.keys.count) keys"
    }
    return nil
}

private func signatureFailure(_ item: JSONValue) throws -> String? {
    if item["expect"]?.string?.hasPrefix("reject") == true {
        let read = try? JSONWebSignature(compact: item["compact"]?.string ?? "")
        return read == nil ? nil : "it is read"
    }
    guard let text = item["compact"]?.string else { return try serializationFailure(item) }
    let key = try JOSEVectorKey(item["key"])
    let signature = try JSONWebSignature(compact: text)
    if let failure = key.failure(signature) { return failure }
    let draft = try JWSDraft(
        protectedText: Array((item["protected"]?.string ?? "").utf8),
        payload: try Base64URL.decode(item["payloadBase64url"]?.string ?? ""))
    let published = draft.signed(try Base64URL.decode(item["signatureBase64url"]?.string ?? ""))
    guard try published.compact() == text else { return "the compact form differs" }
    guard let made = try key.sign(draft) else { return nil }
    if let failure = key.failure(made) { return "our own signature: \(failure)" }
    return item["deterministic"] == true && made != published ? "the signature differs" : nil
}

private func serializationFailure(_ item: JSONValue) throws -> String? {
    guard let object = (item["flattened"] ?? item["general"] ?? item["json"])?.object else {
        return "the case has no serialisation that is known"
    }
    let signatures = try JSONWebSignature.parse(object)
    let keys = try (item["keys"]?.array ?? []).map { try JOSEVectorKey($0) }
    guard signatures.count == keys.count else { return "there are \(signatures.count) signatures" }
    return zip(keys, signatures).lazy.compactMap { $0.failure($1) }.first
}
