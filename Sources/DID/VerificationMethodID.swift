/// The name of a verification method in a proof: an absolute URL, `<controller>#<fragment>`.
///
/// The part before the number sign is the controller document's address; whether that controller is the issuer is for
/// the caller to judge. A fragment that is itself a Multikey proves integrity only: anybody can write
/// `https://example.org/issuer#z6Mk...`.
public struct VerificationMethodID: Hashable, Sendable, CustomStringConvertible {
    /// Longest text that is read, in bytes.
    public static let longestText = DIDURL.longestText

    /// The whole text.
    public let text: String
    /// What stands before the number sign.
    public let controller: String
    /// What stands behind it, if there is one.
    public let fragment: String?

    /// Splits `text`; nil where the text is too long, empty before the number sign or has a second one.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, !first.isEmpty else { return nil }
        self.text = text
        controller = String(Substring(first))
        fragment = parts.count == 2 ? String(Substring(parts[1])) : nil
    }

    public var description: String { text }
}
