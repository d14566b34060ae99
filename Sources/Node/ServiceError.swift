import Exchange
import JSON
import Ledger
import Multiformats

/// An operation that failed, with the sentence for the person and the exit code `clr` gives it.
///
/// The codes are those of docs/exit-codes.md. Messages never carry credential bodies, names or secrets.
public struct ServiceError: Error, Sendable, CustomStringConvertible {
    public enum Code: Int, Sendable {
        case failure = 1
        case usage = 2
        case notAuthorised = 4
        case unreachable = 5
        case altered = 10
        case expired = 13
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

    static let stopping = ServiceError(.failure, "the node is stopping; nothing was issued or changed")
}

extension ServiceError {
    /// What went wrong further down, with the code that says whose fault it is.
    init(_ error: any Error) {
        switch error {
        case let error as ServiceError: self = error
        case let error as ExchangeError: self.init(Code(error), error.description)
        case is JSONError, is WireError, is ReceiptError, is OriginError, is MultiformatError:
            self.init(.malformed, "\(error)")
        default: self.init(.failure, "\(error)")
        }
    }
}

extension ServiceError {
    /// Bytes of another node's sentence that are passed on.
    static let foreignSentenceBytes = 1_000

    /// The refusal of another node, with a status and a sentence of its choosing.
    public init(status: UInt8, sentence: String) {
        let bytes = sentence.utf8
        let text =
            bytes.count <= Self.foreignSentenceBytes
            ? sentence : String(decoding: bytes.prefix(Self.foreignSentenceBytes), as: UTF8.self) + " …"
        self.init(Code(rawValue: Int(status)) ?? .failure, text)
    }
}

extension ServiceError.Code {
    fileprivate init(_ error: ExchangeError) {
        self =
            switch error {
            case .malformed: .malformed
            case .badSignature, .draftChanged: .altered
            case .expired: .expired
            case .wrongRecipient, .wrongPassphrase, .wrongRecoveryCode: .notAuthorised
            case .keyNotHeld: .notOwner
            case .poolExhausted, .tooManyKeys: .failure
            }
    }
}

// MARK: Parameters

// A member that is there but of another kind is an error, never taken for its default: a script that sends
// `"dryRun": "true"` does not want to issue a term.
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

    /// Nil if it is absent or null.
    func text(_ key: JSONString) throws -> String? {
        guard let value = self[key], !value.isNull else { return nil }
        guard let text = value.string else { throw ServiceError.missing(key.string) }
        return text
    }

    func flag(_ key: JSONString, default absent: Bool) throws -> Bool {
        guard let value = self[key], !value.isNull else { return absent }
        guard let flag = value.bool else { throw ServiceError.missing(key.string) }
        return flag
    }

    func number(_ key: JSONString, in range: ClosedRange<Int>, default absent: Int) throws -> Int {
        guard let value = self[key], !value.isNull else { return absent }
        guard let number = value.int, range.contains(number) else {
            throw ServiceError(
                .usage, "the parameter '\(key.string)' is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
