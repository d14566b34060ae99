import Cryptography
import DID
import DataIntegrity
import JSON
import JSONLD
import Multiformats
import TestSupport

/// The worked vectors of the EdDSA cryptosuites, every step, and those of proof sets and chains.
func dataIntegrityEdDSASuite(_ folder: SuiteFolder) throws -> SuiteResult { try dataIntegritySuite(folder) }

/// The same for ECDSA. Selective disclosure is optional.
func dataIntegrityECDSASuite(_ folder: SuiteFolder) throws -> SuiteResult { try dataIntegritySuite(folder) }

private func dataIntegritySuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    let contexts = try SuiteContexts(beside: folder).proofContexts
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let vector = DataIntegrityVector(folder: folder, item: item, contexts: contexts)
        switch item["cryptosuite"]?.string {
        case "ecdsa-sd-2023":
            result.check(id, optional: true) { try vector.selectiveDisclosureFailure() }
        case "Ed25519Signature2020":
            result.check(id, optional: true) { try vector.stepsFailure() }
        case _ where item["input"] == nil:
            result.check(id) { try vector.proofsFailure() }
        default:
            result.check(id) { try vector.stepsFailure() }
        }
    }
    return result
}

/// The contexts that lie beside the suites, for documents that name others than the bundled ones.
struct SuiteContexts {
    private var documents: [String: JSONValue] = [:]

    init(beside folder: SuiteFolder) throws {
        let contexts = folder.sibling("contexts")
        guard contexts.contains("index.json") else { return }
        for entry in try contexts.json("index.json")["contexts"]?.array ?? [] {
            guard let url = entry["url"]?.string, let file = entry["file"]?.string else { continue }
            documents[url] = try contexts.json(file)
        }
    }

    struct NotHere: Error {
        let url: String
    }

    var loader: DocumentLoader {
        let documents = documents
        return { url in
            guard let document = documents[url] else { throw NotHere(url: url) }
            return RemoteDocument(document: document, url: url)
        }
    }

    var proofContexts: ProofContexts { ProofContexts(adding: loader) }
}

/// The files of a case, by what their names begin with.
struct DataIntegrityVector {
    let folder: SuiteFolder
    let item: JSONValue
    let contexts: ProofContexts

    struct Incomplete: Error, CustomStringConvertible {
        let description: String
    }

    private var files: [String] { (item["files"]?.array ?? []).compactMap(\.string) }

