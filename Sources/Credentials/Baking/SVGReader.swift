/// Walks through the tags of an SVG file: nesting, namespaces (Namespaces in XML 1.0), scripts, badge elements.
struct SVGReader {
    struct Root {
        let range: Range<Int>
        let name: ArraySlice<UInt8>
        let isEmpty: Bool
        let namespaces: [(prefix: ArraySlice<UInt8>, uri: [UInt8])]
    }

    private struct OpenElement {
        let name: ArraySlice<UInt8>
        /// How many declarations were in force outside it.
        let namespaceCount: Int
    }

    private struct OpenBadge {
        let kind: BadgeKind
        let start: Int
        let depth: Int
        let verify: [UInt8]?
        let bodyOffset: Int
        var body: [UInt8] = []
    }

    var scanner: XMLScanner
    private(set) var root: Root?
    private(set) var badges: [SVGImage.Badge] = []
    private var open: [OpenElement] = []
    private var namespaces: [(prefix: ArraySlice<UInt8>, uri: [UInt8])] = []
    private var badge: OpenBadge?
    private var elementCount = 0

    init(scanner: XMLScanner) { self.scanner = scanner }

    mutating func run() throws(BakingError) {
        while let (token, start) = try scanner.next() {
            switch token {
            case .start(let tag): try begin(tag, at: start)
            case .end(let name): try end(name, at: start)
            case .text(let text): try add(text, at: start)
            case .remark:
                // Parsers differ in what a comment inside a text does to it.
                if badge != nil { throw failure("only text can stand in a badge element", at: start) }
            }
        }
        guard open.isEmpty else { throw failure("the file ends inside an element", at: scanner.offset) }
    }

    // MARK: Elements

    private mutating func begin(_ tag: XMLScanner.Tag, at start: Int) throws(BakingError) {
        guard root == nil || !open.isEmpty else { throw failure("there must be one outermost element", at: start) }
        guard badge == nil else { throw failure("only text can stand in a badge element", at: start) }
        elementCount += 1
        guard elementCount <= SVGImage.maximumElements else {
            throw BakingError(.tooMuch("elements", limit: SVGImage.maximumElements), at: start)
        }
        guard open.count < SVGImage.maximumDepth else {
            throw BakingError(.tooMuch("elements inside each other", limit: SVGImage.maximumDepth), at: start)
        }
        open.append(OpenElement(name: tag.name, namespaceCount: namespaces.count))
        for attribute in tag.attributes { try declare(attribute, at: start) }
        let element = try resolve(tag.name, isElement: true, at: start)
        try checkAttributes(tag, at: start)
        try refuseScript(element.local, tag, at: start)
        if root == nil {
            guard element.namespace.elementsEqual(SVGImage.namespace.utf8), element.local.elementsEqual("svg".utf8)
            else { throw failure("the outermost element is not an SVG image", at: start) }
            root = Root(
                range: (start + 1)..<scanner.offset, name: tag.name, isEmpty: tag.isEmpty, namespaces: namespaces)
        }
        let kind = BadgeKind.allCases.first {
            $0.element.namespace.utf8.elementsEqual(element.namespace)
                && $0.element.name.utf8.elementsEqual(element.local)
        }
        if let kind {
            let verify = tag.attributes.first { $0.name.elementsEqual("verify".utf8) }
            badge = OpenBadge(
                kind: kind, start: start, depth: open.count, verify: verify?.value, bodyOffset: scanner.offset)
        }
        if tag.isEmpty { close() }
    }

    private mutating func end(_ name: ArraySlice<UInt8>, at start: Int) throws(BakingError) {
        guard open.last?.name == name else { throw failure("this end tag belongs to no open element", at: start) }
        close()
    }

    private mutating func close() {
        if let badge, badge.depth == open.count {
            badges.append(
                SVGImage.Badge(
                    kind: badge.kind, range: badge.start..<scanner.offset, verify: badge.verify, body: badge.body,
                    bodyOffset: badge.bodyOffset))
            self.badge = nil
        }
        guard let element = open.popLast() else { return }
        namespaces.removeLast(namespaces.count - element.namespaceCount)
    }

    private mutating func add(_ text: [UInt8], at start: Int) throws(BakingError) {
        if open.isEmpty, !text.allSatisfy(XMLScanner.isSpace) {
            throw failure("text stands outside the image", at: start)
        }
        guard badge != nil else { return }
        badge?.body.append(contentsOf: text)
    }

