import Cryptography
import Testing

@Suite struct RSASigningTests {
    /// Made once: a key takes a moment.
    private static let made = Result { try RSA.PrivateKey(generatingBits: 2048) }

    private let message = Array("learner record".utf8)

    @Test(arguments: HashAlgorithm.allCases, [RSA.Padding.pkcs1, .pss])
    func verifiesWhatItSigned(_ hash: HashAlgorithm, _ padding: RSA.Padding) throws {
        let key = try Self.made.get()
        let signature = try key.sign(message, using: hash, padding: padding)
        #expect(signature.count == 256)
        #expect(key.publicKey.verifies(signature, of: message, using: hash, padding: padding))
        #expect(!key.publicKey.verifies(signature, of: message + [0], using: hash, padding: padding))
        for other in HashAlgorithm.allCases where other != hash {
            #expect(!key.publicKey.verifies(signature, of: message, using: other, padding: padding))
        }
        let otherPadding: RSA.Padding = padding == .pss ? .pkcs1 : .pss
        #expect(!key.publicKey.verifies(signature, of: message, using: hash, padding: otherPadding))
    }

    @Test func onlyPSSIsDifferentEachTime() throws {
        let key = try Self.made.get()
        #expect(try key.sign(message, using: .sha256) == key.sign(message, using: .sha256))
        #expect(
            try key.sign(message, using: .sha256, padding: .pss) != key.sign(message, using: .sha256, padding: .pss))
    }

    @Test func everyChangedByteOfASignatureIsRefused() throws {
        let key = try Self.made.get()
        for padding in [RSA.Padding.pkcs1, .pss] {
            let signature = try key.sign(message, using: .sha256, padding: padding)
            for changed in bitFlips(of: signature) + wrongLengths(of: signature) {
                #expect(!key.publicKey.verifies(changed, of: message, using: .sha256, padding: padding))
            }
        }
    }

    @Test func theNumbersMakeTheKeyAgain() throws {
        let key = try Self.made.get()
        let again = try RSA.PrivateKey(key.numbers())
        #expect(again.publicKey == key.publicKey)
        #expect(try again.sign(message, using: .sha256) == key.sign(message, using: .sha256))
    }

    @Test func numbersThatDoNotBelongTogetherAreRefused() throws {
        let key = try Self.made.get()
        let other = try RSA.PrivateKey(generatingBits: 2048).numbers()
        let changes: [(inout RSA.PrivateNumbers) -> Void] = [
            { $0.privateExponent = other.privateExponent }, { $0.prime1 = other.prime1 }, { $0.prime2 = other.prime2 },
            { $0.exponent1 = other.exponent1 }, { $0.exponent2 = other.exponent2 },
            { $0.coefficient = other.coefficient }, { $0.modulus = other.modulus }, { $0.exponent = [3] },
            { $0.prime1 = SecretBytes(copying: []) }, { $0.prime1 = SecretBytes(copying: [1]) },
            { $0.privateExponent = SecretBytes(random: 257) },
        ]
        for (index, change) in changes.enumerated() {
            var numbers = try key.numbers()
            change(&numbers)
            #expect(throws: CryptographyError.malformedKey(kind: "RSA private"), "change \(index)") {
                try RSA.PrivateKey(numbers)
            }
        }
        var numbers = try key.numbers()
        numbers.modulus[255] &= 0xFE
        #expect(throws: CryptographyError.malformedKey(kind: "RSA public")) { try RSA.PrivateKey(numbers) }
    }

    @Test(arguments: [0, 512, 1024, 2047, 8192, -1]) func otherSizesAreNotMade(_ bits: Int) {
        #expect(throws: CryptographyError.malformedKey(kind: "RSA private")) {
            try RSA.PrivateKey(generatingBits: bits)
        }
    }

    @Test func theSecretIsNotDescribed() throws {
        #expect(try "\(Self.made.get())" == "RSA private key of 2048 bits")
    }

    /// A power of 65537 has the remainders that give such moduli away.
    @Test func moduliOfTheBrokenGeneratorAreRefused() throws {
        var modulus: [UInt8] = [1]
        while modulus.count < 257 { modulus = times65537(modulus) }
        #expect(throws: CryptographyError.malformedKey(kind: "RSA public")) {
            try RSA.PublicKey(modulus: modulus, exponent: [1, 0, 1])
        }
        modulus[255] ^= 2
        #expect(try RSA.PublicKey(modulus: modulus, exponent: [1, 0, 1]).modulus == modulus)
    }

    /// Big-endian: the number and the number two bytes further left.
    private func times65537(_ number: [UInt8]) -> [UInt8] {
        var sum = [UInt8](repeating: 0, count: number.count + 3)
        for (offset, shift) in [(number, 0), (number, 2)] {
            var carry = 0
            for position in 0..<(sum.count - shift) {
                let digit = position < offset.count ? Int(offset[offset.count - 1 - position]) : 0
                let index = sum.count - 1 - shift - position
                let total = Int(sum[index]) + digit + carry
                sum[index] = UInt8(total & 0xFF)
                carry = total >> 8
            }
        }
        return [UInt8](sum.drop { $0 == 0 })
    }
}
