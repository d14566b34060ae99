public import Cryptography
import DID
public import JSON
import JSONLD
import Multiformats
import RDF

/// Making base proofs and deriving from them (VC DI ECDSA 1.0, sections 3.4 to 3.6).
extension SelectiveDisclosure {
    /// `document` with a base proof, which goes to the holder and to nobody else: whoever has it can show everything.
    ///
    /// - Parameters:
    ///   - mandatory: JSON Pointers (RFC 6901) of what has to be shown always.
    ///   - key: P-256.
    public static func sign(
        _ document: JSONObject, mandatory: [JSONPointer], options: ProofOptions, key: ECDSA.PrivateKey,
        contexts: ProofContexts = .bundled
    ) throws(DataIntegrityError) -> JSONObject {
        guard key.curve == .p256 else { throw .wrongKey(.ecdsaSD2023) }
        guard let ephemeral = try? ECDSA.PrivateKey(generating: .p256) else { throw .signingFailed }
        let hmacKey = SecureRandom.bytes(32)
        return try sign(
            document, mandatory: mandatory, options: options, key: key, ephemeral: ephemeral, hmacKey: hmacKey,
            contexts: contexts)
    }

    /// The same with the random parts given, for tests.
    static func sign(
        _ document: JSONObject, mandatory: [JSONPointer], options: ProofOptions, key: ECDSA.PrivateKey,
        ephemeral: ECDSA.PrivateKey, hmacKey: [UInt8], contexts: ProofContexts
    ) throws(DataIntegrityError) -> JSONObject {
        var options = options
        options.cryptosuite = .ecdsaSD2023
        guard options.previousProof.isEmpty else {
            throw .badSelection("a chain of proofs cannot be disclosed in part")
        }
        let unsecured = document.removing("proof")
        let disclosed = try DisclosedDocument(unsecured, hmacKey: hmacKey, contexts: contexts)
        let shown = try disclosed.indexes(of: mandatory)
        let transform = DocumentTransform(unsecured: unsecured, contexts: contexts)
        let publicKey = Multicodec.p256Pub.prefix + ephemeral.publicKey.compressedPoint
        var proof = options.proof
        let message: [UInt8]
        do throws(DocumentTransform.Failure) {
            let configuration = try transform.canonicalProof(.init(form: .rdfc, hash: .sha256), proof)
            message =
                SHA256.hash(configuration).bytes + publicKey
                + SHA256.hash(shown.sorted().flatMap { disclosed.lines[$0] }).bytes
        } catch {
            throw DataIntegrityError(error)
        }
        let signatures = disclosed.lines.indices.filter { !shown.contains($0) }
            .map { try? ephemeral.signP1363(disclosed.lines[$0]) }
        guard let base = try? key.signP1363(message), !signatures.contains(where: { $0 == nil }) else {
            throw .signingFailed
        }
        let value: CBORValue = .array([
            .bytes(base), .bytes(publicKey), .bytes(hmacKey), .array(signatures.compactMap { $0.map { .bytes($0) } }),
            .array(mandatory.map { .text($0.description) }),
        ])
        proof["proofValue"] = JSONValue("u" + Base64URL.encode(baseHeader + value.encoded()))
        var signed = document
        signed["proof"] = .array((ProofList(document)?.proofs ?? []) + [.object(proof)])
        return signed
    }

    /// The part of a document with a base proof that `selective` and what is mandatory name, with a proof derived for it.
    ///
    /// Deriving twice from one base proof can be linked: both show the same issuer's signature.
    public static func derive(
        _ document: JSONObject, selective: [JSONPointer], contexts: ProofContexts = .bundled
    ) throws(DataIntegrityError) -> JSONObject {
        let proofs = ProofList(document)?.proofs.compactMap(\.object) ?? []
        guard let proof = proofs.first(where: { $0["cryptosuite"] == "ecdsa-sd-2023" }),
            let base = BaseProof(proof["proofValue"]?.string ?? "")
        else { throw .badSelection("the document has no base proof of ecdsa-sd-2023") }
        let unsecured = document.removing("proof")
        let disclosed = try DisclosedDocument(unsecured, hmacKey: base.hmacKey, contexts: contexts)
        let mandatory = try disclosed.indexes(of: base.mandatory)
        let chosen = try disclosed.indexes(of: selective)
        let all = try disclosed.indexes(of: base.mandatory + selective).sorted()
        let signed = disclosed.lines.indices.filter { !mandatory.contains($0) }
        guard signed.count == base.signatures.count else {
            throw .badSelection("its base proof is not of this document")
        }
        let signatures = zip(signed, base.signatures).filter { chosen.contains($0.0) && all.contains($0.0) }.map(\.1)
        let relative = all.indices.filter { mandatory.contains(all[$0]) }
        var derived = proof
        let value: CBORValue = .array([
            .bytes(base.signature), .bytes(base.publicKey), .array(signatures.map { .bytes($0) }),
            .map(try disclosed.labels(of: base.mandatory + selective)), .array(relative.map { CBORValue($0) }),
        ])
        derived["proofValue"] = JSONValue("u" + Base64URL.encode(derivedHeader + value.encoded()))
        var shown = try DisclosedDocument.select(base.mandatory + selective, from: unsecured)
        shown["proof"] = .object(derived)
        return shown
    }

