public import JSON

/// A JSON-RPC 2.0 error object (specification, section 5.1), as it is thrown and as it is sent.
public struct JSONRPCError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is not JSON.
    public static let parseErrorCode = -32700
    /// JSON, but no request.
    public static let invalidRequestCode = -32600
    /// There is no such method.
    public static let methodNotFoundCode = -32601
    /// The method exists, but not with these parameters.
    public static let invalidParamsCode = -32602
    /// The server failed.
    public static let internalErrorCode = -32603
    /// The server does not take this caller (docs/formats/control-rpc.md, "Errors").
    public static let notPermittedCode = -32001
    /// The server has no room for another connection.
    public static let busyCode = -32002
    /// The server is stopping, or gave up the call.
    public static let cancelledCode = -32003

    /// Which error; -32768 ... -32000 are reserved by the specification.
    public let code: Int
    /// One sentence.
    public let message: String
    /// More about it, for programs.
    public let data: JSONValue?

    /// An error.
    public init(code: Int, message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// The text is not JSON; `detail` says where.
    public static func parseError(_ detail: String) -> JSONRPCError {
        JSONRPCError(code: parseErrorCode, message: "Parse error", data: JSONValue(detail))
    }

    /// JSON, but no request; `detail` says what is missing.
    public static func invalidRequest(_ detail: String) -> JSONRPCError {
        JSONRPCError(code: invalidRequestCode, message: "Invalid Request", data: JSONValue(detail))
    }

    /// There is no such method.
    public static func methodNotFound(_ method: String) -> JSONRPCError {
        JSONRPCError(
            code: methodNotFoundCode, message: "Method not found",
            data: JSONValue("there is no method \(method); rpc.discover lists all"))
    }

    /// The method exists, but not with these parameters.
    public static func invalidParams(_ detail: String) -> JSONRPCError {
        JSONRPCError(code: invalidParamsCode, message: "Invalid params", data: JSONValue(detail))
    }

    /// The server failed.
    public static func internalError(_ detail: String? = nil) -> JSONRPCError {
        JSONRPCError(code: internalErrorCode, message: "Internal error", data: detail.map { JSONValue($0) })
    }

    public var description: String {
        guard let detail = data?.string else { return message }
        return "\(message): \(detail)"
    }

    /// The error object.
    public var json: JSONValue {
        var object: JSONObject = ["code": JSONValue(code), "message": JSONValue(message)]
        if let data { object.append("data", data) }
        return .object(object)
    }

    /// The error object of a response, or nil if it is none.
    public init?(_ value: JSONValue) {
        guard let code = value["code"]?.int, let message = value["message"]?.string else { return nil }
        self.init(code: code, message: message, data: value["data"])
    }
}
