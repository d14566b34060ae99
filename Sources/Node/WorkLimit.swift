/// A bound on work that strangers may cause: so many at once, so many waiting, and no more.
///
/// Who waits is served in turn; who gives up (cancels) leaves the queue and is not worked for.
actor WorkLimit {
    private let runningLimit: Int
    private let waitingLimit: Int
    private(set) var running = 0
    /// How many were told to come again.
    private(set) var refused = 0
    private var waiting: [Waiter] = []
    private var nextID: UInt64 = 0

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    var queued: Int { waiting.count }

    init(running: Int, waiting: Int) {
        runningLimit = running
        waitingLimit = waiting
    }

    /// Runs `body` when there is room for it.
    nonisolated func run<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        try await enter()
        do {
            // Who gave up in the moment the place became free.
            try Task.checkCancellation()
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async throws {
        try Task.checkCancellation()
        if running < runningLimit {
            running += 1
            return
        }
        guard waiting.count < waitingLimit else {
            refused += 1
            throw ServiceError(.failure, "the node is busy; try again in a moment")
        }
        let id = nextID
        nextID += 1
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting.append(Waiter(id: id, continuation: $0)) }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    /// The place of whoever leaves goes to the first that waits.
    private func leave() {
        if waiting.isEmpty {
            running -= 1
        } else {
            waiting.removeFirst().continuation.resume()
        }
    }

    private func giveUp(_ id: UInt64) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).continuation.resume(throwing: CancellationError())
    }
}
