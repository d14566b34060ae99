import FoundationEssentials

/// An `https` address with a host name in it (RFC 9110 section 4.2.2), without user name and fragment.
struct WebAddress: Hashable {
    let text: String
    let host: String
    let port: Int
    private let url: URL

    init(_ text: String, limit: Int) throws(FetchError) {
        func bad(_ reason: String) -> FetchError { FetchError(text, .address(reason)) }
        guard text.utf8.count <= limit else { throw bad("it is longer than \(limit) bytes") }
        // Anything else is percent-encoded in a URL; readers differ about what it would mean.
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }),
            let url = URL(string: text)
        else { throw bad("it is not a URL") }
        guard url.scheme?.lowercased() == "https" else { throw bad("only addresses with https are read") }
        guard url.user() == nil, url.password() == nil else { throw bad("it has a user name in it") }
        guard let host = url.host()?.lowercased(), !host.isEmpty else { throw bad("it names no host") }
        let port = url.port ?? 443
        guard (1...65_535).contains(port) else { throw bad("its port is not 1 to 65535") }
        self.host = host
        self.port = port
        self.url = url
        // A fragment is for the reader and is not sent.
        self.text = String(Substring(text.utf8.prefix { $0 != UInt8(ascii: "#") }))
    }

    /// The address that `location` means when it stands in an answer from here (RFC 9110 section 10.2.2).
    func resolve(_ location: String) throws(FetchError) -> String {
        guard let found = URL(string: location, relativeTo: url)?.absoluteURL.absoluteString else {
            throw FetchError(text, .address("it was redirected to something that is not a URL"))
        }
        return found
    }
}
