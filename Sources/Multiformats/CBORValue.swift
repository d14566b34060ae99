/// A value of the part of CBOR (RFC 8949) that `ecdsa-sd-2023` and COSE need: no floating-point numbers, and written
/// in the core deterministic encoding (section 4.2.1), so that equal values have equal bytes.
///
/// Text compares as its UTF-8 bytes; Swift's own equality of strings would take two encodings for one.
public enum CBORValue: Sendable {
    case unsigned(UInt64)
    /// -1 minus the number: `negative(0)` is -1 (major type 1).
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    case map(CBORMap)
    indirect case tagged(UInt64, CBORValue)
    case simple(CBORSimple)

    public init(_ value: Int) {
        self = value >= 0 ? .unsigned(UInt64(value)) : .negative(UInt64(-1 - value))
    }

    public static func bool(_ value: Bool) -> CBORValue { .simple(value ? .true : .false) }
    public static var null: CBORValue { .simple(.null) }
}

extension CBORValue {
    /// An integer within `Int`, else nil.
    public var int: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .negative(let value): Int(exactly: value).map { -1 - $0 }
        default: nil
        }
    }

    /// The content of a byte string, else nil.
    public var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    /// The text of a text string, else nil.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The elements of an array, else nil.
    public var array: [CBORValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// A map, else nil.
    public var map: CBORMap? {
        if case .map(let map) = self { map } else { nil }
    }
}

extension CBORValue: Hashable {
    public static func == (left: CBORValue, right: CBORValue) -> Bool {
        switch (left, right) {
        case (.unsigned(let a), .unsigned(let b)), (.negative(let a), .negative(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.tagged(let tag, let a), .tagged(let other, let b)): tag == other && a == b
        case (.simple(let a), .simple(let b)): a == b
        default: false
        }
    }

    /// By the encoding, which is one for equal values and no other.
    public func hash(into hasher: inout Hasher) { hasher.combine(encoded()) }
}

/// A value of major type 7 that is no number: 0 to 23 in one byte, 32 to 255 in two (RFC 8949, 3.3).
public struct CBORSimple: Hashable, Sendable {
    public let rawValue: UInt8

    /// Nil for 24 to 31, which no well-formed encoding has.
    public init?(rawValue: UInt8) {
        guard !(24...31).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(known: UInt8) { rawValue = known }

    public static let `false` = CBORSimple(known: 20)
    public static let `true` = CBORSimple(known: 21)
    public static let null = CBORSimple(known: 22)
    public static let undefined = CBORSimple(known: 23)
}

/// A map: no key twice, in the order in which it is written, that of the encoded keys' bytes (RFC 8949, 4.2.1).
public struct CBORMap: Hashable, Sendable {
    public let pairs: [Pair]

    public struct Pair: Hashable, Sendable {
        public let key: CBORValue
        public let value: CBORValue
    }

    public init() { pairs = [] }

    /// Sorts `pairs`; a key that comes twice is an error.
    public init(_ pairs: [(CBORValue, CBORValue)]) throws(CBORError) {
        let keyed = pairs.map { (key: $0.0.encoded(), pair: Pair(key: $0.0, value: $0.1)) }
        let sorted = keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (first, second) in zip(sorted, sorted.dropFirst()) where first.key == second.key {
            throw CBORError(.duplicateKey)
        }
        self.pairs = sorted.map(\.pair)
    }

    /// Pairs that the decoder found in order.
    init(sorted pairs: [Pair]) { self.pairs = pairs }

    public subscript(_ key: CBORValue) -> CBORValue? { pairs.first { $0.key == key }?.value }
}
