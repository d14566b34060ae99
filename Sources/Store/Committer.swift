import LMDB
import Synchronization

/// Carries out write requests, many in one transaction: one wait for the disk for all of them (group commit).
///
/// Belongs to the writer thread, but for `failure`, which anybody may ask for.
final class Committer {
    private let environment: Environment
    private let tables: StoreTables
    private let backlog: ExceptionBacklog
    private let failure: FailureFlag

    init(_ environment: Environment, _ tables: StoreTables, _ limits: ExceptionLimits, _ failure: FailureFlag) {
        self.environment = environment
        self.tables = tables
        backlog = ExceptionBacklog(limits)
        self.failure = failure
    }

    /// How the requests of a batch are kept apart.
    private enum Care {
        /// Not at all: no request is expected to fail after it has changed something.
        case none
        /// Each in a nested transaction that is undone alone.
        case nested
    }

    /// A request failed after it had changed something: the batch begins again, with care.
    private struct Undo: Error {}

    private enum Outcome {
        case done(@Sendable () -> Void)
        case failed(any Error)
    }

    func carryOut(_ batch: [WriteRequest]) {
        if let failure = failure.error { return fail(batch, failure) }
        do {
            try commit(batch, .none)
        } catch is Undo {
            commitWithCare(batch)
        } catch {
            judge(error, batch)
        }
    }

    private func commitWithCare(_ batch: [WriteRequest]) {
        do { try commit(batch, .nested) } catch { judge(error, batch) }
    }

    /// Runs all requests in one transaction and commits it.
    private func commit(_ batch: [WriteRequest], _ care: Care) throws {
        var outcomes: [Outcome] = []
        var staged: [ExceptionBacklog.Step] = []
        try environment.write { transaction in
            // May run again with a larger map: begin from nothing.
            outcomes = []
            staged = []
            for request in batch { outcomes.append(try run(request, care, &transaction, &staged)) }
        }
        // Everything is on the disk. A crash from here on loses answers, no data.
        backlog.apply(staged)
        for (request, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .done(let deliver): deliver()
            case .failed(let error): request.fail(error)
            }
        }
    }

    private func run(
        _ request: WriteRequest, _ care: Care, _ transaction: inout WriteTransaction,
        _ staged: inout [ExceptionBacklog.Step]
    ) throws -> Outcome {
        let stagedBefore = staged.count
        let writesBefore = transaction.writeCount
        do {
            switch care {
            case .none: return .done(try lend(&transaction, &staged, request.run))
            case .nested: return .done(try transaction.nested { try lend(&$0, &staged, request.run) })
            }
        } catch {
            staged.removeLast(staged.count - stagedBefore)
            // What it changed must go, and in this transaction there is no way to undo it alone.
            if care == .none && transaction.writeCount != writesBefore { throw Undo() }
            return .failed(error)
        }
    }

    private func lend<R>(
        _ transaction: inout WriteTransaction, _ staged: inout [ExceptionBacklog.Step],
        _ body: (inout StoreWriter) throws -> R
    ) throws -> R {
        try StoreWriter.lend(&transaction, tables, backlog, &staged, body)
    }

    /// The transaction as a whole failed; nothing of it is stored.
    private func judge(_ error: any Error, _ batch: [WriteRequest]) {
        guard let database = error as? LMDBError else { return fail(batch, error) }
        switch database {
        case .transactionTooLarge where batch.count > 1:
            for request in batch { carryOut([request]) }
        case .transactionTooLarge, .closed:
            fail(batch, StoreError(database))
        default:
            // The disk is full, broken, or it is not known: what services hold in memory may be ahead of the store.
            let stopped = StoreError.stopped(database)
            failure.set(stopped)
            fail(batch, stopped)
        }
    }

    private func fail(_ batch: [WriteRequest], _ error: any Error) {
        for request in batch { request.fail(error) }
    }

    /// Writes the rows of exception maps that wait. Failing costs time at the next start only.
    func finish() {
        guard failure.error == nil, !backlog.logs.isEmpty else { return }
        try? environment.write { transaction in
            var staged: [ExceptionBacklog.Step] = []
            try lend(&transaction, &staged) { writer in
                for (key, waiting) in backlog.logs.sorted(by: { $0.key < $1.key }) {
                    try writer.writeExceptions(LogKey(origin: key), waiting.state)
                }
            }
        }
    }
}

/// Why the store has stopped writing, once it has.
final class FailureFlag: Sendable {
    private let state = Mutex<StoreError?>(nil)

    var error: StoreError? { state.withLock { $0 } }

    func set(_ error: StoreError) {
        state.withLock { if $0 == nil { $0 = error } }
    }
}
