public import JSON

/// `refreshService` of type `1EdTechCredentialRefresh` (1EdTech Credential Refresh 1.0): where a newer text of a credential
/// may be had. Asked only after the proof of the text at hand was found good, and once: what comes back is never
/// refreshed again.
public enum CredentialRefresh {
    public static let serviceType: JSONString = "1EdTechCredentialRefresh"

    /// What an answer is worth. Whatever it is, a failure leaves the original as it was.
    public enum Answer: Sendable {
        /// Another text of the same credential, to be verified in full in the original's place.
        case replacement(JSONObject)
        /// The same text.
        case unchanged
        /// Not a newer text of this credential; the sentence says why.
        case refused(String)
    }

    /// The URL to ask; nil where there is no service of this type.
    public static func url(of credential: JSONObject) -> String? {
        let service = credential["refreshService"].elements.compactMap(\.object).first { $0.hasType(serviceType) }
        guard let url = service?["id"]?.string, !url.isEmpty else { return nil }
        return url
    }

    /// Judges what the service answered to a request for `original`: it must be the same credential, and not an older
    /// text of it. Proof, status and dates of a replacement are judged by verifying it.
    public static func judge(_ answer: JSONObject, for original: JSONObject) -> Answer {
        guard CredentialClass(of: answer) == CredentialClass(of: original) else {
            return .refused("the answer is a document of another class")
        }
        guard let identity = CredentialIdentity(of: original) else {
            return .refused("without issuer and id it cannot be told whether an answer is this credential")
        }
        guard CredentialIdentity(of: answer) == identity else {
            return .refused("the answer is another credential: issuer and id must be the same")
        }
        guard let before = VerifiableCredential(original).validFrom, let after = VerifiableCredential(answer).validFrom
        else { return .refused("which of the two is newer cannot be read from 'validFrom'") }
        guard after >= before else {
            return .refused("the answer is older: of \(after), the credential is of \(before)")
        }
        return answer == original ? .unchanged : .replacement(answer)
    }
}