    /// The components of a base proof (section 3.5.2).
    private struct BaseProof {
        let signature: [UInt8]
        let publicKey: [UInt8]
        let hmacKey: [UInt8]
        let signatures: [[UInt8]]
        let mandatory: [JSONPointer]

        init?(_ text: String) {
            guard text.utf8.first == UInt8(ascii: "u"), let bytes = try? Base64URL.decode(String(text.dropFirst())),
                bytes.starts(with: SelectiveDisclosure.baseHeader),
                let parts = (try? CBORValue(decoding: Array(bytes.dropFirst(3))))?.array, parts.count == 5,
                let signature = parts[0].bytes, let publicKey = parts[1].bytes, let hmacKey = parts[2].bytes,
                let signatures = parts[3].array, let pointers = parts[4].array
            else { return nil }
            self.signature = signature
            self.publicKey = publicKey
            self.hmacKey = hmacKey
            self.signatures = signatures.compactMap(\.bytes)
            mandatory = pointers.compactMap { $0.text.flatMap { JSONPointer($0) } }
            guard self.signatures.count == signatures.count, mandatory.count == pointers.count else { return nil }
        }
    }
}

/// A document as statements with the labels that an issuer's secret gives to its blank nodes, and the way from places in it to
/// statements (section 3.4).
struct DisclosedDocument {
    /// Canonical statements, sorted, each with its line feed.
    let lines: [[UInt8]]
    /// The document with a name for each of its nameless nodes.
    private let named: JSONObject
    /// The labels of these names.
    private let labelOf: [BlankNode: BlankNode]
    private let processor: JSONLDProcessor

    private static let namePrefix = "urn:bnid:"

    init(_ document: JSONObject, hmacKey: [UInt8], contexts: ProofContexts) throws(DataIntegrityError) {
        processor = JSONLDProcessor(contexts: contexts.newest, options: JSONLDOptions(limits: contexts.limits))
        let places: [JSONPointer]
        do throws(JSONLDError) { places = try processor.namelessNodes(of: .object(document)) } catch {
            throw .notLinkedData(error)
        }
        var whole = JSONValue.object(document)
        for (number, place) in places.enumerated() {
            whole = Self.name(whole, place.tokens[...], "\(Self.namePrefix)b\(number)")
        }
        guard let named = whole.object else { throw .badSelection("the document is no object") }
        self.named = named
        let statements = try Self.statements(named, processor)
        let canonical: CanonicalDataset
        do throws(CanonicalizationError) { canonical = try statements.canonicalized() } catch {
            throw .tooSymmetric(error)
        }
        var labelOf: [BlankNode: BlankNode] = [:]
        for (number, node) in canonical.issued.nodes.enumerated() {
            let mac = HMACSHA256.authenticate(Array("c14n\(number)".utf8), key: hmacKey)
            labelOf[node] = BlankNode("u" + Base64URL.encode(mac.bytes))
        }
        self.labelOf = labelOf
        lines = Self.lines(statements.renamed(labelOf))
    }

    /// The numbers of the statements at these places.
    func indexes(of pointers: [JSONPointer]) throws(DataIntegrityError) -> Set<Int> {
        if pointers.isEmpty { return [] }
        let chosen = Set(Self.lines(try selection(pointers)))
        return Set(lines.indices.filter { chosen.contains(lines[$0]) })
    }

