public import DID
import JSON

extension VCJWT {
    /// Verifies a credential or presentation in compact form (VC JOSE COSE 1.0, section 5.1; VC Data Model 1.1, section
    /// 6.3.1; Open Badges 3.0, section 8.2).
    ///
    /// `resolver` turns the token's hints into a key and says whether that key may be used; it is not asked where the header
    /// is bad. Without one, only keys are found that need no asking. A good signature under a key that merely stands in the
    /// token, or whose name is somebody else's, shows in ``VCJWTVerification/signer`` and is the caller's to judge; so is
    /// the document itself.
    public static func verify(
        _ text: String, expecting expectations: VCJWTExpectations = VCJWTExpectations(),
        resolver: (JWTKeyReference) -> KeyResolution = { $0.resolvedOffline() }
    ) -> VCJWTVerification {
        let token: VCJWT
        do throws(Unreadable) {
            token = try VCJWT(reading: text, as: expectations.kind)
        } catch {
            return VCJWTVerification(token: nil, signer: nil, findings: [error.finding])
        }
        var findings = HeaderRules(token: token).findings()
        let isHeaderGood = !findings.contains { $0.outcome == .fail || $0.outcome == .unknown }
        findings += ClaimRules(token: token).findings() + EnvelopeRules(token: token).findings()
        findings += ExpectationRules(token: token, expectations: expectations).findings()
        guard isHeaderGood else { return VCJWTVerification(token: token, signer: nil, findings: findings) }
        let (signer, finding) = token.checkSignature(resolver)
        return VCJWTVerification(token: token, signer: signer, findings: findings + [finding])
    }

    private func checkSignature(
        _ resolver: (JWTKeyReference) -> KeyResolution
    ) -> (VCJWTVerification.Signer?, VCJWTFinding) {
        let reference = JWTKeyReference(signature.header, issuer: issuerID)
        func about(_ key: VCJWTFinding.Outcome, _ reason: String, _ clause: String) -> VCJWTFinding {
            VCJWTFinding(.key, key, reason, clause, .header, reference.keyID == nil ? [] : ["kid"])
        }
        let key: VerificationKey
        switch resolver(reference) {
        case .refused(let reason): return (nil, about(.fail, reason, Clause.keyID))
        case .unavailable(let reason): return (nil, about(.unknown, reason, Clause.keyID))
        case .key(let found): key = found
        }
        do throws(JWSError) {
            if let embedded = reference.embeddedKey {
                guard embedded.key == key else {
                    let reason = "The key in the header (jwk) is not the one that kid names."
                    return (nil, about(.fail, reason, Clause.parameters))
                }
                try signature.verify(with: embedded)
            }
            try signature.verify(with: key)
        } catch {
            return (nil, VCJWTFinding(error))
        }
        let signer = VCJWTVerification.Signer(
            key: key, verificationMethod: reference.verificationMethod, controller: reference.controller,
            isEmbedded: reference.embeddedKey != nil)
        let name = reference.verificationMethod ?? "the header"
        return (
            signer,
            VCJWTFinding(
                .signature, .pass, "The signature is valid under the key of \(name).", Clause.signature, .signature)
        )
    }
}

/// The token against what the verifier requires.
private struct ExpectationRules {
    let token: VCJWT
    let expectations: VCJWTExpectations

    func findings() -> [VCJWTFinding] { [expiry(), start(), audience(), nonce()].compactMap { $0 } }

    /// RFC 7519 section 4.1.4: not on or after.
    private func expiry() -> VCJWTFinding? {
        guard let now = expectations.now, let end = token.expires, now >= end else { return nil }
        let time = DateText.text(end) ?? "\(end)"
        return VCJWTFinding(.time, .fail, "The token expired at \(time) (exp).", Clause.time, .payload, ["exp"])
    }

    private func start() -> VCJWTFinding? {
        guard let now = expectations.now, let start = NumericDate.seconds(token.claims["nbf"]), now < start else {
            return nil
        }
        let time = DateText.text(start) ?? "\(start)"
        return VCJWTFinding(
            .time, .fail, "The token is not valid before \(time) (nbf).", Clause.time, .payload, ["nbf"])
    }

    private func audience() -> VCJWTFinding? {
        guard let expected = expectations.audience else { return nil }
        let audience = token.claims["aud"].elements
        guard !audience.contains(.string(JSONString(expected))) else { return nil }
        return VCJWTFinding(
            .claims, .fail, "The token was not made for this verifier (aud).", Clause.audience, .payload, ["aud"])
    }

    private func nonce() -> VCJWTFinding? {
        guard let expected = expectations.nonce else { return nil }
        guard token.claims["nonce"] != .string(JSONString(expected)) else { return nil }
        return VCJWTFinding(
            .claims, .fail, "The token does not answer this verifier's nonce.", Clause.claims, .payload, ["nonce"])
    }
}
