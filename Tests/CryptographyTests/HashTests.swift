import Cryptography
import Testing

@Suite struct HashTests {
    // FIPS 180-4 examples, RFC 6234 section 8.5.
    private static let message = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)

    @Test func sha256GivesTheKnownAnswers() {
        #expect(SHA256.hash([]).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hash(Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hash(Self.message).hex == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            SHA256.hash([UInt8](repeating: 0x61, count: 1_000_000)).hex
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func sha384AndSha512GiveTheKnownAnswers() {
        #expect(
            SHA384.hash(Array("abc".utf8))
                == hex(
                    """
                    cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
                    8086072ba1e7cc2358baeca134c825a7
                    """))
        #expect(
            SHA512.hash(Array("abc".utf8))
                == hex(
                    """
                    ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                    2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
                    """))
        #expect(HashAlgorithm.sha256.hash(Self.message) == SHA256.hash(Self.message).bytes)
        for algorithm in HashAlgorithm.allCases { #expect(algorithm.hash([]).count == algorithm.byteCount) }
    }

    @Test func everyFormOfInputGivesTheSameDigest() {
        for count in [0, 1, 31, 32, 55, 56, 63, 64, 65, 127, 128, 1000] {
            let bytes = SecureRandom.bytes(count)
            let digest = SHA256.hash(bytes)
            #expect(withSpan(of: bytes) { SHA256.hash($0) } == digest)
            #expect(SHA256.hash(([1, 2] + bytes + [3]).dropFirst(2).dropLast()) == digest)
            var hasher = SHA256Hasher()
            hasher.update(Array(bytes.prefix(count / 3)))
            hasher.update(bytes.dropFirst(count / 3))
            #expect(hasher.finalize() == digest)
        }
    }

    @Test func domainBytesStandBeforeTheOperands() {
        for prefix in UInt8.min...UInt8.max {
            let (a, b) = (SecureRandom.digest(), SecureRandom.digest())
            #expect(SHA256.hash(prefix: prefix, a) == SHA256.hash([prefix] + a.bytes))
            #expect(SHA256.hash(prefix: prefix, a, b) == SHA256.hash([prefix] + a.bytes + b.bytes))
            let bytes = SecureRandom.bytes(Int(prefix))
            #expect(SHA256.hash(prefix: prefix, bytes) == SHA256.hash([prefix] + bytes))
            #expect(withSpan(of: bytes) { SHA256.hash(prefix: prefix, $0) } == SHA256.hash([prefix] + bytes))
        }
    }

    @Test func aHasherInUseDoesNotDisturbOtherHashes() {
        var hasher = SHA256Hasher()
        hasher.update(Array("ab".utf8))
        _ = SHA256.hash(Self.message)
        var other = SHA256Hasher()
        other.update(SecureRandom.digest())
        hasher.update(Array("c".utf8))
        #expect(hasher.finalize() == SHA256.hash(Array("abc".utf8)))
    }

    @Test func threadsHashIndependently() async {
        let expected = (0..<64).map { SHA256.hash([UInt8](repeating: UInt8($0), count: $0)) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2_000).allSatisfy { round in
                        let index = round % 64
                        return SHA256.hash([UInt8](repeating: UInt8(index), count: index)) == expected[index]
                    }
                }
            }
            for await right in group { #expect(right) }
        }
    }
}

@Suite struct HMACSHA256Tests {
    // RFC 4231 test cases 1, 2, 3 and 6 (a key longer than the block).
    @Test(arguments: [
        (
            String(repeating: "0b", count: 20), "4869205468657265",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            String(repeating: "aa", count: 131),
            "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func givesTheKnownAnswers(key: String, message: String, tag: String) {
        let expected = hex(tag)
        #expect(HMACSHA256.authenticate(hex(message), key: hex(key)).bytes == expected)
        #expect(HMACSHA256.authenticate(hex(message), key: SecretBytes(copying: hex(key))).bytes == expected)
        #expect(HMACSHA256.isValid(expected, for: hex(message), key: hex(key)))
        #expect(HMACSHA256.isValid(Array(expected.prefix(16)), for: hex(message), key: hex(key)))
        #expect(!HMACSHA256.isValid(Array(expected.prefix(15)), for: hex(message), key: hex(key)))
        #expect(!HMACSHA256.isValid(expected + [0], for: hex(message), key: hex(key)))
        for changed in bitFlips(of: expected) {
            #expect(!HMACSHA256.isValid(changed, for: hex(message), key: hex(key)))
        }
    }

    @Test func acceptsAnEmptyKeyAndMessage() {
        #expect(
            HMACSHA256.authenticate([], key: []).hex
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
