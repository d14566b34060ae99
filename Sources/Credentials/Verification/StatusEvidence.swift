public import Cryptography
public import Ledger

/// Which credential the ledger is asked about.
public struct StatusQuery: Sendable {
    public let origin: Origin
    /// `SHA-256(JCS(credential))`.
    public let credDigest: Digest
    public let tag: Digest
    /// By whose keys and quorum the answer must stand.
    public let roster: Roster
    /// The verifier's time, milliseconds since 1970.
    public let now: UInt64
}

/// Answers from status proofs or from a node's own mirror; nil where there is none for the credential.
public typealias StatusSource = (StatusQuery) -> StatusEvidence?

/// What the ledger says of one credential, already checked by whoever gives it.
public struct StatusEvidence: Sendable {
    public enum Anchor: Hashable, Sendable {
        /// The issuance entry at `index` holds it since `time`, milliseconds.
        case anchored(index: UInt64, time: UInt64)
        /// The proof is for another credential, or wrong.
        case refuted(String)
        case unproven(String)
    }

    public enum Standing: Hashable, Sendable {
        /// `since` in milliseconds; nil as issued.
        case proven(CredentialState, reason: UInt16, since: UInt64?)
        case unproven(String)
    }

    public enum Owner: Hashable, Sendable {
        case key(Ed25519.PublicKey)
        /// Nobody has claimed it.
        case unowned
        /// The statement of the owner's key does not fit the log.
        case refuted(String)
        /// Somebody else may become the owner at that time.
        case recoveryPending(notBefore: UInt64)
        case contested(String)
        case unproven(String)
    }

    public var anchor: Anchor
    public var standing: Standing
    public var owner: Owner
    /// The moment for which the log is attested, milliseconds.
    public var attestedAt: UInt64?
    /// Operators other than the issuer's host that cosigned it.
    public var cosigners: Int
    /// How often the owner had changed when it was proven; a mirror that knows of more changes knows better.
    public var ownerSequence: UInt32

    public init(
        anchor: Anchor, standing: Standing, owner: Owner, attestedAt: UInt64?, cosigners: Int, ownerSequence: UInt32 = 0
    ) {
        self.anchor = anchor
        self.standing = standing
        self.owner = owner
        self.attestedAt = attestedAt
        self.cosigners = cosigners
        self.ownerSequence = ownerSequence
    }
}