    private func name(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

    func path(_ prefix: String) throws -> String {
        guard let file = files.first(where: { name($0).hasPrefix(prefix) }) else {
            throw Incomplete(description: "the case has no file \(prefix)*")
        }
        return file
    }

    func object(_ path: String) throws -> JSONObject {
        guard let object = try folder.json(path).object else { throw Incomplete(description: "\(path) is no object") }
        return object
    }

    func input() throws -> JSONObject {
        guard let input = item["input"]?.string else { throw Incomplete(description: "the case names no input") }
        return try object(input)
    }

    private func key() throws -> SigningKey {
        guard let curve = item["curve"]?.string else {
            return .ed25519(
                try Multikey.decodeEd25519Secret(folder.json("keyPair.json")["privateKeyMultibase"]?.string ?? ""))
        }
        let text = try folder.json("\(curve)KeyPair.json")["secretKeyMultibase"]?.string ?? ""
        // The code of the kind has two bytes.
        let scalar = try Base58BTC.decode(text.dropFirst()).dropFirst(2)
        return .ecdsa(
            try ECDSA.PrivateKey(curve == "p384" ? .p384 : .p256, scalar: SecretBytes(copying: Array(scalar))))
    }

    // MARK: Steps

    func stepsFailure() throws -> String? {
        let configuration = try object(path("proofConfig"))
        let document = try input()
        let key = try key()
        let hash: HashAlgorithm = item["curve"]?.string == "p384" ? .sha384 : .sha256
        // The older suite's document gets the context that defines it together with its proof.
        var unsigned = document
        if let context = configuration["@context"] { unsigned["@context"] = context }
        let steps = try DataIntegrity.steps(
            of: configuration.removing("@context"), in: unsigned, hash: hash, contexts: contexts)
        for (prefix, value) in [
            ("canonDoc", String(decoding: steps.canonicalDocument, as: UTF8.self)),
            ("proofCanon", String(decoding: try canonicalProof(configuration, steps), as: UTF8.self)),
            ("docHash", Base16.encode(steps.documentHash)),
        ] where try !isSame(value, text(prefix)) { return "\(prefix) is \(value)" }
        let signed = try object(path("signed"))
        guard let proof = signed["proof"]?.object else { return "the signed document has no proof" }
        let signing = try DataIntegrity.steps(of: proof, in: signed, hash: hash, contexts: contexts)
        guard try isSame(text("proofHash"), Base16.encode(signing.proofHash)) else { return "proofHash" }
        guard try isSame(text("combinedHash"), Base16.encode(signing.signingInput)) else { return "combinedHash" }
        return try signatureFailure(configuration, document, key, proof) ?? verificationFailure(signed)
    }

    /// Configurations of JCS suites have a context of their own.
    private func canonicalProof(_ configuration: JSONObject, _ steps: ProofSteps) throws -> [UInt8] {
        let isJCS = configuration["cryptosuite"]?.string?.contains("jcs") == true
        return isJCS ? try JSONValue.object(configuration).canonicalized() : steps.canonicalProof
    }

    /// Ed25519 always signs the same; ECDSA is compared by verifying.
    private func signatureFailure(
        _ configuration: JSONObject, _ document: JSONObject, _ key: SigningKey, _ proof: JSONObject
    ) throws -> String? {
        guard let suite = Cryptosuite(rawValue: configuration["cryptosuite"]?.string ?? ""), suite.isMade else {
            return nil
        }
        let options = try options(configuration, suite)
        let made = try DataIntegrity.sign(document, options: options, key: key, contexts: contexts)
        if item["curve"] == nil, made["proofValue"] != proof["proofValue"] { return "the proof is \(made)" }
        var signed = document
        signed["proof"] = .object(made)
        return outcomes(signed) == [.pass] ? nil : "what was signed here does not verify"
    }

    private func options(_ configuration: JSONObject, _ suite: Cryptosuite) throws -> ProofOptions {
        guard let method = configuration["verificationMethod"]?.string,
            let purpose = configuration["proofPurpose"]?.string
        else { throw Incomplete(description: "the proof configuration lacks members") }
        let previous = configuration["previousProof"]
        return ProofOptions(
            cryptosuite: suite, verificationMethod: method, created: configuration["created"]?.string,
            proofPurpose: purpose, challenge: configuration["challenge"]?.string,
            domain: configuration["domain"]?.string, expires: configuration["expires"]?.string,
            previousProof: previous?.string.map { [$0] } ?? (previous?.array ?? []).compactMap(\.string),
            id: configuration["id"]?.string)
    }

    private func text(_ prefix: String) throws -> String { try folder.text(path(prefix)) }

    private func isSame(_ left: String, _ right: String) -> Bool {
        func trimmed(_ text: String) -> String {
            String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        return trimmed(left) == trimmed(right)
    }

    // MARK: Verifying

    func outcomes(_ document: JSONObject) -> [ProofFinding.Outcome] {
        DataIntegrity.verify(document, contexts: contexts, resolver: DIDKey.resolve(verificationMethod:))
            .map(\.outcome)
    }

    /// The signed file passes; with any member changed it does not.
    func verificationFailure(_ signed: JSONObject) -> String? {
        guard outcomes(signed) == [.pass] else {
            let findings = DataIntegrity.verify(
                signed, contexts: contexts, resolver: DIDKey.resolve(verificationMethod:))
            return "the signed document does not verify: \(findings.map(\.reason))"
        }
        for name in signed.keys where name != "proof" {
            var changed = signed
            changed[name] = "changed"
            guard outcomes(changed) == [.fail] || outcomes(changed) == [.unknown] else {
                return "it still verifies with \(name) changed"
            }
        }
        return nil
    }

    // MARK: Sets and chains

    /// Each signed file verifies with all its proofs, and making its last proof again gives the same one.
    func proofsFailure() throws -> String? {
        let keys = try folder.json(path("multiKeyPairs"))
        for file in files where name(file).hasPrefix("signed") {
            let signed = try object(file)
            let found = outcomes(signed)
            guard !found.isEmpty, found.allSatisfy({ $0 == .pass }) else { return "\(file): \(found)" }
            var proofs = signed["proof"]?.array ?? [signed["proof"] ?? .null]
            guard let last = proofs.popLast()?.object,
                let suite = Cryptosuite(rawValue: last["cryptosuite"]?.string ?? "")
            else { return "\(file) has no list of proofs" }
            var before = signed
            before["proof"] = .array(proofs)
            let options = try options(last, suite)
            guard let pair = keys.object?.first(where: { isKey($0.value, of: options.verificationMethod) }) else {
                return "no key pair is that of \(options.verificationMethod)"
            }
            let key = try Multikey.decodeEd25519Secret(pair.value["privateKeyMultibase"]?.string ?? "")
            let made = try DataIntegrity.sign(before, options: options, key: key, contexts: contexts)
            guard made["proofValue"] == last["proofValue"] else { return "\(file): the last proof is \(made)" }
        }
        return nil
    }

    private func isKey(_ pair: JSONValue, of method: String) -> Bool {
        pair["publicKeyMultibase"]?.string.map { method.hasSuffix("#\($0)") } ?? false
    }

    // MARK: Selective disclosure

    /// The derived document verifies, with any byte of its statements changed it does not, and the base proof is nothing for a
    /// verifier.
    func selectiveDisclosureFailure() throws -> String? {
        let derived = try object(path("derivedRevealDocument"))
        if let failure = verificationFailure(derived) { return failure }
        let base = try object(path("addSignedSDBase"))
        guard outcomes(base) == [.fail] else { return "the base proof is taken for a derived one" }
        return try derivationFailure(base, expected: derived)
    }

    /// Deriving is deterministic: from the vector's base proof the vector's derived document must come.
    private func derivationFailure(_ base: JSONObject, expected: JSONObject) throws -> String? {
        let selective = try folder.json(item["selective"]?.string ?? "").array ?? []
        let pointers = selective.compactMap { $0.string.flatMap { JSONPointer($0) } }
        let made = try SelectiveDisclosure.derive(base, selective: pointers, contexts: contexts)
        guard made.removing("proof") == expected.removing("proof") else { return "the document is \(made)" }
        guard made["proof"]?["proofValue"] == expected["proof"]?["proofValue"] else {
            return "the proof is \(made["proof"] ?? .null)"
        }
        return nil
    }
}
