public import JSON

/// What a response refers to: the `id` of a request (JSON-RPC 2.0, section 4). Numbers keep their text.
public enum JSONRPCID: Hashable, Sendable {
    case string(JSONString)
    case number(JSONNumber)
    case null

    /// Nil for values that cannot be an id.
    public init?(_ value: JSONValue) {
        switch value {
        case .string(let string): self = .string(string)
        case .number(let number): self = .number(number)
        case .null: self = .null
        case .bool, .array, .object: return nil
        }
    }

    /// The id as it is sent.
    public var json: JSONValue {
        switch self {
        case .string(let string): .string(string)
        case .number(let number): .number(number)
        case .null: .null
        }
    }
}

/// A call: a request if it has an id, else a notification that nobody answers (JSON-RPC 2.0, section 4).
public struct JSONRPCRequest: Hashable, Sendable {
    /// The only version.
    public static let version: JSONValue = "2.0"

    /// What is called.
    public let method: JSONString
    /// An array or an object, or nothing.
    public let params: JSONValue?
    /// Absent in a notification. An id of `null` asks for an answer.
    public let id: JSONRPCID?

    /// A call.
    public init(method: JSONString, params: JSONValue? = nil, id: JSONRPCID?) {
        self.method = method
        self.params = params
        self.id = id
    }

    /// Reads a call; throws `JSONRPCError.invalidRequest`. Members that the specification does not know are passed over.
    public init(_ value: JSONValue) throws(JSONRPCError) {
        guard case .object = value else { throw .invalidRequest("a request is an object") }
        guard value["jsonrpc"] == JSONRPCRequest.version else {
            throw .invalidRequest("the member jsonrpc must be \"2.0\"")
        }
        guard case .string(let method) = value["method"] else {
            throw .invalidRequest("the member method must be a string")
        }
        switch value["params"] {
        case nil, .array, .object: params = value["params"]
        default: throw .invalidRequest("the member params must be an array or an object")
        }
        if let member = value["id"] {
            guard let id = JSONRPCID(member) else {
                throw .invalidRequest("the member id must be a string, a number or null")
            }
            self.id = id
        } else {
            id = nil
        }
        self.method = method
    }

    /// The call as it is sent.
    public var json: JSONValue {
        var object: JSONObject = ["jsonrpc": JSONRPCRequest.version, "method": .string(method)]
        if let params { object.append("params", params) }
        if let id { object.append("id", id.json) }
        return .object(object)
    }
}

/// The answer to one request (JSON-RPC 2.0, section 5).
public struct JSONRPCResponse: Hashable, Sendable {
    /// The id of the request; `.null` where it could not be read.
    public let id: JSONRPCID
    /// The result, or what went wrong.
    public let outcome: Result<JSONValue, JSONRPCError>

    /// An answer.
    public init(id: JSONRPCID, outcome: Result<JSONValue, JSONRPCError>) {
        self.id = id
        self.outcome = outcome
    }

    /// Reads an answer, or nil if the value is none: it has a result or an error, never both.
    public init?(_ value: JSONValue) {
        guard value["jsonrpc"] == JSONRPCRequest.version, let id = value["id"].flatMap(JSONRPCID.init) else {
            return nil
        }
        switch (value["result"], value["error"]) {
        case (let result?, nil): self.init(id: id, outcome: .success(result))
        case (nil, let error?):
            guard let error = JSONRPCError(error) else { return nil }
            self.init(id: id, outcome: .failure(error))
        default: return nil
        }
    }

    /// The answer as it is sent.
    public var json: JSONValue {
        switch outcome {
        case .success(let result):
            ["jsonrpc": JSONRPCRequest.version, "result": result, "id": id.json]
        case .failure(let error):
            ["jsonrpc": JSONRPCRequest.version, "error": error.json, "id": id.json]
        }
    }
}
