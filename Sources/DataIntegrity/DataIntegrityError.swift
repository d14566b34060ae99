public import JSON
public import JSONLD
public import RDF

/// Why a proof could not be made, or a document not be hashed. Verification has findings instead.
public enum DataIntegrityError: Error, Hashable, CustomStringConvertible {
    /// This version does not sign with the suite.
    case unsupportedCryptosuite(Cryptosuite)
    /// A proof names no suite that is known here.
    case unknownCryptosuite(String)
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
    /// The document is no JSON-LD, or something in it would be lost as statements.
    case notLinkedData(JSONLDError)
    /// Telling the blank nodes of the document apart takes too long.
    case tooSymmetric(CanonicalizationError)
    /// The suite does not take keys of this kind.
    case wrongKey(Cryptosuite)
    /// What is to be shown cannot be told from the rest.
    case badSelection(String)
    /// libcrypto did not sign.
    case signingFailed

    public var description: String {
        switch self {
        case .unsupportedCryptosuite(let suite):
            "Proofs of the suite \(suite.rawValue) cannot be made by this version; use eddsa-rdfc-2022."
        case .unknownCryptosuite(let name): "The proof's suite '\(name)' is not known."
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
        case .notLinkedData(let error): "The document cannot be signed as linked data: \(error)"
        case .tooSymmetric(let error): "The document cannot be signed as linked data: \(error)"
        case .wrongKey(let suite): "The suite \(suite.rawValue) takes \(suite.keyKinds) keys, this is another kind."
        case .badSelection(let reason): "The selection cannot be made: \(reason)."
        case .signingFailed: "The signature could not be made; the key may be damaged."
        }
    }
}
