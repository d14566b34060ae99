import JSON

/// A URI reference in its five parts (RFC 3986, section 3), on UTF-8 bytes; nothing is decoded or normalised.
struct IRIReference {
    typealias Bytes = ArraySlice<UInt8>

    var scheme: Bytes?
    var authority: Bytes?
    var path: Bytes
    var query: Bytes?
    var fragment: Bytes?

    /// Splits as the expression of RFC 3986, appendix B does; every text is a reference.
    init(_ text: [UInt8]) {
        var rest = text[...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = rest[(hash + 1)...]
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(mark + 1)...]
            rest = rest[..<mark]
        }
        if let colon = IRIReference.schemeEnd(rest) {
            scheme = rest[..<colon]
            rest = rest[(colon + 1)...]
        }
        if rest.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            authority = rest[..<end]
            rest = rest[end...]
        }
        path = rest
    }

    private static func schemeEnd(_ text: Bytes) -> Int? {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else { return nil }
        let scheme = text[..<colon]
        guard scheme.allSatisfy({ isSchemeByte($0) }), isLetter(text[text.startIndex]) else { return nil }
        return colon
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// The text of the parts (section 5.3).
    var bytes: [UInt8] {
        var text: [UInt8] = []
        if let scheme { text += scheme + [UInt8(ascii: ":")] }
        if let authority { text += [UInt8(ascii: "/"), UInt8(ascii: "/")] + authority }
        text += path
        if let query { text += [UInt8(ascii: "?")] + query }
        if let fragment { text += [UInt8(ascii: "#")] + fragment }
        return text
    }

    /// Resolves the reference against `base` (section 5.2.2, strict).
    func resolved(against base: IRIReference) -> IRIReference {
        var target = self
        if scheme != nil || authority != nil {
            if scheme == nil { target.scheme = base.scheme }
            target.path = IRIReference.removingDotSegments(path)
            return target
        }
        target.scheme = base.scheme
        target.authority = base.authority
        if path.isEmpty {
            target.path = base.path
            if query == nil { target.query = base.query }
        } else if path.first == UInt8(ascii: "/") {
            target.path = IRIReference.removingDotSegments(path)
        } else {
            target.path = IRIReference.removingDotSegments(merge(with: base))
        }
        return target
    }

    /// Section 5.2.3.
    private func merge(with base: IRIReference) -> Bytes {
        if base.authority != nil, base.path.isEmpty { return [UInt8(ascii: "/")] + path }
        guard let slash = base.path.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return base.path[...slash] + path
    }

    /// Section 5.2.4, letter for letter: steps 2A to 2E.
    static func removingDotSegments(_ path: Bytes) -> Bytes {
        let slash = UInt8(ascii: "/")
        var input = path
        var output: [UInt8] = []
        while !input.isEmpty {
            if let rest = input.dropping("../") ?? input.dropping("./") {  // A
                input = rest
            } else if let rest = input.dropping("/./") {  // B
                input = [slash] + rest
            } else if input.elementsEqual("/.".utf8) {
                input = [slash]
            } else if let rest = input.dropping("/../") {  // C
                input = [slash] + rest
                output.removeLast(output.count - (output.lastIndex(of: slash) ?? 0))
            } else if input.elementsEqual("/..".utf8) {
                input = [slash]
                output.removeLast(output.count - (output.lastIndex(of: slash) ?? 0))
            } else if input.elementsEqual(".".utf8) || input.elementsEqual("..".utf8) {  // D
                input = []
            } else {  // E
                let end = input.dropFirst().firstIndex(of: slash) ?? input.endIndex
                output += input[..<end]
                input = input[end...]
            }
        }
        return output[...]
    }
}

extension ArraySlice<UInt8> {
    /// What follows `prefix`, or nil if this does not start with it.
    fileprivate func dropping(_ prefix: String) -> ArraySlice<UInt8>? {
        starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
    }
}

extension JSONString {
    /// This resolved against `base`; as it is if there is none, or one without a scheme.
    func resolved(against base: JSONString?) -> JSONString {
        guard let base else { return self }
        let parsedBase = IRIReference([UInt8](base.string.utf8))
        guard parsedBase.scheme != nil else { return self }
        let target = IRIReference([UInt8](string.utf8)).resolved(against: parsedBase)
        return JSONString(String(decoding: target.bytes, as: UTF8.self))
    }
}
