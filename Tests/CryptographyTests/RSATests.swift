import Cryptography
import Testing

@Suite struct RSATests {
    // A key of 2048 bits and its signatures of "learner record", made with Python's cryptography package.
    private static let subjectPublicKeyInfo = hex(
        """
        30820122300d06092a864886f70d01010105000382010f003082010a0282010100ab8b6eeb0099cabdc554076ab4dadf\
        89ff8783b65fae29ef6b56183c17b44b55cb33e18ab90d01aa7cbbbfb0ca9e046dc7208ef847b27510ed1923d2953ec3\
        f80acaafabaaeef17c0a6783d8a78d51dd2c3b4ecee5c13b74813eb47b3d4773f2d762b9d2548cec821816318e39d08f\
        acc2b02edad0faea75bbe493090568c5e0f8f461c022a38f5257ef0fc0039cb23ee822f4a2997999d4f3ecc56a65a694\
        5854aac11773db0bb30b0f1c1c8d5ed00b7b28f7eea982de9f351fc95cd9b2906523a0b3527ae609cf3f8bd6f5802802\
        fc626b990784f79ec8bf1663bf53d9c9880bedbdf63cfca34a6bc8a07eda8bbf086326a4197fe13f9183154c7f0ff23d\
        050203010001
        """)
    private static let sha256 = hex(
        """
        00bbe6b339c72f081e8b68f1e67122eb37a135e5726d00ea1ca6ae9a05e84a3fb22ef72e45a6477b014b838791114b7d\
        aebc01b40f73a1939a7bdfc27fda7cc57feb6fd7f5ab840499b9a6523b945b86a1e1a585ca4ce08bb1f792126e420173\
        313437b2411145e72ca2d33697a1abfbabeacc0d7a30372e37341002373b93fe9b6509d0679cabed9abaadf7d022757c\
        3be35491b94d88b7505380e8255b3e66c2987fe7cd39c40690e33ed6ecf9b643ead8798bc47be928f7079cf0f3f388cb\
        ecf01ea5720f74f8b0410034b790dc396f77fab2dc840e18cd678ef63a291f0a7f9dedd142074ec8b078c7e8ff68e94a\
        a0fcfa9a66da6b5daa9b110c0cb1a9d8
        """)
    private static let sha384 = hex(
        """
        a66a2600442ca6216a3b3332e88a23d159fb0447c11f3071554bc9b55924c26ad59f6c0fa77ea49e90ada437468b0fd4\
        5e395ac26e064f6024f45c5b8d75a0dbadbdd5de437c8ec62630e4574274ce0fb0afa92b18f71df3c63fd1d1421c050a\
        58dff6421ec1cc198770107f9f8261f0b37cb25590ec87c1ed5dc3c969c2aaaf4ae16fe6ebe3624148ef94286bda7532\
        3129a9a20be816efa9d68b2f38c25d76daed2404cd6bcd99215868dd666686fa489c4b089e46226c3a85978b9900efcf\
        38bd8d0357a0a644a763591bcddfc5ca1bd566993a8aac14b2f0208e1ad867625e3232ffbbbf600d17d449713b728063\
        fec8294aa03815c5e4dfcba53ca09aca
        """)
    private static let sha512 = hex(
        """
        069be8a7d7c398aaf5e9054285f5bc2733d9aa0f44a628bbc580ebeebe1a34182ed04d53bd3e0d350617a8692ceb39a0\
        8d714e7f8e5acddb1fb34c5b009b6a2682160b757551b01135bc2453b9020198d515f3f701477d2987d9c48674d55ba1\
        a19663f3d9d6ec339e8b6e1b926e65eb039d45c8c92a3342b0b1ca167e375011d0bad137506b81925107c05d43df37a1\
        d7022cabc4c76ed67b0b593c8eddb86c6d00b1f62adbe556dae1e024a85298e5c404593cbef1b9db58dbef38dbc1a845\
        548a86c372aa9533c51c6a2edb03e4a0d3437f0ca676e7c5145e715214a14f6167072a09268d1b5b70664ed715f514bb\
        b529ea3a116e1072098916216fe04e0c
        """)
    private static let pss = hex(
        """
        97a800ddf614d3e9fe62ec0705d7893cb0b0d079f7bb38cd148350a25cd3c788a5db122474eaf7ecd42d58c89ae45320\
        3c91f7ab7a4fa52172f6628dfe8d7d621325065399bb7eac893af359b8090d84457f236c8c6395c333d13d9056395e88\
        89ebc0bd922f70e95df275036de21d54e07283edc1bbcfea0fcc04d4e9c4302262cd32ed69ab12fb089b5897a1ae3607\
        0f8f143750ebf6550ae91157afa4a86dfa9c55b570fec472d350d05719db2e86db563a8cb61aeedf6f090e1900b62d95\
        66fa84686f8a1667f4afe0aef6fc17d0662c12e5d8da8867af1f7ab33a32ed06a102d7c7516d55660643b69ada5ef002\
        ff05963e248b3f9866cada966969b00f
        """)

