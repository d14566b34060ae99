import Cryptography
import Testing

@Suite struct SecretBytesTests {
    @Test func comparesByContent() {
        let bytes = SecureRandom.bytes(32)
        #expect(SecretBytes(copying: bytes) == SecretBytes(copying: bytes))
        for changed in bitFlips(of: bytes) + wrongLengths(of: bytes) {
            #expect(SecretBytes(copying: bytes) != SecretBytes(copying: changed))
        }
        #expect(SecretBytes(copying: []) == SecretBytes(random: 0))
        #expect(SecretBytes(random: 32) != SecretBytes(random: 32))
        #expect(SecretBytes(random: 7).count == 7)
    }

    @Test func neverShowsItsBytes() {
        let secret = SecretBytes(copying: Array("passphrase".utf8))
        #expect(secret.description == "secret (10 bytes)")
        #expect(String(reflecting: secret) == "secret (10 bytes)")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("112"))
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test func manyLiveAtOnce() {
        // Far more than the system has guarded memory for: none may fail, nor keep others from getting memory.
        let secrets = (0..<30_000).map { SecretBytes(copying: [UInt8(truncatingIfNeeded: $0)]) }
        #expect(secrets.enumerated().allSatisfy { $1 == SecretBytes(copying: [UInt8(truncatingIfNeeded: $0)]) })
    }
}

@Suite struct SecureRandomTests {
    @Test func givesAsManyBytesAsAsked() {
        #expect(SecureRandom.bytes(-1).isEmpty)
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(1000).count == 1000)
        #expect(Set((0..<100).map { _ in SecureRandom.digest() }).count == 100)
        #expect(Set((0..<100).map { _ in SecureRandom.uint64() }).count == 100)
    }
}

@Suite struct ConstantTimeTests {
    @Test func equalsOnlyTheSameBytes() {
        let bytes = SecureRandom.bytes(20)
        #expect(ConstantTime.equals(bytes, bytes))
        #expect(ConstantTime.equals([], []))
        for changed in bitFlips(of: bytes) + wrongLengths(of: bytes) { #expect(!ConstantTime.equals(bytes, changed)) }
        let digest = SecureRandom.digest()
        #expect(ConstantTime.equals(digest, digest))
        #expect(!ConstantTime.equals(digest, SecureRandom.digest()))
    }
}

@Suite struct PasswordHashTests {
    // Expected keys computed with the reference implementation of Argon2 (argon2-cffi).
    @Test func givesTheKnownAnswers() throws {
        let key = try PasswordHash.deriveKey(
            passphrase: SecretBytes(copying: Array("correct horse battery staple".utf8)), salt: Array(0..<16),
            cost: .init(opslimit: 3, memlimitBytes: 64 << 10))
        #expect(
            key == SecretBytes(copying: hex("bc240e180a205bd2e782cdc64983f247e76aeb8fb2133aec1570b70cccd68bff")))
        let empty = try PasswordHash.deriveKey(
            passphrase: SecretBytes(copying: []), salt: [UInt8](repeating: 0, count: 16), cost: .smallest)
        #expect(
            empty == SecretBytes(copying: hex("cfa0d2d242da6703d311d7eefc922e39cc60c9f4ec93a67d20995be541a06be4")))
    }

    @Test func refusesOtherSaltsAndCosts() {
        let passphrase = SecretBytes(copying: [1])
        for salt in wrongLengths(of: [UInt8](repeating: 0, count: 16)) {
            #expect(throws: CryptographyError.wrongLength(what: "The salt", expected: 16, actual: salt.count)) {
                try PasswordHash.deriveKey(passphrase: passphrase, salt: salt, cost: .smallest)
            }
        }
        let costs: [(UInt64, UInt64)] = [
            (0, 8 << 10), (1, 8191), (17, 8 << 10), (1, 1 << 30 + 1), (.max, .max), (1, .max), (.max, 8 << 10),
        ]
        for (opslimit, memlimit) in costs {
            #expect(throws: CryptographyError.costOutOfRange(opslimit: opslimit, memlimitBytes: memlimit)) {
                try PasswordHash.deriveKey(
                    passphrase: passphrase, salt: [UInt8](repeating: 0, count: 16),
                    cost: .init(opslimit: opslimit, memlimitBytes: memlimit))
            }
        }
    }
}

@Suite struct SecretBoxTests {
    private let key = SecretBytes(copying: Array(0..<32))

    @Test func opensABoxOfAnotherImplementation() {
        // Sealed with PyNaCl: key 00..1f, nonce 64..7b.
        let sealed = hex(
            """
            6465666768696a6b6c6d6e6f707172737475767778797a7b\
            4d62d0502f335a8891055f8f8c20d2356edcf8bb54d3bcc9c29840fb45e0
            """)
        #expect(SecretBox.open(sealed, key: key) == SecretBytes(copying: Array("learner record".utf8)))
    }

    @Test func opensWhatItSealed() throws {
        for count in [0, 1, 32, 1000] {
            let plaintext = SecureRandom.bytes(count)
            let sealed = try SecretBox.seal(plaintext, key: key)
            #expect(sealed.count == count + SecretBox.overhead)
            #expect(SecretBox.open(sealed, key: key) == SecretBytes(copying: plaintext))
            #expect(try SecretBox.seal(SecretBytes(copying: plaintext), key: key) != sealed)
        }
    }

    @Test func refusesEveryChange() throws {
        let sealed = try SecretBox.seal(SecureRandom.bytes(20), key: key)
        for changed in bitFlips(of: sealed) + wrongLengths(of: sealed) {
            #expect(SecretBox.open(changed, key: key) == nil)
        }
        #expect(SecretBox.open(sealed, key: SecretBytes(random: 32)) == nil)
        for wrong in wrongLengths(of: [UInt8](repeating: 0, count: 32)) {
            #expect(SecretBox.open(sealed, key: SecretBytes(copying: wrong)) == nil)
            #expect(throws: CryptographyError.self) { try SecretBox.seal([1], key: SecretBytes(copying: wrong)) }
        }
    }
}
