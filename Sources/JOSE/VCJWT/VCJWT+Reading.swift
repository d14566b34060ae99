import JSON

extension VCJWT {
    /// Why a text is no token of the kind asked for.
    struct Unreadable: Error {
        let finding: VCJWTFinding
        /// The signature, where it could be read.
        let signature: JSONWebSignature?
    }

    /// Reads the compact form: the signature's parts, the claims, and which of them are the document.
    init(reading text: String, as kind: Kind) throws(Unreadable) {
        let signature: JSONWebSignature
        do throws(JWSError) {
            signature = try JSONWebSignature(compact: text)
        } catch {
            throw Unreadable(finding: VCJWTFinding(error), signature: nil)
        }
        func unreadable(
            _ outcome: VCJWTFinding.Outcome, _ reason: String, _ clause: String, _ pointer: [JSONString] = []
        ) -> Unreadable {
            Unreadable(finding: VCJWTFinding(.form, outcome, reason, clause, .payload, pointer), signature: signature)
        }
        guard signature.header.isPayloadEncoded else {
            throw unreadable(.fail, "A JSON Web Token does not leave its payload unencoded (b64).", Clause.unencoded)
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: signature.payload)
        } catch {
            throw unreadable(.fail, "The payload is not JSON: \(error)", Clause.token)
        }
        guard case .object(let claims) = value else {
            throw unreadable(.fail, "The payload is not a JSON object.", Clause.token)
        }
        guard let wrapped = ["vc", "vp"].first(where: { claims[$0] != nil }) else {
            guard VCJWT.begins(claims, with: .v2_0) else {
                let reason =
                    VCJWT.begins(claims, with: .v1_1)
                    ? "A credential of VC Data Model 1.1 stands in the claim vc, not in the payload itself."
                    : "The payload does not begin with the context of VC Data Model 2.0, and has no claim vc."
                throw unreadable(.fail, reason, Clause.credentials, ["@context"])
            }
            self.init(
                text: text, kind: kind, dataModel: .v2_0, signature: signature, claims: claims,
                document: VCJWT.withoutClaims(claims))
            return
        }
        if VCJWT.begins(claims, with: .v2_0) {
            throw unreadable(.fail, "The claims vc and vp have no place beside a credential.", Clause.claims, [wrapped])
        }
        guard case .object(let inner)? = claims[wrapped], VCJWT.begins(inner, with: .v1_1) else {
            let reason = "The claim \(wrapped) is not a document that begins with the context of VC Data Model 1.1."
            throw unreadable(.fail, reason, Clause.version1, [wrapped])
        }
        guard kind == .credential, wrapped == "vc", claims["vp"] == nil else {
            let reason = "Presentations of VC Data Model 1.1 as tokens are not supported."
            throw unreadable(.unknown, reason, Clause.version1, [wrapped])
        }
        self.init(
            text: text, kind: kind, dataModel: .v1_1, signature: signature, claims: claims,
            document: VCJWT.filled(inner, from: claims))
    }

    private static func begins(_ object: JSONObject, with version: DataModel) -> Bool {
        object["@context"].elements.first == .string(version.context)
    }

    private static func withoutClaims(_ claims: JSONObject) -> JSONObject {
        JSONObject(claims.filter { !registeredClaims.contains($0.key) })
    }

    /// VC Data Model 1.1 section 6.3.1, decoding: what the credential leaves to the claims is put where it belongs. What
    /// it has itself stays as it is; whether the two agree is a finding of its own.
    private static func filled(_ credential: JSONObject, from claims: JSONObject) -> JSONObject {
        var filled = credential
        func fill(_ member: JSONString, _ value: JSONValue?) {
            if let value, filled[member] == nil { filled[member] = value }
        }
        func date(_ claim: JSONString) -> JSONValue? {
            NumericDate.seconds(claims[claim]).flatMap { DateText.text($0) }.map { JSONValue($0) }
        }
        fill("id", claims["jti"])
        fill("issuanceDate", date("nbf"))
        fill("expirationDate", date("exp"))
        if let issuer = claims["iss"] { filled["issuer"] = withID(filled["issuer"], issuer) ?? issuer }
        if let subject = claims["sub"], let whole = withID(filled["credentialSubject"], subject) {
            filled["credentialSubject"] = whole
        }
        return filled
    }

    /// An object without an `id` gets this one; nil if there is no value at all.
    private static func withID(_ value: JSONValue?, _ id: JSONValue) -> JSONValue? {
        guard let value else { return nil }
        guard case .object(var object) = value, object["id"] == nil else { return value }
        object["id"] = id
        return .object(object)
    }
}