    private let message = Array("learner record".utf8)

    private func key() throws -> RSA.PublicKey {
        try RSA.PublicKey(subjectPublicKeyInfo: Self.subjectPublicKeyInfo)
    }

    @Test func verifiesTheKnownSignatures() throws {
        let key = try key()
        #expect(key.verifies(Self.sha256, of: message, using: .sha256))
        #expect(key.verifies(Self.sha384, of: message, using: .sha384))
        #expect(key.verifies(Self.sha512, of: message, using: .sha512))
        #expect(!key.verifies(Self.sha256, of: message, using: .sha512))
        #expect(!key.verifies(Self.sha256, of: message + [0], using: .sha256))
        #expect(!key.verifies(Self.pss, of: message, using: .sha256))
    }

    @Test func refusesEveryChangedByteAndLength() throws {
        let key = try key()
        for changed in bitFlips(of: Self.sha256) + wrongLengths(of: Self.sha256) {
            #expect(!key.verifies(changed, of: message, using: .sha256))
        }
        #expect(!key.verifies([0] + Self.sha256, of: message, using: .sha256))
    }

    @Test func readsEveryFormOfAKey() throws {
        let key = try key()
        #expect(try RSA.PublicKey(pkcs1DER: key.pkcs1DER) == key)
        #expect(try RSA.PublicKey(modulus: [0] + key.modulus, exponent: [0, 1, 0, 1]) == key)
        #expect(key.exponent == [1, 0, 1])
        #expect(key.modulus.count == 256)
        #expect(Self.subjectPublicKeyInfo.suffix(key.pkcs1DER.count) == key.pkcs1DER[...])
    }

    @Test func refusesBrokenEncodings() throws {
        for wrong in wrongLengths(of: Self.subjectPublicKeyInfo) {
            #expect(throws: CryptographyError.malformedKey(kind: "RSA public")) {
                try RSA.PublicKey(subjectPublicKeyInfo: wrong)
            }
        }
        let pkcs1 = try key().pkcs1DER
        for wrong in wrongLengths(of: pkcs1) {
            #expect(throws: CryptographyError.self) { try RSA.PublicKey(pkcs1DER: wrong) }
        }
        // A changed byte gives an error or another key, which re-encodes as it was read.
        for changed in bitFlips(of: pkcs1) {
            guard let other = try? RSA.PublicKey(pkcs1DER: changed) else { continue }
            #expect(other.pkcs1DER == changed)
        }
    }

    @Test func refusesWeakAndOversizedNumbers() throws {
        let key = try key()
        func refuses(_ modulus: [UInt8], _ exponent: [UInt8]) {
            #expect(throws: CryptographyError.malformedKey(kind: "RSA public")) {
                try RSA.PublicKey(modulus: modulus, exponent: exponent)
            }
        }
        refuses([], [1, 0, 1])
        refuses(Array(key.modulus.dropFirst()), [1, 0, 1])
        refuses([UInt8](repeating: 255, count: 1025), [1, 0, 1])
        refuses(key.modulus.dropLast() + [0x10], [1, 0, 1])
        for exponent in [[], [0], [1], [2], [1, 0, 0], [1] + [UInt8](repeating: 1, count: 8)] as [[UInt8]] {
            refuses(key.modulus, exponent)
        }
    }
}
