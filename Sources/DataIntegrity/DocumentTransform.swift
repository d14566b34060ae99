import Cryptography
import JSON
import JSONLD
import RDF

/// The canonical forms below the proofs of a document, each made once.
///
/// The proofs of a set hash the same document. Only a proof of another form or hash, with a shorter `@context` of its own,
/// or chained to others, hashes a variant; how many variants are made is bounded, because each costs as much as the
/// document is long.
struct DocumentTransform {
    /// Variants of one document beyond which further proofs are refused.
    static let largestVariantCount = 16

    /// What the canonical form depends on beside the document.
    struct Method: Hashable {
        let form: Cryptosuite.CanonicalForm
        let hash: HashAlgorithm
        /// Whether the earlier editions of contexts are used.
        var isEarlier = false
    }

    private struct Variant {
        let method: Method
        let context: JSONValue?
        let previous: [JSONValue]
        let digest: [UInt8]
    }

    enum Failure: Error {
        case notCanonicalizable(JSONError)
        /// The document is not JSON-LD, or would lose something on the way to RDF.
        case linkedData(JSONLDError)
        case canonicalization(CanonicalizationError)
        case tooManyVariants
    }

    private let document: JSONObject
    private let contexts: ProofContexts
    private var variants: [Variant] = []

    /// `document` has no `proof` member.
    init(unsecured document: JSONObject, contexts: ProofContexts) {
        self.document = document
        self.contexts = contexts
    }

    /// Whether there are earlier editions that could make a difference for this document.
    var hasEarlierEditions: Bool {
        contexts.earlier != nil && BundledContexts.urlsWithEditions.contains { names($0, document["@context"]) }
    }

    private func names(_ url: String, _ context: JSONValue?) -> Bool {
        guard let context else { return false }
        return context == JSONValue(url) || context.array?.contains(JSONValue(url)) == true
    }

    /// What is signed: the hash of the proof configuration, then that of the document (VC DI EdDSA 1.0, sections 3.2.4 and
    /// 3.3.4). `configuration` is the proof without `proofValue`.
    mutating func signingInput(
        _ method: Method, configuration: JSONObject, previous: [JSONValue]
    ) throws(Failure) -> [UInt8] {
        return try proofHash(method, configuration)
            + (try documentHash(method, context: configuration["@context"], previous: previous))
    }

    /// The canonical form of the proof configuration.
    func canonicalProof(_ method: Method, _ configuration: JSONObject) throws(Failure) -> [UInt8] {
        try canonical(method, options(method, configuration))
    }

    private func proofHash(_ method: Method, _ configuration: JSONObject) throws(Failure) -> [UInt8] {
        let options = options(method, configuration)
        // Canonicalising JSON costs less than looking for it.
        let memo = method.form == .rdfc ? contexts.optionsMemo : nil
        if let known = memo?.canonicalForm(method, options) { return method.hash.hash(known) }
        let form = try canonical(method, options)
        memo?.keep(form, method, options)
        return method.hash.hash(form)
    }

    /// Section 3.2.5: the statements of a proof are those it has under the document's context.
    private func options(_ method: Method, _ configuration: JSONObject) -> JSONObject {
        guard method.form == .rdfc else { return configuration }
        var configuration = configuration
        configuration["@context"] = document["@context"]
        return configuration
    }

    /// The canonical form of the document, with the proofs that the one in question is chained to.
    func canonicalDocument(_ method: Method, context: JSONValue?, previous: [JSONValue]) throws(Failure) -> [UInt8] {
        var variant = document
        // Section 3.3.2 step 4.2; equal to the document's own in all but odd cases.
        if method.form == .jcs, let context, document["@context"] != context { variant["@context"] = context }
        if !previous.isEmpty { variant["proof"] = .array(previous) }
        return try canonical(method, variant)
    }

    private mutating func documentHash(
        _ method: Method, context: JSONValue?, previous: [JSONValue]
    ) throws(Failure) -> [UInt8] {
        let context = method.form == .jcs ? context : nil
        let known = variants.first { $0.method == method && $0.context == context && $0.previous == previous }
        if let known { return known.digest }
        guard variants.count < Self.largestVariantCount else { throw .tooManyVariants }
        let digest = method.hash.hash(try canonicalDocument(method, context: context, previous: previous))
        variants.append(Variant(method: method, context: context, previous: previous, digest: digest))
        return digest
    }

    private func canonical(_ method: Method, _ object: JSONObject) throws(Failure) -> [UInt8] {
        switch method.form {
        case .jcs:
            do throws(JSONError) { return try JSONValue.object(object).canonicalized() } catch {
                throw .notCanonicalizable(error)
            }
        case .rdfc:
            let dataset = try statements(method, object)
            do throws(CanonicalizationError) { return try dataset.canonicalized(hash: method.hash).nQuads } catch {
                throw .canonicalization(error)
            }
        }
    }

    /// The statements of the document without proofs.
    func statements(_ method: Method) throws(Failure) -> Dataset { try statements(method, document) }

    private func statements(_ method: Method, _ object: JSONObject) throws(Failure) -> Dataset {
        let cache = method.isEarlier ? contexts.earlier ?? contexts.newest : contexts.newest
        let processor = JSONLDProcessor(contexts: cache, options: JSONLDOptions(limits: contexts.limits))
        do throws(JSONLDError) { return try processor.dataset(of: .object(object)) } catch { throw .linkedData(error) }
    }
}
