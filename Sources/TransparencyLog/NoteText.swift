import Multiformats

/// What may stand in a note (c2sp.org/signed-note, "Format").
enum NoteRule {
    /// Key names are not empty and hold no Unicode space and no plus; in a note they also hold no control characters.
    static func isKeyName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
    }

    /// The place of the first ASCII control character other than newline.
    static func controlCharacter(in bytes: some Collection<UInt8>) -> Int? {
        for (offset, byte) in bytes.enumerated() where byte < 0x20 && byte != newline { return offset }
        return nil
    }

    static let newline = UInt8(ascii: "\n")
    /// Em dash and space, at the beginning of each signature line.
    static let signaturePrefix = "\u{2014} "
}

/// Names, origins and texts are compared as bytes: Swift's `==` on strings also equates different spellings.
func sameBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}

/// Standard Base64 (RFC 4648, section 4) in its one canonical spelling, or nil.
func decodeBase64(_ text: some StringProtocol) -> [UInt8]? {
    try? Base64.decode(String(text))
}
