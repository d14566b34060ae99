import Credentials
import Cryptography
import JSON
import Ledger
import Multiformats

/// Reads the members of one object of one kind of document: all of them, no other ones, each in its one form.
///
/// Unknown members are refused: what is not understood could change the meaning of what is.
struct DocumentReader {
    let kind: String
    let object: JSONObject
    /// Where the object stands in its document, with a full stop behind; empty for the document itself.
    private let place: String

    /// A document of version 1.
    ///
    /// - Parameters:
    ///   - members: those beside `type` and `version`.
    init(_ json: JSONValue, kind: String, type: String, members: [JSONString]) throws(ExchangeError) {
        try self.init(json, kind: kind, place: "", members: ["type", "version"] + members)
        guard json["type"] == JSONValue(type) else { throw fail("type") }
        // Only this spelling: RFC 8785 would not tell 1 from 1.0.
        guard json["version"] == 1 else { throw fail("version") }
    }

    private init(_ json: JSONValue?, kind: String, place: String, members: [JSONString]) throws(ExchangeError) {
        self.kind = kind
        self.place = place
        guard let object = json?.object else {
            throw .malformed(document: kind, member: place.isEmpty ? "" : String(place.dropLast()))
        }
        self.object = object
        if let unknown = object.keys.first(where: { !members.contains($0) }) { throw fail(unknown) }
    }

    func fail(_ member: JSONString) -> ExchangeError {
        .malformed(document: kind, member: place + String(member.string.prefix(64)))
    }

    /// The reader of an object inside this one.
    func nested(_ member: JSONString, members: [JSONString]) throws(ExchangeError) -> DocumentReader {
        try DocumentReader(object[member], kind: kind, place: place + member.string + ".", members: members)
    }

    func value(_ member: JSONString) throws(ExchangeError) -> JSONValue {
        guard let value = object[member] else { throw fail(member) }
        return value
    }

    func object(_ member: JSONString) throws(ExchangeError) -> JSONObject {
        guard let object = try value(member).object else { throw fail(member) }
        return object
    }

    func list(_ member: JSONString, limit: Int) throws(ExchangeError) -> [JSONValue] {
        guard let list = try value(member).array, list.count <= limit else { throw fail(member) }
        return list
    }

    func flag(_ member: JSONString) throws(ExchangeError) -> Bool {
        guard let flag = try value(member).bool else { throw fail(member) }
        return flag
    }

    /// An integer, written as one.
    func integer(_ member: JSONString, in range: ClosedRange<Int>) throws(ExchangeError) -> Int {
        let value = try value(member)
        guard let number = value.int, range.contains(number), value == JSONValue(number) else { throw fail(member) }
        return number
    }

    /// A text that is not empty.
    func text(_ member: JSONString, limit: Int) throws(ExchangeError) -> String {
        guard let text = object[member]?.string, (1...limit).contains(text.utf8.count) else { throw fail(member) }
        return text
    }

    /// An id as it stands in links.
    func id(_ member: JSONString) throws(ExchangeError) -> String {
        let text = try text(member, limit: ExchangeLimits.idBytes)
        guard NodeLink.isID(text) else { throw fail(member) }
        return text
    }

    /// A date and time of RFC 3339.
    func time(_ member: JSONString) throws(ExchangeError) -> String {
        let text = try text(member, limit: ExchangeLimits.timeBytes)
        guard (try? DateTime(parsing: text)) != nil else { throw fail(member) }
        return text
    }

    /// 64 lower-case hexadecimal digits.
    func digest(_ member: JSONString) throws(ExchangeError) -> Digest {
        let text = try text(member, limit: 2 * Digest.byteCount)
        guard let digest = Digest(hex: text), JSONString(digest.hex) == JSONString(text) else { throw fail(member) }
        return digest
    }

    func publicKey(_ member: JSONString) throws(ExchangeError) -> Ed25519.PublicKey {
        guard let key = KeyText.decode(try text(member, limit: ExchangeLimits.keyTextBytes)) else {
            throw fail(member)
        }
        return key
    }

    func signature(_ member: JSONString) throws(ExchangeError) -> Ed25519.Signature {
        let text = try text(member, limit: ExchangeLimits.keyTextBytes)
        guard let bytes = try? Base64URL.decode(text), let signature = Ed25519.Signature(bytes) else {
            throw fail(member)
        }
        return signature
    }

    /// Bytes in base64url; their number is bounded by the document's.
    func bytes(_ member: JSONString) throws(ExchangeError) -> [UInt8] {
        guard let text = object[member]?.string, let bytes = try? Base64URL.decode(text) else { throw fail(member) }
        return bytes
    }

    func origin(_ member: JSONString) throws(ExchangeError) -> Origin {
        guard let origin = try? Origin(try text(member, limit: ExchangeLimits.identifierBytes)) else {
            throw fail(member)
        }
        return origin
    }

    /// `{"address", "key"}`: where a node is, and what it must prove in TLS.
    func node(_ member: JSONString) throws(ExchangeError) -> (address: NodeAddress, key: Ed25519.PublicKey) {
        let node = try nested(member, members: ["address", "key"])
        let text = try node.text("address", limit: ExchangeLimits.linkBytes)
        guard let address = NodeAddress(text), address.port > 0 else { throw node.fail("address") }
        return (address, try node.publicKey("key"))
    }

    /// Status proofs in base64url; what they say is the verifier's to judge.
    func statusProofs() throws(ExchangeError) -> [[UInt8]] {
        var proofs: [[UInt8]] = []
        for item in try list("statusProofs", limit: ExchangeLimits.proofs) {
            guard let text = item.string, let bytes = try? Base64URL.decode(text) else { throw fail("statusProofs") }
            proofs.append(bytes)
        }
        return proofs
    }
}
