public import JSON

/// Reads a credential's status out of documents that the caller has. Nothing is fetched.
public struct StatusListReader: Sendable {
    /// Entries of `credentialStatus` that are looked at; one more is `unknown`.
    public static let maximumEntries = 32

    public let policy: StatusListPolicy

    public init(policy: StatusListPolicy) { self.policy = policy }

    /// One finding for each entry of `credentialStatus`, in its order; none where there is no entry. The credential's own
    /// proof must have been verified: otherwise anybody could have written the entry.
    public func findings(of credential: JSONObject, in documents: StatusDocuments) -> [StatusListFinding] {
        let values = credential["credentialStatus"].elements
        let isArray = credential["credentialStatus"]?.array != nil
        var findings: [StatusListFinding] = []
        for (index, value) in values.enumerated() {
            let place = JSONPointer(["credentialStatus"])
            var lookup = EntryLookup(
                policy: policy, credential: VerifiableCredential(credential),
                place: isArray ? place.appending(index) : place)
            guard index < Self.maximumEntries else {
                findings.append(
                    lookup.unknown("a credential with more than \(Self.maximumEntries) status entries is not checked"))
                break
            }
            findings.append(lookup.finding(value, in: documents))
        }
        return findings
    }
}

/// The work on one entry.
struct EntryLookup {
    let policy: StatusListPolicy
    let credential: VerifiableCredential
    let place: JSONPointer
    var clause = CredentialJudgement.statusClause
    var entry: StatusListEntry?
    var list: String?
    var attestedAt: DateTime?
    var notes: [String] = []

    init(policy: StatusListPolicy, credential: VerifiableCredential, place: JSONPointer) {
        self.policy = policy
        self.credential = credential
        self.place = place
    }

    mutating func finding(_ value: JSONValue, in documents: StatusDocuments) -> StatusListFinding {
        guard let status = CredentialStatus(value) else { return unknown("a status entry must be an object") }
        do throws(StatusListError) {
            if let entry = try StatusListEntry(status) { return bitstring(entry, documents) }
        } catch {
            clause = Self.entryClause
            return unknown("the status entry cannot be read: \(error)")
        }
        guard status.type == RevocationList.statusType else {
            return unknown("how to check a status of type \(status.type ?? "(none)") is not known here")
        }
        return revocationList(status, documents)
    }

    func finding(_ standing: StatusListFinding.Standing, _ reason: String) -> StatusListFinding {
        StatusListFinding(
            standing: standing, purpose: entry?.purpose, reason: reason, clause: clause, place: place, list: list,
            index: entry?.index, attestedAt: attestedAt, notes: notes)
    }

    func unknown(_ reason: String) -> StatusListFinding { finding(.unknown, reason) }

    /// Whether a list kept by `keeper` can speak of the credential.
    func isKeeperAllowed(_ keeper: String) -> Bool {
        guard let issuer = credential.issuerID else { return false }
        return CredentialIdentity.normalized(keeper) == CredentialIdentity.normalized(issuer)
            || policy.mayKeepList(keeper, issuer)
    }

    /// Notes when the document was had; nil if it is fresh enough.
    ///
    /// - Parameter stated: when its issuer says that it was made, which counts where nobody knows when it was had: somebody
    ///   may have kept it since.
    mutating func staleness(_ document: StatusDocument, timeToLive: UInt64?, stated: DateTime? = nil) -> String? {
        guard let obtained = document.obtained ?? stated.map({ UInt64(clamping: $0.milliseconds) }) else {
            return policy.maximumAge == nil ? nil : "it is not known how old the list is"
        }
        attestedAt = DateTime(milliseconds: obtained)
        // A list from the future would stay fresh for as long as somebody likes.
        let (latest, overflow) = policy.now.addingReportingOverflow(policy.clockTolerance)
        if !overflow, obtained > latest { return "the list claims to have been had in the future" }
        let limit = min(timeToLive ?? .max, policy.maximumAge ?? .max)
        let age = policy.now > obtained ? policy.now - obtained : 0
        guard age > limit else { return nil }
        return "the list is \(age / 1_000) seconds old, \(limit / 1_000) are accepted"
    }
}
