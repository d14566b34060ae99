/// The identity of a log, for ever: `<consortium>/<institution>`, e.g. `midwest.example/state-college`.
///
/// 1 to 128 bytes of visible ASCII without `+`, exactly one slash, something on each side of it; so it can be the first
/// line of a checkpoint and the name of a note key (C2SP signed-note). Compared and sorted as bytes.
/// Source: `docs/formats/ledger.md`, section 2.
public struct Origin: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Longest origin, so that its length fits the one byte before it in owner signatures with room to spare.
    public static let maximumByteCount = 128

    /// The whole text.
    public let text: String

    /// - Throws: what of the rules above does not hold.
    public init(_ text: String) throws(OriginError) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= Self.maximumByteCount else { throw .length(bytes.count) }
        for (offset, byte) in bytes.enumerated() where !(0x21...0x7E).contains(byte) || byte == UInt8(ascii: "+") {
            throw .character(offset: offset)
        }
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { throw .parts }
        self.text = text
    }

    /// The part before the slash.
    public var consortium: String { String(text.prefix { $0 != "/" }) }

    /// The part after the slash.
    public var institution: String { String(text.drop { $0 != "/" }.dropFirst()) }

    public var description: String { text }

    /// Order of the bytes.
    public static func < (left: Origin, right: Origin) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// Why a text is not an origin.
public enum OriginError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not 1 to 128 bytes.
    case length(Int)
    /// A byte outside visible ASCII, or a plus sign.
    case character(offset: Int)
    /// Not two parts around one slash.
    case parts

    public var description: String {
        switch self {
        case .length(let count): "An origin has 1 to \(Origin.maximumByteCount) bytes, this one has \(count)."
        case .character(let offset):
            "An origin has only visible ASCII characters other than '+'; look at byte \(offset)."
        case .parts: "An origin is written <consortium>/<institution>, with exactly one slash."
        }
    }
}
