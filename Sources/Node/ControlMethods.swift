public import JSON

/// What the local socket offers, by method name. Each mirrors a command of `clr`.
public struct ControlMethods: Sendable {
    public typealias Handler = @Sendable (JSONValue) async throws -> JSONValue

    public private(set) var handlers: [String: Handler] = [:]

    public init(_ services: NodeServices) {
        addNode(services)
        addRegistrar(services)
        addVerifier(services)
        addWallet(services)
    }

    /// Whatever `handler` throws reaches the caller as a ``ServiceError``.
    mutating func add(_ name: String, _ handler: @escaping Handler) {
        handlers[name] = { params in
            do { return try await handler(params) } catch { throw ServiceError(error) }
        }
    }
}
