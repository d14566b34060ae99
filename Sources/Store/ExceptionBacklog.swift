import Cryptography
import Ledger

/// Changed rows of exception maps that are committed as entries but not yet written as rows.
///
/// A tag can be anywhere in the table, so each row written alone touches a page of its own; thousands together share
/// pages. What is here is lost in a crash, and worked out again from the entries above the applied mark.
///
/// Used by the writer thread alone: writers read it, and it changes after a commit only.
final class ExceptionBacklog {
    /// What a committed transaction changes here.
    enum Step {
        /// Entries were appended: the state after them, the rows they changed, how many they were.
        case waits(key: UInt32, LogState, rows: [ExceptionMap.Element], entries: UInt64)
        /// All rows of the log were written.
        case written(key: UInt32)
    }

    /// One log's share.
    struct Waiting {
        var state: LogState
        var rows: [Digest: MapValue] = [:]
        var entries: UInt64 = 0
    }

    let limits: ExceptionLimits
    private(set) var logs: [UInt32: Waiting] = [:]
    private(set) var rowCount = 0

    init(_ limits: ExceptionLimits) { self.limits = limits }

    func apply(_ steps: [Step]) {
        for step in steps {
            switch step {
            case .waits(let key, let state, let rows, let entries):
                var waiting = logs.removeValue(forKey: key) ?? Waiting(state: state)
                rowCount -= waiting.rows.count
                waiting.state = state
                for row in rows { waiting.rows[row.key] = row.value }
                waiting.entries += entries
                rowCount += waiting.rows.count
                logs[key] = waiting
            case .written(let key):
                if let written = logs.removeValue(forKey: key) { rowCount -= written.rows.count }
            }
        }
    }
}

extension StoreWriter {
    /// Leaves the rows to a later transaction, or writes them and all that wait of this log if there are many.
    mutating func keep(
        _ rows: [ExceptionMap.Element], of key: LogKey, _ state: LogState, entries: Int
    ) throws(StoreError) {
        staged.append(.waits(key: key.origin, state, rows: rows, entries: UInt64(entries)))
        let (rowCount, entryCount) = waitingCounts(key.origin)
        if rowCount > backlog.limits.rows || entryCount > backlog.limits.entries { try writeExceptions(key, state) }
    }

    /// Writes all rows that wait of a log, and with them the state whose rows the table then has.
    mutating func writeExceptions(_ key: LogKey, _ state: LogState) throws(StoreError) {
        var rows = backlog.logs[key.origin]?.rows ?? [:]
        for step in staged {
            switch step {
            case .waits(key.origin, _, let changed, _): for row in changed { rows[row.key] = row.value }
            case .written(key.origin): rows = [:]
            default: break
            }
        }
        // In the order of the table, so that each page is changed once.
        for (place, value) in rows.sorted(by: { $0.key < $1.key }) {
            try put(tables.exceptions, key.exception(place), value.encoded())
        }
        try put(tables.applied, key.prefix, state.snapshot.encoded())
        staged.append(.written(key: key.origin))
    }

    /// Rows that wait of all logs, and entries of this one since its rows were written last.
    private func waitingCounts(_ key: UInt32) -> (rows: Int, entries: UInt64) {
        var rows = backlog.rowCount
        var entries = backlog.logs[key]?.entries ?? 0
        for step in staged {
            switch step {
            case .waits(let log, _, let changed, let count):
                rows += changed.count
                if log == key { entries += count }
            case .written(let log):
                rows -= backlog.logs[log]?.rows.count ?? 0
                if log == key { entries = 0 }
            }
        }
        return (max(rows, 0), entries)
    }
}

/// When waiting rows are written.
struct ExceptionLimits: Sendable {
    var rows: Int
    var entries: UInt64
}
