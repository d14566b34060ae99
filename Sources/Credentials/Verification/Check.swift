public import JSON

/// The questions that a report answers of each credential, in the order in which they are shown.
public enum CheckKind: String, Hashable, Sendable, CaseIterable {
    /// It is a document of a kind that can be judged, within the limits.
    case parsed
    /// `@context` has the right contexts in the right places.
    case context
    /// It keeps the rules of its class.
    case schema
    /// A signature holds over exactly this document.
    case proof
    /// The key that signed belongs to the issuer, and the verifier trusts that issuer.
    case issuer
    /// It is valid now.
    case dates
    /// It is neither revoked nor suspended.
    case status
    /// The issuer's log holds it.
    case anchor
    /// Who owns it is known and undisputed.
    case owner
    /// Who presents it is its owner.
    case holder
    /// It is about the same person as the CLR that holds it.
    case subject
    /// What others say in it is genuine.
    case endorsements
    /// Its achievements relate to each other without contradiction.
    case associations
}

public enum Outcome: String, Hashable, Sendable {
    case pass
    case fail
    /// Good enough, but to be said aloud.
    case warn
    /// Could not be found out. Never counts as good.
    case unknown
}

/// One answer.
public struct Check: Hashable, Sendable {
    public let kind: CheckKind
    public let outcome: Outcome
    /// A sentence.
    public let reason: String
    /// The specification and its section, where one decides.
    public let clause: String?
    /// The value concerned, from the root of the document that was verified.
    public let place: JSONPointer
    /// For what the ledger attests: the moment for which it does.
    public let attestedAt: DateTime?
    /// The verdict that this check alone would bring about; nil for pass and warn, and for what is not required.
    public let code: VerdictCode?

    init(
        _ kind: CheckKind, _ outcome: Outcome, _ reason: String, clause: String? = nil,
        at place: JSONPointer, attestedAt: DateTime? = nil, code: VerdictCode? = nil
    ) {
        self.kind = kind
        self.outcome = outcome
        self.reason = reason
        self.clause = clause
        self.place = place
        self.attestedAt = attestedAt
        self.code = code
    }
}

/// What a document comes to, as the exit code of `clr verify` (docs/exit-codes.md).
public enum VerdictCode: Int, Hashable, Sendable, CaseIterable {
    case verified = 0
    /// Altered, or a proof that does not hold.
    case altered = 10
    case revoked = 11
    case suspended = 12
    /// Expired or not yet valid.
    case expired = 13
    /// The issuer is not trusted.
    case untrusted = 14
    /// Could not be checked.
    case unknown = 15
    /// Malformed or unsupported.
    case malformed = 16
    case notOwner = 18
    /// Ownership contested or recovery pending.
    case contested = 19

    /// The first of these that occurs anywhere decides.
    public static let precedence: [VerdictCode] = [
        .malformed, .altered, .revoked, .notOwner, .untrusted, .suspended, .expired, .contested, .unknown,
    ]
}

public enum Verdict: String, Hashable, Sendable {
    case verified = "verified"
    case notVerified = "not verified"
    case couldNotCheck = "could not check"
}
