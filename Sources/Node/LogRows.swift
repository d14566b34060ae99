import Credentials
import Cryptography
import Gossip
import JSON
import Ledger
import Store
import TransparencyLog

/// Between the gossip value and the store: what is stored of a log, and what is read back.
enum LogRows {
    /// All logs of the roster as they were stored.
    static func replicas(_ store: Store, roster: Roster) throws -> [StoredReplica] {
        try store.read { reader in
            try roster.origins.compactMap { origin in
                let log = try reader.restoreLog(origin)
                guard log.state.size > 0 || log.target != nil || !log.evidence.isEmpty else { return nil }
                return StoredReplica(state: log.state, head: log.head, target: log.target, evidence: log.evidence)
            }
        }
    }

    /// - Parameter attested: when a quorum was reached for the first time, by checkpoint; POSIX seconds.
    static func write(
        _ effect: GossipEffect, attested: [CheckpointName: UInt64], to writer: inout StoreWriter
    ) throws {
        switch effect {
        case .store(let batch):
            try writer.appendLog(
                LogAppend(
                    origin: batch.origin, firstIndex: batch.from, entries: batch.entries, state: batch.state,
                    changes: batch.exceptions.map {
                        ExceptionMap.Element(key: Commitment.mapKey($0.tag), value: $0.value)
                    }, note: batch.head.note, reachesHead: batch.reachesHead))
        case .storeCosignatures(let head):
            try writer.recordCosignatures(
                head.origin, note: head.note, attested: attested[CheckpointName(origin: head.origin, size: head.size)])
        case .storeEvidence(let evidence): try writer.recordEvidence(evidence)
        case .storeList(let head, let document): try StoredList(head, document).row.write(to: &writer)
        default: break
        }
    }

    static func read(_ request: ReadRequest, from store: Store) -> EntriesRead {
        do {
            return try store.read { reader in
                try request.read(tiles: reader.tileReader(request.origin)) { try reader.entries(request.origin, $0) }
            }
        } catch {
            return EntriesRead(id: request.id, outcome: .failed)
        }
    }

    /// Entries in words, for people.
    static func describe(_ origin: Origin, from: UInt64, count: Int, in store: Store) throws -> [JSONValue] {
        let entries = try store.read {
            try $0.entries(origin, from..<from.addingReportingOverflow(UInt64(count)).partialValue)
        }
        return entries.enumerated().map { offset, bytes in
            var row: JSONObject = ["index": JSONValue.count(from + UInt64(offset))]
            if let entry = try? Entry(parsing: bytes) {
                row["time"] = JSONValue(DateTime(milliseconds: entry.time)?.description ?? "")
                row["kind"] = JSONValue("\(entry.body.kind)")
                row["text"] = JSONValue(entry.body.sentence)
            } else {
                row["kind"] = "unreadable"
            }
            return .object(row)
        }
    }
}

struct CheckpointName: Hashable {
    let origin: Origin
    let size: UInt64
}

extension EntryBody {
    /// What the entry says, without anything personal: there is nothing personal in it.
    var sentence: String {
        switch self {
        case .issuance(let height, let root): "up to \(1 << UInt32(height)) credentials under \(root.hex.prefix(16))"
        case .status(let change): "\(change.tag.hex.prefix(16)) is \(change.state), reason \(change.reason)"
        case .claim(let claim): "\(claim.tag.hex.prefix(16)) has its first owner"
        case .rotate(let rotation): "\(rotation.tag.hex.prefix(16)) moves to its owner's next key"
        case .recover(let recovery): "\(recovery.tag.hex.prefix(16)) gets a new owner after a waiting time"
        case .seal(let seal): "seals entries \(seal.from) to \(seal.to), roster \(seal.roster)"
        }
    }
}
