extension Parser {
    /// A string's extent in the input.
    struct StringExtent {
        /// Between the quotes.
        let range: Range<Int>
        let isASCII: Bool
    }

    /// Reads the string whose opening quote is at `position`; also gives the hash of its bytes.
    @inline(__always)
    mutating func string(_ input: Span<UInt8>) throws(Failure) -> (text: String, hash: UInt32) {
        guard let extent = try plainString(input) else {
            try unescape(input)
            let all = 0..<unescaped.count
            return (StringCache.makeText(unescaped.span, all, isASCII: false), StringCache.hash(unescaped.span, all))
        }
        let hash = StringCache.hash(input, extent.range)
        return (strings.text(input, extent.range, hash: hash, isASCII: extent.isASCII), hash)
    }

    /// Reads a string without escapes, to behind its closing quote; nil, with `position` unchanged, if there are any.
    @inline(__always)
    private mutating func plainString(_ input: Span<UInt8>) throws(Failure) -> StringExtent? {
        let start = position + 1
        var index = start
        var isASCII = true
        while true {
            index = Parser.skipPlain(input, index)
            guard index < input.count else { throw Failure(.unexpectedEnd, at: input.count) }
            switch input[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                return StringExtent(range: start..<index, isASCII: isASCII)
            case UInt8(ascii: "\\"): return nil
            case 0x80...:
                isASCII = false
                index = try Parser.skipMultibyte(input, index)
            default: throw Failure(.controlCharacter(input[index]), at: index)
            }
        }
    }

    /// Reads a string with escapes into `unescaped`.
    @inline(never)
    private mutating func unescape(_ input: Span<UInt8>) throws(Failure) {
        unescaped.removeAll(keepingCapacity: true)
        var index = position + 1
        while true {
            let start = index
            index = Parser.skipPlain(input, index)
            if index < input.count, input[index] >= 0x80 { index = try Parser.skipMultibyte(input, index) }
            unsafe input.extracting(start..<index).withUnsafeBufferPointer {
                unsafe unescaped.append(contentsOf: $0)
            }
            guard index < input.count else { throw Failure(.unexpectedEnd, at: input.count) }
            switch input[index] {
            case UInt8(ascii: "\""):
                position = index + 1
                return
            case UInt8(ascii: "\\"): index = try escape(input, index)
            case let byte where byte < 0x20: throw Failure(.controlCharacter(byte), at: index)
            default: continue
            }
        }
    }

    /// Appends what the escape at `index` stands for; the index behind it.
    private mutating func escape(_ input: Span<UInt8>, _ index: Int) throws(Failure) -> Int {
        guard index + 1 < input.count else { throw Failure(.unexpectedEnd, at: input.count) }
        switch input[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(input[index + 1])
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): return try unicodeEscape(input, index)
        default: throw Failure(.invalidEscape, at: index)
        }
        return index + 2
    }

    /// `\uXXXX`, or two of them for a surrogate pair.
    private mutating func unicodeEscape(_ input: Span<UInt8>, _ index: Int) throws(Failure) -> Int {
        let unit = try Parser.hexUnit(input, index)
        var end = index + 6
        var code = UInt32(unit)
        if UTF16.isLeadSurrogate(unit) {
            guard end + 1 < input.count, input[end] == UInt8(ascii: "\\"), input[end + 1] == UInt8(ascii: "u") else {
                throw Failure(.loneSurrogate, at: index)
            }
            let trail = try Parser.hexUnit(input, end)
            guard UTF16.isTrailSurrogate(trail) else { throw Failure(.loneSurrogate, at: index) }
            code = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
            end += 6
        }
        // Fails for trail surrogates only: everything else is in range by now.
        guard let scalar = Unicode.Scalar(code) else { throw Failure(.loneSurrogate, at: index) }
        unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        return end
    }

    /// The four digits of the `\u` escape at `index`.
    private static func hexUnit(_ input: Span<UInt8>, _ index: Int) throws(Failure) -> UInt16 {
        var unit: UInt16 = 0
        for digit in index + 2..<index + 6 {
            guard digit < input.count else { throw Failure(.unexpectedEnd, at: input.count) }
            let byte = input[digit]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: throw Failure(.invalidEscape, at: index)
            }
        }
        return unit
    }
}

extension Parser {
    /// The index of the first byte from `start` on that is a quote, a backslash, a control character or not ASCII.
    @inline(__always)
    static func skipPlain(_ input: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index + 8 <= input.count {
            let special = TextWord.special(input.word(index))
            if special != 0 { return index + special.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < input.count, !TextWord.isSpecial(input[index]) { index += 1 }
        return index
    }

    /// The index behind the multi-byte sequences that start at `start`, checked against Unicode's table 3-7.
    static func skipMultibyte(_ input: Span<UInt8>, _ start: Int) throws(Failure) -> Int {
        var index = start
        while index < input.count, input[index] >= 0x80 {
            let lead = input[index]
            let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            guard lead >= 0xC2, lead <= 0xF4, index + count <= input.count else {
                throw Failure(.invalidUTF8, at: index)
            }
            // The second byte's range excludes overlong forms, surrogates and code points above U+10FFFF.
            let low: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
            let high: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
            guard input[index + 1] >= low, input[index + 1] <= high else { throw Failure(.invalidUTF8, at: index) }
            for next in index + 2..<index + count {
                guard input[next] & 0xC0 == 0x80 else { throw Failure(.invalidUTF8, at: index) }
            }
            index += count
        }
        return index
    }
}
