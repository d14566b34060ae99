/// One status list: where it is found, and since when the text that the sender holds is valid.
public struct ListHead: Sendable, Hashable {
    /// `<status base>/lists/<n>` or `<status base>/suspended/<n>`; ASCII, at most 255 bytes.
    public var url: String
    /// `validFrom`, milliseconds since 1970.
    public var time: UInt64

    public init(url: String, time: UInt64) {
        self.url = url
        self.time = time
    }

    /// Whether messages can name the list: printable ASCII, so that two texts are the same URL exactly if their bytes are,
    /// and no longer than its length field says.
    public static func isCarried(_ url: String) -> Bool {
        (1...255).contains(url.utf8.count) && url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    static func precedes(_ left: ListHead, _ right: ListHead) -> Bool {
        left.url.utf8.lexicographicallyPrecedes(right.url.utf8)
    }
}

/// The newest status lists that the sender holds, or some of them.
public struct ListHeads: Sendable, Hashable {
    /// At most `GossipLimits.listHeads`, in rising order of URLs, each once.
    public var lists: [ListHead]

    public init(lists: [ListHead]) { self.lists = lists }
}

/// Asks for status lists.
public struct ListRequest: Sendable, Hashable {
    /// 1 to `GossipLimits.listsAsked`, in rising order.
    public var urls: [String]

    public init(urls: [String]) { self.urls = urls }
}

extension ListHeads {
    func write(to writer: inout WireWriter) {
        writer.integer(UInt16(truncatingIfNeeded: lists.count))
        for list in lists {
            writer.shortText(list.url)
            writer.integer(list.time)
        }
    }

    init(_ reader: inout WireReader) throws(GossipMessageError) {
        let count = Int(try reader.integer(UInt16.self))
        guard count <= GossipLimits.listHeads else { throw reader.fail(.tooMany) }
        lists = []
        for _ in 0..<count {
            let list = ListHead(url: try reader.listURL(after: lists.last?.url), time: try reader.integer())
            lists.append(list)
        }
    }
}

extension ListRequest {
    func write(to writer: inout WireWriter) {
        writer.integer(UInt8(truncatingIfNeeded: urls.count))
        for url in urls { writer.shortText(url) }
    }

    init(_ reader: inout WireReader) throws(GossipMessageError) {
        let count = Int(try reader.integer(UInt8.self))
        guard (1...GossipLimits.listsAsked).contains(count) else { throw reader.fail(.tooMany) }
        urls = []
        for _ in 0..<count { urls.append(try reader.listURL(after: urls.last)) }
    }
}

extension WireReader {
    fileprivate mutating func listURL(after last: String?) throws(GossipMessageError) -> String {
        let url = try shortText(1, 255)
        guard ListHead.isCarried(url) else { throw fail(.badValue) }
        if let last, !last.utf8.lexicographicallyPrecedes(url.utf8) { throw fail(.order) }
        return url
    }
}
