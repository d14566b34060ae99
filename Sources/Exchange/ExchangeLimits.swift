/// Bounds of the documents of the exchange, beside those of the JSON parser (docs/formats/exchange.md, "Limits").
public enum ExchangeLimits {
    /// Bytes of an offer's or a request's id.
    public static let idBytes = 128
    /// Bytes of a name shown to people.
    public static let nameBytes = 256
    /// Bytes of a sentence shown to people: purpose, retention.
    public static let wordsBytes = 2_000
    /// Bytes of an identifier from elsewhere: a DID, a credential type.
    public static let identifierBytes = 2_048
    /// Credential types that one request asks for.
    public static let types = 32
    /// Receipts or status proofs that travel together: one for each credential of a CLR, and one for the CLR.
    public static let proofs = 2_001
    /// Roster documents that travel together.
    public static let rosters = 256
    /// Bytes of a link.
    public static let linkBytes = 512
    /// Bytes of a date and time.
    static let timeBytes = 64
    /// Bytes of a key, a signature or a digest as text, the longest of them.
    static let keyTextBytes = 128
}
