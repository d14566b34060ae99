import Cryptography
import DID
import DataIntegrity
import JSON
import Multiformats
import TestSupport

/// The worked vectors of the EdDSA cryptosuites, every step. Required is what the node signs with; proofs of the other
/// suites must come out as unknown, never as pass or fail.
func dataIntegrityEdDSASuite(_ folder: SuiteFolder) throws -> SuiteResult {
    var result = SuiteResult(suite: folder.name)
    for item in try folder.cases() {
        let id = item["id"]?.string ?? "?"
        let suite = item["cryptosuite"]?.string ?? "?"
        let files = (item["files"]?.array ?? []).compactMap(\.string)
        if Cryptosuite(rawValue: suite)?.isSupported ?? false {
            result.check(id) { try JCSVector(folder, item, files).failure() }
        } else {
            result.check(id, optional: true) {
                for file in files where fileName(file).hasPrefix("signed") {
                    guard let document = try folder.json(file).object else { return "\(file) is no object" }
                    let findings = DataIntegrity.verify(document, resolver: DIDKey.resolve(verificationMethod:))
                    guard !findings.isEmpty, findings.allSatisfy({ $0.outcome == .unknown }) else {
                        return "\(file) is not reported as unknown"
                    }
                }
                return "not applicable yet: \(suite) needs RDF canonicalization, which this version does not have"
            }
        }
    }
    return result
}

private func fileName(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

/// One vector: the files of a case, by what their names begin with.
private struct JCSVector {
    let folder: SuiteFolder
    let files: [String]
    let unsigned: JSONObject
    let key: Ed25519.PrivateKey

    struct Incomplete: Error, CustomStringConvertible {
        let description: String
    }

    init(_ folder: SuiteFolder, _ item: JSONValue, _ files: [String]) throws {
        self.folder = folder
        self.files = files
        guard let input = item["input"]?.string, let document = try folder.json(input).object else {
            throw Incomplete(description: "the case names no input")
        }
        unsigned = document
        key = try Multikey.decodeEd25519Secret(folder.json("keyPair.json")["privateKeyMultibase"]?.string ?? "")
    }

    private func path(_ prefix: String) throws -> String {
        guard let file = files.first(where: { fileName($0).hasPrefix(prefix) }) else {
            throw Incomplete(description: "the case has no file \(prefix)*")
        }
        return file
    }

    private func text(_ prefix: String) throws -> String {
        let text = try folder.text(path(prefix))
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    func failure() throws -> String? {
        let configuration = try folder.json(path("proofConfig"))
        let canonicalDocument = try JSONValue.object(unsigned).canonicalized()
        let canonicalProof = try configuration.canonicalized()
        let (documentHash, proofHash) = (SHA256.hash(canonicalDocument), SHA256.hash(canonicalProof))
        for (prefix, value) in [
            ("canonDoc", String(decoding: canonicalDocument, as: UTF8.self)),
            ("proofCanon", String(decoding: canonicalProof, as: UTF8.self)), ("docHash", documentHash.hex),
            ("proofHash", proofHash.hex), ("combinedHash", proofHash.hex + documentHash.hex),
        ] where try text(prefix) != value { return "\(prefix) is \(value)" }
        let options = try options(configuration)
        let signature = key.sign(proofHash.bytes + documentHash.bytes)
        guard try text("sigHex") == Base16.encode(signature.bytes) else { return "the signature is \(signature)" }
        let proof = try DataIntegrity.sign(unsigned, options: options, key: key)
        guard try text("sigBTC58") == proof["proofValue"]?.string else { return "the proof is \(proof)" }
        guard let signed = try folder.json(path("signed")).object else { return "signed is no object" }
        guard signed["proof"] == .object(proof) else { return "the proof is \(proof)" }
        return verificationFailure(signed)
    }

    private func options(_ configuration: JSONValue) throws -> ProofOptions {
        guard let method = configuration["verificationMethod"]?.string,
            let purpose = configuration["proofPurpose"]?.string
        else { throw Incomplete(description: "the proof configuration lacks members") }
        return ProofOptions(
            verificationMethod: method, created: configuration["created"]?.string, proofPurpose: purpose,
            challenge: configuration["challenge"]?.string, domain: configuration["domain"]?.string,
            expires: configuration["expires"]?.string, id: configuration["id"]?.string)
    }

    /// The signed file passes; with any member changed it fails.
    private func verificationFailure(_ signed: JSONObject) -> String? {
        func outcomes(_ document: JSONObject) -> [ProofFinding.Outcome] {
            DataIntegrity.verify(document, resolver: DIDKey.resolve(verificationMethod:)).map(\.outcome)
        }
        guard outcomes(signed) == [.pass] else { return "the signed document does not verify" }
        for name in signed.keys where name != "proof" {
            var changed = signed
            changed[name] = "changed"
            guard outcomes(changed) == [.fail] else { return "it still verifies with \(name) changed" }
        }
        return nil
    }
}
