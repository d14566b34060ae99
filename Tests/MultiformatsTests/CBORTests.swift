import JSON
import Multiformats
import TestSupport
import Testing

private func decode(_ hex: String, keys: CBORKeyOrder = .sorted) throws(CBORError) -> CBORValue {
    guard let bytes = try? Hex.decode(hex) else { throw CBORError(.truncated) }
    return try CBORValue(decoding: bytes, keys: keys)
}

struct CBORTests {
    @Test(
        "Known encodings (RFC 8949, appendix A)",
        arguments: [
            ("00", .unsigned(0)), ("17", .unsigned(23)), ("1818", .unsigned(24)), ("19ffff", .unsigned(65_535)),
            ("1a00010000", .unsigned(65_536)), ("1b0000000100000000", .unsigned(1 << 32)),
            ("1bffffffffffffffff", .unsigned(.max)), ("20", .negative(0)), ("3903e7", .negative(999)),
            ("3bffffffffffffffff", .negative(.max)), ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])),
            ("60", .text("")), ("62c3bc", .text("ü")), ("80", .array([])),
            ("820102", .array([CBORValue(1), CBORValue(2)])),
            ("a0", .map(CBORMap())), ("f4", .bool(false)), ("f5", .bool(true)), ("f6", .null),
            ("f7", .simple(.undefined)), ("c11a514b67b0", .tagged(1, .unsigned(1_363_896_240))),
            ("d95d0080", .tagged(0x5D00, .array([]))),
        ] as [(String, CBORValue)])
    func known(_ hex: String, _ value: CBORValue) throws {
        #expect(Hex.encode(value.encoded()) == hex)
        #expect(try decode(hex) == value)
    }

    @Test func integersOfSwiftAndOfCBORAgree() {
        for value in [0, 1, -1, -24, -25, 255, 256, Int.max, Int.min] { #expect(CBORValue(value).int == value) }
        #expect(CBORValue.unsigned(.max).int == nil)
        #expect(CBORValue.negative(.max).int == nil)
        #expect(CBORValue.text("1").int == nil)
    }

    @Test(
        "Longer forms than needed are refused",
        arguments: [
            "1800", "1817", "190000", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "5801aa", "780161",
            "980100", "b8010102", "d81740", "d9001740",
        ])
    func notShortest(_ hex: String) {
        #expect(throws: CBORError(.notShortest)) { try decode(hex) }
    }

    @Test(
        "What is not in the subset is refused by its name",
        arguments: [
            ("5f4101ff", .indefiniteLength), ("7f6161ff", .indefiniteLength), ("9fff", .indefiniteLength),
            ("bfff", .indefiniteLength), ("f93c00", .unsupportedFloat), ("fa47c35000", .unsupportedFloat),
            ("fb3ff199999999999a", .unsupportedFloat), ("ff", .reserved), ("1c", .reserved), ("3e", .reserved),
            ("fd", .reserved), ("df", .reserved), ("1f", .reserved), ("f818", .invalidSimple), ("f81f", .invalidSimple),
        ] as [(String, CBORError.Code)])
    func unsupported(_ hex: String, _ code: CBORError.Code) {
        #expect(throws: CBORError(code)) { try decode(hex) }
    }

    @Test func textMustBeUTF8() {
        for hex in ["62c328", "61ff", "63eda080", "62c080"] {
            #expect(throws: CBORError(.invalidUTF8)) { try decode(hex) }
        }
    }

    @Test func mapsHaveSortedKeysAndNoKeyTwice() throws {
        #expect(try decode("a201022003").map?[CBORValue(-1)] == CBORValue(3))
        #expect(throws: CBORError(.unsortedKeys, at: 3)) { try decode("a220030102") }
        #expect(throws: CBORError(.duplicateKey, at: 3)) { try decode("a201020103") }
        #expect(throws: CBORError(.duplicateKey, at: 5)) { try decode("a3010220030104", keys: .any) }
        // Bytewise, not shortest first: 24 stands before -1 (RFC 8949, 4.2.1).
        #expect(try decode("a21818012002").map?.pairs.count == 2)
        #expect(throws: CBORError(.duplicateKey)) { try CBORMap([(CBORValue(1), .null), (CBORValue(1), .null)]) }
        let map = try CBORMap([(.text("b"), CBORValue(1)), (CBORValue(7), CBORValue(2)), (.text("a"), CBORValue(3))])
        #expect(Hex.encode(CBORValue.map(map).encoded()) == "a30702616103616201")
    }

    @Test func foreignKeyOrderIsReadWhereThatIsAskedFor() throws {
        // {-1: 3, {"bb": 3, "a": 1}: 5}: the inner map, a key, is in another order as well.
        let hex = "a22003a26262620361610105"
        let inner = try CBORMap([(.text("a"), CBORValue(1)), (.text("bb"), CBORValue(3))])
        #expect(try decode(hex, keys: .any).map?[.map(inner)] == CBORValue(5))
        #expect(throws: CBORError.self) { try decode(hex) }
        #expect(try decode("a220030102", keys: .any) == decode("a201022003"))
    }

    @Test func canonicallyEquivalentTextsAreTwo() {
        let (composed, decomposed) = (CBORValue.text("\u{E9}"), CBORValue.text("e\u{301}"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(throws: Never.self) { try CBORMap([(composed, .null), (decomposed, .null)]) }
    }

    @Test func eachBoundHolds() throws {
        let deep = [UInt8](repeating: 0x81, count: 32) + [0]
        #expect(throws: Never.self) { try CBORValue(decoding: deep) }
        #expect(throws: CBORError(.tooDeep(limit: 32), at: 33)) { try CBORValue(decoding: [0x81] + deep) }
        let bottomless = [UInt8](repeating: 0xC1, count: 1 << 20)
        #expect(throws: CBORError(.tooDeep(limit: 128), at: 129)) {
            try CBORValue(decoding: bottomless, limits: CBORLimits(depth: .max))
        }
        let limits = CBORLimits(bytes: 8, items: 4)
        #expect(throws: Never.self) { try CBORValue(decoding: [0x83, 0, 0, 0], limits: limits) }
        #expect(throws: CBORError(.tooManyItems(limit: 4), at: 4)) {
            try CBORValue(decoding: [0x84, 0, 0, 0, 0], limits: limits)
        }
        #expect(throws: Never.self) { try CBORValue(decoding: [0x47, 0, 0, 0, 0, 0, 0, 0], limits: limits) }
        #expect(throws: CBORError(.tooLong(limit: 8))) {
            try CBORValue(decoding: [0x48, 0, 0, 0, 0, 0, 0, 0, 0], limits: limits)
        }
        // A length that is only claimed costs nothing.
        for hex in [
            "9b7fffffffffffffff", "bbffffffffffffffff", "5bffffffffffffffff", "7b7fffffffffffffff", "9a00ffffff0000",
        ] {
            #expect(throws: CBORError(.truncated)) { try decode(hex) }
        }
    }

    @Test func everySimpleValueIsReadInItsOwnForm() throws {
        for raw in UInt8.min...UInt8.max {
            let simple = CBORSimple(rawValue: raw)
            #expect((simple == nil) == (24...31).contains(raw))
            guard let simple else { continue }
            let bytes = CBORValue.simple(simple).encoded()
            #expect(bytes.count == (raw < 24 ? 1 : 2))
            #expect(try CBORValue(decoding: bytes) == .simple(simple))
        }
    }

    @Test("Any value comes back; truncated, lengthened or changed it is refused or is another value", arguments: 0..<60)
    func roundTrip(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let value = try randomValue(&random, depth: 4)
        let bytes = value.encoded()
        #expect(try CBORValue(decoding: bytes) == value, "seed \(seed)")
        #expect(try CBORValue(decoding: bytes, keys: .any) == value, "seed \(seed)")
        #expect(throws: CBORError(.trailingBytes, at: bytes.count)) { try CBORValue(decoding: bytes + [0]) }
        for count in bytes.indices {
            #expect(throws: CBORError.self, "seed \(seed), \(count) bytes") {
                try CBORValue(decoding: Array(bytes[..<count]))
            }
        }
        for index in bytes.indices.prefix(400) {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                guard let other = try? CBORValue(decoding: changed) else { continue }
                #expect(other.encoded() == changed, "seed \(seed), byte \(index), bit \(bit)")
                #expect(other != value, "seed \(seed), byte \(index), bit \(bit)")
            }
        }
    }

    private func randomValue(_ random: inout SplitMix64, depth: Int) throws -> CBORValue {
        switch random.int(in: 0..<(depth == 0 ? 5 : 8)) {
        case 0: return .unsigned(random.next() >> UInt64(random.int(in: 0..<64)))
        case 1: return .negative(random.next() >> UInt64(random.int(in: 0..<64)))
        case 2: return .bytes(random.bytes(random.int(in: 0..<40)))
        case 3: return .text(["", "a", "Zoë", "\u{1F4DC}", "e\u{301}"][random.int(in: 0..<5)])
        case 4: return .simple([.true, .false, .null, .undefined][random.int(in: 0..<4)])
        case 5: return .tagged(random.next() >> 40, try randomValue(&random, depth: depth - 1))
        case 6:
            return .array(try (0..<random.int(in: 0..<5)).map { _ in try randomValue(&random, depth: depth - 1) })
        default:
            var pairs: [CBORValue: CBORValue] = [:]
            for _ in 0..<random.int(in: 0..<5) {
                pairs[try randomValue(&random, depth: 0)] = try randomValue(&random, depth: depth - 1)
            }
            return .map(try CBORMap(pairs.map { ($0.key, $0.value) }))
        }
    }

    @Test("The proofs of published selective disclosures are deterministic", .enabled(if: Vectors.available))
    func publishedProofs() throws {
        var seen = 0
        let files = [
            ("vc-di-ecdsa", "ecdsa-sd-2023/employ/addSignedSDBase.json"),
            ("vc-di-ecdsa", "ecdsa-sd-2023/employ/derivedRevealDocument.json"),
            ("vc-di-ecdsa", "ecdsa-sd-2023/prc/addSignedSDBase.json"),
            ("vc-di-ecdsa", "ecdsa-sd-2023/prc/derivedRevealDocument.json"),
            ("openbadges-clr", "ob30/sd/derivedcredential.json"),
        ]
        for (suite, file) in files {
            guard let folder = Vectors.suite(suite), folder.contains(file) else { continue }
            let document = try folder.json(file)
            let proof = document["proof"]?.array?.first ?? document["proof"]
            let text = try #require(proof?["proofValue"]?.string, "\(file)")
            let bytes = try Multibase.decode(text, expecting: .base64url)
            let value = try CBORValue(decoding: bytes)
            guard case .tagged(let tag, let content) = value else {
                Issue.record("\(file) holds no tagged value")
                continue
            }
            #expect(tag == 0x5D00 || tag == 0x5D01, "\(file)")
            #expect(content.array?.count == 5, "\(file)")
            #expect(value.encoded() == bytes, "\(file)")
            seen += 1
        }
        #expect(seen > 0)
    }

    @Test func everyErrorHasASentenceOfItsOwn() {
        let codes: [CBORError.Code] = [
            .truncated, .reserved, .indefiniteLength, .notShortest, .invalidUTF8, .duplicateKey, .unsortedKeys,
            .unsupportedFloat, .invalidSimple, .trailingBytes, .tooLong(limit: 1), .tooDeep(limit: 1),
            .tooManyItems(limit: 1),
        ]
        #expect(Set(codes.map { CBORError($0).description }).count == codes.count)
    }
}
