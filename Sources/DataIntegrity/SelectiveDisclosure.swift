import Cryptography
import DID
import JSON
import Multiformats
import RDF

/// The suite `ecdsa-sd-2023` (VC DI ECDSA 1.0, section 3.5): the issuer signs each statement by itself, so that a holder can show
/// some of them. What a verifier gets is a derived proof.
public enum SelectiveDisclosure {
    /// What precedes the CBOR of a base proof and of a derived one (sections 3.5.2 and 3.5.7).
    static let baseHeader: [UInt8] = [0xD9, 0x5D, 0x00]
    static let derivedHeader: [UInt8] = [0xD9, 0x5D, 0x01]
    /// Signatures, labels and statement numbers in one proof.
    static let largestStatementCount = 10_000

    enum Fault: Error {
        /// One for the holder, who derives others from it.
        case baseProof
        case malformed(String)
        /// A signature or count that does not fit the statements.
        case refuted(String)
        /// The document or proof is no linked data.
        case unreadable(ProofVerification.Verdict)
    }

    /// The components of a derived proof (section 3.5.7).
    struct DerivedProof {
        let baseSignature: [UInt8]
        /// The key that signed the single statements, as the issuer vouches for it: the multicodec code and the point.
        let publicKey: [UInt8]
        let signatures: [[UInt8]]
        /// Labels of blank nodes by the numbers of their canonical ones.
        let labels: [Int: String]
        let mandatoryIndexes: Set<Int>

        init(_ text: String) throws(Fault) {
            guard text.utf8.first == UInt8(ascii: "u"), let bytes = try? Base64URL.decode(String(text.dropFirst()))
            else {
                throw .malformed("it is not base64url behind a 'u'")
            }
            if bytes.starts(with: baseHeader) { throw .baseProof }
            guard bytes.starts(with: derivedHeader) else {
                throw .malformed("it does not begin as a derived proof does")
            }
            let limits = CBORLimits(bytes: 4 << 20, depth: 4, items: 4 * largestStatementCount)
            guard let parts = (try? CBORValue(decoding: Array(bytes.dropFirst(3)), limits: limits))?.array,
                parts.count == 5,
                let signature = parts[0].bytes, signature.count == 64, let key = parts[1].bytes, key.count == 35,
                let signatures = parts[2].array?.map(\.bytes), let map = parts[3].map,
                let indexes = parts[4].array?.map(\.int)
            else { throw .malformed("its five components are not those of a derived proof") }
            baseSignature = signature
            publicKey = key
            self.signatures = try Self.all(signatures) { $0.count == 64 }
            labels = try Self.labels(map)
            mandatoryIndexes = Set(try Self.all(indexes) { $0 >= 0 })
            guard mandatoryIndexes.count == indexes.count else { throw .malformed("a statement's number stands twice") }
        }

        private static func all<Value>(
            _ values: [Value?], where isGood: (Value) -> Bool
        ) throws(Fault) -> [Value] {
            var good: [Value] = []
            for value in values {
                guard let value, isGood(value), good.count < largestStatementCount else {
                    throw .malformed("a component is not of its form")
                }
                good.append(value)
            }
            return good
        }

        /// Section 3.5.6: the numbers stand for `c14n` labels, the bytes for `u` and their base64url.
        private static func labels(_ map: CBORMap) throws(Fault) -> [Int: String] {
            var labels: [Int: String] = [:]
            for pair in map.pairs {
                guard let number = pair.key.int, number >= 0, let bytes = pair.value.bytes, bytes.count == 32,
                    labels.updateValue("u" + Base64URL.encode(bytes), forKey: number) == nil
                else { throw .malformed("a label is not of its form") }
            }
            return labels
        }
    }

    /// Verifies a derived proof (sections 3.6.7 and 3.5.8).
    ///
    /// - Parameter proofHash: of the proof configuration.
    static func verify(
        _ proof: DerivedProof, statements: Dataset, proofHash: [UInt8], issuer: VerificationKey
    ) throws(Fault) {
        let lines = try lines(of: statements, labels: proof.labels)
        guard proof.mandatoryIndexes.allSatisfy({ $0 < lines.count }) else {
            throw .refuted("it counts more statements than the document has")
        }
        let mandatory = lines.indices.filter { proof.mandatoryIndexes.contains($0) }.flatMap { lines[$0] }
        let others = lines.indices.filter { !proof.mandatoryIndexes.contains($0) }.map { lines[$0] }
        guard others.count == proof.signatures.count else {
            throw .refuted("it has \(proof.signatures.count) signatures for \(others.count) statements")
        }
        guard issuer.verifies(proof.baseSignature, of: proofHash + proof.publicKey + SHA256.hash(mandatory).bytes)
        else {
            throw .refuted("the issuer's signature over what must be shown is not valid")
        }
        guard case .p256(let key)? = try? Multikey.decode(Multibase.encode(proof.publicKey, base: .base58btc)) else {
            throw .malformed("the key of the statements is not one of P-256")
        }
        for (line, signature) in zip(others, proof.signatures) where !key.verifies(p1363: signature, of: line) {
            throw .refuted("a statement is not signed")
        }
    }

    /// The statements in canonical form with the labels that the issuer gave, sorted (section 3.4.2).
    private static func lines(of statements: Dataset, labels: [Int: String]) throws(Fault) -> [[UInt8]] {
        let canonical: CanonicalDataset
        do throws(CanonicalizationError) { canonical = try statements.canonicalized() } catch {
            throw .malformed("\(error)")
        }
        var names: [BlankNode: BlankNode] = [:]
        for (number, node) in canonical.issued.nodes.enumerated() {
            guard let label = labels[number].flatMap({ BlankNode($0) }) else {
                throw .refuted("it has no label for a blank node of the document")
            }
            names[node] = label
        }
        guard Set(names.values).count == names.count, names.count == labels.count else {
            throw .refuted("its labels are not those of the document's blank nodes")
        }
        let text = statements.renamed(names).nQuads()
        return text.split(separator: 0x0A).map { Array($0) + [0x0A] }.sorted { $0.lexicographicallyPrecedes($1) }
    }

}

extension Dataset {
    /// The same with other labels for its blank nodes.
    func renamed(_ names: [BlankNode: BlankNode]) -> Dataset {
        func rename(_ resource: Resource) -> Resource {
            if case .blankNode(let node) = resource, let name = names[node] { .blankNode(name) } else { resource }
        }
        return Dataset(
            map { quad in
                Quad(
                    rename(quad.subject), quad.predicate, quad.object.resource.map { Term(rename($0)) } ?? quad.object,
                    graph: quad.graph.map(rename))
            })
    }
}
