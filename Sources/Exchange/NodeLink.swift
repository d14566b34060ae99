public import Cryptography

/// `chirograph://host:port/<transport key>/<kind>/<id>`: where to fetch an offer or a presentation request, and the key
/// that the node there must prove in TLS. The key is a Multikey (`z6Mk…`); what it pins cannot be swapped on the way.
public struct NodeLink: Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable { case offer, request }

    public let host: String
    public let port: Int
    public let key: Ed25519.PublicKey
    public let kind: Kind
    public let id: String

    private static let scheme = "chirograph://"

    public init(host: String, port: Int, key: Ed25519.PublicKey, kind: Kind, id: String) {
        self.host = host
        self.port = port
        self.key = key
        self.kind = kind
        self.id = id
    }

    public init(parsing text: String) throws(ExchangeError) {
        let bytes = text.utf8
        guard bytes.count <= ExchangeLimits.linkBytes, bytes.starts(with: Self.scheme.utf8) else {
            throw .malformed(document: "link", member: "chirograph://host:port/key/kind/id")
        }
        let parts = bytes.dropFirst(Self.scheme.utf8.count)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard parts.count == 4, let kind = Kind(rawValue: parts[2]) else {
            throw .malformed(document: "link", member: "key/kind/id")
        }
        guard let address = NodeAddress(parts[0]), address.port > 0 else {
            throw .malformed(document: "link", member: "host:port")
        }
        guard let key = KeyText.decode(parts[1]) else { throw .malformed(document: "link", member: "key") }
        guard Self.isID(parts[3]) else { throw .malformed(document: "link", member: "id") }
        self.init(host: address.host, port: address.port, key: key, kind: kind, id: parts[3])
    }

    public var description: String {
        "\(Self.scheme)\(NodeAddress(host: host, port: port))/\(KeyText.encode(key))/\(kind.rawValue)/\(id)"
    }

    /// 1 to `ExchangeLimits.idBytes` letters, digits, hyphens and underscores.
    static func isID(_ text: String) -> Bool {
        (1...ExchangeLimits.idBytes).contains(text.utf8.count) && text.utf8.allSatisfy(isIDByte)
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
