import Cryptography
import DID
import JOSE
import JSON
import Multiformats
import TestSupport
import Testing

/// What is changed in any byte no longer verifies.
@Suite struct MutationTests {
    private func holds(_ text: String, _ key: VerificationKey) -> Bool {
        do {
            try JSONWebSignature(compact: text).verify(with: key)
            return true
        } catch {
            return false
        }
    }

    @Test(arguments: [JWSAlgorithm.rs256, .ps256, .es256, .es384, .es512, .edDSA])
    func everyChangedByteOfHeaderPayloadAndSignatureIsRefused(_ algorithm: JWSAlgorithm) throws {
        let key = try Keys.key(for: algorithm)
        let signed = try draft(algorithm.rawValue).signed(with: key)
        let parts = try signed.compact().split(separator: ".").map(String.init)
        #expect(holds(parts.joined(separator: "."), key.publicKey))
        for part in parts.indices {
            let bytes = try Base64URL.decode(parts[part])
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= 1 << UInt8(index % 8)
                var changedParts = parts
                changedParts[part] = Base64URL.encode(changed)
                #expect(!holds(changedParts.joined(separator: "."), key.publicKey), "part \(part), byte \(index)")
            }
        }
    }

    @Test(arguments: [JWSAlgorithm.es256, .edDSA]) func everyChangedCharacterIsRefused(_ algorithm: JWSAlgorithm) throws
    {
        let key = try Keys.key(for: algorithm)
        let text = Array(try draft(algorithm.rawValue).signed(with: key).compact().utf8)
        var random = SplitMix64(seed: 11)
        for index in text.indices {
            var changed = text
            repeat { changed[index] = UInt8(random.int(in: 1..<128)) } while changed[index] == text[index]
            #expect(!holds(String(decoding: changed, as: UTF8.self), key.publicKey), "seed 11, character \(index)")
            var shorter = text
            shorter.remove(at: index)
            #expect(!holds(String(decoding: shorter, as: UTF8.self), key.publicKey), "without character \(index)")
        }
        for count in text.indices {
            #expect(!holds(String(decoding: text.prefix(count), as: UTF8.self), key.publicKey))
        }
        for more in ["A", "=", ".", " ", "\n", "AAAA"] {
            #expect(!holds(String(decoding: text, as: UTF8.self) + more, key.publicKey))
        }
    }

    /// Of (r, s) and (r, n - s) RFC 7518 prefers neither: other signers make both. They are two texts with two digests.
    @Test func theTwinOfAnECDSASignatureIsValidAndHasAnotherDigest() throws {
        let key = try Keys.p256.get()
        let order: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD,
            0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]
        let draft = try draft("ES256")
        let signed = try draft.signed(with: key)
        var twin = signed.signature
        var borrow = 0
        for index in (0..<32).reversed() {
            let difference = Int(order[index]) - Int(signed.signature[32 + index]) - borrow
            borrow = difference < 0 ? 1 : 0
            twin[32 + index] = UInt8(difference & 0xFF)
        }
        #expect(twin != signed.signature)
        let text = try draft.signed(twin).compact()
        try JSONWebSignature(compact: text).verify(with: key.publicKey)
        #expect(try VCJWT.credentialDigest(text) != VCJWT.credentialDigest(signed.compact()))
    }

    /// Ed25519 signatures are not malleable: S + L is refused.
    @Test func anEd25519SignatureHasNoTwin() throws {
        let order: [UInt8] = [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0,
            0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        let draft = try draft("EdDSA")
        var signature = try draft.signed(with: Keys.ed25519).signature
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            carry = sum >> 8
            signature[32 + index] = UInt8(sum & 0xFF)
        }
        #expect(carry == 0)
        #expect(throws: JWSError.badSignature) { try draft.signed(signature).verify(with: Keys.ed25519.publicKey) }
    }

    @Test func everyChangedByteOfACredentialIsRefused() throws {
        let options = VCJWTOptions(keyID: keyName)
        let text = try VCJWT.issue(badge(), options: options, key: Keys.ed25519)
        #expect(verify(text).outcome == .pass)
        let parts = text.split(separator: ".").map(String.init)
        for part in parts.indices {
            let bytes = try Base64URL.decode(parts[part])
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= 1 << UInt8(index % 8)
                var changedParts = parts
                changedParts[part] = Base64URL.encode(changed)
                let verification = verify(changedParts.joined(separator: "."))
                #expect(
                    verification.outcome == .fail || verification.outcome == .unknown, "part \(part), byte \(index)")
                #expect(verification.signer == nil)
            }
        }
    }
}

