public import TransparencyLog

/// An organisation that runs nodes and has one vote.
public struct RosterOperator: Sendable {
    public let id: String
    /// For people; compared with nothing.
    public let name: String
    public let governanceKey: RosterKey

    public init(id: String, name: String, governanceKey: RosterKey) {
        self.id = id
        self.name = name
        self.governanceKey = governanceKey
    }
}

/// A machine of an operator.
public struct RosterNode: Sendable {
    public let id: String
    /// Id of the operator.
    public let operatorID: String
    /// `host:port`; the host is a DNS name, an IPv4 address or an IPv6 address in brackets.
    public let address: String
    /// The key of its TLS certificate.
    public let transportKey: RosterKey
    /// The verifier key (type 0x04) of its cosignatures; nil for a node that only mirrors.
    public let cosigner: NoteVerifierKey?

    public init(
        id: String, operatorID: String, address: String, transportKey: RosterKey, cosigner: NoteVerifierKey?
    ) {
        self.id = id
        self.operatorID = operatorID
        self.address = address
        self.transportKey = transportKey
        self.cosigner = cosigner
    }
}

/// An issuer with a log of its own.
public struct RosterInstitution: Sendable {
    public let origin: Origin
    /// Id of the node that writes its log.
    public let host: String
    /// For people; compared with nothing.
    public let name: String
    /// The DIDs that its credentials may name as issuer.
    public let dids: [String]
    public let logKeys: [RosterLogKey]
    public let assertionKeys: [RosterAssertionKey]
    /// What its `credentialStatus` ids begin with: `<status base>/<tag>`.
    public let statusBase: String
    /// Signs changes to the keys above.
    public let governanceKey: RosterKey

    public init(
        origin: Origin, host: String, name: String, dids: [String], logKeys: [RosterLogKey],
        assertionKeys: [RosterAssertionKey], statusBase: String, governanceKey: RosterKey
    ) {
        self.origin = origin
        self.host = host
        self.name = name
        self.dids = dids
        self.logKeys = logKeys
        self.assertionKeys = assertionKeys
        self.statusBase = statusBase
        self.governanceKey = governanceKey
    }
}

/// A half-open range of tree sizes or entry indexes; without an end it is open.
public struct RosterRange: Sendable, Hashable {
    public let from: UInt64
    /// First value that is outside again.
    public let to: UInt64?

    public init(from: UInt64 = 0, to: UInt64? = nil) {
        self.from = from
        self.to = to
    }

    public func contains(_ value: UInt64) -> Bool {
        guard value >= from else { return false }
        guard let to else { return true }
        return value < to
    }
}

/// A key (type 0x01) that signs checkpoints, and the tree sizes at which it may.
public struct RosterLogKey: Sendable {
    public let key: NoteVerifierKey
    public let sizes: RosterRange

    public init(key: NoteVerifierKey, sizes: RosterRange = RosterRange()) {
        self.key = key
        self.sizes = sizes
    }
}

/// How credentials signed by an assertion key are judged.
public enum AssertionKeyKind: String, Sendable, Hashable {
    /// Tag and anchor are mandatory.
    case ledger
    /// As an outsider's credential, with a warning.
    case plain
}

/// A key that signs credentials, and the indexes of the issuance entries for which it may.
public struct RosterAssertionKey: Sendable {
    /// The Multikey text, e.g. `z6Mk...`.
    public let multikey: String
    public let kind: AssertionKeyKind
    public let entries: RosterRange

    public init(multikey: String, kind: AssertionKeyKind, entries: RosterRange = RosterRange()) {
        self.multikey = multikey
        self.kind = kind
        self.entries = entries
    }
}
