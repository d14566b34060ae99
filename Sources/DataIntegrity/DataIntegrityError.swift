public import JSON

/// Why a proof could not be made, or a document not be hashed. Verification has findings instead.
public enum DataIntegrityError: Error, Hashable, CustomStringConvertible {
    /// This version does not sign with the suite.
    case unsupportedCryptosuite(Cryptosuite)
    /// `created` or `expires` is no XML Schema date and time.
    case badTime(member: String, value: String)
    /// `proof` is there, but neither an object nor an array of objects.
    case badProofMember
    /// More proofs than `DataIntegrity.largestProofCount`.
    case tooManyProofs(limit: Int)
    /// A proof named in `previousProof` is not in the document, or not the only one of that `id`.
    case previousProofNotFound(id: String)
    /// The document has a number or a name that RFC 8785 cannot write.
    case notCanonicalizable(JSONError)

    public var description: String {
        switch self {
        case .unsupportedCryptosuite(let suite):
            "Proofs of the suite \(suite.rawValue) cannot be made by this version; use eddsa-jcs-2022."
        case .badTime(let member, let value):
            "The proof's \(member) '\(value)' is not a date and time such as 2026-02-24T23:36:38Z."
        case .badProofMember:
            "The document's proof member is neither a proof nor a list of proofs."
        case .tooManyProofs(let limit):
            "The document has more than the \(limit) proofs that are allowed."
        case .previousProofNotFound(let id):
            "The document has not exactly one proof with the id '\(id)' that previousProof names."
        case .notCanonicalizable(let error):
            "The document has no canonical form: \(error)"
        }
    }
}
