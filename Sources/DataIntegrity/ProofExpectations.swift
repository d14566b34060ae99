/// What a verifier requires of a proof beside its signature (VC Data Integrity 1.0, section 4.4).
public struct ProofExpectations: Hashable, Sendable {
    /// The purpose, or nil where any will do.
    public var proofPurpose: String?
    /// The challenge that must be there, or nil where none is asked for.
    public var challenge: String?
    /// The domain that must be there, or nil where none is asked for.
    public var domain: String?
    /// Unix time in seconds against which `expires` is judged; nil leaves that to the caller.
    public var now: Int64?

    /// Expectations; whatever is not given is not checked.
    public init(
        proofPurpose: String? = nil, challenge: String? = nil, domain: String? = nil, now: Int64? = nil
    ) {
        self.proofPurpose = proofPurpose
        self.challenge = challenge
        self.domain = domain
        self.now = now
    }

    /// A credential: purpose `assertionMethod`.
    public static let assertion = ProofExpectations(proofPurpose: "assertionMethod")
}
