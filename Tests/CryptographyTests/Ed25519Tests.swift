import Cryptography
import Testing

@Suite struct Ed25519Tests {
    struct Known: Sendable, CustomTestStringConvertible {
        let name: String
        let seed, publicKey, message, signature: String
        var testDescription: String { name }
    }

    /// RFC 8032 section 7.1.
    static let known = [
        Known(
            name: "TEST 1", seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: """
                e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
                5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
                """),
        Known(
            name: "TEST 2", seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: """
                92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
                """),
        Known(
            name: "TEST 3", seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: """
                6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
                18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
                """),
    ]

    private func key(_ known: Known) throws -> Ed25519.PrivateKey {
        try Ed25519.PrivateKey(seed: SecretBytes(copying: hex(known.seed)))
    }

    @Test(arguments: known) func givesTheKnownAnswers(_ known: Known) throws {
        let key = try key(known)
        #expect(key.publicKey.bytes == hex(known.publicKey))
        let signature = key.sign(hex(known.message))
        #expect(signature.bytes == hex(known.signature))
        #expect(key.publicKey.verifies(signature, of: hex(known.message)))
        #expect(withSpan(of: hex(known.message)) { key.publicKey.verifies(signature, of: $0) })
        #expect(withSpan(of: hex(known.message)) { key.sign($0) } == signature)
    }

    @Test func refusesEveryChangedBit() throws {
        let key = Ed25519.PrivateKey(generating: ())
        let message = SecureRandom.bytes(40)
        let signature = key.sign(message)
        for changed in bitFlips(of: message) { #expect(!key.publicKey.verifies(signature, of: changed)) }
        for changed in wrongLengths(of: message) { #expect(!key.publicKey.verifies(signature, of: changed)) }
        for changed in bitFlips(of: signature.bytes) {
            #expect(!key.publicKey.verifies(try #require(Ed25519.Signature(changed)), of: message))
        }
        for changed in bitFlips(of: key.publicKey.bytes) {
            #expect(try !#require(Ed25519.PublicKey(changed)).verifies(signature, of: message))
        }
    }

    @Test func refusesKeysSeedsAndSignaturesOfWrongLength() {
        for bytes in wrongLengths(of: [UInt8](repeating: 1, count: 32)) {
            #expect(Ed25519.PublicKey(bytes) == nil)
            #expect(throws: CryptographyError.wrongLength(what: "An Ed25519 seed", expected: 32, actual: bytes.count)) {
                try Ed25519.PrivateKey(seed: SecretBytes(copying: bytes))
            }
        }
        for bytes in wrongLengths(of: [UInt8](repeating: 1, count: 64)) { #expect(Ed25519.Signature(bytes) == nil) }
    }

    @Test func refusesAMalleatedSignature() throws {
        // S + L verifies under the equation, but is not below L.
        let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        let key = Ed25519.PrivateKey(generating: ())
        let signature = key.sign([1, 2, 3]).bytes
        var carry: UInt16 = 0
        var malleated = signature
        for index in 0..<32 {
            carry += UInt16(signature[32 + index]) + UInt16(order[index])
            malleated[32 + index] = UInt8(truncatingIfNeeded: carry)
            carry >>= 8
        }
        #expect(!key.publicKey.verifies(try #require(Ed25519.Signature(malleated)), of: [1, 2, 3]))
    }

    @Test func refusesKeysOfLowOrder() throws {
        // Under the neutral element as key, R = identity and S = 0 satisfy the equation for every message.
        let neutral = [1] + [UInt8](repeating: 0, count: 31)
        let signature = try #require(Ed25519.Signature(neutral + [UInt8](repeating: 0, count: 32)))
        #expect(try !#require(Ed25519.PublicKey(neutral)).verifies(signature, of: [1]))
    }

    @Test func lendsTheSeedAndShowsNoSecret() throws {
        let seed = SecureRandom.bytes(32)
        let key = try Ed25519.PrivateKey(seed: SecretBytes(copying: seed))
        #expect(key.withSeed { SecretBytes(copying: $0) } == SecretBytes(copying: seed))
        #expect(!String(reflecting: key).contains(Digest(seed)?.hex ?? ""))
        #expect(Ed25519.PrivateKey(generating: ()).publicKey != Ed25519.PrivateKey(generating: ()).publicKey)
    }

    @Test func encodesTheSubjectPublicKeyInfo() throws {
        let key = Ed25519.PrivateKey(generating: ()).publicKey
        let der = key.subjectPublicKeyInfo
        #expect(der.count == 44)
        #expect(Ed25519.PublicKey(subjectPublicKeyInfo: der) == key)
        for wrong in wrongLengths(of: der) { #expect(Ed25519.PublicKey(subjectPublicKeyInfo: wrong) == nil) }
        for wrong in bitFlips(of: der).prefix(12) { #expect(Ed25519.PublicKey(subjectPublicKeyInfo: wrong) == nil) }
    }

    @Test func derivesX25519() throws {
        // The base point of Edwards25519 maps to u = 9.
        let base = try #require(Ed25519.PublicKey([0x58] + [UInt8](repeating: 0x66, count: 31)))
        #expect(base.x25519?.bytes == [9] + [UInt8](repeating: 0, count: 31))
        #expect(Ed25519.PublicKey(Digest.zero).x25519 == nil)
    }
}
