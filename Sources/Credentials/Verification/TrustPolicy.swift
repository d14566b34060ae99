public import DID
public import Ledger

/// Whom and what a verifier trusts.
public struct TrustPolicy: Sendable {
    /// Consortia whose members are trusted as issuers and judged by their logs.
    public var rosters: [Roster]
    /// Issuers trusted beside them, judged by signature and dates.
    public var pinned: [PinnedIssuer]
    /// DID documents that the verifier holds, of did:web and others that have to be fetched. They say which keys are whose,
    /// and nothing about whom to trust.
    public var documents: [DIDDocument]
    /// How many operators must have cosigned what a status proof stands on, where the roster asks for fewer.
    public var minimumQuorum: Int
    /// Oldest status that is believed, in milliseconds; nil for any age.
    public var maximumStaleness: UInt64?
    /// The verifier's time, milliseconds since 1970.
    public var now: UInt64
    /// How far an issuer's clock may be ahead, in milliseconds.
    public var clockTolerance: UInt64
    /// What the verifier knows of the learner itself, to be compared with hashed identifiers.
    public var knownIdentifiers: [KnownIdentifier]

    public init(
        rosters: [Roster] = [], pinned: [PinnedIssuer] = [], documents: [DIDDocument] = [], minimumQuorum: Int = 0,
        maximumStaleness: UInt64? = nil,
        now: UInt64, clockTolerance: UInt64 = 60_000, knownIdentifiers: [KnownIdentifier] = []
    ) {
        self.rosters = rosters
        self.pinned = pinned
        self.documents = documents
        self.minimumQuorum = minimumQuorum
        self.maximumStaleness = maximumStaleness
        self.now = now
        self.clockTolerance = clockTolerance
        self.knownIdentifiers = knownIdentifiers
    }

    var time: DateTime? { DateTime(milliseconds: now) }

    func roster(of did: String) -> (roster: Roster, institution: RosterInstitution)? {
        for roster in rosters { if let institution = roster.institution(did: did) { return (roster, institution) } }
        return nil
    }

    func pin(_ did: String) -> PinnedIssuer? { pinned.first { $0.did.utf8.elementsEqual(did.utf8) } }
}

/// An issuer that the verifier trusts by its own decision.
public struct PinnedIssuer: Sendable {
    public let did: String
    /// The keys it signs with. None need be given where the DID tells them: for a did:key or did:jwk, and where the verifier
    /// holds its document.
    public let keys: [PinnedKey]

    public init(did: String, keys: [PinnedKey] = []) {
        self.did = did
        self.keys = keys
    }

    func trusts(_ signer: Signer, as issuer: String) -> Bool {
        if signer.controller == nil || signer.controller.map({ $0.utf8.elementsEqual(issuer.utf8) }) == true,
            keys.contains(where: { $0.key == signer.key })
        {
            return true
        }
        return keys.isEmpty && signer.speaks(for: issuer)
    }
}

public struct PinnedKey: Sendable {
    public let key: VerificationKey
    /// The URL by which proofs name the key, where that does not end in the key itself.
    public let verificationMethod: String?

    public init(_ key: VerificationKey, verificationMethod: String? = nil) {
        self.key = key
        self.verificationMethod = verificationMethod
    }
}

/// An identifier of the learner that the verifier learned in another way, such as an address it has written to.
public struct KnownIdentifier: Hashable, Sendable {
    /// A term of IdentifierTypeEnum, such as `emailAddress`.
    public let type: String
    public let value: String

    public init(type: String, value: String) {
        self.type = type
        self.value = value
    }
}

/// What a presentation must answer, so that it cannot be one that was made for somebody else.
public struct HolderExpectation: Hashable, Sendable {
    public let challenge: String
    public let domain: String

    public init(challenge: String, domain: String) {
        self.challenge = challenge
        self.domain = domain
    }
}
