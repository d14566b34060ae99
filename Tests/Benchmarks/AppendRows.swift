import LMDB
import Ledger
import Store

/// Durable appends against LMDB alone.
enum AppendRows {
    private static let batchSize = 256
    private static let rounds = 5
    /// So many that in each round the rows of the exception map that wait are written too.
    private static let batchesInRound = 280

    /// Entries, tiles, head, checkpoint and now and then the waiting rows of the exception map; one commit for each batch,
    /// each waited for. LMDB gets the entries alone, with the same keys, in as many commits.
    static func measure(_ bench: Workbench) async throws -> [Row] {
        let scratch = try Scratch(in: bench.directory)
        let store = try Store.open(directory: scratch.path + "/store", identity: .bench)
        let alone = try Environment(path: scratch.path + "/alone")
        let table = try alone.table("entries")
        var source = LogSource(bench.institution, seed: 2)
        var times: [(ours: Double, limit: Double)] = []
        for round in 1...rounds {
            bench.progress.note("append, round \(round) of \(rounds)")
            let appends = try (0..<batchesInRound).map { _ in
                let batch = try source.next(batchSize, .revocations)
                return LogAppend(batch, note: try bench.institution.cosignedNote(batch.state))
            }
            times.append((try await time(appends, store), try time(appends, alone, table)))
        }
        store.close()
        alone.close()
        return [
            Row(
                "durable append, batches of \(batchSize)", .rate("entries/s", weight: 1), Measurement(times),
                budget: [.perSecond(40_000), .share(0.5)], limit: "LMDB, the same entries alone")
        ]
    }

    private static func time(_ appends: [LogAppend], _ store: Store) async throws -> Double {
        let begin = Stopwatch.wall()
        for append in appends { try await store.write { try $0.appendLog(append) } }
        return (Stopwatch.wall() - begin) / Double(appends.count * batchSize)
    }

    private static func time(_ appends: [LogAppend], _ environment: Environment, _ table: LMDB.Table) throws -> Double {
        let begin = Stopwatch.wall()
        for append in appends { try put(append.entries, from: append.firstIndex, environment, table) }
        return (Stopwatch.wall() - begin) / Double(appends.count * batchSize)
    }

    /// One transaction with keys as the store has them: the log's number and the index.
    static func put(_ entries: [[UInt8]], from first: UInt64, _ environment: Environment, _ table: LMDB.Table) throws {
        try environment.write { transaction in
            for (offset, entry) in entries.enumerated() {
                let index = first + UInt64(offset)
                let key = [0, 0, 0, 1] + (0..<8).map { UInt8(truncatingIfNeeded: index >> (56 - 8 * $0)) }
                try transaction.put(table, key, entry, .append)
            }
        }
    }
}
