import Multiformats
import TestSupport
import Testing

struct Base58BTCTests {
    @Test(
        "Known texts",
        arguments: [
            ([], ""), ([0], "1"), ([0, 0], "11"), ([0x61], "2g"), ([0x62, 0x62, 0x62], "a3gV"),
            (Array("Hello World!".utf8), "2NEpo7TZRRrLZSi2U"), ([0x00, 0x00, 0x28, 0x7F, 0xB4, 0xCD], "11233QC4"),
        ] as [([UInt8], String)])
    func known(_ bytes: [UInt8], _ text: String) throws {
        #expect(Base58BTC.encode(bytes) == text)
        #expect(try Base58BTC.decode(text) == bytes)
    }

    @Test("Letters that are easily confused, white space and other scripts are refused, with their place")
    func invalidCharacters() {
        for (text, offset) in [("0", 0), ("aO", 1), ("abI", 2), ("1l", 1), (" a", 0), ("a\n", 1), ("a\u{E9}", 1)] {
            #expect(throws: MultiformatError(.invalidCharacter, at: offset)) { try Base58BTC.decode(text) }
        }
    }

    @Test("Any bytes come back, also around zeros and word boundaries", arguments: 0..<100)
    func roundTrip(_ count: Int) throws {
        var random = SplitMix64(seed: UInt64(count))
        for _ in 0..<5 {
            var bytes = random.bytes(count)
            #expect(try Base58BTC.decode(Base58BTC.encode(bytes)) == bytes)
            for index in 0..<min(count, random.int(in: 0..<12)) { bytes[index] = 0 }
            #expect(try Base58BTC.decode(Base58BTC.encode(bytes)) == bytes)
            #expect(Base58BTC.encode(bytes) == slowBase58(bytes))
            let full = [UInt8](repeating: 0xFF, count: count)
            #expect(Base58BTC.encode(full) == slowBase58(full))
        }
    }

    @Test("The longest byte string there may be comes back; a longer text is refused, not worked on")
    func limit() throws {
        let longest = [UInt8](repeating: 0xFF, count: Base58BTC.maximumByteCount)
        #expect(try Base58BTC.decode(Base58BTC.encode(longest)) == longest)
        let zeroes = [UInt8](repeating: 0, count: Base58BTC.maximumByteCount)
        #expect(try Base58BTC.decode(Base58BTC.encode(zeroes)) == zeroes)
        let error = #expect(throws: MultiformatError.self) {
            try Base58BTC.decode(String(repeating: "z", count: 1_000_000))
        }
        guard case .tooLong = error?.code else {
            Issue.record("refused for another reason: \(String(describing: error))")
            return
        }
    }

    /// Long division digit by digit: nothing clever in it.
    private func slowBase58(_ bytes: [UInt8]) -> String {
        let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
        var number = Array(bytes.drop { $0 == 0 })
        var text = ""
        while !number.isEmpty {
            var remainder = 0
            var quotient: [UInt8] = []
            for byte in number {
                let value = remainder << 8 | Int(byte)
                if !quotient.isEmpty || value >= 58 { quotient.append(UInt8(value / 58)) }
                remainder = value % 58
            }
            text = String(alphabet[remainder]) + text
            number = quotient
        }
        return String(repeating: "1", count: bytes.prefix { $0 == 0 }.count) + text
    }
}

