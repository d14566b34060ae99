import Cryptography
import DID
import Multiformats
import Testing

@Suite struct MultikeyTests {
    /// One key of every kind.
    static let keys: [VerificationKey] = {
        var keys: [VerificationKey] = [
            .ed25519(Ed25519.PrivateKey(generating: ()).publicKey), .x25519(SecureRandom.digest()),
            .other(codec: .bls12_381G2Pub, bytes: SecureRandom.bytes(96)),
        ]
        let wrap: [(ECDSA.Curve, (ECDSA.PublicKey) -> VerificationKey)] = [
            (.p256, { .p256($0) }), (.p384, { .p384($0) }), (.p521, { .p521($0) }), (.secp256k1, { .secp256k1($0) }),
        ]
        for (curve, wrap) in wrap {
            if let key = try? ECDSA.PrivateKey(generating: curve) { keys.append(wrap(key.publicKey)) }
        }
        let modulus = [0xc1] + SecureRandom.bytes(254) + [0x01]
        if let rsa = try? RSA.PublicKey(modulus: modulus, exponent: [1, 0, 1]) { keys.append(.rsa(rsa)) }
        return keys
    }()

    @Test func thereIsAKeyOfEveryKind() { #expect(Self.keys.count == 8) }

    @Test(arguments: keys) func everyKeySurvivesItsText(_ key: VerificationKey) throws {
        let text = Multikey.encode(key)
        #expect(text.first == "z")
        #expect(try Multikey.decode(text) == key)
        #expect(try VerificationKey(codec: key.codec, bytes: key.bytes) == key)
    }

    @Test func kindsShowInTheFirstCharacters() throws {
        for _ in 0..<20 {
            #expect(Multikey.encode(.ed25519(Ed25519.PrivateKey(generating: ()).publicKey)).hasPrefix("z6Mk"))
            #expect(Multikey.encode(.p256(try ECDSA.PrivateKey(generating: .p256).publicKey)).hasPrefix("zDn"))
        }
    }

    @Test(arguments: keys) func everyChangedCharacterIsRefusedOrAnotherKey(_ key: VerificationKey) {
        let text = Array(Multikey.encode(key).utf8)
        for index in text.indices.prefix(80) {
            var changed = text
            changed[index] = changed[index] == UInt8(ascii: "2") ? UInt8(ascii: "3") : UInt8(ascii: "2")
            let string = String(decoding: changed, as: UTF8.self)
            if let other = try? Multikey.decode(string) { #expect(Multikey.encode(other) == string) }
        }
        for length in 0..<min(text.count, 80) {
            let string = String(decoding: text.prefix(length), as: UTF8.self)
            if let other = try? Multikey.decode(string) { #expect(Multikey.encode(other) == string) }
        }
    }

    @Test func otherBasesAreRefused() {
        let bytes = Multicodec.ed25519Pub.prefixing(SecureRandom.bytes(32))
        for base in [Multibase.Base.base64url, .base16, .base64] {
            #expect(throws: DIDError.notBase58) { try Multikey.decode(Multibase.encode(bytes, base: base)) }
        }
        #expect(throws: DIDError.notBase58) { try Multikey.decode("") }
        // A combining mark makes one character with the z before it, but the bytes are others.
        let text = Multikey.encode(Self.keys[0])
        #expect(throws: DIDError.self) { try Multikey.decode("z\u{301}" + text.dropFirst()) }
    }

    @Test func keysOfWrongLengthAreRefused() {
        for codec in [Multicodec.ed25519Pub, .x25519Pub, .p256Pub, .p384Pub, .p521Pub, .secp256k1Pub, .rsaPub] {
            for count in [0, 1, 31, 33, 48, 64, 65, 66, 97] {
                #expect(throws: DIDError.self) {
                    try VerificationKey(codec: codec, bytes: [UInt8](repeating: 9, count: count))
                }
            }
        }
        #expect(throws: DIDError.badKey(kind: "bls12_381-g1-pub")) {
            try VerificationKey(codec: .bls12_381G1Pub, bytes: [])
        }
    }

    @Test func codesThatAreNoPublicKeyAreRefused() {
        for codec in [Multicodec.sha2_256, .ed25519Priv, .p256Priv, .identity] {
            #expect(throws: DIDError.unknownKind(codec)) { try VerificationKey(codec: codec, bytes: [1]) }
        }
    }

    @Test func uncompressedPointsAreRefused() throws {
        let key = try ECDSA.PrivateKey(generating: .p256).publicKey
        #expect(throws: DIDError.badKey(kind: "P-256")) {
            try VerificationKey(codec: .p256Pub, bytes: key.uncompressedPoint)
        }
    }

    @Test func readsSecretKeysOfOtherTools() throws {
        let seed = SecureRandom.bytes(32)
        let text = Multibase.encode(Multicodec.ed25519Priv.prefixing(seed), base: .base58btc)
        let key = try Multikey.decodeEd25519Secret(text)
        #expect(try key.publicKey == Ed25519.PrivateKey(seed: SecretBytes(copying: seed)).publicKey)
        #expect(throws: DIDError.self) { try Multikey.decodeEd25519Secret(String(text.dropLast())) }
        #expect(throws: DIDError.notBase58) { try Multikey.decodeEd25519Secret("u" + text.dropFirst()) }
        #expect(throws: DIDError.self) {
            try Multikey.decodeEd25519Secret(Multikey.encode(.ed25519(key.publicKey)))
        }
    }
}
