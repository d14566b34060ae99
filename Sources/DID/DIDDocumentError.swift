public import JSON

/// Why a text is no DID document or controlled identifier document that this module reads.
public enum DIDDocumentError: Error, Hashable, CustomStringConvertible {
    /// The text is no JSON.
    case notJSON(JSONError)
    /// The document is about somebody else than was asked for.
    case otherSubject(expected: String, found: String?)
    /// A value of the wrong kind, or a needed one that is not there.
    case badMember(JSONPointer)
    /// Two verification methods have this id.
    case duplicateMethod(id: String)
    /// More verification methods, or entries of a relationship, than `DIDDocument.largestMethodCount`.
    case tooManyMethods(limit: Int)

    public var description: String {
        switch self {
        case .notJSON(let error): "The DID document cannot be read: \(error)"
        case .otherSubject(let expected, let found):
            "The document is about \(found.map { "'\($0)'" } ?? "nobody"), not about '\(expected)'."
        case .badMember(let pointer):
            "The DID document has no value, or one of the wrong kind, at '\(pointer)'."
        case .duplicateMethod(let id): "The DID document has two verification methods '\(id)'."
        case .tooManyMethods(let limit): "The DID document has more than \(limit) verification methods, the limit."
        }
    }
}
