public import Cryptography
public import JSON

/// Why a roster is refused. Each case names the place in the document (a JSON Pointer) or the rule that failed.
public enum RosterError: Error, Equatable, CustomStringConvertible {
    /// The bytes are not JSON by the strict rules of the `JSON` module.
    case json(JSONError)
    /// A member is missing, unknown, of another type, too long, or says something that cannot be.
    case document(place: String, problem: String)
    /// A signature is missing, double, by a key that does not belong to its signer, or wrong.
    case signature(place: String, problem: String)
    /// The hash is not the one that this node was told to trust.
    case notPinned(expected: Digest, actual: Digest)
    /// The document does not follow from the one before it.
    case succession(problem: String)

    public var description: String {
        switch self {
        case .json(let error): "The roster is not readable: \(error)"
        case .document(let place, let problem):
            "The roster is not valid at \(place.isEmpty ? "its top" : place): \(problem)"
        case .signature(let place, let problem): "The roster is not signed as it must be, \(place): \(problem)"
        case .notPinned(let expected, let actual):
            "The roster has the hash \(actual), but this node trusts \(expected); "
                + "compare the file with the one that the operators agreed on"
        case .succession(let problem): "The roster does not follow from the one before it: \(problem)"
        }
    }
}
