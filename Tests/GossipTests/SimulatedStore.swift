import Cryptography
import Gossip
import Ledger
import TestSupport
import TransparencyLog

/// The durable half of a simulated node: what is here survives its crashes.
struct SimulatedStore {
    struct Log {
        var entries: [[UInt8]] = []
        var tiles = InMemoryTiles()
        var state: LogState
        var head: StoreHead?
        var target: StoreHead?
        var evidence: [Evidence] = []
        /// Every head that was ever the largest one.
        var history: [UInt64: Digest] = [:]
    }

    private(set) var logs: [Origin: Log] = [:]
    private(set) var lists: [String: (time: UInt64, document: [UInt8])] = [:]

    /// A batch as one transaction; throws a text if it does not continue what is stored.
    mutating func store(_ batch: StoreBatch) throws {
        var log = logs[batch.origin] ?? Log(state: LogState(origin: batch.origin))
        guard batch.from == UInt64(log.entries.count) else {
            throw Violation("batch of \(batch.origin) begins at \(batch.from), stored are \(log.entries.count)")
        }
        guard batch.state.size == batch.from + UInt64(batch.entries.count), batch.state.size <= batch.head.size else {
            throw Violation("state, entries and head of a batch of \(batch.origin) do not fit")
        }
        let updates = try TiledTree.updates(
            oldSize: batch.from, appending: batch.entries.map { MerkleTree.leafHash($0) }, reader: log.tiles)
        log.tiles.apply(updates)
        log.entries += batch.entries
        log.state = batch.state
        if batch.reachesHead {
            if let old = log.head, old.size >= batch.head.size {
                throw Violation("the head of \(batch.origin) goes from \(old.size) to \(batch.head.size)")
            }
            let root = try TiledTree.root(size: batch.head.size, reader: log.tiles)
            guard root == batch.head.root, batch.state.endsInSeal else {
                throw Violation("the head of \(batch.origin) at \(batch.head.size) is not what is stored")
            }
            log.head = batch.head
            log.history[batch.head.size] = batch.head.root
            if let target = log.target, target.size <= batch.head.size { log.target = nil }
        } else {
            log.target = batch.head
        }
        logs[batch.origin] = log
    }

    mutating func store(_ head: StoreHead) throws {
        guard var log = logs[head.origin], let current = log.head, log.history[head.size] == head.root else {
            throw Violation("cosignatures of \(head.origin) at \(head.size), which is not stored")
        }
        if current.size == head.size {
            log.head = head
            logs[head.origin] = log
        }
    }

    mutating func store(_ evidence: Evidence) {
        logs[evidence.origin, default: Log(state: LogState(origin: evidence.origin))].evidence.append(evidence)
    }

    mutating func store(_ list: ListHead, _ document: [UInt8]) throws {
        guard lists[list.url]?.time ?? 0 < list.time else {
            throw Violation("the list \(list.url) goes from \(lists[list.url]?.time ?? 0) to \(list.time)")
        }
        lists[list.url] = (list.time, document)
    }

    var listHeads: [ListHead] {
        lists.map { ListHead(url: $0.key, time: $0.value.time) }.sorted { $0.url < $1.url }
    }

    func read(_ request: ReadRequest) -> EntriesRead {
        guard let log = logs[request.origin] else { return EntriesRead(id: request.id, outcome: .failed) }
        do {
            return try request.read(tiles: log.tiles) { range in
                Array(log.entries[Int(range.lowerBound)..<min(Int(range.upperBound), log.entries.count)])
            }
        } catch {
            return EntriesRead(id: request.id, outcome: .failed)
        }
    }

    /// What the node starts from.
    var replicas: [StoredReplica] {
        logs.values.map {
            StoredReplica(state: $0.state, head: $0.head?.note, target: $0.target?.note, evidence: $0.evidence)
        }
    }

    func size(of origin: Origin) -> UInt64 { logs[origin]?.head?.size ?? 0 }
}

/// An invariant that does not hold.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
