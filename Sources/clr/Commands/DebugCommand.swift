import ArgumentParser
import Credentials
import Cryptography
import DataIntegrity
import JSON
import JSONLD
import RDF

struct DebugCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug", abstract: "The steps between a document and the bytes that are signed.",
        discussion: """
            For finding out why two programs disagree about a signature.

              clr debug canon badge.json            # canonical N-Quads (RDFC-1.0) of the document without its proofs
              clr debug hash badge.json             # the hashes below each proof
              clr debug diff mine.json theirs.json  # where two canonical forms part
            """,
        subcommands: [Expand.self, NQuads.self, Canon.self, Hash.self, JCS.self, Diff.self])

    struct Input: ParsableArguments {
        @OptionGroup var shelf: Shelf
        @Flag(
            name: .customLong("unsafe"),
            help: "Drop what no context defines, as plain JSON-LD does, instead of refusing it.")
        var isUnsafe = false

        func processor() -> JSONLDProcessor {
            JSONLDProcessor(contexts: shelf.contextCache, options: JSONLDOptions(isSafe: !isUnsafe))
        }

        func dataset(_ document: JSONValue) throws -> Dataset {
            try wrapping(.malformed) { () throws(JSONLDError) in try processor().dataset(of: document) }
        }

        func canonical(_ document: JSONValue, _ hash: HashName) throws -> [UInt8] {
            let dataset = try dataset(document)
            return try wrapping(.malformed) { () throws(CanonicalizationError) in
                try dataset.canonicalized(hash: hash.algorithm).nQuads
            }
        }
    }

    enum HashName: String, ExpressibleByArgument {
        case sha256, sha384

        var algorithm: HashAlgorithm { self == .sha256 ? .sha256 : .sha384 }
    }

    struct Expand: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The document in expanded form (JSON-LD 1.1).")
        @Argument(help: "The file, or - for standard input.") var file: String
        @OptionGroup var input: Input

        func run() throws {
            let document = try Documents.read(file)
            Terminal.printJSON(
                try wrapping(.malformed) { () throws(JSONLDError) in try input.processor().expand(document) })
        }
    }

    struct NQuads: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "nquads", abstract: "Its statements as N-Quads, blank nodes as they come.")
        @Argument(help: "The file, or - for standard input.") var file: String
        @OptionGroup var input: Input

        func run() throws { write(try input.dataset(Documents.read(file)).nQuads()) }
    }

    struct Canon: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Its statements in canonical form (RDFC-1.0), without the member 'proof'.")
        @Argument(help: "The file, or - for standard input.") var file: String
        @Option(help: "The hash that labels blank nodes: sha256 or sha384 (for P-384 keys).") var hash = HashName.sha256
        @OptionGroup var input: Input

        func run() throws { write(try input.canonical(Documents.read(file).withoutProof, hash)) }
    }

    struct JCS: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Its canonical text (RFC 8785), without the member 'proof'.")
        @Argument(help: "The file, or - for standard input.") var file: String

        func run() throws {
            let document = try Documents.read(file).withoutProof
            write(try wrapping(.malformed) { () throws(JSONError) in try document.canonicalized() })
        }
    }

    struct Hash: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The hashes below each of its proofs.")
        @Argument(help: "The file, or - for standard input.") var file: String
        @OptionGroup var shelf: Shelf

        func run() throws {
            guard let document = try Documents.read(file).object else {
                throw Failure(.malformed, "\(file): a signed document is a JSON object")
            }
            let explanations = ProofExplanation.all(in: document, shelf.proofContexts)
            guard !explanations.isEmpty else { throw Failure(.malformed, "\(file) has no proof") }
            for explanation in explanations { FileDescriptorText.write(explanation.text(withForms: false), to: 1) }
        }
    }

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Where the canonical forms of two documents part.",
            discussion:
                "A document is JSON, or N-Quads that another program wrote. Exit codes: 0 the same, 1 different.")
        @Argument(help: "A file, or - for standard input.") var one: String
        @Argument(help: "Another file.") var other: String
        @Option(help: "The hash that labels blank nodes: sha256 or sha384.") var hash = HashName.sha256
        @OptionGroup var input: Input

        func run() throws {
            let left = try lines(one)
            let right = try lines(other)
            guard left != right else { return print("the canonical forms are the same (\(left.count) statements)") }
            for change in right.difference(from: left) {
                switch change {
                case .remove(_, let line, _): print("- \(Printable.line(line))")
                case .insert(_, let line, _): print("+ \(Printable.line(line))")
                }
            }
            throw Failure(.failure, "")
        }

        private func lines(_ path: String) throws -> [String] {
            let bytes = try Documents.bytes(path)
            let canonical: [UInt8]
            if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{")
                || bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[")
            {
                let document = try wrapping(.malformed) { () throws(JSONError) in try JSONValue(parsing: bytes) }
                canonical = try input.canonical(document.withoutProof, hash)
            } else {
                let dataset = try wrapping(.malformed) { () throws(NQuadsError) in try Dataset(nQuads: bytes) }
                canonical = try wrapping(.malformed) { () throws(CanonicalizationError) in
                    try dataset.canonicalized(hash: hash.algorithm).nQuads
                }
            }
            return String(decoding: canonical, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }
}

private func write(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    FileDescriptorText.write(text.hasSuffix("\n") ? text : text + "\n", to: 1)
}

extension JSONValue {
    fileprivate var withoutProof: JSONValue { object.map { .object($0.removing("proof")) } ?? self }
}

/// One proof of a document, or of what it nests, with the stages below its signature.
struct ProofExplanation {
    let place: JSONPointer
    let proof: JSONObject
    let steps: Result<ProofSteps, DataIntegrityError>

    /// Proofs at any depth, from the outside in.
    static func all(in document: JSONObject, _ contexts: ProofContexts) -> [ProofExplanation] {
        all(in: document, at: JSONPointer(), contexts)
    }

    private static func all(
        in object: JSONObject, at place: JSONPointer, _ contexts: ProofContexts
    ) -> [ProofExplanation] {
        var found: [ProofExplanation] = []
        let proofs = object["proof"]?.array ?? object["proof"].map { [$0] } ?? []
        for (index, value) in proofs.enumerated() {
            guard let proof = value.object else { continue }
            let hash: HashAlgorithm = proof["verificationMethod"]?.string?.contains("#z82L") == true ? .sha384 : .sha256
            let steps: Result<ProofSteps, DataIntegrityError>
            do throws(DataIntegrityError) {
                steps = .success(try DataIntegrity.steps(of: proof, in: object, hash: hash, contexts: contexts))
            } catch {
                steps = .failure(error)
            }
            let base = place.appending("proof")
            found.append(
                ProofExplanation(
                    place: object["proof"]?.array == nil ? base : base.appending(index), proof: proof, steps: steps))
        }
        for member in object where member.key != "proof" && member.key != "@context" {
            found += all(in: member.value, at: place.appending(member.key), contexts)
        }
        return found
    }

    private static func all(in value: JSONValue, at place: JSONPointer, _ contexts: ProofContexts) -> [ProofExplanation]
    {
        switch value {
        case .object(let object): all(in: object, at: place, contexts)
        case .array(let values):
            values.enumerated().flatMap { all(in: $0.element, at: place.appending($0.offset), contexts) }
        default: []
        }
    }

    func text(withForms: Bool) -> String {
        var lines = ["\(place) \(proof["cryptosuite"]?.string ?? proof["type"]?.string ?? "of no type")"]
        lines.append("  key            \(proof["verificationMethod"]?.string ?? "none is named")")
        switch steps {
        case .failure(let error): lines.append("  \(error)")
        case .success(let steps):
            let name = steps.hash == .sha256 ? "SHA-256" : "SHA-384"
            lines.append("  proof options  \(name) \(hex(steps.proofHash))")
            if withForms { lines += form(steps.canonicalProof) }
            lines.append("  document       \(name) \(hex(steps.documentHash))")
            if withForms { lines += form(steps.canonicalDocument) }
            lines.append("  signed         \(hex(steps.signingInput))")
        }
        return lines.map(Printable.line).joined(separator: "\n") + "\n"
    }

    private func form(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { "    \($0)" }
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
