public import DID
public import JSON

/// The header of a JSON Web Signature (RFC 7515 section 4), the protected and the unprotected parameters together.
public struct JOSEHeader: Hashable, Sendable {
    /// The parameters that the signature covers.
    public let protected: JSONObject
    /// The parameters beside it, which anybody can change; only the JSON serialisations have them.
    public let unprotected: JSONObject

    /// `alg`, known or not.
    public let algorithmName: String
    /// `kid`: the signer's hint at the key.
    public let keyID: String?
    /// `jwk`: a public key. It says who signed, not whether that is somebody to trust.
    public let key: JSONWebKey?
    /// `typ`: the media type of the whole.
    public let type: String?
    /// `cty`: the media type of the payload.
    public let contentType: String?
    /// Whether the payload is signed in base64url; false for `b64` false (RFC 7797).
    public let isPayloadEncoded: Bool

    /// The extensions that may stand in `crit`.
    private static let understood: [JSONString] = ["b64"]
    /// Most entries of `crit`.
    private static let largestCriticalCount = 8

    /// Judges the parameters; throws for what no verifier may accept, `none` among it.
    public init(protected: JSONObject, unprotected: JSONObject = JSONObject()) throws(JWSError) {
        self.protected = protected
        self.unprotected = unprotected
        // RFC 7515 section 5.2 step 4: the names are disjoint.
        if let both = unprotected.keys.first(where: { protected[$0] != nil }) { throw .badParameter(both.string) }
        func value(_ name: JSONString) -> JSONValue? { protected[name] ?? unprotected[name] }
        func text(_ name: JSONString) throws(JWSError) -> String? {
            guard let value = value(name) else { return nil }
            guard let text = value.string, !text.isEmpty else { throw .badParameter(name.string) }
            return text
        }
        guard let algorithm = try text("alg") else { throw .noAlgorithm }
        // Verifiers have been fooled by other spellings of it.
        guard algorithm.lowercased() != "none" else { throw .unsecured }
        algorithmName = algorithm
        keyID = try text("kid")
        type = try text("typ")
        contentType = try text("cty")
        try JOSEHeader.checkCritical(protected, unprotected)
        isPayloadEncoded = try JOSEHeader.isPayloadEncoded(protected, unprotected)
        key = try JOSEHeader.key(value("jwk"))
    }

    /// RFC 7515 section 4.1.11: a list of different names, each in the protected header, each understood.
    private static func checkCritical(_ protected: JSONObject, _ unprotected: JSONObject) throws(JWSError) {
        guard unprotected["crit"] == nil else { throw .badParameter("crit") }
        guard let critical = protected["crit"] else { return }
        guard let values = critical.array, (1...largestCriticalCount).contains(values.count) else {
            throw .badParameter("crit")
        }
        var names: Set<JSONString> = []
        for value in values {
            guard case .string(let name) = value, names.insert(name).inserted else { throw .badParameter("crit") }
            guard understood.contains(name) else { throw .criticalNotUnderstood(name.string) }
            guard protected[name] != nil else { throw .badParameter("crit") }
        }
    }

    /// RFC 7797 sections 3 and 6.
    private static func isPayloadEncoded(
        _ protected: JSONObject, _ unprotected: JSONObject
    ) throws(JWSError) -> Bool {
        guard unprotected["b64"] == nil else { throw .badParameter("b64") }
        guard let value = protected["b64"] else { return true }
        guard let isEncoded = value.bool else { throw .badParameter("b64") }
        guard protected["crit"]?.array?.contains("b64") ?? false else { throw .notCritical("b64") }
        return isEncoded
    }

    private static func key(_ value: JSONValue?) throws(JWSError) -> JSONWebKey? {
        guard let value else { return nil }
        guard case .object(let object) = value else { throw .badParameter("jwk") }
        do throws(JSONWebKeyError) {
            return try JSONWebKey(object)
        } catch {
            throw .badKey(error)
        }
    }

    /// Whether the algorithm is one with a shared secret.
    var isSymmetric: Bool { algorithmName.utf8.starts(with: "HS".utf8) }

    /// The algorithm; throws for a name that is not computed here.
    public func algorithm() throws(JWSError) -> JWSAlgorithm {
        if let algorithm = JWSAlgorithm(name: algorithmName) { return algorithm }
        throw isSymmetric ? .symmetricAlgorithm(algorithmName) : .unsupportedAlgorithm(algorithmName)
    }
}
