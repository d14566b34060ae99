public import ControlClient
public import JSON

/// JSON-RPC 2.0 without a transport: one JSON text in, perhaps one out (https://www.jsonrpc.org/specification).
///
/// Calls of a batch run one after the other in their order, so that a batch means the same every time. A text that is
/// no JSON, or no call, is answered with an error; nothing that a caller sends makes `handle` throw or trap.
public struct JSONRPCDispatcher: Sendable {
    /// The most calls in one batch.
    public static let maximumBatch = 100

    private var methods: [JSONString: JSONRPCMethod] = [:]
    private let title: String
    private let version: String
    private let limits: JSONLimits
    private let mapError: @Sendable (_ error: any Error, _ method: String) -> JSONRPCError

    /// A dispatcher with these methods and `rpc.discover`.
    ///
    /// - Parameters:
    ///   - title, version: what `rpc.discover` calls the service.
    ///   - limits: bounds of the texts.
    ///   - mapError: what a caller learns of an error that is no `JSONRPCError`; also the place to log it. The
    ///     default says only that it happened.
    public init(
        _ methods: [JSONRPCMethod] = [], title: String = "clrd", version: String = "1", limits: JSONLimits = .default,
        mapError: @escaping @Sendable (_ error: any Error, _ method: String) -> JSONRPCError = { _, _ in
            .internalError()
        }
    ) {
        self.title = title
        self.version = version
        self.limits = limits
        self.mapError = mapError
        for method in methods { register(method) }
    }

    /// Adds a method, or replaces the one of that name.
    public mutating func register(_ method: JSONRPCMethod) { methods[JSONString(method.name)] = method }

    /// The names of all methods but `rpc.discover`, sorted.
    public var methodNames: [String] { methods.keys.sorted().map(\.string) }

    /// Carries out what one JSON text asks for; nil where nothing is to be answered (section 4.1 and 6).
    public func handle(_ text: [UInt8], context: CallContext = CallContext()) async -> [UInt8]? {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: text, limits: limits)
        } catch {
            return JSONRPCResponse(id: .null, outcome: .failure(.parseError("\(error)"))).json.serialized()
        }
        guard case .array(let calls) = value else { return await answer(value, context)?.serialized() }
        guard !calls.isEmpty else { return JSONRPCDispatcher.refusal("a batch has at least one call") }
        guard calls.count <= JSONRPCDispatcher.maximumBatch else {
            return JSONRPCDispatcher.refusal("a batch has at most \(JSONRPCDispatcher.maximumBatch) calls")
        }
        var answers: [JSONValue] = []
        for call in calls {
            if let response = await answer(call, context) { answers.append(response) }
        }
        return answers.isEmpty ? nil : JSONValue(answers).serialized()
    }

    private static func refusal(_ detail: String) -> [UInt8] {
        JSONRPCResponse(id: .null, outcome: .failure(.invalidRequest(detail))).json.serialized()
    }

    private func answer(_ value: JSONValue, _ context: CallContext) async -> JSONValue? {
        let request: JSONRPCRequest
        do throws(JSONRPCError) {
            request = try JSONRPCRequest(value)
        } catch {
            // Section 5: the id of a request that could not be read is null, unless the id itself could.
            let id = value["id"].flatMap(JSONRPCID.init) ?? .null
            return JSONRPCResponse(id: id, outcome: .failure(error)).json
        }
        let outcome = await carryOut(request, context)
        return request.id.map { JSONRPCResponse(id: $0, outcome: outcome).json }
    }

    private func carryOut(_ request: JSONRPCRequest, _ context: CallContext) async -> Result<JSONValue, JSONRPCError> {
        if request.method == "rpc.discover" { return .success(description) }
        guard let method = methods[request.method] else { return .failure(.methodNotFound(request.method.string)) }
        do {
            return .success(try await method.handler(request.params, context))
        } catch let error as JSONRPCError {
            return .failure(error)
        } catch is CancellationError {
            return .failure(
                JSONRPCError(code: JSONRPCError.cancelledCode, message: "The call was given up; the node is stopping."))
        } catch {
            return .failure(mapError(error, method.name))
        }
    }

    /// What `rpc.discover` answers: an OpenRPC document (https://spec.open-rpc.org).
    public var description: JSONValue {
        [
            "openrpc": "1.2.6",
            "info": ["title": JSONValue(title), "version": JSONValue(version)],
            "methods": JSONValue(methods.keys.sorted().compactMap { methods[$0]?.description }),
        ]
    }
}