/// The parsers of foreign bytes neither crash nor accept what they would write otherwise.
@Suite struct RandomInputTests {
    private func mutated(_ text: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var changed = text
        for _ in 0..<random.int(in: 1..<5) {
            let index = random.int(in: 0..<max(1, changed.count))
            switch random.int(in: 0..<6) {
            case 0 where !changed.isEmpty: changed.remove(at: index)
            case 1: changed.insert(UInt8(truncatingIfNeeded: random.next()), at: min(index, changed.count))
            case 2:
                changed.insert(
                    contentsOf: Array("..".utf8).prefix(random.int(in: 1..<3)), at: min(index, changed.count))
            case 3 where !changed.isEmpty: changed.removeLast(random.int(in: 0..<changed.count))
            case 4 where changed.count > 1: changed.swapAt(index, random.int(in: 0..<changed.count))
            default: if !changed.isEmpty { changed[index] = UInt8(truncatingIfNeeded: random.next()) }
            }
        }
        return changed
    }

    @Test(arguments: 0..<16 as Range<UInt64>) func whatIsReadIsWrittenBack(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let text = Array(try draft("EdDSA").signed(with: Keys.ed25519).compact().utf8)
        for _ in 0..<400 {
            let changed = String(decoding: mutated(text, &random), as: UTF8.self)
            if let read = try? JSONWebSignature(compact: changed) {
                #expect(try read.compact().utf8.elementsEqual(changed.utf8), "seed \(seed): \(changed)")
            }
        }
    }

    /// Changes below the encoding, so that they reach the readers of header and payload.
    @Test(arguments: 0..<16 as Range<UInt64>) func noChangedCredentialPasses(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let text = try VCJWT.issue(badge(), options: VCJWTOptions(keyID: keyName), key: Keys.ed25519)
        let parts = try text.split(separator: ".").map { try Base64URL.decode($0) }
        for _ in 0..<200 {
            var changed = parts
            let index = random.int(in: 0..<3)
            changed[index] = mutated(changed[index], &random)
            guard changed != parts else { continue }
            let verification = verify(changed.map { Base64URL.encode($0) }.joined(separator: "."))
            #expect(verification.outcome == .fail || verification.outcome == .unknown, "seed \(seed)")
            #expect(!verification.findings.isEmpty)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func randomTextsAreRefused(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("eyJhbGciOiJFZERTQSJ9._-={}\"\\ \u{0}é".utf8)
        for _ in 0..<300 {
            let bytes = (0..<random.int(in: 0..<120)).map { _ in alphabet[random.int(in: 0..<alphabet.count)] }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(verify(text).outcome == .fail, "seed \(seed): \(text)")
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func changedJSONSerialisationsNeverPass(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let made = try draft("EdDSA").signed(with: Keys.ed25519)
        let text = JSONValue.object(try JSONWebSignature.general([made, made])).serialized()
        for _ in 0..<200 {
            guard case .object(let object)? = try? JSONValue(parsing: mutated(text, &random)),
                let read = try? JSONWebSignature.parse(object)
            else { continue }
            for signature in read where (try? signature.verify(with: Keys.ed25519.publicKey)) != nil {
                #expect(signature.payload == made.payload && signature.signature == made.signature, "seed \(seed)")
            }
        }
    }
}
