/// The shape of a language tag (BCP 47, section 2.2.9, without the registry): `1*8ALPHA *("-" 1*8alphanum)`.
public enum LanguageSyntax {
    /// True if `tag` has that shape.
    public static func isWellFormed(_ tag: Span<UInt8>) -> Bool {
        var partLength = 0
        var isFirstPart = true
        for index in tag.indices {
            let byte = tag[index]
            if byte == UInt8(ascii: "-") {
                guard partLength > 0 else { return false }
                partLength = 0
                isFirstPart = false
                continue
            }
            partLength += 1
            guard partLength <= 8, IRISyntax.isLetter(byte) || (!isFirstPart && IRISyntax.isDigit(byte)) else {
                return false
            }
        }
        return partLength > 0
    }
}
