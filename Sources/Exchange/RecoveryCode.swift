public import Cryptography

/// The secret on paper: 32 bytes from which all *next* keys come, written as 16 groups of four hex digits
/// (docs/formats/key-file.md, "Recovery code").
public struct RecoveryCode: Sendable {
    static let byteCount = 32

    let seed: SecretBytes

    init(seed: SecretBytes) {
        self.seed = seed
    }

    /// Reads a code as people type it: case, white space and dashes do not matter.
    public init?(_ text: SecretBytes) {
        // One more digit than a code has: room to see that there are too many, without a second buffer.
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * Self.byteCount + 1)
        defer { Erasure.erase(&digits) }
        guard text.withBytes({ Self.read($0, into: &digits) }), digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for index in 0..<Self.byteCount { bytes.append(digits[2 * index] << 4 | digits[2 * index + 1]) }
        seed = SecretBytes(taking: &bytes)
    }

    /// Collects the values of the digits; false for a byte that is neither a digit nor passed over, or too many.
    private static func read(_ text: RawSpan, into digits: inout [UInt8]) -> Bool {
        for index in 0..<text.byteCount {
            let byte = unsafe text.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digits.append(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digits.append(byte - UInt8(ascii: "A") + 10)
            default: return false
            }
            guard digits.count <= 2 * byteCount else { return false }
        }
        return true
    }

    /// For showing once to the learner; never written anywhere by us.
    public var text: String {
        let hex = seed.withBytes { span in
            (0..<span.byteCount).map { index -> String in
                let byte = unsafe span.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
        return stride(from: 0, to: hex.count, by: 2).map { hex[$0] + hex[$0 + 1] }.joined(separator: "-")
    }

    func nextSeed(_ index: UInt32) -> SecretBytes { KeyDerivation.seed(KeyDerivation.next, seed, index) }

    func nextKey(_ index: UInt32) throws(ExchangeError) -> Ed25519.PrivateKey {
        try KeyDerivation.key(KeyDerivation.next, seed, index)
    }
}

/// Seeds of many keys from one: `SHA-256(label || seed || uint32 index)`.
enum KeyDerivation {
    static let current = "chirograph/owner-current/v1\0"
    static let next = "chirograph/owner-next/v1\0"

    static func seed(_ label: String, _ seed: SecretBytes, _ index: UInt32) -> SecretBytes {
        var hasher = SHA256Hasher()
        hasher.update(Array(label.utf8))
        seed.withBytes { hasher.update($0) }
        hasher.update([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: index >> UInt32($0)) })
        return hasher.finalize().withBytes { SecretBytes(copying: $0) }
    }

    static func key(
        _ label: String, _ seed: SecretBytes, _ index: UInt32
    ) throws(ExchangeError) -> Ed25519.PrivateKey {
        do {
            return try Ed25519.PrivateKey(seed: self.seed(label, seed, index))
        } catch {
            throw .keyNotHeld("\(error)")
        }
    }
}

enum Erasure {
    /// Zeroes and empties an array that held a secret. Going through `SecretBytes` keeps the compiler from leaving it out.
    static func erase(_ bytes: inout [UInt8]) { _ = SecretBytes(taking: &bytes) }
}
