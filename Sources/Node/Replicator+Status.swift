public import Cryptography
import Gossip
public import JSON
public import Ledger
import TransparencyLog

/// One log as this node sees it, for people and other services.
public struct LogStatus: Sendable {
    public let origin: Origin
    public let size: UInt64
    public let root: Digest
    /// Entries stored; more than `size` while catching up.
    public let stored: UInt64
    /// Operators that cosigned the newest head.
    public let cosigners: [String]
    /// How many are needed.
    public let needed: Int
    public let attestedSize: UInt64?
    /// POSIX seconds.
    public let attestedTime: UInt64?
    public let isFrozen: Bool
    /// Why nothing may be published here now; nil where it may, and for logs of others.
    public let waiting: String?
}

extension Replicator {
    public func logs() -> [LogStatus] {
        durable.status(now: clock.now()).logs.map { line in
            LogStatus(
                origin: line.origin, size: line.size, root: line.root, stored: line.stored,
                cosigners: line.cosigners.map(\.operatorID).sorted(), needed: line.quorum,
                attestedSize: line.attestedSize, attestedTime: line.attestedTime, isFrozen: line.isFrozen,
                waiting: line.isOwn ? line.publishRefusal.map { "\($0)" } : nil)
        }
    }

    public func status(of origin: Origin) -> LogStatus? { logs().first { $0.origin == origin } }

    /// Ids of the nodes that are connected and have said hello.
    public func peersUp() -> [String] {
        durable.status(now: clock.now()).peers.filter(\.isUp).map(\.nodeID).sorted()
    }

    /// The log's state after everything stored.
    public func logState(of origin: Origin) -> LogState? { durable.state(of: origin) }

    public func evidence() -> [JSONValue] {
        durable.status(now: clock.now()).logs.flatMap { line in
            line.evidence.map { ["origin": JSONValue(line.origin.text), "text": JSONValue("\($0)")] }
        }
    }

    /// The status lists of an institution of which a text is stored.
    func lists(of origin: Origin) -> [ListHead] { durable.lists(of: origin) }

    /// Whether nodes give each other a list that is found there.
    func carriesList(_ url: String, of origin: Origin) -> Bool { durable.carriesList(url, of: origin) }

    /// Why no new text of an own status list may be signed now.
    func listRefusal(of origin: Origin) -> PublishRefusal? { durable.listRefusal(of: origin, now: clock.now()) }

    /// The newest head that a quorum has cosigned, or the newest one where the roster has no quorum.
    func proofHead(of origin: Origin) -> (view: Gossip.HeadView, attested: UInt64?)? {
        if let attested = durable.attested(of: origin) { return (attested.view, attested.time) }
        return durable.head(of: origin).map { ($0, nil) }
    }
}
