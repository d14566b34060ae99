import NIOCore

/// An internet address with its port, as text.
public struct RemoteAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address, or the name that was asked for.
    public let host: String
    /// The TCP port.
    public let port: Int

    /// An address.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(_ address: SocketAddress?) {
        self.init(host: address?.ipAddress ?? "unknown", port: address?.port ?? 0)
    }

    /// `host:port`, with brackets around an IPv6 address.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The addresses that count as one client: one IPv4 address, or the 64 bits that an IPv6 subscriber is given.
struct AddressGroup: Hashable, Sendable {
    private let text: String

    init(_ address: SocketAddress?) {
        switch address {
        case .v4, .v6: self.init(host: address?.ipAddress ?? "")
        default: self.init(host: "local")
        }
    }

    init(host: String) { text = host.contains(":") ? AddressGroup.group(host) : host }

    /// The first four groups of an IPv6 address, or the IPv4 address inside a mapped one.
    private static func group(_ host: String) -> String {
        let lower = host.lowercased()
        if lower.hasPrefix("::ffff:"), lower.contains(".") { return String(lower.dropFirst(7)) }
        let address = lower.prefix { $0 != "%" }
        let halves = address.split(separator: ":", omittingEmptySubsequences: false)
        guard let gap = halves.firstIndex(where: \.isEmpty) else { return halves.prefix(4).joined(separator: ":") }
        // "::" stands for the zero groups that are missing; whatever follows it counts from the end.
        let head = halves[..<gap].filter { !$0.isEmpty }
        let tail = halves[gap...].filter { !$0.isEmpty }
        let zeros = [Substring](repeating: "0", count: max(8 - head.count - tail.count, 0))
        return (head + zeros + tail).prefix(4).joined(separator: ":")
    }
}
