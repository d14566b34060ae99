public import Cryptography
public import JSON

/// JSON-LD contexts that people have added on this machine, each pinned by the SHA-256 of its text:
///
/// ```
/// contexts/index.json     {"https://example.org/context": "<sha256>"}
/// contexts/<sha256>.json  the text, byte for byte
/// ```
///
/// A text is compared with its hash each time it is read, so that nobody who can write there changes what a signature means.
public struct ContextShelf: Sendable {
    /// Bytes of one context, and how many there may be.
    public static let contextLimit = 1 << 20
    public static let countLimit = 256

    public let directory: String

    public init(directory: String) { self.directory = directory }

    private var indexPath: String { directory + "/index.json" }

    private func path(_ hash: Digest) -> String { "\(directory)/\(hash.hex).json" }

    /// The hash that each address is pinned to; empty where nothing was added.
    public func pins() throws(NodeHomeError) -> [(url: String, hash: Digest)] {
        let bytes: [UInt8]
        do throws(NodeHomeError) {
            bytes = try SecureFile.read(indexPath, limit: Self.contextLimit)
        } catch .missing {
            return []
        } catch {
            throw error
        }
        guard let index = try? JSONValue(parsing: bytes).object else {
            throw .malformed(path: indexPath, reason: "it is no JSON object")
        }
        var pins: [(url: String, hash: Digest)] = []
        for member in index {
            guard let hash = member.value.string.flatMap({ Digest(hex: $0) }) else {
                throw .malformed(path: indexPath, reason: "the entry for \(member.key) is no SHA-256")
            }
            pins.append((member.key.string, hash))
        }
        return pins
    }

    /// The document at an address; nil if it was not added.
    public func document(_ url: String) throws(NodeHomeError) -> JSONValue? {
        guard let pin = try pins().first(where: { $0.url.utf8.elementsEqual(url.utf8) }) else { return nil }
        let bytes = try SecureFile.read(path(pin.hash), limit: Self.contextLimit)
        guard SHA256.hash(bytes) == pin.hash else {
            throw .malformed(path: path(pin.hash), reason: "its SHA-256 is not the one that was pinned")
        }
        return try Self.context(bytes, path(pin.hash))
    }

    /// Adds a text whose hash somebody has looked up, or puts it in the place of another of the same address.
    public func add(_ url: String, _ bytes: [UInt8], hash: Digest) throws(NodeHomeError) {
        guard SHA256.hash(bytes) == hash else {
            throw .malformed(
                path: url, reason: "its SHA-256 is \(SHA256.hash(bytes).hex), not \(hash.hex); it was not added")
        }
        _ = try Self.context(bytes, url)
        var pins = try pins().filter { !$0.url.utf8.elementsEqual(url.utf8) }
        guard pins.count < Self.countLimit else {
            throw .malformed(path: directory, reason: "it holds \(Self.countLimit) contexts, the limit")
        }
        pins.append((url, hash))
        try SecureFile.makeDirectory(directory)
        try SecureFile.write(bytes, to: path(hash), mode: 0o644)
        try write(pins)
    }

    /// Takes an address out; false if it was not there. The text stays for others that are pinned to it.
    public func remove(_ url: String) throws(NodeHomeError) -> Bool {
        let pins = try pins()
        let kept = pins.filter { !$0.url.utf8.elementsEqual(url.utf8) }
        guard kept.count < pins.count else { return false }
        try write(kept)
        return true
    }

    private func write(_ pins: [(url: String, hash: Digest)]) throws(NodeHomeError) {
        var index: JSONObject = [:]
        for pin in pins { index[JSONString(pin.url)] = JSONValue(pin.hash.hex) }
        try SecureFile.write(JSONValue.object(index).serialized(pretty: true), to: indexPath, mode: 0o644)
    }

    private static func context(_ bytes: [UInt8], _ place: String) throws(NodeHomeError) -> JSONValue {
        guard let document = try? JSONValue(parsing: bytes), document["@context"] != nil else {
            throw .malformed(path: place, reason: "it is no JSON document with an @context")
        }
        return document
    }
}
