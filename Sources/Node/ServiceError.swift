import JSON

/// An operation that failed, with the sentence for the person and the exit code `clr` gives it.
///
/// The codes are those of docs/exit-codes.md. Messages never carry credential bodies, names or secrets.
public struct ServiceError: Error, Sendable, CustomStringConvertible {
    public enum Code: Int, Sendable {
        case failure = 1
        case usage = 2
        case notAuthorised = 4
        case unreachable = 5
        case untrusted = 14
        case unknown = 15
        case malformed = 16
        case notOwner = 18
    }

    public let code: Code
    public let description: String

    public init(_ code: Code = .failure, _ description: String) {
        self.code = code
        self.description = description
    }

    static func missing(_ member: String) -> ServiceError {
        ServiceError(.usage, "the parameter '\(member)' is missing or of the wrong kind")
    }
}

extension JSONValue {
    static func count(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(Int(clamping: value))) }

    func requiredText(_ key: JSONString) throws -> String {
        guard let text = self[key]?.string else { throw ServiceError.missing(key.string) }
        return text
    }

    func required(_ key: JSONString) throws -> JSONValue {
        guard let value = self[key] else { throw ServiceError.missing(key.string) }
        return value
    }
}