struct BitBaseTests {
    @Test(
        "The examples of RFC 4648, section 10",
        arguments: [
            ("", "", "", ""), ("f", "Zg==", "Zg", "66"), ("fo", "Zm8=", "Zm8", "666f"),
            ("foo", "Zm9v", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg==", "Zm9vYg", "666f6f62"), ("fooba", "Zm9vYmE=", "Zm9vYmE", "666f6f6261"),
            ("foobar", "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"),
        ])
    func examples(_ text: String, _ base64: String, _ base64URL: String, _ base16: String) throws {
        let bytes = Array(text.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64URL.encode(bytes) == base64URL)
        #expect(Base16.encode(bytes) == base16)
        #expect(try Base64.decode(base64) == bytes)
        #expect(try Base64URL.decode(base64URL) == bytes)
        #expect(try Base16.decode(base16.uppercased()) == bytes)
    }

    @Test("The two alphabets differ in their last two digits")
    func alphabets() throws {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(throws: MultiformatError(.invalidCharacter, at: 0)) { try Base64.decode("-_8=") }
        #expect(throws: MultiformatError(.invalidCharacter, at: 0)) { try Base64URL.decode("+/8") }
    }

    @Test(
        "base64 wants exact padding",
        arguments: ["Zg", "Zg=", "Zg===", "Z===", "====", "Zg==Zg==", "=Zg=", "Zm9v=", "Zm9v===="])
    func padding(_ text: String) {
        #expect(throws: MultiformatError.self) { try Base64.decode(text) }
    }

    @Test("base64url wants none, and no impossible length")
    func noPadding() {
        #expect(throws: MultiformatError(.invalidCharacter, at: 2)) { try Base64URL.decode("Zg==") }
        for text in ["Z", "Zm9vZ"] {
            #expect(throws: MultiformatError(.invalidLength, at: text.utf8.count)) { try Base64URL.decode(text) }
        }
        #expect(throws: MultiformatError(.invalidLength, at: 3)) { try Base16.decode("abc") }
    }

    @Test("Bits behind the last byte must be zero, so that no bytes have two texts")
    func trailingBits() {
        #expect(throws: MultiformatError(.trailingBits, at: 1)) { try Base64URL.decode("Zh") }
        #expect(throws: MultiformatError(.trailingBits, at: 2)) { try Base64URL.decode("Zm9") }
        #expect(throws: MultiformatError(.trailingBits, at: 1)) { try Base64.decode("Zh==") }
    }

    @Test("White space is not skipped", arguments: ["Zm9v\n", " Zm9v", "Zm 9v", "Zm9v\r\n", "Zm9\u{E9}"])
    func whiteSpace(_ text: String) {
        #expect(throws: MultiformatError.self) { try Base64.decode(text) }
        #expect(throws: MultiformatError.self) { try Base64URL.decode(text) }
        #expect(throws: MultiformatError.self) { try Base16.decode(text) }
    }
}

struct MultibaseTests {
    @Test("Any bytes come back in every base", arguments: Multibase.Base.allCases)
    func roundTrip(_ base: Multibase.Base) throws {
        var random = SplitMix64(seed: 5)
        for count in 0..<70 {
            var bytes = random.bytes(count)
            if count > 3, random.oneIn(2) { bytes[0] = 0 }
            let text = Multibase.encode(bytes, base: base)
            #expect(text.first == base.rawValue)
            let decoded = try Multibase.decode(text)
            #expect(decoded.base == base)
            #expect(decoded.bytes == bytes)
            #expect(try Multibase.decode(text, expecting: base) == bytes)
            #expect(Multibase.Base(name: base.name) == base)
        }
    }

    @Test(
        "Every truncated, changed or lengthened text is refused or has its own bytes",
        arguments: Multibase.Base.allCases)
    func mutations(_ base: Multibase.Base) throws {
        var random = SplitMix64(seed: 11)
        let ignoresCase =
            base.name.contains("32") && base != .base32z || base.name.contains("36") || base.name.contains("16")
        for count in 1..<24 {
            let text = Array(Multibase.encode(random.bytes(count), base: base).utf8)
            var candidates = (0..<text.count).map { Array(text[..<$0]) }
            for byte in UInt8(0)..<0x80 { candidates.append(text + [byte]) }
            for index in text.indices {
                for bit in 0..<7 {
                    var changed = text
                    changed[index] ^= 1 << UInt8(bit)
                    candidates.append(changed)
                }
            }
            for candidate in candidates {
                let candidate = String(decoding: candidate, as: UTF8.self)
                guard let (base, bytes) = try? Multibase.decode(candidate) else { continue }
                let again = Multibase.encode(bytes, base: base)
                let isSame = again == candidate || again.lowercased() == candidate.lowercased() && ignoresCase
                #expect(isSame || again.lowercased() == candidate.lowercased(), "\(candidate) became \(again)")
            }
        }
    }

    @Test("What names no base is refused")
    func unknownBases() {
        #expect(throws: MultiformatError(.empty)) { try Multibase.decode("") }
        for text in ["x", "1abc", " z6Mk", "\u{1F680}", "\u{E9}"] {
            #expect(throws: MultiformatError(.unknownBase)) { try Multibase.decode(text) }
        }
        #expect(throws: MultiformatError(.unexpectedBase(expected: .base58btc))) {
            try Multibase.decode("uZg", expecting: .base58btc)
        }
        #expect(throws: MultiformatError(.empty)) { try Multibase.decode("", expecting: .base58btc) }
    }

    @Test("Places in errors count the letter of the base")
    func offsets() {
        #expect(throws: MultiformatError(.invalidCharacter, at: 2)) { try Multibase.decode("z20") }
        #expect(throws: MultiformatError(.trailingBits, at: 2)) { try Multibase.decode("uZh") }
    }

    @Test("Every error has a sentence of its own")
    func sentences() {
        let codes: [MultiformatError.Code] = [
            .invalidCharacter, .invalidLength, .invalidPadding, .trailingBits, .tooLong(limit: 1), .empty, .unknownBase,
            .unexpectedBase(expected: .base16), .truncated, .nonMinimalVarint, .varintTooLarge, .trailingBytes,
        ]
        #expect(Set(codes.map { MultiformatError($0).description }).count == codes.count)
    }
}
