import Cryptography
import Multiformats
import TestSupport
import Testing

@testable import NodeHome

/// Secrets as lines of text, against the codec that works on strings.
struct SecretTextTests {
    private func parse(_ text: String) -> SecretBytes? { SecretText.parse(SecretBytes(copying: Array(text.utf8))) }

    @Test func aSecretIsWrittenAsBase64URLDoesAndReadsBack() {
        let seed: UInt64 = 3
        var random = SplitMix64(seed: seed)
        for turn in 0..<2_000 {
            let bytes = random.bytes(SecretText.byteCount)
            let line = SecretText.line(SecretBytes(copying: bytes))
            #expect(line == Array((Base64URL.encode(bytes) + "\n").utf8), "seed \(seed), turn \(turn)")
            let secret = SecretBytes(copying: bytes)
            #expect(SecretText.parse(SecretBytes(copying: line)) == secret, "seed \(seed), turn \(turn)")
            #expect(SecretText.parse(SecretBytes(copying: line.dropLast())) == secret, "seed \(seed), turn \(turn)")
        }
    }

    @Test func whatBase64URLRefusesIsRefused() throws {
        let seed: UInt64 = 4
        var random = SplitMix64(seed: seed)
        let good = Base64URL.encode([UInt8](repeating: 0xA5, count: 32))
        var accepted = 0
        for turn in 0..<4_000 {
            var bytes = Array(good.utf8)
            for _ in 0...random.int(in: 0..<2) { bytes[random.int(in: 0..<bytes.count)] = random.bytes(1)[0] & 0x7F }
            let text = String(decoding: bytes, as: UTF8.self)
            let expected = try? Base64URL.decode(text)
            #expect(parse(text) == expected.map { SecretBytes(copying: $0) }, "seed \(seed), turn \(turn): \(text)")
            if expected != nil { accepted += 1 }
        }
        #expect(accepted > 100 && accepted < 4_000)
    }

    @Test func anythingButOneLineIsRefused() {
        let good = Base64URL.encode([UInt8](repeating: 1, count: 32))
        #expect(parse(good) != nil && parse(good + "\n") != nil)
        for wrong in [
            "", "\n", String(good.dropLast()), good + "A", good + "\n\n", good + " ", good + "\r\n", " " + good,
            good + "=", good + "\n" + good, String(good.dropLast()) + "B", String(good.dropLast()) + "\n",
        ] {
            #expect(parse(wrong) == nil, "\(wrong)")
        }
    }
}
