public import Cryptography
import DID

/// `chirograph://host:port/<transport key>/<kind>/<id>`: where to fetch an offer or a presentation request, and the key
/// that the node there must prove in TLS. The key is a Multikey (`z6Mk…`); what it pins cannot be swapped on the way.
public struct NodeLink: Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable { case offer, request }

    public let host: String
    public let port: Int
    public let key: Ed25519.PublicKey
    public let kind: Kind
    public let id: String

    public init(host: String, port: Int, key: Ed25519.PublicKey, kind: Kind, id: String) {
        self.host = host
        self.port = port
        self.key = key
        self.kind = kind
        self.id = id
    }

    public init(parsing text: String) throws(ExchangeError) {
        let scheme = "chirograph://"
        guard text.hasPrefix(scheme), text.utf8.count <= 512 else {
            throw .malformed(document: "link", member: "chirograph://host:port/key/kind/id")
        }
        let parts = text.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let kind = Kind(rawValue: String(parts[2])) else {
            throw .malformed(document: "link", member: "key/kind/id")
        }
        guard let address = NodeAddress(String(parts[0])) else {
            throw .malformed(document: "link", member: "host:port")
        }
        guard case .ed25519(let key)? = try? Multikey.decode(String(parts[1])) else {
            throw .malformed(document: "link", member: "key")
        }
        let id = String(parts[3])
        guard !id.isEmpty, id.utf8.allSatisfy({ Self.isIDByte($0) }) else {
            throw .malformed(document: "link", member: "id")
        }
        self.init(host: address.host, port: address.port, key: key, kind: kind, id: id)
    }

    public var description: String {
        "chirograph://\(NodeAddress(host: host, port: port))/\(Multikey.encode(.ed25519(key)))/\(kind.rawValue)/\(id)"
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// `host:port`, with an IPv6 host in brackets.
public struct NodeAddress: Sendable, Equatable, Hashable, CustomStringConvertible {
    public let host: String
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard let port = UInt16(text[text.index(after: colon)...]), !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
