import JSON
import Multiformats
import TestSupport
import Testing

struct VarintTests {
    @Test(
        "Known encodings",
        arguments: [
            (0, [0]), (1, [1]), (127, [0x7F]), (128, [0x80, 1]), (0xED, [0xED, 1]), (0x1200, [0x80, 0x24]),
            (0x4000, [0x80, 0x80, 1]), (UInt64.max >> 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
        ] as [(UInt64, [UInt8])])
    func known(_ value: UInt64, _ bytes: [UInt8]) throws {
        #expect(Varint.encode(value) == bytes)
        let decoded = try Varint.decode(bytes + [0xAA])
        #expect(decoded == (value, bytes.count))
    }

    @Test("Numbers that end early, have idle bytes or exceed 63 bits are refused")
    func malformed() {
        #expect(throws: MultiformatError(.truncated, at: 0)) { try Varint.decode([] as [UInt8]) }
        #expect(throws: MultiformatError(.truncated, at: 2)) { try Varint.decode([0x80, 0x80]) }
        #expect(throws: MultiformatError(.nonMinimalVarint, at: 1)) { try Varint.decode([0x80, 0x00]) }
        #expect(throws: MultiformatError(.nonMinimalVarint, at: 2)) { try Varint.decode([0xFF, 0x80, 0x00]) }
        let nine = [UInt8](repeating: 0xFF, count: 9)
        #expect(throws: MultiformatError(.varintTooLarge)) { try Varint.decode(nine + [1]) }
        #expect(throws: MultiformatError(.varintTooLarge)) { try Varint.decode(nine) }
    }

    @Test("Every number comes back, also out of the middle of other bytes", arguments: 0..<63)
    func roundTrip(_ bit: Int) throws {
        let power: UInt64 = 1 << UInt64(bit)
        for value in [power, power - 1, power | 1] {
            let bytes = [9, 9] + Varint.encode(value)
            let decoded = try Varint.decode(bytes[2...])
            #expect(decoded == (value, bytes.count - 2))
            for count in 2..<bytes.count {
                #expect(throws: MultiformatError.self) { try Varint.decode(bytes[2..<count]) }
            }
        }
    }
}

struct MulticodecTests {
    @Test("A code in front of a key is told from the key")
    func split() throws {
        let key = [UInt8](repeating: 7, count: 32)
        let bytes = Multicodec.ed25519Pub.prefixing(key)
        #expect(bytes.prefix(2) == [0xED, 0x01])
        let (codec, payload) = try Multicodec.split(bytes)
        #expect(codec == .ed25519Pub && payload == key)
        #expect(Multibase.encode(bytes, base: .base58btc).hasPrefix("z6Mk"))
    }

    @Test("Codes without a name are carried")
    func unknownCodes() throws {
        let (codec, payload) = try Multicodec.split([0xFF, 0x01, 0x05])
        #expect(codec.name == nil && codec.rawValue == 0xFF && "\(codec)" == "0xff" && payload == [5])
        #expect(Multicodec(rawValue: 1 << 63) == nil)
        #expect(throws: MultiformatError.self) { try Multicodec.split([]) }
        #expect(throws: MultiformatError.self) { try Multicodec.split([0xED]) }
    }

    @Test("Names and codes are those of the published table", .enabled(if: Vectors.available))
    func publishedTable() throws {
        let folder = try #require(Vectors.suite("multiformats"))
        guard folder.contains("multicodec-key-prefixes.json") else { return }
        let table = try folder.json("multicodec-key-prefixes.json")["prefixes"]?.array ?? []
        #expect(!table.isEmpty)
        var named = 0
        for row in table {
            let name = try #require(row["name"]?.string)
            let code = try #require(row["code"]?.string.flatMap { UInt64($0.dropFirst(2), radix: 16) })
            let codec = try #require(Multicodec(rawValue: code))
            #expect(Base16.encode(codec.prefix) == row["varintHex"]?.string)
            #expect(codec.name == nil || codec.name == name)
            #expect(Multicodec(name: name) == nil || Multicodec(name: name) == codec)
            if codec.name != nil { named += 1 }
        }
        #expect(named > 0)
    }
}

struct MultihashTests {
    private let bytes: [UInt8] = [0x12, 0x04, 1, 2, 3, 4]

    @Test("Function, length and digest are read and written")
    func roundTrip() throws {
        let hash = try Multihash(parsing: bytes)
        #expect(hash == Multihash(function: .sha2_256, digest: [1, 2, 3, 4]))
        #expect(hash.encoded == bytes)
    }

    @Test("Every truncation, every trailing byte and every false length is refused")
    func malformed() {
        for count in bytes.indices {
            #expect(throws: MultiformatError.self) { try Multihash(parsing: Array(bytes[..<count])) }
        }
        #expect(throws: MultiformatError(.trailingBytes, at: 6)) { try Multihash(parsing: bytes + [0]) }
        #expect(throws: MultiformatError(.truncated, at: 6)) { try Multihash(parsing: [0x12, 0x05, 1, 2, 3, 4]) }
        #expect(throws: MultiformatError(.nonMinimalVarint, at: 2)) {
            try Multihash(parsing: [0x12, 0x84, 0x00, 1, 2])
        }
        let huge = [0x12] + Varint.encode(UInt64.max >> 1)
        #expect(throws: MultiformatError(.truncated, at: huge.count)) { try Multihash(parsing: huge) }
    }

    @Test("Every changed byte is refused or is another multihash that reads back the same")
    func byteFlips() throws {
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                guard let hash = try? Multihash(parsing: changed) else { continue }
                #expect(hash.encoded == changed)
            }
        }
    }
}
