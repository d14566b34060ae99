import DID
public import JSON

extension VCJWT {
    /// Signs a credential of VC Data Model 2.0 (VC JOSE COSE 1.0, section 3.1.1) and returns the compact form.
    ///
    /// The payload is the credential, member for member, followed by the claims that repeat it: `iss`, `jti` and `sub`
    /// where there is something to repeat; for classes of Open Badges and CLR also `nbf` and `exp`, which others leave out
    /// because there they would speak of the signature. A proof that is there already is covered like everything else.
    public static func issue(
        _ credential: JSONObject, options: VCJWTOptions, key: JWSSigningKey
    ) throws(VCJWTError) -> String {
        try TokenMaker(kind: .credential, document: credential, options: options, key: key).compact()
    }

    /// Signs a presentation whose credentials are in envelopes (VC JOSE COSE 1.0, section 3.1.2).
    public static func present(
        _ presentation: JSONObject, options: VCJWTOptions, key: JWSSigningKey
    ) throws(VCJWTError) -> String {
        try TokenMaker(kind: .presentation, document: presentation, options: options, key: key).compact()
    }
}

private struct TokenMaker {
    let kind: VCJWT.Kind
    let document: JSONObject
    let options: VCJWTOptions
    let key: JWSSigningKey

    func compact() throws(VCJWTError) -> String {
        try checkDocument()
        let issuer = try issuerID()
        let header = try header(issuer: issuer)
        let payload = try payload(issuer: issuer)
        do throws(JWSError) {
            return try JWSDraft(protected: header, payload: JSONValue.object(payload).serialized())
                .signed(with: key).compact()
        } catch {
            throw .signing(error)
        }
    }

    // MARK: The document

    private func checkDocument() throws(VCJWTError) {
        guard document["@context"].elements.first == .string(VCJWT.DataModel.v2_0.context) else { throw .notVersion2 }
        let type: JSONValue = kind == .credential ? "VerifiableCredential" : "VerifiablePresentation"
        guard document["type"].elements.contains(type) else { throw .notA(kind) }
        for name in document.keys {
            if VCJWT.registeredClaims.contains(name) || ["vc", "vp", "nonce", "cnf"].contains(name) {
                throw .reservedMember(name.string)
            }
            guard Members.known(kind).contains(name) || options.extensions.contains(where: { JSONString($0) == name })
            else {
                throw .unknownMember(name.string)
            }
        }
        guard kind == .presentation else { return }
        for (index, value) in document["verifiableCredential"].elements.enumerated() {
            guard EnvelopedCredential(value)?.isCredential ?? false else { throw .notEnveloped(index: index) }
        }
    }

    private func issuerID() throws(VCJWTError) -> String? {
        let value = document[kind == .credential ? "issuer" : "holder"]
        if let id = value?.string ?? value?["id"]?.string { return id }
        guard kind == .presentation else { throw .noIssuer }
        return nil
    }

    // MARK: The header

    private func header(issuer: String?) throws(VCJWTError) -> JSONObject {
        let publicKey = key.publicKey
        guard let algorithm = options.algorithm ?? JWSAlgorithm(for: publicKey) else {
            throw .unsupportedAlgorithm(publicKey.kind)
        }
        guard VCJWT.algorithms.contains(algorithm) else { throw .unsupportedAlgorithm(algorithm.rawValue) }
        var header: JSONObject = ["alg": JSONValue(algorithm.rawValue)]
        if let keyID = options.keyID {
            try checkKeyID(keyID, issuer: issuer)
            header["kid"] = JSONValue(keyID)
        }
        if options.embedsKey, let jwk = publicKey.jsonWebKey { header["jwk"] = .object(jwk) }
        guard header["kid"] != nil || header["jwk"] != nil else { throw .noKey }
        let short = kind == .credential ? "vc" : "vp"
        switch options.type {
        case .specific:
            header["typ"] = JSONValue("\(short)+jwt")
            header["cty"] = JSONValue(short)
        case .generic: header["typ"] = "JWT"
        }
        return header
    }

    /// The key's name must be a URL; one that says whose the key is must say that it is the issuer's. Keys at addresses of
    /// their own, as Open Badges have them, say nothing of the kind.
    private func checkKeyID(_ keyID: String, issuer: String?) throws(VCJWTError) {
        guard JWTKeyReference.hasScheme(keyID), let method = VerificationMethodID(keyID) else { throw .badKeyID(keyID) }
        guard let issuer, method.fragment != nil || keyID.utf8.starts(with: "did:".utf8) else { return }
        guard method.controller.isSame(as: issuer) else { throw .foreignKey(keyID: keyID, issuer: issuer) }
    }

    // MARK: The payload

    private func payload(issuer: String?) throws(VCJWTError) -> JSONObject {
        var payload = document
        func add(_ claim: JSONString, _ value: JSONValue?) {
            if let value { payload[claim] = value }
        }
        add("iss", issuer.map { JSONValue($0) })
        add("jti", document["id"])
        let isOpenBadge = kind == .credential && OpenBadges.isOne(document)
        if kind == .credential {
            let subjects = document["credentialSubject"].elements
            add("sub", subjects.count == 1 ? subjects[0]["id"] : nil)
        }
        let (start, end) = (try seconds("validFrom"), try seconds("validUntil"))
        add("nbf", isOpenBadge ? start : nil)
        add("exp", options.expires.map { JSONValue(Int($0)) } ?? (isOpenBadge ? end : nil))
        add("iat", options.issuedAt.map { JSONValue(Int($0)) })
        add("aud", options.audience.map { JSONValue($0) })
        add("nonce", options.nonce.map { JSONValue($0) })
        return payload
    }

    private func seconds(_ member: JSONString) throws(VCJWTError) -> JSONValue? {
        guard let value = document[member] else { return nil }
        guard let seconds = DateText.seconds(value.string) else {
            throw .badDate(member: member.string, value: value.string ?? "\(value)")
        }
        return JSONValue(Int(seconds))
    }
}

/// The members that VC Data Model 2.0, Open Badges 3.0 and CLR 2.0 define at the top of a document.
private enum Members {
    private static let common: Set<JSONString> = [
        "@context", "id", "type", "name", "description", "image", "termsOfUse", "proof", "relatedResource",
    ]
    private static let credential: Set<JSONString> = common.union([
        "issuer", "validFrom", "validUntil", "credentialSubject", "credentialStatus", "credentialSchema", "evidence",
        "refreshService", "renderMethod", "confidenceMethod", "awardedDate", "endorsement", "endorsementJwt", "partial",
    ])
    private static let presentation: Set<JSONString> = common.union(["holder", "verifiableCredential"])

    static func known(_ kind: VCJWT.Kind) -> Set<JSONString> { kind == .credential ? credential : presentation }
}
