/// Bounds of what peers may send and of what is kept for them. Each is a number of the format or of this node; the
/// former stand in `docs/formats/gossip.md`.
public enum GossipLimits {
    /// Bytes of one message, its frame header aside (`docs/formats/transport.md`).
    public static let messageBytes = 1 << 20
    /// Bytes of the entries in one message, and their number.
    public static let chunkBytes = 256 << 10
    public static let chunkEntries = 4_096
    /// Entries that the local sequencer may publish at once; what is too long for one message is fetched.
    public static let publicationEntries = 1 << 16
    /// Bytes of one entry (`docs/formats/ledger.md`).
    public static let entryBytes = 1_024
    /// Bytes of a checkpoint note with all its cosignatures.
    public static let noteBytes = 65_535
    /// Lines of a digest; a roster has no more institutions.
    public static let digestHeads = 1_000
    /// Cosignatures in one message; a roster has no more operators.
    public static let cosignatures = 128
    /// Hashes of a consistency proof.
    public static let proofHashes = 64
    /// Bytes of the reason in a goaway.
    public static let reasonBytes = 255
    /// Bytes of a node id or a consortium's name in a hello.
    public static let nameBytes = 64

    /// Lists in one message that says what is held, and in one that asks.
    public static let listHeads = 1_000
    public static let listsAsked = 16
    /// Bytes of one status list: 131,072 entries at random take 22 KiB.
    public static let listBytes = 64 << 10
    /// Lists of one institution, for revocation and for suspension each: 67 million credentials.
    public static let listsPerKind = 512
    /// Status lists that are being asked for, at all peers together.
    public static let listQuestions = 64

    /// Peers at a time; the shell refuses further ones.
    public static let peers = 1_024
    /// A checkpoint is pushed to this many peers; anti-entropy reaches the others.
    public static let pushPeers = 32
    /// Reads from the store that one peer may have under way; more requests are not answered.
    public static let readsPerPeer = 16
    /// Fetches that this node has under way, at one peer and at all.
    public static let fetchesPerPeer = 8
    public static let fetches = 64
    /// Heads of one origin whose cosignatures are collected: the attested one, the current one and some between.
    public static let recentHeads = 16
    /// Cosignatures in the one message kept of a peer and log until the head they are of arrives.
    public static let earlyCosignatures = 4
    /// Recoveries since the last attested head that are watched; with more the head is not cosigned before a quorum has.
    public static let watchedRecoveries = 65_536
    /// Pieces of evidence kept for one origin; the first one freezes it.
    public static let evidencePerOrigin = 4
    /// Work (`Work`, about 25 microseconds a unit) that one peer may cause before it is dropped, and that the entries of
    /// one log may cause before it waits. The budget grows back by `workPerSecond`.
    public static let workBurst = 40_000
    public static let workPerSecond = 10_000
}

/// Periods and time limits, in milliseconds. They can be changed for tests and slow networks.
public struct GossipTiming: Sendable {
    /// How often the shell sends `.tick`; everything else is measured in ticks.
    public var tick: UInt64 = 250
    /// Mean time between two digests sent to a random peer.
    public var digest: UInt64 = 2_000
    /// A digest is sent up to this much earlier or later.
    public var digestJitter: UInt64 = 500
    /// Mean time between two messages to a random peer that say which status lists are held.
    public var listDigest: UInt64 = 30_000
    /// A fetch that was not answered is tried with another peer.
    public var fetchTimeout: UInt64 = 5_000
    /// A peer whose answer took longer is asked last the next time.
    public var quickFetch: UInt64 = 1_000
    /// A store that has not answered a read by then is not waited for.
    public var readTimeout: UInt64 = 30_000
    /// Heads are cosigned again after this, with up to `manyLogs` logs and with more.
    public var recosign: UInt64 = 60_000
    public var recosignManyLogs: UInt64 = 600_000
    public var manyLogs = 20
    /// How far ahead of this node's clock a seal or a cosignature may be.
    public var clockAhead: UInt64 = 60_000
    /// How much time a recovery must still leave its learner when a head that contains it is first cosigned.
    public var recoveryNotice: UInt64 = 71 * 3_600_000
    /// How long after a roster was adopted seals may still name the one before.
    public var rosterGrace: UInt64 = 3_600_000
    /// How long an empty log waits for peers before it starts alone.
    public var emptyLogGrace: UInt64 = 5_000
    /// How often peers that have not shown their heads are asked to, while this node may not sign.
    public var askHeads: UInt64 = 1_000
    /// A peer that has not said hello by then is dropped.
    public var helloTimeout: UInt64 = 10_000
    /// A peer that let this many fetches in a row time out is dropped.
    public var timeoutsBeforeDrop = 3

    public init() {}
}
