import Cryptography
import Testing

@Suite struct DigestTests {
    private let counting = Array(UInt8(0)..<32)

    @Test func takesExactly32Bytes() throws {
        for count in 0...65 {
            let bytes = [UInt8](repeating: 7, count: count)
            #expect((Digest(bytes) != nil) == (count == 32))
            #expect((Digest(bytes.lazy.map { $0 }) != nil) == (count == 32))
            #expect(withSpan(of: bytes) { Digest($0) != nil } == (count == 32))
        }
        let digest = try #require(Digest(counting))
        #expect(digest.bytes == counting)
        #expect(Digest(([9] + counting).dropFirst()) == digest)
    }

    @Test func readsAndWritesHexadecimal() throws {
        let digest = try #require(Digest(counting))
        #expect(digest.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(digest.description == digest.hex)
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
        #expect(Digest(hex: digest.hex + "00") == nil)
        #expect(Digest(hex: "g" + digest.hex.dropFirst()) == nil)
    }

    @Test func ordersAsItsBytesDo() {
        for _ in 0..<500 {
            var a = SecureRandom.bytes(32)
            var b = a
            a[Int(SecureRandom.uint64() % 32)] = UInt8.random(in: 0...255)
            b[Int(SecureRandom.uint64() % 32)] = UInt8.random(in: 0...255)
            #expect(((Digest(a) ?? .zero) < (Digest(b) ?? .zero)) == a.lexicographicallyPrecedes(b))
        }
    }

    @Test func countsBitsFromTheMostSignificant() throws {
        let bytes = SecureRandom.bytes(32)
        let digest = try #require(Digest(bytes))
        for index in 0..<256 { #expect(digest.bit(index) == (bytes[index / 8] >> (7 - index % 8) & 1 == 1)) }
        #expect(!digest.bit(-1))
        #expect(!digest.bit(256))
    }

    @Test func lendsAndAppendsItsBytes() throws {
        let digest = try #require(Digest(counting))
        #expect(digest.withBytes { span in (0..<32).map { span.byte($0) } } == counting)
        var target: [UInt8] = [255]
        digest.append(to: &target)
        #expect(target == [255] + counting)
        #expect(Digest.zero.isZero)
        #expect(!digest.isZero)
    }
}

extension RawSpan {
    fileprivate func byte(_ index: Int) -> UInt8 { unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self) }
}
