/// An SVG file as far as a credential in it is concerned: well-formed, namespaces resolved, at most one badge element,
/// no scripts.
///
/// References to other files are left alone: nothing here follows them.
struct SVGImage {
    static let namespace = "http://www.w3.org/2000/svg"
    static let maximumDepth = 256
    static let maximumElements = 200_000
    /// Declarations in force at one place.
    static let maximumNamespaces = 64

    /// An element that holds a credential.
    struct Badge {
        let kind: BadgeKind
        let range: Range<Int>
        /// The attribute of that name.
        let verify: [UInt8]?
        let body: [UInt8]
        /// Where the body begins.
        let bodyOffset: Int
    }

    let bytes: [UInt8]
    /// The start tag of the root, without `<` and with its `>` or `/>`.
    let rootTag: Range<Int>
    let rootName: ArraySlice<UInt8>
    let isRootEmpty: Bool
    /// Namespaces that the root declares, by prefix.
    let rootNamespaces: [(prefix: ArraySlice<UInt8>, uri: [UInt8])]
    let badges: [Badge]

    init(reading bytes: [UInt8]) throws(BakingError) {
        guard bytes.count <= CredentialFile.maximumImageBytes else {
            throw BakingError(.imageTooLarge(limit: CredentialFile.maximumImageBytes))
        }
        var reader = SVGReader(scanner: try XMLScanner(bytes))
        try reader.run()
        guard let root = reader.root else {
            throw BakingError(.malformedXML("there is no element"), at: bytes.count)
        }
        self.bytes = bytes
        rootTag = root.range
        rootName = root.name
        isRootEmpty = root.isEmpty
        rootNamespaces = root.namespaces
        badges = reader.badges
    }

    func credentialFile() throws(BakingError) -> CredentialFile {
        guard let badge = badges.first else { throw BakingError(.nothingBaked) }
        if badges.count > 1 { throw BakingError(.severalBadges, at: badges[1].range.lowerBound) }
        let text = XMLScanner.trimmed(badge.body[...])
        let verify = badge.verify.map { XMLScanner.trimmed($0[...]) }
        let content: CredentialFile.Content
        var url: String?
        switch (verify, text.isEmpty) {
        case (let verify?, true):
            content = try .init(reading: verify, at: badge.range.lowerBound, allowsURL: badge.kind == .legacy)
        case (let verify?, false) where badge.kind == .legacy:
            // Open Badges 1 and 2 have the address beside the assertion.
            content = try .init(reading: text, at: badge.bodyOffset)
            url = String(decoding: verify, as: UTF8.self)
        case (_?, false):
            // Two places for one credential can hold two.
            throw BakingError(.severalBadges, at: badge.bodyOffset)
        case (nil, _): content = try .init(reading: text, at: badge.bodyOffset)
        }
        return CredentialFile(container: .svg, kind: badge.kind, content: content, verifyURL: url, notes: [])
    }
}

// MARK: Baking

extension SVGImage {
    private static let prefix = "openbadges"

    /// The element goes directly behind the start tag of the root, and its namespace into that tag.
    func baking(_ text: BakedText, as kind: BadgeKind, replacing: Bool) throws(BakingError) -> [UInt8] {
        if !replacing, let first = badges.first { throw BakingError(.alreadyBaked, at: first.range.lowerBound) }
        let (namespace, name) = kind.element
        let declaration = " xmlns:\(Self.prefix)=\"\(namespace)\""
        let bound = rootNamespaces.first { $0.prefix.elementsEqual(Self.prefix.utf8) }
        // Where the prefix means something else already, the element says for itself what it means.
        let isFree = bound == nil
        let isBound = bound?.uri.elementsEqual(namespace.utf8) == true
        let close = isRootEmpty ? 2 : 1
        var output = Array(bytes[..<(rootTag.upperBound - close)])
        if isFree { output.append(contentsOf: declaration.utf8) }
        output.append(UInt8(ascii: ">"))
        output.append(contentsOf: "<\(Self.prefix):\(name)\(isFree || isBound ? "" : declaration)".utf8)
        switch text {
        case .compactJWS(let jws): output.append(contentsOf: " verify=\"\(jws)\"/>".utf8)
        case .json(let json):
            output.append(contentsOf: "><![CDATA[".utf8)
            output.append(contentsOf: Self.escapedForXML(json))
            output.append(contentsOf: "]]></\(Self.prefix):\(name)>".utf8)
        }
        var rest = rootTag.upperBound
        for badge in badges {
            output.append(contentsOf: bytes[rest..<badge.range.lowerBound])
            rest = badge.range.upperBound
        }
        if isRootEmpty { output.append(contentsOf: Array("</".utf8) + rootName + [UInt8(ascii: ">")]) }
        output.append(contentsOf: bytes[rest...])
        guard output.count <= CredentialFile.maximumImageBytes else {
            throw BakingError(.imageTooLarge(limit: CredentialFile.maximumImageBytes))
        }
        return output
    }

    /// JSON that means the same and can stand in a CDATA section: `]]>` would end it, and U+FFFE and U+FFFF are no
    /// characters of XML. All of them can stand in JSON strings only, and are escaped there.
    static func escapedForXML(_ json: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(json.count)
        for byte in json {
            output.append(byte)
            if byte == UInt8(ascii: ">"), output.suffix(3).elementsEqual("]]>".utf8) {
                output.removeLast()
                output.append(contentsOf: "\\u003e".utf8)
            } else if output.suffix(3) == [0xEF, 0xBF, byte], byte == 0xBE || byte == 0xBF {
                output.removeLast(3)
                output.append(contentsOf: (byte == 0xBE ? "\\ufffe" : "\\uffff").utf8)
            }
        }
        return output
    }
}