    private func failure(_ what: String, at offset: Int) -> BakingError { BakingError(.malformedXML(what), at: offset) }

    // MARK: Names

    private struct Name {
        let namespace: [UInt8]
        let local: ArraySlice<UInt8>
    }

    private mutating func declare(_ attribute: XMLScanner.Attribute, at start: Int) throws(BakingError) {
        let (prefix, local) = try split(attribute.name, at: start)
        let declared: ArraySlice<UInt8>
        if prefix == nil, local.elementsEqual("xmlns".utf8) {
            declared = []
        } else if let prefix, prefix.elementsEqual("xmlns".utf8) {
            declared = local
        } else {
            return
        }
        guard !attribute.value.isEmpty || declared.isEmpty else {
            throw failure("a prefix cannot be declared for no namespace", at: start)
        }
        let reserved = ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"]
        let isXML = declared.elementsEqual("xml".utf8)
        guard !declared.elementsEqual("xmlns".utf8), isXML == attribute.value.elementsEqual(reserved[0].utf8),
            !attribute.value.elementsEqual(reserved[1].utf8)
        else { throw failure("this namespace cannot be declared", at: start) }
        guard namespaces.count < SVGImage.maximumNamespaces else {
            throw BakingError(.tooMuch("namespaces", limit: SVGImage.maximumNamespaces), at: start)
        }
        namespaces.append((declared, attribute.value))
    }

    /// Elements without prefix are in the default namespace, attributes without prefix in none.
    private func resolve(_ name: ArraySlice<UInt8>, isElement: Bool, at start: Int) throws(BakingError) -> Name {
        let (prefix, local) = try split(name, at: start)
        guard let prefix = prefix ?? (isElement ? [] : nil) else { return Name(namespace: [], local: local) }
        if prefix.elementsEqual("xml".utf8) {
            return Name(namespace: Array("http://www.w3.org/XML/1998/namespace".utf8), local: local)
        }
        if let found = namespaces.last(where: { $0.prefix == prefix }) {
            return Name(namespace: found.uri, local: local)
        }
        guard prefix.isEmpty else { throw failure("a prefix is used that is not declared", at: start) }
        return Name(namespace: [], local: local)
    }

    private func split(
        _ name: ArraySlice<UInt8>, at start: Int
    ) throws(BakingError) -> (prefix: ArraySlice<UInt8>?, local: ArraySlice<UInt8>) {
        let parts = name.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return (nil, parts[0])
        case 2 where !parts[0].isEmpty && !parts[1].isEmpty: return (parts[0], parts[1])
        default: throw failure("a name has one colon at most, and something on either side of it", at: start)
        }
    }

    private func checkAttributes(_ tag: XMLScanner.Tag, at start: Int) throws(BakingError) {
        var seen: Set<[UInt8]> = []
        for attribute in tag.attributes {
            var key = Array(attribute.name)
            let isDeclaration = key.starts(with: "xmlns".utf8) && (key.count == 5 || key[5] == UInt8(ascii: ":"))
            if !isDeclaration {
                let name = try resolve(attribute.name, isElement: false, at: start)
                // No byte of a name or namespace is 0.
                key = name.namespace + [0] + name.local
            }
            guard seen.insert(key).inserted else { throw failure("an attribute stands twice in one tag", at: start) }
        }
    }

    // MARK: Scripts

    /// A picture of a credential has no use for a program. What is refused: `script` elements of any vocabulary, attributes
    /// that are event handlers, and addresses that are programs.
    private func refuseScript(_ local: ArraySlice<UInt8>, _ tag: XMLScanner.Tag, at start: Int) throws(BakingError) {
        if Self.lowercased(local).elementsEqual("script".utf8) {
            throw BakingError(.script("the element \(String(decoding: tag.name, as: UTF8.self))"), at: start)
        }
        for attribute in tag.attributes {
            let name = Self.lowercased(attribute.name)
            let isHandler = name.count > 2 && name.starts(with: "on".utf8)
            // Browsers drop white space and control characters in addresses before they look at the scheme.
            let scheme = Self.lowercased(attribute.value.lazy.filter { $0 > 0x20 }.prefix(11))
            if isHandler || scheme.starts(with: "javascript:".utf8) || scheme.starts(with: "vbscript:".utf8) {
                throw BakingError(
                    .script("the attribute \(String(decoding: attribute.name, as: UTF8.self))"), at: start)
            }
        }
    }

    private static func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
