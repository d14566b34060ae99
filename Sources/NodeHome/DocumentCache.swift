import Cryptography
import JSON

/// What was read from the web lately, so that it need not be asked for again and can be used without a network. Nothing in
/// it is trusted: whoever uses a document checks its signature and its age.
///
/// ```
/// <directory>/<three digits>  {"url": …, "fetched": <milliseconds since 1970>}, a line feed, the bytes
/// ```
///
/// The digits are the first of the SHA-256 of the address: there are 4,096 places, and a document takes that of another with
/// the same digits. So the folder is bounded and needs no tidying.
public struct DocumentCache: Sendable {
    /// Bytes of one document.
    public static let documentLimit = 16 << 20
    private static let headLimit = 16 << 10

    public let directory: String

    public init(directory: String) { self.directory = directory }

    public struct Entry: Hashable, Sendable {
        public let bytes: [UInt8]
        /// Milliseconds since 1970.
        public let fetched: UInt64
    }

    func path(_ url: String) -> String { "\(directory)/\(SHA256.hash(Array(url.utf8)).hex.prefix(3))" }

    /// What is kept of an address; nil where nothing is, or nothing that can be read.
    public func entry(_ url: String) -> Entry? {
        guard let file = try? SecureFile.read(path(url), limit: Self.documentLimit + Self.headLimit),
            let end = file.prefix(Self.headLimit).firstIndex(of: UInt8(ascii: "\n")),
            let head = try? JSONValue(parsing: Array(file[..<end])),
            head["url"]?.string.map({ $0.utf8.elementsEqual(url.utf8) }) == true,
            let fetched = head["fetched"]?.uint64
        else { return nil }
        return Entry(bytes: Array(file[(end + 1)...]), fetched: fetched)
    }

    /// Keeps `bytes` in the place of what there was.
    public func keep(_ bytes: [UInt8], of url: String, fetched: UInt64) throws(NodeHomeError) {
        guard bytes.count <= Self.documentLimit, url.utf8.count <= Self.headLimit / 2 else { return }
        let head: JSONValue = ["url": JSONValue(url), "fetched": JSONValue(fetched)]
        try SecureFile.makeDirectory(directory)
        try SecureFile.write(head.serialized() + [UInt8(ascii: "\n")] + bytes, to: path(url), mode: 0o600)
    }
}
