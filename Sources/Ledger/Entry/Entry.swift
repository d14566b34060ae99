public import Cryptography

/// One leaf of a log.
///
/// `struct { uint8 version = 1; uint8 kind; uint64 time_ms; select (kind) body; }`, big-endian, no other encoding for
/// the same value. Source: `docs/formats/ledger.md`, section 3.
public struct Entry: Hashable, Sendable {
    /// The only version there is.
    public static let version: UInt8 = 1
    /// Longest entry that is looked at; longer ones are kept and void.
    public static let maximumByteCount = 1_024
    /// Bytes before the body.
    static let headerByteCount = 10

    /// Milliseconds since 1970, never decreasing within a log.
    public var time: UInt64
    public var body: EntryBody

    public init(time: UInt64, body: EntryBody) {
        self.time = time
        self.body = body
    }
}

/// The number that stands for a kind of entry.
public enum EntryKind: UInt8, Hashable, Sendable, CaseIterable {
    case issuance = 1
    case status = 2
    case claim = 3
    case rotate = 4
    case recover = 5
    case seal = 6

    /// Every body has a fixed length.
    public var bodyByteCount: Int {
        switch self {
        case .issuance: 33
        case .status: 71
        case .claim: 96
        case .rotate: 228
        case .recover: 108
        case .seal: 52
        }
    }

    /// Length of an entry of this kind.
    public var byteCount: Int { Entry.headerByteCount + bodyByteCount }
}

/// What an entry says.
public enum EntryBody: Hashable, Sendable {
    /// A batch of credentials: the root of its issuance tree of 2^height anchors.
    case issuance(height: UInt8, root: Digest)
    case status(StatusChange)
    case claim(Claim)
    case rotate(Rotation)
    case recover(Recovery)
    case seal(Seal)

    public var kind: EntryKind {
        switch self {
        case .issuance: .issuance
        case .status: .status
        case .claim: .claim
        case .rotate: .rotate
        case .recover: .recover
        case .seal: .seal
        }
    }
}

/// What an institution says about a credential; the raw value is the byte in entries.
public enum CredentialState: UInt8, Hashable, Sendable, CaseIterable {
    case active = 0
    case superseded = 1
    case suspended = 2
    case revoked = 3

    /// The steps that exist: 0 to 1, 2, 3; 1 to 3; 2 to 0, 3; none from 3.
    public func canBecome(_ next: CredentialState) -> Bool {
        switch (self, next) {
        case (.active, .superseded), (.active, .suspended), (.active, .revoked), (.superseded, .revoked),
            (.suspended, .active), (.suspended, .revoked):
            true
        default: false
        }
    }
}

/// The institution changes the state of a credential.
public struct StatusChange: Hashable, Sendable {
    public var tag: Digest
    /// The credential's status counter after this entry.
    public var sequence: UInt32
    public var state: CredentialState
    /// A class of reasons, meaning given by the institution; never anything about a person.
    public var reason: UInt16
    /// A blinded hash of the evidence, or zero.
    public var evidence: Digest

    public init(tag: Digest, sequence: UInt32, state: CredentialState, reason: UInt16, evidence: Digest = .zero) {
        self.tag = tag
        self.sequence = sequence
        self.state = state
        self.reason = reason
        self.evidence = evidence
    }
}

/// Binds the first owner of an unowned credential.
public struct Claim: Hashable, Sendable {
    public var tag: Digest
    /// Opens the tag to the all-zero commitment.
    public var nonce: Digest
    public var ownerCommit: Digest

    public init(tag: Digest, nonce: Digest, ownerCommit: Digest) {
        self.tag = tag
        self.nonce = nonce
        self.ownerCommit = ownerCommit
    }
}

/// The owner moves to the key committed before and commits to the next one.
public struct Rotation: Hashable, Sendable {
    public var tag: Digest
    /// The credential's owner counter after this entry.
    public var sequence: UInt32
    /// Opens the tag while no owner entry stands; zero afterwards.
    public var nonce: Digest
    /// The key that was current until now.
    public var currentKey: Ed25519.PublicKey
    /// The key that is current from now on; it signs.
    public var key: Ed25519.PublicKey
    /// Commitment to the key after `key`.
    public var nextCommit: Digest
    public var signature: Ed25519.Signature

    public init(
        tag: Digest, sequence: UInt32, nonce: Digest, currentKey: Ed25519.PublicKey, key: Ed25519.PublicKey,
        nextCommit: Digest, signature: Ed25519.Signature
    ) {
        self.tag = tag
        self.sequence = sequence
        self.nonce = nonce
        self.currentKey = currentKey
        self.key = key
        self.nextCommit = nextCommit
        self.signature = signature
    }
}

/// The institution gives a learner who lost the keys a new owner, after a waiting time.
public struct Recovery: Hashable, Sendable {
    /// Least and most time between the entry and `notBefore`, and what writers use: 72 hours, 60 days, 7 days.
    public static let shortestWait: UInt64 = 72 * 3_600_000
    public static let longestWait: UInt64 = 60 * 86_400_000
    public static let usualWait: UInt64 = 7 * 86_400_000

    public var tag: Digest
    /// The credential's owner counter once the recovery counts, if nothing comes between.
    public var sequence: UInt32
    public var ownerCommit: Digest
    /// Milliseconds since 1970. The recovery counts from the first valid seal at or after this time.
    public var notBefore: UInt64
    /// A blinded hash of the evidence, or zero.
    public var evidence: Digest

    public init(tag: Digest, sequence: UInt32, ownerCommit: Digest, notBefore: UInt64, evidence: Digest = .zero) {
        self.tag = tag
        self.sequence = sequence
        self.ownerCommit = ownerCommit
        self.notBefore = notBefore
        self.evidence = evidence
    }
}

/// Commits to the exception map after replaying everything before this entry.
public struct Seal: Hashable, Sendable {
    /// `to - from` is smaller than this.
    public static let rangeLimit: UInt64 = 4_096

    /// Index after the previous valid seal, 0 at first.
    public var from: UInt64
    /// Index of this entry.
    public var to: UInt64
    /// Version of the roster that the writer goes by; never decreasing.
    public var roster: UInt32
    public var mapRoot: Digest

    public init(from: UInt64, to: UInt64, roster: UInt32, mapRoot: Digest) {
        self.from = from
        self.to = to
        self.roster = roster
        self.mapRoot = mapRoot
    }
}
