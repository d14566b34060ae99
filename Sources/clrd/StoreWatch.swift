import ServiceLifecycle
import Store

/// Ends the group once the store has stopped writing: what services hold in memory may be ahead of it then.
struct StoreWatch: Service {
    let store: Store

    private static let interval = Duration.milliseconds(250)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while store.writeFailure == nil { try await Task.sleep(for: Self.interval) }
        }
        if let failure = store.writeFailure { throw failure }
    }
}
