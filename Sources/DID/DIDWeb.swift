/// The did:web method: an identifier that names the HTTPS address of its document (W3C CCG did:web).
///
/// Only what can be a public host name is taken: no addresses in any of the spellings that programs read as one, no user
/// name, no path that leads elsewhere than it says. Nothing is fetched here; whoever fetches must look at the address that
/// the name resolves to as well.
public struct DIDWeb: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with a place.
    public enum Fault: Hashable, Sendable, CustomStringConvertible {
        /// The host is not a host name: empty or overlong labels, other characters, more than 253 in all.
        case host
        /// The host is an IP address, or a number that is read as one.
        case address
        /// The host is a name that only means something nearby: one label, or `localhost`.
        case localName
        /// What follows the host is not a colon in percent-encoding and a port from 1 to 65535.
        case port
        /// A path segment is empty, `.` or `..`, or has an encoded slash, backslash, percent sign or control character.
        case segment
        /// The identifier has a path, query or fragment of its own.
        case notADID

        public var description: String {
            switch self {
            case .host: "it does not begin with a host name"
            case .address: "it begins with an IP address instead of a host name"
            case .localName: "its host name has a meaning on this network only"
            case .port: "its port is not %3A and a number from 1 to 65535"
            case .segment: "a part of its path is empty or leads elsewhere"
            case .notADID: "a path, query or fragment follows the identifier"
            }
        }
    }

    /// Longest host name (RFC 1035 section 2.3.4), in bytes.
    public static let longestHost = 253
    /// Longest label of a host name, in bytes.
    public static let longestLabel = 63

    private static let prefix = "did:web:"

    /// The identifier as it was written.
    public let did: String
    /// The host name in lower case.
    public let host: String
    /// The port, if one is named.
    public let port: Int?
    /// The parts of the path, still percent-encoded.
    public let segments: [String]

    /// The place that `did` names. `allowsLocalNames` also takes hosts of one label and `localhost`, for tests and
    /// networks without public names.
    public init(_ did: String, allowsLocalNames: Bool = false) throws(DIDError) {
        let url = try DIDURL(parsing: did)
        guard url.method.utf8.elementsEqual("web".utf8) else { throw .otherMethod(expected: "web", found: url.method) }
        func fault(_ fault: Fault) -> DIDError { .badPlace(fault, text: did) }
        guard url.description.utf8.count == url.did.utf8.count else { throw fault(.notADID) }
        let parts = url.identifier.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        let authority = Authority(parts[0])
        if let found = authority.fault(allowsLocalNames: allowsLocalNames) { throw fault(found) }
        guard parts.dropFirst().allSatisfy(DIDWeb.isSegment) else { throw fault(.segment) }
        self.did = did
        host = authority.host
        port = authority.port
        segments = Array(parts.dropFirst())
    }

    /// Whether `text` is meant to be a did:web identifier or URL; it may still be broken.
    public static func isDIDWeb(_ text: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

    /// Where the document is read from.
    public var url: String {
        let path = segments.isEmpty ? ".well-known" : segments.joined(separator: "/")
        return "https://\(host)\(port.map { ":\($0)" } ?? "")/\(path)/did.json"
    }

    public var description: String { did }

    /// Whether `text`, which the grammar of DIDs has passed, is one step of a path and nothing else when decoded.
    private static func isSegment(_ text: String) -> Bool {
        guard let decoded = decoded(text), !decoded.isEmpty, decoded != [0x2E], decoded != [0x2E, 0x2E] else {
            return false
        }
        return decoded.allSatisfy { byte in byte > 0x20 && byte != 0x7F && !"/\\%?#".utf8.contains(byte) }
    }

    /// The bytes of `text` without percent-encoding; nil where that is broken.
    private static func decoded(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

/// Host and port of a did:web.
private struct Authority {
    let host: String
    /// What follows the host, from the percent sign on.
    private let rest: Substring.UTF8View

    init(_ text: String) {
        let end = text.utf8.firstIndex(of: UInt8(ascii: "%")) ?? text.utf8.endIndex
        // ASCII only, so that no rule of a language applies.
        let lowered = text.utf8[..<end].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        host = String(decoding: lowered, as: UTF8.self)
        rest = text.utf8[end...]
    }

    /// The port, or nil if there is none or it is no port.
    var port: Int? {
        let digits = rest.dropFirst(3)
        guard rest.count >= 4, rest.count <= 8, String(Substring(rest.prefix(3))).uppercased() == "%3A",
            digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != UInt8(ascii: "0"),
            let port = Int(String(Substring(digits))), (1...65_535).contains(port)
        else { return nil }
        return port
    }

    func fault(allowsLocalNames: Bool) -> DIDWeb.Fault? {
        guard host.utf8.count <= DIDWeb.longestHost else { return .host }
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(Authority.isLabel), let last = labels.last else { return .host }
        if Authority.isNumber(last) { return .address }
        guard rest.isEmpty || port != nil else { return .port }
        let isLocal = labels.count == 1 || last.elementsEqual("localhost".utf8)
        return isLocal && !allowsLocalNames ? .localName : nil
    }

    /// Letters, digits and hyphens, the latter not at an end (RFC 1123 section 2.1).
    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...DIDWeb.longestLabel).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0) || $0 == hyphen }
    }

    /// A name that ends in a number is read as an IPv4 address, in decimal, octal or hexadecimal (WHATWG URL, host
    /// parsing); no top-level domain is one.
    private static func isNumber(_ label: Substring.UTF8View) -> Bool {
        if label.allSatisfy(isDigit) { return true }
        return label.starts(with: "0x".utf8)
            && label.dropFirst(2).allSatisfy { isDigit($0) || (0x61...0x66).contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
