import JSON

/// The keywords of JSON-LD 1.1 (section 1.7 of the syntax).
enum Keyword: String, Sendable, CaseIterable {
    case base = "@base"
    case container = "@container"
    case context = "@context"
    case direction = "@direction"
    case graph = "@graph"
    case id = "@id"
    case `import` = "@import"
    case included = "@included"
    case index = "@index"
    case json = "@json"
    case language = "@language"
    case list = "@list"
    case nest = "@nest"
    case none = "@none"
    case prefix = "@prefix"
    case propagate = "@propagate"
    case protected = "@protected"
    case reverse = "@reverse"
    case set = "@set"
    case type = "@type"
    case value = "@value"
    case version = "@version"
    case vocab = "@vocab"

    private static let all: [JSONString: Keyword] = Dictionary(
        uniqueKeysWithValues: allCases.map { (JSONString($0.rawValue), $0) })

    /// The keyword `text`, or nil if it is none.
    @inline(__always)
    init?(_ text: JSONString) {
        guard text.startsWithAt, let keyword = Keyword.all[text] else { return nil }
        self = keyword
    }

    /// The keyword as a member name.
    var name: JSONString { JSONString(rawValue) }
}

extension JSONString {
    @inline(__always)
    var startsWithAt: Bool { string.utf8.first == UInt8(ascii: "@") }

    /// True for `"@" 1*ALPHA`: such texts are kept for keywords to come.
    var looksLikeKeyword: Bool {
        guard startsWithAt, string.utf8.count > 1 else { return false }
        return string.utf8.dropFirst().allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    }

    var isBlankNode: Bool { string.utf8.starts(with: [UInt8(ascii: "_"), UInt8(ascii: ":")]) }

    /// Index of the first colon after the first character, in UTF-8 bytes.
    var colonAfterFirst: String.Index? {
        let utf8 = string.utf8
        guard !utf8.isEmpty else { return nil }
        return utf8[utf8.index(after: utf8.startIndex)...].firstIndex(of: UInt8(ascii: ":"))
    }

    func contains(_ byte: UInt8) -> Bool { string.utf8.contains(byte) }

    static func + (left: JSONString, right: JSONString) -> JSONString { JSONString(left.string + right.string) }
}
