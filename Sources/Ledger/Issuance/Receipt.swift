public import Cryptography
public import JSON
import Multiformats

/// What a learner holds for each credential besides the credential itself: with it a status proof can be made at any
/// mirror. Whoever deletes nonce, salt and receipt has erased the link between credential and log.
///
/// `struct { uint8 version = 1; opaque nonce[32]; opaque salt[32]; uint64 entry_index; uint32 position; uint8 height;
/// opaque path[32 * height]; }`. Source: `docs/formats/ledger.md`, section 8.
public struct Receipt: Hashable, Sendable {
    public static let version: UInt8 = 1
    /// Longest binary form.
    public static let maximumByteCount = 78 + IssuanceTree.maximumHeight * Digest.byteCount

    /// Opens the tag, together with the first owner commitment.
    public let nonce: Digest
    /// Opens the anchor, together with credential digest and tag.
    public let salt: Digest
    /// Index of the issuance entry in the log.
    public let entryIndex: UInt64
    /// Position of the anchor in the issuance tree.
    public let position: UInt32
    /// Siblings from the anchor up.
    public let path: [Digest]

    /// A receipt as the writer of the log hands it out. A position that its path does not have opens nothing.
    public init(nonce: Digest, salt: Digest, position: UInt32, path: [Digest], entryIndex: UInt64) {
        self.nonce = nonce
        self.salt = salt
        self.position = position
        self.path = path
        self.entryIndex = entryIndex
    }

    /// The same with the rules that every receipt from outside has to keep.
    private init(
        checking nonce: Digest, salt: Digest, position: UInt32, path: [Digest], entryIndex: UInt64
    ) throws(ReceiptError) {
        guard path.count <= IssuanceTree.maximumHeight else { throw .pathTooLong(path.count) }
        guard position >> UInt32(path.count) == 0 else { throw .position(position, height: path.count) }
        self.init(nonce: nonce, salt: salt, position: position, path: path, entryIndex: entryIndex)
    }

    /// Whether the credential with this digest and tag is anchored under the root of an issuance entry.
    public func opens(_ root: Digest, credDigest: Digest, tag: Digest) -> Bool {
        let anchor = Commitment.anchor(salt: salt, credDigest: credDigest, tag: tag)
        return IssuanceTree.root(anchor: anchor, position: position, path: path) == root
    }
}

extension Receipt {
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = [Self.version]
        bytes.write(nonce)
        bytes.write(salt)
        bytes.write(entryIndex)
        bytes.write(position)
        bytes.append(UInt8(truncatingIfNeeded: path.count))
        for hash in path { bytes.write(hash) }
        return bytes
    }

    public init(parsing bytes: [UInt8]) throws(ReceiptError) {
        let read: Receipt
        do {
            var reader = WireReader(bytes)
            read = try Receipt(&reader)
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
        try self.init(
            checking: read.nonce, salt: read.salt, position: read.position, path: read.path,
            entryIndex: read.entryIndex)
    }

    private init(_ reader: inout WireReader) throws(WireError) {
        guard try reader.uint8() == Self.version else { throw .invalid(field: "version", offset: reader.offset) }
        nonce = try reader.digest()
        salt = try reader.digest()
        entryIndex = try reader.uint64()
        position = try reader.uint32()
        path = try reader.digests(Int(try reader.uint8()))
    }
}

extension Receipt {
    /// `{"version", "nonce", "salt", "entryIndex", "position", "path"}`, digests in base64url without padding.
    public var json: JSONValue {
        [
            "version": 1, "nonce": Self.text(nonce), "salt": Self.text(salt),
            "entryIndex": JSONValue(entryIndex), "position": JSONValue(UInt64(position)),
            "path": .array(path.map(Self.text)),
        ]
    }

    /// Reads the JSON form: all members, no other ones.
    public init(_ json: JSONValue) throws(ReceiptError) {
        guard let object = json.object else { throw .member("") }
        let known: [JSONString] = ["version", "nonce", "salt", "entryIndex", "position", "path"]
        if let unknown = object.keys.first(where: { !known.contains($0) }) { throw .member(unknown.string) }
        guard json["version"]?.int == 1 else { throw .member("version") }
        guard let entryIndex = json["entryIndex"]?.uint64 else { throw .member("entryIndex") }
        guard let number = json["position"]?.uint64, let position = UInt32(exactly: number) else {
            throw .member("position")
        }
        guard let items = json["path"]?.array else { throw .member("path") }
        var path: [Digest] = []
        for item in items.prefix(IssuanceTree.maximumHeight + 1) { path.append(try Self.digest(item, "path")) }
        try self.init(
            checking: try Self.digest(json["nonce"], "nonce"), salt: try Self.digest(json["salt"], "salt"),
            position: position, path: path, entryIndex: entryIndex)
    }

    private static func text(_ digest: Digest) -> JSONValue { JSONValue(Base64URL.encode(digest.bytes)) }

    private static func digest(_ json: JSONValue?, _ member: String) throws(ReceiptError) -> Digest {
        guard let text = json?.string, let bytes = try? Base64URL.decode(text), let digest = Digest(bytes) else {
            throw .member(member)
        }
        return digest
    }
}

/// Why something is not a receipt.
public enum ReceiptError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(WireError)
    /// A member of the JSON form is missing, unknown or of another form.
    case member(String)
    case pathTooLong(Int)
    case position(UInt32, height: Int)

    public var description: String {
        switch self {
        case .malformed(let error): "The receipt is not readable: \(error)."
        case .member(let name): "The receipt's member '\(name)' is missing, unknown or not in its form."
        case .pathTooLong(let count):
            "The receipt's path has \(count) hashes; the limit is \(IssuanceTree.maximumHeight)."
        case .position(let position, let height):
            "The receipt names position \(position), which a tree of height \(height) does not have."
        }
    }
}
