import Cryptography
import JSON
import Ledger
import Multiformats
import TestSupport
import Testing

@testable import Exchange

/// The key ring, its recovery code, and rotations as the ledger judges them.
struct KeyRingTests {
    private let origin: Origin

    init() throws { origin = try Origin("midwest.example/state-college") }

    /// A ring with few keys, because making 256 takes its time.
    private func ring(_ poolSize: Int = 6) throws -> (ring: KeyRing, recovery: RecoveryCode) {
        try KeyRing.create(
            seed: SecretBytes(random: 32), recovery: RecoveryCode(seed: SecretBytes(random: 32)), poolSize: poolSize)
    }

    @Test func aNewRingHasItsPoolAndItsOwnSecrets() throws {
        let (ring, recovery) = try KeyRing.create()
        #expect(ring.unusedNextKeys == 256)
        #expect(Set(ring.pool).count == 256)
        #expect(ring.pool[255] == (try recovery.nextKey(255)).publicKey)
        let (other, code) = try KeyRing.create()
        #expect(other.seed != ring.seed && code.seed != recovery.seed && code.seed != other.seed)
        #expect(Set(other.pool).isDisjoint(with: ring.pool))
    }

    @Test func keysComeFromTheirSeedsAsDocumented() throws {
        let seed = [UInt8](repeating: 1, count: 32)
        let code = [UInt8](repeating: 2, count: 32)
        var (ring, recovery) = try KeyRing.create(
            seed: SecretBytes(copying: seed), recovery: RecoveryCode(seed: SecretBytes(copying: code)), poolSize: 3)
        let owner = try ring.makeOwner()
        let currentSeed = SHA256.hash(Array("chirograph/owner-current/v1\0".utf8) + seed + [0, 0, 0, 0])
        #expect(
            owner.key.publicKey == (try Ed25519.PrivateKey(seed: SecretBytes(copying: currentSeed.bytes))).publicKey)
        let next = try ring.rotate(owner.key.publicKey, recovery: recovery)
        let nextSeed = SHA256.hash(Array("chirograph/owner-next/v1\0".utf8) + code + [0, 0, 0, 0])
        #expect(next.key.publicKey == (try Ed25519.PrivateKey(seed: SecretBytes(copying: nextSeed.bytes))).publicKey)
        #expect(owner.nextCommit == Commitment.next(next.key.publicKey))
    }

    @Test func everyOwnerHasItsOwnKeyAndCommitment() throws {
        var (ring, recovery) = try ring(8)
        var keys: [Ed25519.PublicKey] = []
        var commits: [Digest] = []
        for turn in 0..<4 {
            let owner = try ring.makeOwner()
            keys.append(owner.key.publicKey)
            commits.append(owner.nextCommit)
            // Rotations in between must not bring an index twice.
            let next = try ring.rotate(keys[turn], recovery: recovery)
            commits.append(next.nextCommit)
            #expect(try ring.privateKey(of: keys[turn]).publicKey == keys[turn])
            #expect(try ring.nextCommit(of: next.key.publicKey) == next.nextCommit)
        }
        #expect(Set(keys).count == 4 && Set(commits).count == 8)
        #expect(ring.ownerKeys.count == 8 && ring.unusedNextKeys == 0)
        let stranger = try Examples.key(77).publicKey
        #expect(throws: ExchangeError.keyNotHeld(KeyText.encode(stranger))) { try ring.privateKey(of: stranger) }
        #expect(throws: ExchangeError.self) { try ring.nextCommit(of: stranger) }
        #expect(throws: ExchangeError.self) { try ring.rotate(stranger, recovery: recovery) }
    }

    @Test func anExhaustedPoolIsAnErrorThatChangesNothingAndRenewingHelps() throws {
        var (ring, recovery) = try ring(2)
        let first = try ring.makeOwner()
        _ = try ring.makeOwner()
        let before = KeyRingCodec.encode(ring)
        #expect(throws: ExchangeError.poolExhausted) { try ring.makeOwner() }
        #expect(throws: ExchangeError.poolExhausted) { try ring.rotate(first.key.publicKey, recovery: recovery) }
        #expect(KeyRingCodec.encode(ring) == before)
        let other = try self.ring(2).recovery
        #expect(throws: ExchangeError.wrongRecoveryCode) { try ring.renew(recovery: other) }
        #expect(KeyRingCodec.encode(ring) == before)
        try ring.renew(recovery: recovery)
        #expect(ring.unusedNextKeys == KeyRing.poolSize)
        #expect(ring.pool[257] == (try recovery.nextKey(257)).publicKey)
        _ = try ring.makeOwner()
        _ = try ring.rotate(first.key.publicKey, recovery: recovery)
    }

    @Test func aPoolHasABound() throws {
        var (ring, recovery) = try ring(1)
        let key = ring.pool[0]
        ring.pool = [Ed25519.PublicKey](repeating: key, count: KeyRing.maximumPool - KeyRing.poolSize + 1)
        let count = ring.pool.count
        #expect(throws: ExchangeError.tooManyKeys(limit: KeyRing.maximumPool)) { try ring.renew(recovery: recovery) }
        #expect(ring.pool.count == count)
        ring.pool.removeLast()
        try ring.renew(recovery: recovery)
        #expect(ring.pool.count == KeyRing.maximumPool)
    }

    // MARK: Rotation

    @Test func theLedgerTakesRotationsToTheKeysCommittedBefore() throws {
        var (ring, recovery) = try ring()
        let owner = try ring.makeOwner()
        let nonce = Examples.digest(3)
        let tag = Commitment.tag(
            nonce: nonce, ownerCommit: Commitment.owner(owner.key.publicKey, next: owner.nextCommit))
        var writer = try LogWriter(LogState(origin: origin), roster: 1, now: 1_000)
        var current = owner.key.publicKey
        for sequence in 1...3 as ClosedRange<UInt32> {
            let next = try ring.rotate(current, recovery: recovery)
            try writer.rotate(
                Rotation.sign(
                    origin: origin, tag: tag, sequence: sequence, nonce: sequence == 1 ? nonce : .zero,
                    currentKey: current, key: next.key, nextCommit: next.nextCommit))
            current = next.key.publicKey
            let standing = writer.state.standing(of: tag)
            #expect(standing.ownerSequence == sequence)
            #expect(standing.ownerCommit == Commitment.owner(current, next: try ring.nextCommit(of: current)))
            #expect(try ring.privateKey(of: current).publicKey == current)
        }
    }

    @Test func theLedgerTakesTheRotationOfACredentialThatWasClaimed() throws {
        var (ring, recovery) = try ring()
        let owner = try ring.makeOwner()
        let nonce = Examples.digest(4)
        let tag = Commitment.tag(nonce: nonce, ownerCommit: Commitment.unowned)
        var writer = try LogWriter(LogState(origin: origin), roster: 1, now: 1_000)
        try writer.claim(tag, nonce: nonce, ownerCommit: Commitment.owner(owner.key.publicKey, next: owner.nextCommit))
        let next = try ring.rotate(owner.key.publicKey, recovery: recovery)
        try writer.rotate(
            Rotation.sign(
                origin: origin, tag: tag, sequence: 2, nonce: .zero, currentKey: owner.key.publicKey, key: next.key,
                nextCommit: next.nextCommit))
        #expect(writer.state.standing(of: tag).ownerSequence == 2)
    }

    @Test func aThiefOfTheKeyFileCannotMoveACredential() throws {
        var (ring, _) = try ring()
        let owner = try ring.makeOwner()
        let nonce = Examples.digest(5)
        let tag = Commitment.tag(
            nonce: nonce, ownerCommit: Commitment.owner(owner.key.publicKey, next: owner.nextCommit))
        let writer = try LogWriter(LogState(origin: origin), roster: 1, now: 1_000)
        // The thief holds every secret of the ring, and makes a recovery code of his own.
        let own = try self.ring().recovery
        #expect(throws: ExchangeError.wrongRecoveryCode) { try ring.rotate(owner.key.publicKey, recovery: own) }
        let held = [owner.key, try ring.makeOwner().key, try own.nextKey(0)]
        for (index, key) in held.enumerated() {
            var attempt = writer
            let rotation = Rotation.sign(
                origin: origin, tag: tag, sequence: 1, nonce: nonce, currentKey: owner.key.publicKey, key: key,
                nextCommit: owner.nextCommit)
            #expect(throws: LogWriteError.void(.tagDoesNotOpen), "\(index)") { try attempt.rotate(rotation) }
        }
        // Naming the committed key does not help who cannot sign with it.
        var forged = Rotation.sign(
            origin: origin, tag: tag, sequence: 1, nonce: nonce, currentKey: owner.key.publicKey, key: held[0],
            nextCommit: owner.nextCommit)
        forged.key = ring.pool[0]
        var attempt = writer
        #expect(throws: LogWriteError.void(.signature)) { try attempt.rotate(forged) }
    }

    @Test func aRotationThatWasInterruptedGivesTheSameAgain() throws {
        var (ring, recovery) = try ring()
        let owner = try ring.makeOwner()
        let first = try ring.rotate(owner.key.publicKey, recovery: recovery)
        let unused = ring.unusedNextKeys
        // The old key still signs: the ledger may never have heard of the new one.
        #expect(try ring.privateKey(of: owner.key.publicKey).publicKey == owner.key.publicKey)
        #expect(try ring.nextCommit(of: owner.key.publicKey) == owner.nextCommit)
        var restored = try KeyRingCodec.decode(KeyRingCodec.encode(ring))
        let again = try restored.rotate(owner.key.publicKey, recovery: recovery)
        #expect(again.key.publicKey == first.key.publicKey && again.nextCommit == first.nextCommit)
        #expect(restored.unusedNextKeys == unused)
    }

    @Test func aWrongRecoveryCodeChangesNothing() throws {
        var (ring, recovery) = try ring()
        let owner = try ring.makeOwner()
        let before = KeyRingCodec.encode(ring)
        let other = try self.ring().recovery
        let error = #expect(throws: ExchangeError.wrongRecoveryCode) {
            try ring.rotate(owner.key.publicKey, recovery: other)
        }
        #expect(error?.description.contains("nothing was changed") == true)
        #expect(KeyRingCodec.encode(ring) == before)
        _ = try ring.rotate(owner.key.publicKey, recovery: recovery)
        #expect(KeyRingCodec.encode(ring) != before)
    }

    // MARK: Recovery code

    private func typed(_ text: String) -> RecoveryCode? { RecoveryCode(SecretBytes(copying: Array(text.utf8))) }

    @Test func aRecoveryCodeIsReadHoweverItIsTyped() throws {
        let seed = (0..<32).map { UInt8($0 * 8 + 3) }
        let text = RecoveryCode(seed: SecretBytes(copying: seed)).text
        #expect(text.utf8.count == 79 && text.split(separator: "-").count == 16)
        #expect(text.hasPrefix("030b-131b-232b"))
        let plain = text.replacing("-", with: "")
        for way in [
            text, text.uppercased(), plain, text.replacing("-", with: " "), text.replacing("-", with: "  -\t"),
            " \n" + text + "\r\n", plain.map { "\($0) " }.joined(), "--" + text + "--",
        ] {
            #expect(typed(way)?.seed == SecretBytes(copying: seed), "\(way)")
        }
    }

    @Test func whatIsNoRecoveryCodeIsNil() throws {
        let text = String(repeating: "0f", count: 32)
        for wrong in [
            "", "-", String(text.dropLast()), text + "0", text + text, "g" + text.dropFirst(), "０" + text.dropFirst(),
            text + "\0", text.replacing("0f0f", with: "0f_0f", maxReplacements: 1), "é" + text,
        ] {
            #expect(typed(wrong) == nil, "\(wrong)")
        }
        #expect(typed(text) != nil)
    }

    @Test func aMistypedDigitIsNoticed() throws {
        var (ring, recovery) = try ring()
        let owner = try ring.makeOwner()
        let text = recovery.text
        let slip = (text.first == "a" ? "b" : "a") + text.dropFirst()
        let wrong = try #require(typed(String(slip)))
        #expect(throws: ExchangeError.wrongRecoveryCode) { try ring.rotate(owner.key.publicKey, recovery: wrong) }
    }

    // MARK: Secrets

    @Test func noSecretShowsInADescription() throws {
        let seed = (0..<32).map { UInt8(100 + $0) }
        let code = (0..<32).map { UInt8(200 + $0) }
        var (ring, recovery) = try KeyRing.create(
            seed: SecretBytes(copying: seed), recovery: RecoveryCode(seed: SecretBytes(copying: code)), poolSize: 2)
        let owner = try ring.makeOwner()
        let next = try ring.rotate(owner.key.publicKey, recovery: recovery)
        var shown = ""
        for value in [ring, recovery, owner.key, next.key] as [Any] {
            shown += "\(value) \(String(reflecting: value)) \(String(describing: value))\n"
            dump(value, to: &shown)
        }
        for error in [ExchangeError.wrongRecoveryCode, .wrongPassphrase, .poolExhausted] { shown += "\(error)" }
        #expect(shown.contains("secret (32 bytes)"))
        let secrets = [
            seed, code, Self.bytes(KeyDerivation.seed(KeyDerivation.current, ring.seed, 0)),
            Self.bytes(recovery.nextSeed(0)),
        ]
        for secret in secrets {
            for text in [
                Hex.encode(secret), Base64URL.encode(secret), Base64.encode(secret), String("\(secret)".dropLast()),
                String(RecoveryCode(seed: SecretBytes(copying: secret)).text.prefix(24)),
                String(Hex.encode(secret).prefix(16)),
            ] {
                #expect(!shown.contains(text))
            }
        }
    }

    private static func bytes(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { span in
            (0..<span.byteCount).map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        }
    }
}
