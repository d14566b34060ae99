import JSON
import TestSupport

/// Random values of every kind, for property tests.
struct RandomJSON {
    var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func value(depth: Int = 0) -> JSONValue {
        switch random.int(in: 0..<(depth < 5 ? 9 : 6)) {
        case 0: .null
        case 1: .bool(random.oneIn(2))
        case 2, 3: .number(number())
        case 4, 5: .string(string())
        case 6: .array((0..<random.int(in: 0..<5)).map { _ in value(depth: depth + 1) })
        default: .object(object(depth: depth))
        }
    }

    mutating func object(depth: Int) -> JSONObject {
        // Some are larger than the linear search goes.
        let count = random.oneIn(12) ? random.int(in: 15..<40) : random.int(in: 0..<6)
        return JSONObject((0..<count).map { _ in .init(key: string(), value: value(depth: depth + 1)) })
    }

    mutating func number() -> JSONNumber {
        switch random.int(in: 0..<4) {
        case 0: JSONNumber(Int(truncatingIfNeeded: random.next()))
        case 1: JSONNumber(random.int(in: -1000..<1000))
        case 2:
            JSONNumber("\(random.int(in: -99..<99)).\(random.int(in: 0..<1000))e-\(random.int(in: 0..<30))")
                ?? JSONNumber(0)
        default: JSONNumber(finiteDouble()) ?? JSONNumber(0)
        }
    }

    mutating func finiteDouble() -> Double {
        while true {
            let value = Double(bitPattern: random.next())
            if value.isFinite { return value }
        }
    }

    mutating func string() -> JSONString {
        var string = String.UnicodeScalarView()
        for _ in 0..<random.int(in: 0..<random.int(in: 1..<40)) { string.append(scalar()) }
        return JSONString(String(string))
    }

    private mutating func scalar() -> Unicode.Scalar {
        let ranges: [Range<Int>] = [0x20..<0x7F, 0x20..<0x7F, 0x20..<0x7F, 0..<0x20, 0x80..<0x800, 0xE000..<0x11_0000]
        let range = ranges[random.int(in: 0..<ranges.count)]
        return Unicode.Scalar(UInt32(random.int(in: range))) ?? "?"
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The error that `text` is refused with, or nil if it is accepted.
func refusal(_ text: [UInt8], limits: JSONLimits = .default) -> JSONError? {
    do {
        _ = try JSONValue(parsing: text, limits: limits)
        return nil
    } catch {
        return error
    }
}

func refusal(_ text: String, limits: JSONLimits = .default) -> JSONError? { refusal(bytes(text), limits: limits) }
