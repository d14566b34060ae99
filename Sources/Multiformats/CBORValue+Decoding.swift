/// Bounds on what is decoded. Exceeding one is an error that names it.
public struct CBORLimits: Hashable, Sendable {
    public var bytes: Int
    /// Values that may stand inside each other; decoding recurses.
    public var depth: Int
    /// Values in all, keys included.
    public var items: Int

    public init(bytes: Int = 4 << 20, depth: Int = 32, items: Int = 100_000) {
        self.bytes = bytes
        self.depth = min(depth, Self.maximumDepth)
        self.items = items
    }

    /// Largest `depth` that can be asked for, so that decoding fits small stacks.
    public static let maximumDepth = 128
    /// 4 MiB, 32 levels, 100,000 values.
    public static let `default` = CBORLimits()
}

/// Which order the keys of a map may have.
public enum CBORKeyOrder: Hashable, Sendable {
    /// That of the deterministic encoding: then the bytes of a value are the only ones it has.
    case sorted
    /// Any; for headers of COSE, which others write in an order of their own (RFC 9052, 3).
    case any
}

extension CBORValue {
    /// Decodes exactly one value: shortest forms, lengths in advance, no key twice, nothing behind it.
    public init(
        decoding bytes: [UInt8], keys: CBORKeyOrder = .sorted, limits: CBORLimits = .default
    ) throws(CBORError) {
        guard bytes.count <= limits.bytes else { throw CBORError(.tooLong(limit: limits.bytes)) }
        var decoder = CBORDecoder(bytes: bytes, keys: keys, limits: limits)
        self = try decoder.value(depth: 0)
        guard decoder.offset == bytes.count else { throw CBORError(.trailingBytes, at: decoder.offset) }
    }
}

private struct CBORDecoder {
    let bytes: [UInt8]
    let keys: CBORKeyOrder
    let limits: CBORLimits
    var offset = 0
    var items = 0

    mutating func value(depth: Int) throws(CBORError) -> CBORValue {
        let start = offset
        guard depth <= limits.depth else { throw CBORError(.tooDeep(limit: limits.depth), at: start) }
        items += 1
        guard items <= limits.items else { throw CBORError(.tooManyItems(limit: limits.items), at: start) }
        let head = try self.head()
        switch head.major {
        case .unsigned: return .unsigned(head.argument)
        case .negative: return .negative(head.argument)
        case .bytes: return .bytes(Array(try string(head.argument, start)))
        case .text:
            guard let text = String(validating: try string(head.argument, start), as: UTF8.self) else {
                throw CBORError(.invalidUTF8, at: start)
            }
            return .text(text)
        case .array: return .array(try array(head.argument, start, depth))
        case .map: return .map(try map(head.argument, start, depth))
        case .tag: return .tagged(head.argument, try value(depth: depth + 1))
        case .simple:
            guard let simple = UInt8(exactly: head.argument).flatMap({ CBORSimple(rawValue: $0) }) else {
                throw CBORError(.invalidSimple, at: start)
            }
            return .simple(simple)
        }
    }

    private mutating func head() throws(CBORError) -> CBORHead {
        let start = offset
        guard start < bytes.count else { throw CBORError(.truncated, at: start) }
        let information = bytes[start] & 0x1F
        guard let major = CBORHead.Major(rawValue: bytes[start] >> 5) else { throw CBORError(.reserved, at: start) }
        offset += 1
        switch information {
        case ..<24: return CBORHead(major, UInt64(information))
        // 0xF8 is followed by a simple value, which never goes below 32; 0xF9 to 0xFB are floating-point numbers.
        case 24 where major == .simple: return try simple(start)
        case 25...27 where major == .simple: throw CBORError(.unsupportedFloat, at: start)
        case 24...27: return CBORHead(major, try argument(byteCount: 1 << Int(information - 24), start))
        case 31 where major != .unsigned && major != .negative && major != .tag && major != .simple:
            throw CBORError(.indefiniteLength, at: start)
        default: throw CBORError(.reserved, at: start)
        }
    }

    private mutating func simple(_ start: Int) throws(CBORError) -> CBORHead {
        guard offset < bytes.count else { throw CBORError(.truncated, at: start) }
        guard bytes[offset] >= 32 else { throw CBORError(.invalidSimple, at: start) }
        offset += 1
        return CBORHead(.simple, UInt64(bytes[offset - 1]))
    }

    private mutating func argument(byteCount: Int, _ start: Int) throws(CBORError) -> UInt64 {
        guard bytes.count - offset >= byteCount else { throw CBORError(.truncated, at: start) }
        let value = bytes[offset..<(offset + byteCount)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        offset += byteCount
        // What fits the next smaller form has to use it.
        let smallest: UInt64 = byteCount == 1 ? 24 : 1 << UInt64(4 * byteCount)
        guard value >= smallest else { throw CBORError(.notShortest, at: start) }
        return value
    }

    private mutating func string(_ length: UInt64, _ start: Int) throws(CBORError) -> ArraySlice<UInt8> {
        guard length <= UInt64(bytes.count - offset) else { throw CBORError(.truncated, at: start) }
        offset += Int(length)
        return bytes[(offset - Int(length))..<offset]
    }

    /// A promise of more elements than there are bytes is refused before anything is set aside for them.
    private func count(_ length: UInt64, bytesEach: UInt64, _ start: Int) throws(CBORError) -> Int {
        guard length <= UInt64(bytes.count - offset) / bytesEach else { throw CBORError(.truncated, at: start) }
        return Int(length)
    }

    private mutating func array(_ length: UInt64, _ start: Int, _ depth: Int) throws(CBORError) -> [CBORValue] {
        var elements: [CBORValue] = []
        for _ in 0..<(try count(length, bytesEach: 1, start)) { elements.append(try value(depth: depth + 1)) }
        return elements
    }

    private mutating func map(_ length: UInt64, _ start: Int, _ depth: Int) throws(CBORError) -> CBORMap {
        var pairs: [(offset: Int, key: ArraySlice<UInt8>, pair: CBORMap.Pair)] = []
        for _ in 0..<(try count(length, bytesEach: 2, start)) {
            let begin = offset
            let key = try value(depth: depth + 1)
            // A map inside a key may stand in another order than it is compared in.
            let encoded = keys == .sorted ? bytes[begin..<offset] : key.encoded()[...]
            if keys == .sorted, let last = pairs.last {
                guard last.key != encoded else { throw CBORError(.duplicateKey, at: begin) }
                guard last.key.lexicographicallyPrecedes(encoded) else { throw CBORError(.unsortedKeys, at: begin) }
            }
            pairs.append((begin, encoded, CBORMap.Pair(key: key, value: try value(depth: depth + 1))))
        }
        if keys == .any {
            // The offset makes the order definite, so that the second of two equal keys is the one named.
            pairs.sort { $0.key == $1.key ? $0.offset < $1.offset : $0.key.lexicographicallyPrecedes($1.key) }
            for (first, second) in zip(pairs, pairs.dropFirst()) where first.key == second.key {
                throw CBORError(.duplicateKey, at: second.offset)
            }
        }
        return CBORMap(sorted: pairs.map(\.pair))
    }
}
