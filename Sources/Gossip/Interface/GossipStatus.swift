public import Cryptography
public import Ledger
public import TransparencyLog

/// What a node knows of its peers and logs, for people and metrics.
public struct GossipStatus: Sendable {
    public struct PeerLine: Sendable {
        public let id: PeerID
        public let nodeID: String
        public let operatorID: String
        public let isUp: Bool
        public let rosterVersion: UInt32
        /// Its clock minus ours in milliseconds, when it connected.
        public let clockSkew: Int64
    }

    public struct LogLine: Sendable {
        public let origin: Origin
        public let isOwn: Bool
        /// Entries stored.
        public let stored: UInt64
        /// The verified head.
        public let size: UInt64
        public let root: Digest
        /// The largest size known to exist; the lag is `known - stored`.
        public let known: UInt64
        /// Who has cosigned the head, and when (POSIX seconds).
        public let cosigners: [(operatorID: String, time: UInt64)]
        public let quorum: Int
        /// The largest head with a quorum, and the time it is attested for (POSIX seconds).
        public let attestedSize: UInt64?
        public let attestedTime: UInt64?
        public let evidence: [Evidence]
        /// Nil if this node may publish; the reason otherwise.
        public let publishRefusal: PublishRefusal?

        public var isFrozen: Bool { !evidence.isEmpty }
        public var lag: UInt64 { known > stored ? known - stored : 0 }
    }

    public let nodeID: String?
    public let rosterVersion: UInt32
    public let peers: [PeerLine]
    public let logs: [LogLine]
}

extension Gossip {
    public func status(now: UInt64) -> GossipStatus {
        GossipStatus(
            nodeID: nodeID, rosterVersion: roster.version,
            peers: peers.keys.sorted().compactMap { id in
                peers[id].map { peer in
                    GossipStatus.PeerLine(
                        id: id, nodeID: peer.nodeID, operatorID: peer.operatorID, isUp: peer.isUp,
                        rosterVersion: peer.rosterVersion, clockSkew: peer.clockSkew)
                }
            },
            logs: replicas.map { logLine($0, now: now) })
    }

    private func logLine(_ replica: Replica, now: UInt64) -> GossipStatus.LogLine {
        let claimed = peers.values.compactMap { $0.claims[replica.origin] }.max() ?? 0
        return GossipStatus.LogLine(
            origin: replica.origin, isOwn: isOwn(replica.origin), stored: replica.log.size, size: replica.headSize,
            root: replica.headRoot, known: max(replica.log.size, replica.target?.size ?? 0, claimed),
            cosigners: (replica.currentRecord?.cosignatures.votes ?? []).map {
                ($0.operatorID, $0.cosignature.timestamp)
            },
            quorum: roster.quorum(of: replica.origin), attestedSize: replica.attested?.record.head.size,
            attestedTime: replica.attested?.time, evidence: replica.evidence,
            publishRefusal: publishRefusal(of: replica.origin, now: now))
    }

    /// A head with what is needed to make proofs on it.
    public struct HeadView: Sendable {
        public let head: SignedHead
        /// The checkpoint with all cosignatures known.
        public let note: SignedNote
        public let cosignatures: CosignatureSet
        /// The state replayed to this head; nil only right after a crash while catching up.
        public let state: LogState?
    }

    /// Everything stored of a log, replayed: what its writer builds on.
    public func state(of origin: Origin) -> LogState? { replicaIndex[origin].map { replicas[$0].log } }

    /// The largest head.
    public func head(of origin: Origin) -> HeadView? {
        replicaIndex[origin].flatMap { replicas[$0].currentRecord }.map(HeadView.init)
    }

    /// The largest head with a quorum, and the time it is attested for (POSIX seconds).
    public func attested(of origin: Origin) -> (view: HeadView, time: UInt64)? {
        replicaIndex[origin].flatMap { replicas[$0].attested }.map { (HeadView($0.record), $0.time) }
    }

    public func evidence(against origin: Origin) -> [Evidence] {
        replicaIndex[origin].map { replicas[$0].evidence } ?? []
    }
}

extension Gossip.HeadView {
    init(_ record: HeadRecord) {
        self.init(
            head: record.head, note: record.note, cosignatures: record.cosignatures, state: record.state)
    }
}
