public import JSON

/// What is known of the node's methods beside what they do: names, parameters, results. `rpc.discover` answers from it,
/// parameters are checked against it, and docs/formats/control-rpc.md prints it.
public enum ControlCatalogue {
    /// The nodes that have a method.
    public enum Nodes: String, Sendable, CaseIterable {
        case all = "every node"
        /// Nodes of institutions and mirrors.
        case mirroring = "nodes with logs"
        case institution = "nodes of institutions"
        case wallet = "wallets"
    }

    /// One method.
    public struct Row: Sendable {
        public let name: String
        public let nodes: Nodes
        public let summary: String
        public let parameters: [JSONRPCMethod.Parameter]
        public let result: [Member]
        /// What the result is where it is no object with `result` as its members.
        public let resultText: String?

        init(
            _ name: String, _ nodes: Nodes, _ summary: String, _ parameters: [JSONRPCMethod.Parameter] = [],
            result: [Member] = [], resultText: String? = nil
        ) {
            self.name = name
            self.nodes = nodes
            self.summary = summary
            self.parameters = parameters
            self.result = result
            self.resultText = resultText
        }

        /// The JSON Schema of the result. Later versions may add members.
        public var resultSchema: JSONValue {
            var schema: JSONObject = ["type": "object"]
            if let resultText { schema["description"] = JSONValue(resultText) }
            guard !result.isEmpty else { return .object(schema) }
            schema["properties"] = .object(
                JSONObject(result.map { JSONObject.Member(key: JSONString($0.name), value: $0.schema) }))
            schema["required"] = .array(result.filter(\.isAlways).map { JSONValue($0.name) })
            return .object(schema)
        }
    }

    /// A member of a result.
    public struct Member: Sendable {
        public let name: String
        public let type: ValueType
        public let summary: String
        /// Whether it is there every time.
        public let isAlways: Bool

        init(_ name: String, _ type: ValueType, _ summary: String, isAlways: Bool = true) {
            self.name = name
            self.type = type
            self.summary = summary
            self.isAlways = isAlways
        }

        var schema: JSONValue {
            guard case .object(var schema) = type.schema else { return type.schema }
            schema["description"] = JSONValue(summary)
            return .object(schema)
        }
    }

    /// A type of JSON Schema, or a choice of two.
    public enum ValueType: String, Sendable, CaseIterable {
        case text = "string"
        case integer = "integer"
        case truth = "boolean"
        case object = "object"
        case list = "array"
        case textOrNull = "string or null"
        case integerOrNull = "integer or null"
        case objectOrNull = "object or null"

        var schema: JSONValue {
            let names = rawValue.split(separator: " or ").map { JSONValue(String($0)) }
            return ["type": names.count == 1 ? names[0] : .array(names)]
        }
    }

    /// All methods, in the order of the documentation.
    public static let rows = node + institution + verifier + wallet

    private static let byName = Dictionary(
        rows.map { (JSONString($0.name), $0) }, uniquingKeysWith: { first, _ in first })

    /// The method of this name with what the catalogue says about it. Its parameters are checked before `handler` gets
    /// them as one object. A method that the catalogue does not have gets what was sent.
    public static func method(
        _ name: String, handler: @escaping @Sendable (_ params: JSONValue) async throws -> JSONValue
    ) -> JSONRPCMethod {
        guard let row = byName[JSONString(name)] else {
            return JSONRPCMethod(name) { params, _ in try await handler(params ?? [:]) }
        }
        return JSONRPCMethod(
            name, summary: row.summary, parameters: row.parameters, result: row.resultSchema,
            named: { params, _ in try await handler(params.json) })
    }
}

extension JSONRPCMethod.Parameter {
    /// A parameter that has to be given.
    init(_ name: String, _ type: ControlCatalogue.ValueType, _ summary: String) {
        self.init(name, type.schema, summary: summary)
    }

    /// A parameter that may be left out.
    static func optional(_ name: String, _ type: ControlCatalogue.ValueType, _ summary: String) -> Self {
        JSONRPCMethod.Parameter(name, type.schema, isRequired: false, summary: summary)
    }
}
