import JSON
import TestSupport

/// Makes broken input out of good input, the same for the same seed.
struct Mutator {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private static let longest = 200_000
    private static let tokens: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\uD800", "null", "-0", "1e999", "1E-999",
            "18446744073709551616", "9007199254740993", "@context", "@id", "@type", "@graph", "@included", "@reverse",
            "@list",
            "@json", "@none", "_:b0", "did:key:z6Mk", "did:web:a%3A0", "urn:", "#", "%", "%00", "..", "<", ">",
            "<!DOCTYPE",
            "&#0;", "<![CDATA[", "z", "u", ".", "\n", "\r\n", "\t", "\0", "\u{FEFF}", "\u{202E}", "é", "\u{10FFFF}",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x80], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF],
        ]

    /// `seed` with one to eight changes; parts may come from `others`.
    mutating func bytes(_ seed: [UInt8], others: [[UInt8]]) -> [UInt8] {
        var bytes = seed
        for _ in 0...random.int(in: 0..<8) { change(&bytes, others) }
        return bytes.count > Self.longest ? Array(bytes[..<Self.longest]) : bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
        let place = random.int(in: 0..<bytes.count + 1)
        let rest = bytes.count - place
        let range = place..<place + min(rest, random.oneIn(4) ? random.int(in: 0..<rest + 1) : random.int(in: 0..<9))
        switch random.int(in: 0..<9) {
        case 0 where rest > 0: bytes[place] ^= 1 << UInt8(random.int(in: 0..<8))
        case 1 where rest > 0: bytes[place] = UInt8(random.int(in: 0..<256))
        case 2: bytes.removeSubrange(range)
        case 3: bytes.insert(contentsOf: bytes[range], at: place)
        case 4: bytes.insert(contentsOf: random.bytes(random.int(in: 1..<9)), at: place)
        case 5:
            guard let other = others.randomElement(using: &random), !other.isEmpty else { return }
            let from = random.int(in: 0..<other.count)
            bytes.replaceSubrange(range, with: other[from..<min(other.count, from + random.int(in: 1..<257))])
        case 6:
            let count = random.oneIn(3) ? random.int(in: 1..<300) : 1
            let token = Self.tokens[random.int(in: 0..<Self.tokens.count)]
            bytes.insert(contentsOf: [[UInt8]](repeating: token, count: count).joined(), at: place)
        case 7: bytes.removeSubrange(place...)
        default: bytes.replaceSubrange(range, with: Self.tokens[random.int(in: 0..<Self.tokens.count)])
        }
    }

    /// A document in which values stand where others are due.
    mutating func json(_ seed: JSONValue) -> JSONValue {
        var value = seed
        for _ in 0...random.int(in: 0..<4) {
            let count = Self.count(value)
            var target = random.int(in: 0..<count)
            let stranger = stranger(in: seed)
            value = Self.replace(value, &target, with: stranger)
        }
        return value
    }

    private mutating func stranger(in document: JSONValue) -> JSONValue {
        switch random.int(in: 0..<14) {
        case 0: return .null
        case 1: return true
        case 2: return ""
        case 3: return []
        case 4: return [:]
        case 5: return [[], [[]], [:]]
        case 6: return JSONValue(UInt64.max)
        case 7: return JSONValue(String(repeating: "x", count: random.int(in: 1..<5_000)))
        case 8: return ["@id": "_:b0"]
        case 9: return ["@value": [], "@type": "@json"]
        case 10: return (0..<random.int(in: 1..<200)).reduce(JSONValue.null) { nested, _ in [nested] }
        case 11:
            let text = Self.tokens[random.int(in: 0..<Self.tokens.count)]
            return JSONValue(String(decoding: text, as: UTF8.self))
        default:
            var target = random.int(in: 0..<Self.count(document))
            return Self.pick(document, &target) ?? .null
        }
    }

    /// How many values there are, the document among them.
    private static func count(_ value: JSONValue) -> Int { children(value).reduce(1) { $0 + count($1) } }

    private static func children(_ value: JSONValue) -> [JSONValue] {
        value.array ?? value.object.map { $0.map(\.value) } ?? []
    }

    private static func pick(_ value: JSONValue, _ target: inout Int) -> JSONValue? {
        if target == 0 { return value }
        target -= 1
        for child in children(value) { if let found = pick(child, &target) { return found } }
        return nil
    }

    private static func replace(_ value: JSONValue, _ target: inout Int, with stranger: JSONValue) -> JSONValue {
        if target == 0 {
            target = -1
            return stranger
        }
        guard target > 0 else { return value }
        target -= 1
        if let array = value.array { return .array(array.map { replace($0, &target, with: stranger) }) }
        guard let object = value.object else { return value }
        var copy = object
        for member in object { copy[member.key] = replace(member.value, &target, with: stranger) }
        return .object(copy)
    }
}