    /// What a verifier needs to give blank nodes the issuer's labels: by the numbers that they have in the part alone.
    func labels(of pointers: [JSONPointer]) throws(DataIntegrityError) -> CBORMap {
        do {
            let nodes = try selection(pointers).canonicalized().issued.nodes
            return try CBORMap(
                nodes.enumerated().map { number, node in
                    (CBORValue(number), .bytes(try Base64URL.decode(String(node.label.dropFirst()))))
                })
        } catch let error as DataIntegrityError {
            throw error
        } catch {
            throw .badSelection("\(error)")
        }
    }

    private func selection(_ pointers: [JSONPointer]) throws(DataIntegrityError) -> Dataset {
        try Self.statements(Self.select(pointers, from: named), processor).renamed(labelOf)
    }

    private static func lines(_ dataset: Dataset) -> [[UInt8]] {
        dataset.nQuads().split(separator: 0x0A).map { Array($0) + [0x0A] }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    // MARK: Names

    private static func name(_ value: JSONValue, _ way: ArraySlice<JSONString>, _ name: String) -> JSONValue {
        switch value {
        case .object(var object):
            if let next = way.first {
                if let inner = object[next] { object[next] = self.name(inner, way.dropFirst(), name) }
            } else {
                object["@id"] = JSONValue(name)
            }
            return .object(object)
        case .array(var values):
            guard let next = way.first, let index = Int(next.string), values.indices.contains(index) else {
                return value
            }
            values[index] = self.name(values[index], way.dropFirst(), name)
            return .array(values)
        default: return value
        }
    }

    /// The statements, with blank nodes where names were made.
    private static func statements(
        _ document: JSONObject, _ processor: JSONLDProcessor
    ) throws(DataIntegrityError) -> Dataset {
        let dataset: Dataset
        do throws(JSONLDError) { dataset = try processor.dataset(of: .object(document)) } catch {
            throw .notLinkedData(error)
        }
        func blank(_ resource: Resource) -> Resource {
            guard case .iri(let iri) = resource, iri.text.hasPrefix(namePrefix),
                let node = BlankNode(String(iri.text.dropFirst(namePrefix.count)))
            else { return resource }
            return .blankNode(node)
        }
        return Dataset(
            dataset.map { quad in
                Quad(
                    blank(quad.subject), quad.predicate,
                    quad.object.resource.map { Term(blank($0)) } ?? quad.object, graph: quad.graph.map(blank))
            })
    }

    // MARK: Selection

    /// The part of a document that pointers name: what they point to, and of everything on the way there its name and types
    /// (section 3.4.13).
    static func select(_ pointers: [JSONPointer], from document: JSONObject) throws(DataIntegrityError) -> JSONObject {
        guard case .object(var part) = try select(pointers.map { $0.tokens[...] }, from: .object(document)) else {
            throw .badSelection("the document is no object")
        }
        if let context = document["@context"] { part["@context"] = context }
        return part
    }

    private static func select(
        _ ways: [ArraySlice<JSONString>], from value: JSONValue
    ) throws(DataIntegrityError) -> JSONValue {
        if ways.contains(where: \.isEmpty) { return value }
        func inner(_ token: JSONString) -> [ArraySlice<JSONString>] {
            ways.filter { $0.first == token }.map { $0.dropFirst() }
        }
        switch value {
        case .object(let object):
            for way in ways where way.first.flatMap({ object[$0] }) == nil {
                throw .badSelection("there is nothing at '\(way.first?.string ?? "")'")
            }
            var part: JSONObject = [:]
            for member in object {
                let chosen = inner(member.key)
                if !chosen.isEmpty {
                    part[member.key] = try select(chosen, from: member.value)
                } else if ["id", "@id", "type", "@type"].contains(member.key) {
                    part[member.key] = member.value
                }
            }
            return .object(part)
        case .array(let values):
            var part: [JSONValue] = []
            for way in ways where way.first.flatMap({ Int($0.string) }).map(values.indices.contains) != true {
                throw .badSelection("there is nothing at '\(way.first?.string ?? "")'")
            }
            for (index, element) in values.enumerated() {
                let chosen = inner(JSONString(String(index)))
                if !chosen.isEmpty { part.append(try select(chosen, from: element)) }
            }
            return .array(part)
        default: throw .badSelection("there is nothing below '\(value)'")
        }
    }
}
