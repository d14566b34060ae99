import LMDB
public import Ledger
public import TransparencyLog

/// A log as it comes out of the store after a start.
public struct StoredLog: Sendable {
    /// After all entries stored.
    public let state: LogState
    /// The newest checkpoint whose entries are all stored, with the cosignatures stored since.
    public let head: SignedNote?
    /// The checkpoint that was being caught up with.
    public let target: SignedNote?
    /// The largest checkpoint with a quorum of cosignatures.
    public let attested: CheckpointRecord?
    public let evidence: [Evidence]
    public let isFrozen: Bool
}

extension StoreReading where Self: ~Copyable {
    /// Builds a log's state from what is stored: the rows of the exception map, then the entries above the applied
    /// mark. A store that was just opened has none of those; see ``StoreOptions/replayLimit``.
    ///
    /// If the rows do not fit their own root, all entries are applied from the first one. Throws `damaged` if the
    /// entries do not lead to the stored head.
    public func restoreLog(_ origin: Origin) throws(StoreError) -> StoredLog {
        let head = try logHead(origin)
        return StoredLog(
            state: try replay(origin).state, head: try note(try newestCheckpoint(origin)?.note),
            target: try note(head.target), attested: try attestedCheckpoint(origin), evidence: try evidence(origin),
            isFrozen: head.isFrozen)
    }

    /// The state after all entries, and the rows that changed above the applied mark.
    func replay(_ origin: Origin) throws(StoreError) -> LogReplay {
        let head = try logHead(origin)
        var state = LogState(origin: origin)
        if let applied = try appliedState(origin), applied.size <= head.size { state = applied }
        var replay = LogReplay(state: state, isFromTheBeginning: state.size == 0)
        try storing {
            try scanEntries(origin, from: state.size) { index, entry in
                guard index < head.size else { return false }
                replay.apply(entry)
                return true
            }
        }
        state = replay.state
        guard state.tree == head.tree, state.lastTime == head.lastTime, state.lastSeal == head.lastSeal else {
            throw .damaged(
                table: StoreTables.Name.entries, reason: "the entries of \(origin.text) do not lead to its stored head")
        }
        return replay
    }

    /// The state at the applied mark; nil if there is none, or if the rows are not those of the mark.
    private func appliedState(_ origin: Origin) throws(StoreError) -> LogState? {
        guard let snapshot = try appliedSnapshot(origin), snapshot.origin == origin else { return nil }
        let rows = try exceptions(origin)
        return try? LogState(restoring: snapshot, exceptions: rows)
    }

    private func note(_ bytes: [UInt8]?) throws(StoreError) -> SignedNote? {
        guard let bytes else { return nil }
        do {
            return try SignedNote(parsing: bytes)
        } catch {
            throw .damaged(table: StoreTables.Name.checkpoints, reason: "\(error)")
        }
    }
}

/// Entries applied one after the other, with what they changed.
struct LogReplay {
    private(set) var state: LogState
    private(set) var changes: [ExceptionMap.Element] = []
    /// No applied mark could be used.
    let isFromTheBeginning: Bool

    init(state: LogState, isFromTheBeginning: Bool) {
        self.state = state
        self.isFromTheBeginning = isFromTheBeginning
    }

    mutating func apply(_ entry: [UInt8]) {
        if case .applied(.changed(let change)) = state.apply(entry) { changes.append(change.element) }
    }
}
