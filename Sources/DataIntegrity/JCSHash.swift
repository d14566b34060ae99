import Cryptography
import JSON

/// The hashes below a JCS proof, each made once for a document.
///
/// The proofs of a set hash the same document. Only a proof with a shorter `@context` of its own, or one chained to
/// others, hashes a variant; how many variants are made is bounded, because each costs as much as the document is long.
struct JCSHash {
    /// Variants of one document beyond which further proofs are refused.
    static let largestVariantCount = 16

    private struct Variant {
        let context: JSONValue?
        let previous: [JSONValue]
        let digest: Digest
    }

    enum Failure: Error {
        case notCanonicalizable(JSONError)
        case tooManyVariants
    }

    private let document: JSONObject
    private var variants: [Variant] = []

    /// `document` has no `proof` member.
    init(unsecured document: JSONObject) {
        self.document = document
    }

    /// The 64 bytes that are signed: SHA-256 of the proof configuration, then of the document
    /// (VC DI EdDSA 1.0, section 3.3.4). `configuration` is the proof without `proofValue`.
    mutating func signingInput(
        configuration: JSONObject, previous: [JSONValue]
    ) throws(Failure) -> [UInt8] {
        let proofHash = SHA256.hash(try canonical(configuration))
        let documentHash = try documentHash(context: configuration["@context"], previous: previous)
        var input: [UInt8] = []
        input.reserveCapacity(64)
        proofHash.append(to: &input)
        documentHash.append(to: &input)
        return input
    }

    private mutating func documentHash(context: JSONValue?, previous: [JSONValue]) throws(Failure) -> Digest {
        if let known = variants.first(where: { $0.context == context && $0.previous == previous }) {
            return known.digest
        }
        guard variants.count < JCSHash.largestVariantCount else { throw .tooManyVariants }
        var variant = document
        // Section 3.3.2 step 4.2; equal to the document's own in all but odd cases.
        if let context, document["@context"] != context { variant["@context"] = context }
        if !previous.isEmpty { variant["proof"] = .array(previous) }
        let digest = SHA256.hash(try canonical(variant))
        variants.append(Variant(context: context, previous: previous, digest: digest))
        return digest
    }

    private func canonical(_ object: JSONObject) throws(Failure) -> [UInt8] {
        do throws(JSONError) {
            return try JSONValue.object(object).canonicalized()
        } catch {
            throw .notCanonicalizable(error)
        }
    }
}
