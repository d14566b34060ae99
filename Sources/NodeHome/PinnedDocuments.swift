public import Cryptography
public import JSON

/// Documents that people have decided to rely on, on this machine: JSON-LD contexts or DID documents, each pinned by the
/// SHA-256 of its text.
///
/// ```
/// <directory>/index.json     {"https://example.org/context": "<sha256>"}
/// <directory>/<sha256>.json  the text, byte for byte
/// ```
///
/// A text is compared with its hash each time it is read, so that nobody who can write there changes what a signature means.
public struct PinnedDocuments: Sendable {
    public enum Kind: String, Sendable {
        case context = "JSON-LD context"
        case didDocument = "DID document"
    }

    /// Bytes of one document, and how many there may be.
    public static let documentLimit = 1 << 20
    public static let countLimit = 256

    public let kind: Kind
    public let directory: String

    public init(_ kind: Kind, directory: String) {
        self.kind = kind
        self.directory = directory
    }

    private var indexPath: String { directory + "/index.json" }

    private func path(_ hash: Digest) -> String { "\(directory)/\(hash.hex).json" }

    /// The hash that each name is pinned to; empty where nothing was added.
    public func pins() throws(NodeHomeError) -> [(name: String, hash: Digest)] {
        let bytes: [UInt8]
        do throws(NodeHomeError) {
            bytes = try SecureFile.read(indexPath, limit: Self.documentLimit)
        } catch .missing {
            return []
        } catch {
            throw error
        }
        guard let index = try? JSONValue(parsing: bytes).object else {
            throw .malformed(path: indexPath, reason: "it is no JSON object")
        }
        var pins: [(name: String, hash: Digest)] = []
        for member in index {
            guard let hash = member.value.string.flatMap({ Digest(hex: $0) }) else {
                throw .malformed(path: indexPath, reason: "the entry for \(member.key) is no SHA-256")
            }
            pins.append((member.key.string, hash))
        }
        return pins
    }

    /// The document of a name; nil if it was not added.
    public func document(_ name: String) throws(NodeHomeError) -> JSONValue? {
        guard let pin = try pins().first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        let bytes = try SecureFile.read(path(pin.hash), limit: Self.documentLimit)
        guard SHA256.hash(bytes) == pin.hash else {
            throw .malformed(path: path(pin.hash), reason: "its SHA-256 is not the one that was pinned")
        }
        return try read(bytes, of: name, from: path(pin.hash))
    }

    /// Adds a text whose hash somebody has looked up, or puts it in the place of another of the same name.
    public func add(_ name: String, _ bytes: [UInt8], hash: Digest) throws(NodeHomeError) {
        guard SHA256.hash(bytes) == hash else {
            throw .malformed(
                path: name, reason: "its SHA-256 is \(SHA256.hash(bytes).hex), not \(hash.hex); it was not added")
        }
        _ = try read(bytes, of: name, from: name)
        var pins = try pins().filter { !$0.name.utf8.elementsEqual(name.utf8) }
        guard pins.count < Self.countLimit else {
            throw .malformed(path: directory, reason: "it holds \(Self.countLimit) documents, the limit")
        }
        pins.append((name, hash))
        try SecureFile.makeDirectory(directory)
        try SecureFile.write(bytes, to: path(hash), mode: 0o644)
        try write(pins)
    }

    /// Takes a name out; false if it was not there. The text stays for others that are pinned to it.
    public func remove(_ name: String) throws(NodeHomeError) -> Bool {
        let pins = try pins()
        let kept = pins.filter { !$0.name.utf8.elementsEqual(name.utf8) }
        guard kept.count < pins.count else { return false }
        try write(kept)
        return true
    }

    private func write(_ pins: [(name: String, hash: Digest)]) throws(NodeHomeError) {
        var index: JSONObject = [:]
        for pin in pins { index[JSONString(pin.name)] = JSONValue(pin.hash.hex) }
        try SecureFile.write(JSONValue.object(index).serialized(pretty: true), to: indexPath, mode: 0o644)
    }

    private func read(_ bytes: [UInt8], of name: String, from place: String) throws(NodeHomeError) -> JSONValue {
        guard let document = try? JSONValue(parsing: bytes) else {
            throw .malformed(path: place, reason: "it is no JSON document")
        }
        switch kind {
        case .context where document["@context"] == nil:
            throw .malformed(path: place, reason: "it has no @context")
        case .didDocument where document["id"]?.string.map({ $0.utf8.elementsEqual(name.utf8) }) != true:
            throw .malformed(path: place, reason: "its 'id' is not \(name)")
        case .context, .didDocument: return document
        }
    }
}
