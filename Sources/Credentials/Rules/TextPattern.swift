import JSON

/// The small grammars of the data model, over bytes.
enum TextPattern {
    /// A scheme (RFC 3986, 3.1), a colon and something after it, without spaces, controls and the characters that an
    /// IRI may not hold.
    static func isAbsoluteIRI(_ text: String) -> Bool {
        JSONString(text).withUTF8 { bytes in
            guard bytes.count > 0, isLetter(bytes[0]) else { return false }
            var place = 1
            while place < bytes.count, schemeBytes.contains(bytes[place]) { place += 1 }
            guard place < bytes.count - 1, bytes[place] == UInt8(ascii: ":") else { return false }
            for rest in place + 1..<bytes.count where notInIRI.contains(bytes[rest]) { return false }
            return true
        }
    }

    private static let schemeBytes = ASCIISet(
        (0x21...0x7E).filter { isLetter($0) || isDigit($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E })
    private static let notInIRI = ASCIISet(Array(0...0x20) + [0x7F] + Array(#"<>"{}|\^`"#.utf8))

    /// `^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`
    static func isLanguage(_ text: String) -> Bool {
        var parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)[...]
        guard let language = parts.popFirst(), (2...4).contains(language.count), language.allSatisfy(isLower) else {
            return false
        }
        if let script = parts.first, script.count == 4, script.first.map(isUpper) == true,
            script.dropFirst().allSatisfy(isLower)
        {
            parts.removeFirst()
        }
        guard let region = parts.popFirst() else { return true }
        let isRegion =
            (region.count == 2 && region.allSatisfy(isUpper)) || (region.count == 3 && region.allSatisfy(isDigit))
        return isRegion && parts.isEmpty
    }

    /// `^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$`
    static func isCompactJWS(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[2].isEmpty else { return false }
        return parts.allSatisfy { part in
            part.allSatisfy {
                isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
        }
    }

    /// An object of strings whose names are `^[a-z]{2}(-[A-Z]{2})?$`.
    static func isLanguageMap(_ object: JSONObject) -> Bool {
        object.allSatisfy { member in
            guard case .string = member.value else { return false }
            let name = Array(member.key.string.utf8)
            guard name.count == 2 || name.count == 5, isLower(name[0]), isLower(name[1]) else { return false }
            return name.count == 2 || (name[2] == UInt8(ascii: "-") && isUpper(name[3]) && isUpper(name[4]))
        }
    }

    static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    static func isLetter(_ byte: UInt8) -> Bool { isLower(byte) || isUpper(byte) }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// A set of ASCII bytes.
private struct ASCIISet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ bytes: [UInt8]) {
        for byte in bytes {
            if byte < 64 { low |= 1 << byte } else if byte < 128 { high |= 1 << (byte - 64) }
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<64: low >> byte & 1 == 1
        case 64..<128: high >> (byte - 64) & 1 == 1
        default: false
        }
    }
}
