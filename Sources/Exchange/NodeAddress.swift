/// `host:port`; the host is a DNS name, an IPv4 address or an IPv6 address in brackets, the port 0 to 65535 without
/// leading zeros. Port 0 stands for any free one and can be listened on but not be dialled.
public struct NodeAddress: Sendable, Equatable, Hashable, CustomStringConvertible {
    /// Bytes of a DNS name.
    static let hostBytes = 253

    /// Without brackets.
    public let host: String
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil for any other spelling; `description` gives back the text.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), let port = Self.port(bytes[(colon + 1)...]) else {
            return nil
        }
        var host = bytes[..<colon]
        if host.first == UInt8(ascii: "[") {
            guard host.last == UInt8(ascii: "]") else { return nil }
            host = host.dropFirst().dropLast()
            guard Self.isIPv6(host) else { return nil }
        } else {
            guard Self.isName(host) else { return nil }
        }
        self.init(host: String(decoding: host, as: UTF8.self), port: port)
    }

    public var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func port(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...5).contains(digits.count), digits.allSatisfy(isDigit),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        let port = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return port <= UInt16.max ? port : nil
    }

    private static func isName(_ host: ArraySlice<UInt8>) -> Bool {
        guard host.count <= hostBytes else { return false }
        return host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            let hyphen = UInt8(ascii: "-")
            return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
                && label.allSatisfy { isDigit($0) || isLetter($0) || $0 == hyphen }
        }
    }

    /// Only the letters are checked; whether the address exists is for the system to say.
    private static func isIPv6(_ host: ArraySlice<UInt8>) -> Bool {
        (2...45).contains(host.count) && host.contains(UInt8(ascii: ":"))
            && host.allSatisfy {
                isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20)
                    || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
