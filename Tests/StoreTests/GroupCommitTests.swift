import LMDB
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite struct GroupCommitTests {
    struct Refused: Error, Equatable {
        let number: Int
    }

    /// Keeps the writer thread busy until it is let go, so that what is asked for meanwhile becomes one batch.
    final class Gate: Sendable {
        private let isOpen = Mutex(false)
        func open() { isOpen.withLock { $0 = true } }
        func wait() { while !isOpen.withLock({ $0 }) { sched_yield() } }
    }

    /// Sends requests in order while the writer waits at a gate, and returns what came of each.
    private func batch(
        _ store: Store, _ bodies: [@Sendable (inout StoreWriter) throws -> Int]
    ) async -> [Result<Int, any Error>] {
        let gate = Gate()
        let isWaiting = Gate()
        let opening = Task {
            try await store.write { _ in
                isWaiting.open()
                gate.wait()
            }
        }
        while opening.isCancelled { await Task.yield() }
        return await withTaskGroup(of: (Int, Result<Int, any Error>).self) { group in
            let sent = Mutex(0)
            for (number, body) in bodies.enumerated() {
                group.addTask {
                    // One after the other into the queue.
                    while sent.withLock({ $0 }) != number { await Task.yield() }
                    return await withTaskGroup(of: Result<Int, any Error>.self) { inner in
                        inner.addTask {
                            do { return .success(try await store.write(body)) } catch { return .failure(error) }
                        }
                        inner.addTask {
                            sent.withLock { $0 += 1 }
                            return .success(0)
                        }
                        var result: Result<Int, any Error> = .success(0)
                        for await outcome in inner {
                            if case .success(0) = outcome { continue }
                            result = outcome
                        }
                        return (number, result)
                    }
                }
            }
            while sent.withLock({ $0 }) < bodies.count { await Task.yield() }
            gate.open()
            var results = [Result<Int, any Error>](repeating: .failure(CancellationError()), count: bodies.count)
            for await (number, result) in group { results[number] = result }
            _ = try? await opening.value
            return results
        }
    }
}
