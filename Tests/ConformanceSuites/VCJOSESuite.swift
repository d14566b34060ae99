import DID
import JOSE
import JSON
import TestSupport

/// Verifiable credentials and presentations with JOSE. SD-JWT and COSE are not offered.
///
/// A case that is to be issued is issued, read again and compared; one that is to fail must fail with a reason.
func vcJOSESuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let feature = item["feature"]?.string ?? ""
        result.check(item["id"]?.string ?? "?", optional: item["optional"] == true) {
            guard feature.hasSuffix("_jose") else { return "not applicable: \(feature) is not offered by this version" }
            let method = try folder.json("input/\(item["verificationMethod"]?.string ?? "?")")
            let input = try folder.text("input/\(item["input"]?.string ?? "?")")
            let kind: VCJWT.Kind = feature.hasPrefix("presentation") ? .presentation : .credential
            let failure =
                item["operation"] == "issue"
                ? try issueFailure(input, kind, method) : verifyFailure(trimmed(input), kind, method)
            if item["expect"] == "success" { return failure }
            return failure == nil ? "it succeeds" : nil
        }
    }
    return result
}

/// Text files end in a line break, tokens do not.
private func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
}

/// Nil if the token is good. Without a time: the vectors have expired.
private func verifyFailure(_ token: String, _ kind: VCJWT.Kind, _ method: JSONValue) -> String? {
    let verification = VCJWT.verify(token, expecting: VCJWTExpectations(kind: kind)) { resolve($0, method) }
    switch verification.outcome {
    case .pass, .warn: return nil
    case .fail, .unknown: return verification.decisive?.reason ?? "no reason is given"
    }
}

/// The vectors name the key by the `kid` of its JSON Web Key.
private func resolve(_ reference: JWTKeyReference, _ method: JSONValue) -> KeyResolution {
    do {
        let document: JSONObject = [
            "id": method["controller"] ?? .null, "verificationMethod": [method.withoutSecret],
            "assertionMethod": [method["id"] ?? .null],
        ]
        let controller = method["controller"]?.string ?? ""
        let parsed = try DIDDocument(.object(document), about: controller)
        return parsed.key(
            reference.verificationMethod ?? "", for: .assertionMethod, algorithm: reference.algorithm)
    } catch {
        return .refused(reason: "\(error)")
    }
}

extension JSONValue {
    fileprivate var withoutSecret: JSONValue { .object((object ?? JSONObject()).removing("secretKeyJwk")) }
}

private func issueFailure(_ input: String, _ kind: VCJWT.Kind, _ method: JSONValue) throws -> String? {
    let document = try JSONValue(parsing: input).object ?? JSONObject()
    let key = try JWSSigningKey(jsonWebKey: method["secretKeyJwk"]?.object ?? JSONObject())
    let options = VCJWTOptions(keyID: method["id"]?.string)
    let token: String
    do {
        token =
            kind == .credential
            ? try VCJWT.issue(document, options: options, key: key)
            : try VCJWT.present(document, options: options, key: key)
    } catch {
        return "\(error)"
    }
    if let failure = verifyFailure(token, kind, method) { return failure }
    let read = VCJWT.verify(token, expecting: VCJWTExpectations(kind: kind)) { resolve($0, method) }.token
    return read?.document == document ? nil : "the document comes back changed"
}
