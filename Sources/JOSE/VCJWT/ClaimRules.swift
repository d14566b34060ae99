import JSON

/// The claims of a token against its document.
///
/// A claim that says something else than the document is an error wherever the two mean the same thing. `nbf` and `exp` of
/// version 2.0 are about the signature (VC JOSE COSE 1.0, section 3.1.3); only Open Badges tie `nbf` to `validFrom`, and
/// there too `exp` may end earlier than `validUntil`.
struct ClaimRules {
    let token: VCJWT
    private let isOpenBadge: Bool

    init(token: VCJWT) {
        self.token = token
        isOpenBadge = token.isOpenBadge
    }

    private var isVersion1: Bool { token.dataModel == .v1_1 }
    private var claims: JSONObject { token.claims }

    func findings() -> [VCJWTFinding] {
        [
            issuer(), headerIssuer(), identifier(), subject(),
            date("nbf", isVersion1 ? "issuanceDate" : "validFrom", contradiction: nbfContradiction),
            date("exp", isVersion1 ? "expirationDate" : "validUntil", contradiction: isVersion1 ? .fail : .warn),
            issuedAt(), audience(),
        ].compactMap { $0 } + absent()
    }

    private var nbfContradiction: VCJWTFinding.Outcome { isVersion1 || isOpenBadge ? .fail : .warn }

    private var clause: String {
        if isVersion1 { return Clause.version1 }
        return isOpenBadge ? Clause.openBadges : Clause.claims
    }

    private func finding(
        _ outcome: VCJWTFinding.Outcome, _ reason: String, _ claim: JSONString, clause: String? = nil
    ) -> VCJWTFinding {
        VCJWTFinding(.claims, outcome, reason, clause ?? self.clause, .payload, [claim])
    }

    /// A claim that must be a text; nil if it is absent.
    private func text(_ claim: JSONString) -> Result<String, Wrong>? {
        guard let value = claims[claim] else { return nil }
        guard let text = value.string else {
            return .failure(Wrong(finding: finding(.fail, "The claim \(claim) is not a text.", claim)))
        }
        return .success(text)
    }

    private struct Wrong: Error {
        let finding: VCJWTFinding
    }

    /// `iss` is the issuer, or of a presentation the holder.
    private func issuer() -> VCJWTFinding? {
        switch text("iss") {
        case nil: return nil
        case .failure(let wrong): return wrong.finding
        case .success(let claimed):
            let name = token.kind == .credential ? "issuer" : "holder"
            guard let own = token.issuerID else {
                // A presentation may leave out its holder (VC Data Model 2.0 section 4.13).
                guard token.kind == .credential else { return nil }
                return finding(.fail, "The claim iss is '\(claimed)', but the document names no issuer.", "iss")
            }
            guard !own.isSame(as: claimed) else { return nil }
            let clause = isVersion1 ? Clause.version1 : Clause.issuer
            return finding(.fail, "The claim iss is '\(claimed)', but the \(name) is '\(own)'.", "iss", clause: clause)
        }
    }

    /// RFC 7519 section 5.3: a claim that is repeated in the header is the same there.
    private func headerIssuer() -> VCJWTFinding? {
        guard let value = token.signature.header.protected["iss"] else { return nil }
        guard let expected = claims["iss"] ?? token.issuerID.map({ JSONValue($0) }), value != expected else {
            return nil
        }
        return VCJWTFinding(
            .claims, .fail, "The iss of the header is not the issuer.", Clause.replicated, .header, ["iss"])
    }

    private func identifier() -> VCJWTFinding? {
        switch text("jti") {
        case nil: return nil
        case .failure(let wrong): return wrong.finding
        case .success(let claimed):
            guard let id = token.document["id"]?.string, !id.isSame(as: claimed) else { return nil }
            return finding(.fail, "The claim jti is '\(claimed)', but the id is '\(id)'.", "jti")
        }
    }

    /// `sub` is the subject's id; of several subjects it can only be one.
    private func subject() -> VCJWTFinding? {
        switch text("sub") {
        case nil: return nil
        case .failure(let wrong): return wrong.finding
        case .success(let claimed):
            guard token.kind == .credential else { return nil }
            let ids = token.document["credentialSubject"].elements.compactMap { $0["id"]?.string ?? $0.string }
            guard !ids.isEmpty, !ids.contains(where: { $0.isSame(as: claimed) }) else { return nil }
            return finding(.fail, "The claim sub is '\(claimed)', but the subject is '\(ids[0])'.", "sub")
        }
    }

    private func date(
        _ claim: JSONString, _ member: JSONString, contradiction: VCJWTFinding.Outcome
    ) -> VCJWTFinding? {
        guard let value = claims[claim] else { return nil }
        guard let seconds = NumericDate.seconds(value) else {
            return finding(.fail, "The claim \(claim) is not a time in seconds.", claim, clause: Clause.time)
        }
        guard let text = token.document[member]?.string, let own = DateText.seconds(text), own != seconds else {
            return nil
        }
        let claimed = DateText.text(seconds) ?? "\(seconds)"
        return finding(contradiction, "The claim \(claim) is \(claimed), but \(member) is \(text).", claim)
    }

    /// Some issuers write a date here; nothing rests on it.
    private func issuedAt() -> VCJWTFinding? {
        guard let value = claims["iat"], NumericDate.seconds(value) == nil else { return nil }
        return finding(.warn, "The claim iat is not a time in seconds.", "iat", clause: Clause.time)
    }

    private func audience() -> VCJWTFinding? {
        guard let value = claims["aud"] else { return nil }
        let values = (claims["aud"]).elements
        guard !values.isEmpty, values.allSatisfy({ $0.string != nil }) else {
            return finding(
                .fail, "The claim aud is \(value), not a text or a list of texts.", "aud", clause: Clause.audience)
        }
        return nil
    }

    /// The claims that Open Badges 3.0 want in every token. Their own samples leave some out, so that this is said and
    /// nothing more.
    private func absent() -> [VCJWTFinding] {
        guard isOpenBadge else { return [] }
        var due: [(claim: JSONString, member: JSONString)] = [("iss", "issuer"), ("jti", "id")]
        due.append(("nbf", isVersion1 ? "issuanceDate" : "validFrom"))
        if token.document["credentialSubject"].elements.first?["id"] != nil { due.append(("sub", "credentialSubject")) }
        return due.filter { claims[$0.claim] == nil }.map { claim, member in
            VCJWTFinding(
                .claims, .warn, "The token has no claim \(claim), which repeats \(member).", Clause.openBadges, .payload
            )
        }
    }
}
