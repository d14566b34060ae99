public import ControlClient
public import JSON

/// A method of the control interface: its name, what `rpc.discover` says about it, and what it does.
public struct JSONRPCMethod: Sendable {
    /// Does the work. A thrown `JSONRPCError` goes to the caller as it is, other errors through the dispatcher's map.
    public typealias Handler = @Sendable (_ params: JSONValue?, _ context: CallContext) async throws -> JSONValue

    /// A parameter, which callers may give by name or by position.
    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let isRequired: Bool
        public let summary: String
        /// A JSON Schema.
        public let schema: JSONValue

        /// A parameter.
        public init(_ name: String, _ schema: JSONValue, isRequired: Bool = true, summary: String = "") {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
            self.summary = summary
        }

        /// Whether the value is of the schema's `type`; what else the schema says is the method's to check.
        func accepts(_ value: JSONValue) -> Bool {
            let types = schema["type"]?.array ?? schema["type"].map { [$0] } ?? []
            return types.isEmpty || types.contains { Self.isOfType(value, $0) }
        }

        /// The type for people: "a string", "an integer or null".
        var typeText: String {
            let types = schema["type"]?.array ?? schema["type"].map { [$0] } ?? []
            return types.compactMap(\.string).map(Self.withArticle).joined(separator: " or ")
        }

        private static func isOfType(_ value: JSONValue, _ type: JSONValue) -> Bool {
            switch (type, value) {
            case ("string", .string), ("boolean", .bool), ("object", .object), ("array", .array), ("null", .null),
                ("number", .number):
                true
            case ("integer", .number(let number)): number.int != nil
            default: false
            }
        }

        private static func withArticle(_ type: String) -> String {
            switch type {
            case "null": type
            case "boolean": "true or false"
            case "integer", "object", "array": "an " + type
            default: "a " + type
            }
        }
    }

    /// `noun.verb`; names that begin with `rpc.` belong to the protocol.
    public let name: String
    /// One sentence.
    public let summary: String
    /// The parameters, in the order in which callers may give them by position.
    public let parameters: [Parameter]
    /// A JSON Schema of the result.
    public let result: JSONValue
    let handler: Handler

    /// A method that reads its parameters itself.
    public init(
        _ name: String, summary: String = "", parameters: [Parameter] = [], result: JSONValue = .bool(true),
        handler: @escaping Handler
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.result = result
        self.handler = handler
    }

    /// A method whose parameters are checked against `parameters` and handed over by name.
    public init(
        _ name: String, summary: String = "", parameters: [Parameter], result: JSONValue = .bool(true),
        named handler: @escaping @Sendable (_ params: CallParameters, _ context: CallContext) async throws -> JSONValue
    ) {
        self.init(name, summary: summary, parameters: parameters, result: result) { params, context in
            try await handler(CallParameters(params, parameters), context)
        }
    }

    /// The method object of an OpenRPC document.
    var description: JSONValue {
        let parameters = parameters.map { parameter -> JSONValue in
            [
                "name": JSONValue(parameter.name), "summary": JSONValue(parameter.summary),
                "required": JSONValue(parameter.isRequired), "schema": parameter.schema,
            ]
        }
        return [
            "name": JSONValue(name), "summary": JSONValue(summary), "params": JSONValue(parameters),
            "result": ["name": "result", "schema": result],
        ]
    }
}

/// The parameters of one call by name, however they were given.
public struct CallParameters: Hashable, Sendable {
    private let values: JSONObject

    /// Matches what was sent with what the method takes; throws `JSONRPCError.invalidParams` for a parameter that is
    /// missing, unknown or of another type.
    ///
    /// `null` counts as absent where a parameter is not required.
    public init(_ params: JSONValue?, _ parameters: [JSONRPCMethod.Parameter]) throws(JSONRPCError) {
        values = try CallParameters.byName(params, parameters)
        for parameter in parameters {
            guard let value = values[JSONString(parameter.name)] else {
                guard !parameter.isRequired else { throw .invalidParams("the parameter \(parameter.name) is missing") }
                continue
            }
            // Passing over a value of the wrong type would take it for the default.
            guard parameter.accepts(value) || (value.isNull && !parameter.isRequired) else {
                throw .invalidParams("the parameter \(parameter.name) must be \(parameter.typeText)")
            }
        }
    }

    /// The parameters as one object.
    var json: JSONValue { .object(values) }

    private static func byName(
        _ params: JSONValue?, _ parameters: [JSONRPCMethod.Parameter]
    ) throws(JSONRPCError) -> JSONObject {
        switch params {
        case nil: return JSONObject()
        case .object(let object):
            let names = Set(parameters.map { JSONString($0.name) })
            for member in object where !names.contains(member.key) {
                throw .invalidParams("there is no parameter \(member.key)")
            }
            return object
        case .array(let array):
            guard array.count <= parameters.count else {
                throw .invalidParams("\(array.count) parameters where at most \(parameters.count) are taken")
            }
            return JSONObject(
                zip(parameters, array).map { JSONObject.Member(key: JSONString($0.name), value: $1) })
        default: throw .invalidParams("parameters are an array or an object")
        }
    }

    /// The value, or nil if it was not given or is `null`.
    public subscript(_ name: JSONString) -> JSONValue? {
        guard let value = values[name], !value.isNull else { return nil }
        return value
    }

    /// A string that has to be there.
    public func string(_ name: JSONString) throws(JSONRPCError) -> String {
        try required(name, "a string", self[name]?.string)
    }

    /// An integer that has to be there.
    public func int(_ name: JSONString) throws(JSONRPCError) -> Int {
        try required(name, "an integer", self[name]?.int)
    }

    /// An array that has to be there.
    public func array(_ name: JSONString) throws(JSONRPCError) -> [JSONValue] {
        try required(name, "an array", self[name]?.array)
    }

    /// An object that has to be there.
    public func object(_ name: JSONString) throws(JSONRPCError) -> JSONObject {
        try required(name, "an object", self[name]?.object)
    }

    /// A string, or nil if it was not given.
    public func optionalString(_ name: JSONString) throws(JSONRPCError) -> String? {
        self[name] == nil ? nil : try string(name)
    }

    /// An integer, or nil if it was not given.
    public func optionalInt(_ name: JSONString) throws(JSONRPCError) -> Int? {
        self[name] == nil ? nil : try int(name)
    }

    /// A truth value; `fallback` if it was not given.
    public func bool(_ name: JSONString, default fallback: Bool) throws(JSONRPCError) -> Bool {
        self[name] == nil ? fallback : try required(name, "true or false", self[name]?.bool)
    }

    private func required<Value>(
        _ name: JSONString, _ kind: String, _ value: Value?
    ) throws(JSONRPCError) -> Value {
        guard let value else {
            throw .invalidParams(
                self[name] == nil ? "the parameter \(name) is missing" : "the parameter \(name) must be \(kind)")
        }
        return value
    }
}
