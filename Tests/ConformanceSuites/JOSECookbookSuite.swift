import Cryptography
import DID
import JOSE
import JSON
import Multiformats
import TestSupport

/// The JOSE cookbook (RFC 7520) with RFC 7797 and Curve25519: signatures are made again where they are deterministic, and
/// all are verified in every serialisation they are given in. Encryption is not offered.
func joseCookbookSuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let isOptional = item["optional"] == true
        result.check(id, optional: isOptional) {
            let kind = item["kind"]?.string ?? ""
            if isOptional { return "not applicable: \(kind) needs encryption, which this version does not offer" }
            let file = try folder.json(item["files"]?[0]?.string ?? id)
            if let object = file.object, object["kty"] != nil { return try JOSEVectorKey.parseFailure(object) }
            if file["signing"] == nil, case .object(let key)? = file["input"]?["key"] {
                return try JOSEVectorKey.parseFailure(key)
            }
            return kind.contains("b64") ? try unencodedFailure(file) : try signatureFailure(file)
        }
    }
    return result
}

// MARK: Signatures

/// One signature as its file describes it.
private struct Signing {
    let draft: JWSDraft
    let key: JOSEVectorKey
    let algorithm: String
    let file: JSONValue
}

private func elements(_ value: JSONValue?) -> [JSONValue] { value.map { $0.array ?? [$0] } ?? [] }

private func signings(_ file: JSONValue) throws -> [Signing] {
    let payload = Array((file["input"]?["payload"]?.string ?? "").utf8)
    let keys = elements(file["input"]?["key"])
    let algorithms = elements(file["input"]?["alg"]).compactMap(\.string)
    return try elements(file["signing"]).enumerated().map { index, signing in
        let draft = try JWSDraft(
            protected: signing["protected"]?.object ?? JSONObject(),
            unprotected: signing["unprotected"]?.object ?? JSONObject(), payload: payload)
        return Signing(draft: draft, key: try JOSEVectorKey(keys[index]), algorithm: algorithms[index], file: signing)
    }
}

private func signatureFailure(_ file: JSONValue) throws -> String? {
    let signings = try signings(file)
    guard !signings.isEmpty else { return "the case signs nothing" }
    var published: [JSONWebSignature] = []
    for signing in signings {
        if let failure = try signingFailure(signing) { return failure }
        published.append(signing.draft.signed(try Base64URL.decode(signing.file["sig"]?.string ?? "")))
    }
    return try outputFailure(file["output"], published, signings)
}

/// The bytes to sign, a signature of our own, and the published one.
private func signingFailure(_ signing: Signing) throws -> String? {
    guard String(decoding: signing.draft.signingInput, as: UTF8.self) == signing.file["sig-input"]?.string else {
        return "the signing input differs"
    }
    guard let made = try signing.key.sign(signing.draft) else { return "the case has no key to sign with" }
    if let failure = signing.key.failure(made) { return "our own signature: \(failure)" }
    let isEqual = Base64URL.encode(made.signature) == signing.file["sig"]?.string
    guard isEqual || !JOSEVectorKey.isDeterministic(signing.algorithm) else { return "the signature differs" }
    return nil
}

private func outputFailure(
    _ output: JSONValue?, _ published: [JSONWebSignature], _ signings: [Signing]
) throws -> String? {
    let payload = published[0].payload
    var forms = 0
    if let text = output?["compact"]?.string {
        let isDetached = text.contains("..")
        let made = isDetached ? try published[0].compactWithoutPayload() : try published[0].compact()
        guard made == text else { return "the compact form differs" }
        let read = try JSONWebSignature(compact: text, detachedPayload: isDetached ? payload : nil)
        if let failure = failure([read], signings) { return "compact: \(failure)" }
        forms += 1
    }
    for (name, isGeneral) in [("json", true), ("json_flat", false)] {
        guard let object = output?[JSONString(name)]?.object else { continue }
        let hasPayload = object["payload"] != nil
        let made =
            isGeneral
            ? try JSONWebSignature.general(published, withPayload: hasPayload)
            : try published[0].flattened(withPayload: hasPayload)
        guard made == object else { return "\(name) differs" }
        let read = try JSONWebSignature.parse(object, detachedPayload: hasPayload ? nil : payload)
        if let failure = failure(read, signings) { return "\(name): \(failure)" }
        forms += 1
    }
    return forms > 0 ? nil : "the case has no output"
}

private func failure(_ read: [JSONWebSignature], _ signings: [Signing]) -> String? {
    guard read.count == signings.count else { return "there are \(read.count) signatures" }
    return zip(read, signings).lazy.compactMap { $1.key.failure($0) }.first
}

// MARK: Unencoded payloads

/// The files of RFC 7797 go by their `output`: what they say beside it contradicts it (their inputs list `b64` in `crit`,
/// one of their outputs does not; signing inputs are of another example).
///
/// An output whose header has `b64` without listing it in `crit` is to be refused (RFC 7797 section 6), and its tag is that
/// of the stated signing input all the same.
private func unencodedFailure(_ file: JSONValue) throws -> String? {
    let key = try JOSEVectorKey(file["input"]?["key"])
    let payload = file["input"]?["payload"]?.string ?? ""
    var forms = 0
    for name in ["compact", "json", "json_flat"] {
        guard let value = file["output"]?[JSONString(name)] else { continue }
        forms += 1
        let headerText = value["protected"] ?? value["signatures"]?[0]?["protected"]
        let header = value.string.map { String($0.prefix { $0 != "." }) } ?? headerText?.string ?? "?"
        let parameters = try JSONValue(parsing: Base64URL.decode(header))
        guard parameters["crit"] != nil else {
            if let failure = try uncriticalFailure(value, header, payload, file["signing"]?["sig"], key) {
                return failure
            }
            continue
        }
        let read: [JSONWebSignature] =
            if let text = value.string { [try JSONWebSignature(compact: text)] } else {
                try JSONWebSignature.parse(value.object ?? JSONObject())
            }
        guard read.count == 1, read[0].payload == Array(payload.utf8) else { return "\(name): the payload differs" }
        if let failure = key.failure(read[0]) { return "\(name): \(failure)" }
        let draft = try JWSDraft(protected: read[0].header.protected, payload: Array(payload.utf8))
        guard let made = try key.sign(draft) else { return "the case has no key to sign with" }
        let isEqual =
            switch name {
            case "compact": try made.compact() == value.string
            case "json": try JSONWebSignature.general([made]) == value.object
            default: try made.flattened() == value.object
            }
        guard isEqual else { return "\(name) differs" }
    }
    return forms > 0 ? nil : "the case has no output"
}

private func uncriticalFailure(
    _ value: JSONValue, _ header: String, _ payload: String, _ signature: JSONValue?, _ key: JOSEVectorKey
) throws -> String? {
    do {
        _ = try JSONWebSignature.parse(value.object ?? JSONObject())
        return "b64 is taken although crit does not list it"
    } catch JWSError.notCritical("b64") {
    } catch {
        return "refused for another reason: \(error)"
    }
    guard case .secret(let secret) = key else { return "the case has no shared secret" }
    let tag = HMACSHA256.authenticate(Array("\(header).\(payload)".utf8), key: SecretBytes(copying: secret))
    return Base64URL.encode(tag.bytes) == signature?.string ? nil : "the tag differs"
}
