import JOSE
import JSON

/// Endorsements are found wherever the data model puts them: at the credential, its achievements and its profiles.
extension VerificationRun {
    mutating func addEndorsements(of object: JSONObject, to node: inout ReportNode) {
        var search = EndorsementSearch()
        search.look(in: object, at: node.place)
        guard !search.found.isEmpty else { return }
        var worst: [Check] = []
        for found in search.found {
            let (endorsement, securing) = opened(found.value)
            guard let endorsement, CredentialClass(of: endorsement) == .endorsement else {
                worst.append(check(.fail, "this is not an endorsement credential", found.place, .malformed))
                continue
            }
            let inner = credential(
                endorsement, .endorsement, at: found.place, parent: nil, presenters: nil, securing: securing)
            worst.append(judge(inner, EndorsementCredential(endorsement), found))
            node.endorsements.append(inner)
        }
        let first = [.fail, .warn].lazy.compactMap { outcome in worst.first { $0.outcome == outcome } }.first
        let count = search.found.count
        let good = check(.pass, count == 1 ? "one endorsement holds" : "\(count) endorsements hold", node.place)
        node.checks.append(first ?? good)
    }

    /// The document in what stands where an endorsement belongs: an object, or a token.
    private func opened(_ value: JSONValue) -> (JSONObject?, Securing) {
        guard let text = value.string else { return (value.object, .embedded) }
        let verification = verified(text, .credential)
        return (verification.token?.document, .token(verification))
    }

    /// A bad endorsement fails its carrier, which its issuer signed as a whole. One by somebody whom the verifier does
    /// not know, or whose status is not known, is only said aloud: it is an opinion, and its node shows that it was not
    /// verified.
    private func judge(
        _ node: ReportNode, _ endorsement: EndorsementCredential, _ found: EndorsementSearch.Found
    ) -> Check {
        let who = node.issuerName ?? node.issuer ?? "somebody"
        guard let endorsed = endorsement.endorsedID, let carrier = found.carrier,
            endorsed.utf8.elementsEqual(carrier.utf8)
        else {
            return check(
                .fail, "the endorsement by \(who) is of something else than what carries it", found.place, .malformed)
        }
        switch node.code {
        case .verified: return check(.pass, "", found.place)
        case .untrusted: return check(.warn, "your policy does not trust \(who), who endorses this", found.place)
        case .unknown, .contested: return check(.warn, "the endorsement by \(who) could not be checked", found.place)
        case let code:
            let reason = node.checks.first { $0.code == code }?.reason ?? "it does not hold"
            return check(.fail, "the endorsement by \(who): \(reason)", found.place, code)
        }
    }

    private func check(_ outcome: Outcome, _ reason: String, _ place: JSONPointer, _ code: VerdictCode? = nil) -> Check
    {
        Check(
            .endorsements, outcome, reason, clause: "Open Badges 3.0, EndorsementCredential", at: place, code: code)
    }
}

/// Walks a credential, leaving out what it nests, which is judged for itself.
private struct EndorsementSearch {
    struct Found {
        let value: JSONValue
        /// The id of the object that carries it.
        let carrier: String?
        let place: JSONPointer
    }

    var found: [Found] = []

    mutating func look(in object: JSONObject, at place: @autoclosure () -> JSONPointer) {
        for member in object {
            switch member.key {
            case "endorsement", "endorsementJwt":
                take(member.value, carrier: object["id"]?.string, at: place().appending(member.key))
            case "verifiableCredential", "proof", "@context": continue
            default: look(in: member.value, at: place().appending(member.key))
            }
        }
    }

    private mutating func look(in value: JSONValue, at place: @autoclosure () -> JSONPointer) {
        switch value {
        case .object(let object): look(in: object, at: place())
        case .array(let elements):
            for (i, element) in elements.enumerated() { look(in: element, at: place().appending(i)) }
        default: break
        }
    }

    private mutating func take(_ value: JSONValue, carrier: String?, at place: JSONPointer) {
        let isArray = value.array != nil
        for (i, element) in JSONValue?.some(value).elements.enumerated() {
            found.append(
                Found(value: element, carrier: carrier, place: isArray ? place.appending(i) : place))
        }
    }
}
