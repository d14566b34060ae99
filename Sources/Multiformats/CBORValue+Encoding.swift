extension CBORValue {
    /// The core deterministic encoding (RFC 8949, 4.2.1).
    public func encoded() -> [UInt8] {
        var output: [UInt8] = []
        encode(into: &output)
        return output
    }

    private func encode(into output: inout [UInt8]) {
        switch self {
        case .unsigned(let value): CBORHead(.unsigned, value).append(to: &output)
        case .negative(let value): CBORHead(.negative, value).append(to: &output)
        case .bytes(let bytes):
            CBORHead(.bytes, UInt64(bytes.count)).append(to: &output)
            output.append(contentsOf: bytes)
        case .text(let text):
            CBORHead(.text, UInt64(text.utf8.count)).append(to: &output)
            output.append(contentsOf: text.utf8)
        case .array(let elements):
            CBORHead(.array, UInt64(elements.count)).append(to: &output)
            for element in elements { element.encode(into: &output) }
        case .map(let map):
            CBORHead(.map, UInt64(map.pairs.count)).append(to: &output)
            for pair in map.pairs {
                pair.key.encode(into: &output)
                pair.value.encode(into: &output)
            }
        case .tagged(let tag, let value):
            CBORHead(.tag, tag).append(to: &output)
            value.encode(into: &output)
        case .simple(let simple): CBORHead(.simple, UInt64(simple.rawValue)).append(to: &output)
        }
    }
}

/// The first bytes of every value: its major type and an argument (RFC 8949, 3).
struct CBORHead {
    enum Major: UInt8 {
        case unsigned, negative, bytes, text, array, map, tag, simple
    }

    let major: Major
    let argument: UInt64

    init(_ major: Major, _ argument: UInt64) {
        self.major = major
        self.argument = argument
    }

    /// As short as possible.
    func append(to output: inout [UInt8]) {
        let byteCount: Int
        let information: UInt8
        switch argument {
        case ..<24: (byteCount, information) = (0, UInt8(argument))
        case ...0xFF: (byteCount, information) = (1, 24)
        case ...0xFFFF: (byteCount, information) = (2, 25)
        case ...0xFFFF_FFFF: (byteCount, information) = (4, 26)
        default: (byteCount, information) = (8, 27)
        }
        output.append(major.rawValue << 5 | information)
        for index in 0..<byteCount {
            output.append(UInt8(truncatingIfNeeded: argument >> UInt64(8 * (byteCount - 1 - index))))
        }
    }
}
