import FoundationEssentials

/// An `https` address with a host name in it (RFC 9110 section 4.2.2), without user name and fragment.
///
/// The authority is read by a grammar of its own, narrower than that of URLs, and `text` is written anew from it: libraries
/// further down differ about letter case and percent-encoding in host names, and the host that was judged has to be the one that
/// they connect to.
struct WebAddress: Hashable {
    let text: String
    /// In lower case; a literal IPv6 address without its brackets.
    let host: String
    let port: Int

    init(_ address: String, limit: Int) throws(FetchError) {
        func bad(_ reason: String) -> FetchError { FetchError(address, .address(reason)) }
        guard address.utf8.count <= limit else { throw bad("it is longer than \(limit) bytes") }
        guard address.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw bad("it is not a URL")
        }
        guard address.prefix(8).lowercased() == "https://" else { throw bad("only addresses with https are read") }
        let rest = address.utf8.dropFirst(8).prefix { $0 != UInt8(ascii: "#") }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.contains(UInt8(ascii: "@")) else { throw bad("it has a user name in it") }
        guard let parts = Self.parts(authority) else { throw bad("it names no host, or its port is not 1 to 65535") }
        (host, port) = parts
        let path = String(Substring(rest[authority.endIndex...]))
        let named = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        text = "https://\(named)\(port == 443 ? "" : ":\(port)")\(path.hasPrefix("/") ? "" : "/")\(path)"
    }

    /// Host and port; nil where something else stands there.
    private static func parts(_ authority: Substring.UTF8View) -> (String, Int)? {
        var rest = authority
        let name: Substring.UTF8View
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            guard name.contains(UInt8(ascii: ":")), name.allSatisfy({ isHexDigit($0) || ":.".utf8.contains($0) }) else {
                return nil
            }
        } else {
            name = rest.prefix { $0 != UInt8(ascii: ":") }
            rest = rest[name.endIndex...]
            guard !name.isEmpty, name.allSatisfy({ isLetterOrDigit($0) || "-._".utf8.contains($0) }) else { return nil }
        }
        let host = String(Substring(name)).lowercased()
        guard let colon = rest.first else { return (host, 443) }
        let digits = rest.dropFirst()
        guard colon == UInt8(ascii: ":"), (1...5).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(String(Substring(digits))), (1...65_535).contains(port)
        else { return nil }
        return (host, port)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    /// The address that `location` means when it stands in an answer from here (RFC 9110 section 10.2.2).
    func resolve(_ location: String) throws(FetchError) -> String {
        guard let found = URL(string: location, relativeTo: URL(string: text))?.absoluteURL.absoluteString else {
            throw FetchError(text, .address("it was redirected to something that is not a URL"))
        }
        return found
    }
}
