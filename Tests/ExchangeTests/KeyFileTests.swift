import Cryptography
import JSON
import Multiformats
import TestSupport
import Testing

@testable import Exchange

/// The sealed key file and the bytes inside it.
struct KeyFileTests {
    private let passphrase = SecretBytes(copying: Array("correct horse battery staple".utf8))

    /// With two owners, one of them rotated.
    private func ring(poolSize: Int = 5) throws -> KeyRing {
        var (ring, recovery) = try KeyRing.create(
            seed: SecretBytes(random: 32), recovery: RecoveryCode(seed: SecretBytes(random: 32)), poolSize: poolSize)
        let owner = try ring.makeOwner()
        _ = try ring.makeOwner()
        _ = try ring.rotate(owner.key.publicKey, recovery: recovery)
        return ring
    }

    private func sealed(_ ring: KeyRing) throws -> JSONValue {
        try KeyFile.seal(ring, passphrase: passphrase, cost: .smallest)
    }

    private func opens(_ json: JSONValue) -> Bool { (try? KeyFile.open(json, passphrase: passphrase)) != nil }

    @Test func aRingReadsBackFromItsFile() throws {
        let ring = try ring()
        let file = try KeyFile.seal(ring, passphrase: passphrase)
        #expect(file["kdf"]?["opslimit"] == 3 && file["kdf"]?["memlimit"] == 67_108_864)
        let read = try KeyFile.open(JSONValue(parsing: file.serialized()), passphrase: passphrase)
        #expect(KeyRingCodec.encode(read) == KeyRingCodec.encode(ring))
        #expect(read.ownerKeys == ring.ownerKeys && read.owners == ring.owners && read.pool == ring.pool)
        for key in ring.ownerKeys { #expect(try read.privateKey(of: key).publicKey == key) }
    }

    @Test func theSameRingIsSealedDifferentlyEachTime() throws {
        let ring = try ring()
        let (first, second) = (try sealed(ring), try sealed(ring))
        #expect(first["kdf"]?["salt"] != second["kdf"]?["salt"])
        #expect(first["box"] != second["box"])
    }

    @Test(arguments: [
        "", "correct horse battery stapl", "Correct horse battery staple", "correct horse battery staple\n",
    ])
    func aWrongPassphraseIsRefused(_ text: String) throws {
        let file = try sealed(try ring())
        #expect(throws: ExchangeError.wrongPassphrase) {
            try KeyFile.open(file, passphrase: SecretBytes(copying: Array(text.utf8)))
        }
    }

    @Test func everyByteOfAFileCounts() throws {
        let text = try sealed(try ring(poolSize: 3)).serialized()
        #expect(opens(try JSONValue(parsing: text)))
        let seed: UInt64 = 11
        var random = SplitMix64(seed: seed)
        for place in text.indices {
            for flipped in (0..<8).map({ text[place] ^ (1 << $0) }) + random.bytes(1) where flipped != text[place] {
                var changed = text
                changed[place] = flipped
                guard let json = try? JSONValue(parsing: changed) else { continue }
                #expect(!opens(json), "seed \(seed), byte \(place) as \(flipped)")
            }
        }
        for end in text.indices {
            #expect((try? JSONValue(parsing: Array(text[..<end]))).map(opens) != true, "\(end) bytes")
        }
    }

    @Test func everyMemberOfAFileCounts() throws {
        for change in Alterations.all(of: try sealed(try ring())) {
            #expect(throws: ExchangeError.self, "\(change)") { try KeyFile.open(change.value, passphrase: passphrase) }
        }
    }

    @Test func costsOfAHostileFileAreBounded() throws {
        let gibibyte = 1 << 30
        let refused: [(opslimit: JSONValue, memlimit: JSONValue)] = [
            (0, 8_192), (17, 8_192), (-1, 8_192), (1.5, 8_192), (.number(JSONNumber("1.0") ?? JSONNumber(0)), 8_192),
            ("1", 8_192), (.null, 8_192),
            (1, 0), (1, 8_191), (1, 7_168), (1, 8_193), (1, JSONValue(gibibyte + 1_024)), (1, -8_192),
            (5, JSONValue(gibibyte)), (16, JSONValue(gibibyte / 2)), (16, JSONValue(gibibyte / 4 + 1_024)),
            (.number(JSONNumber("18446744073709551615") ?? JSONNumber(0)), 8_192),
            (1, .number(JSONNumber("9223372036854775807") ?? JSONNumber(0))),
        ]
        var file = try #require(try sealed(try ring()).object)
        for (opslimit, memlimit) in refused {
            var kdf = try #require(file["kdf"]?.object)
            kdf["opslimit"] = opslimit
            kdf["memlimit"] = memlimit
            file["kdf"] = .object(kdf)
            let error = #expect(throws: ExchangeError.self, "\(opslimit), \(memlimit)") {
                try KeyFile.open(.object(file), passphrase: passphrase)
            }
            // Before any work is done.
            guard case .malformed = error else {
                Issue.record("\(opslimit), \(memlimit): \(String(describing: error))")
                continue
            }
        }
        #expect(KeyFile.maximumWork == 4 * gibibyte)
    }

    @Test func aFileSealedWithOtherCostsWithinTheBoundsIsOpened() throws {
        let ring = try ring()
        let file = try KeyFile.seal(ring, passphrase: passphrase, cost: .init(opslimit: 16, memlimitBytes: 65_536))
        #expect(try KeyFile.open(file, passphrase: passphrase).ownerKeys == ring.ownerKeys)
    }

    @Test func anotherPassphraseOrRingNeverOpensWithTheSaltOfThis() throws {
        let (first, second) = (try sealed(try ring()), try sealed(try ring()))
        var mixed = try #require(first.object)
        mixed["box"] = second["box"]
        #expect(throws: ExchangeError.wrongPassphrase) { try KeyFile.open(.object(mixed), passphrase: passphrase) }
    }

    // MARK: The bytes inside

    @Test func theRingsBytesAreTheDocumentedOnes() throws {
        let ring = try ring()
        let bytes = Self.bytes(KeyRingCodec.encode(ring))
        #expect(bytes.count == KeyRingCodec.byteCount(ring))
        #expect(bytes.count == 1 + 32 + 4 + 4 + 5 * 32 + 4 + 3 * 41 + 4 + 36)
        #expect(bytes[0] == 1)
        #expect(Array(bytes[1..<33]) == Self.bytes(ring.seed))
        #expect(Array(bytes[33..<41]) == [0, 0, 0, 3, 0, 0, 0, 5])
        #expect(Array(bytes[41..<73]) == ring.pool[0].bytes)
        #expect(Array(bytes[201..<205]) == [0, 0, 0, 3])
        #expect(Array(bytes[205..<210]) == [0, 0, 0, 0, 0])
        #expect(Array(bytes.suffix(40).prefix(8)) == [0, 0, 0, 1, 0, 0, 0, 0])
    }

    @Test func everyTruncationAndTrailingByteIsRefused() throws {
        let bytes = Self.bytes(KeyRingCodec.encode(try ring()))
        for count in 0..<bytes.count {
            #expect(throws: ExchangeError.self, "\(count)") {
                try KeyRingCodec.decode(SecretBytes(copying: Array(bytes[..<count])))
            }
        }
        #expect(throws: ExchangeError.self) { try KeyRingCodec.decode(SecretBytes(copying: bytes + [0])) }
    }

    @Test func whatIsReadIsWrittenIdentically() throws {
        let bytes = Self.bytes(KeyRingCodec.encode(try ring()))
        let seed: UInt64 = 5
        var random = SplitMix64(seed: seed)
        var accepted = 0
        for turn in 0..<4_000 {
            var changed = bytes
            for _ in 0...random.int(in: 0..<2) { changed[random.int(in: 0..<bytes.count)] = random.bytes(1)[0] }
            guard let ring = try? KeyRingCodec.decode(SecretBytes(copying: changed)) else { continue }
            accepted += 1
            #expect(Self.bytes(KeyRingCodec.encode(ring)) == changed, "seed \(seed), turn \(turn)")
            // Nothing in it makes a call trap.
            for key in ring.ownerKeys { _ = try? (ring.privateKey(of: key), ring.nextCommit(of: key)) }
            var copy = ring
            _ = try? copy.makeOwner()
        }
        #expect(accepted > 200)
    }

    @Test func countsBeyondTheLimitsAreRefusedBeforeAnythingIsRead() throws {
        let bytes = Self.bytes(KeyRingCodec.encode(try ring()))
        for (place, what) in [(33, "pool used"), (37, "pool"), (201, "owners"), (328, "revealed")] {
            var changed = bytes
            changed.replaceSubrange(place..<place + 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
            #expect(throws: ExchangeError.self, "\(what)") { try KeyRingCodec.decode(SecretBytes(copying: changed)) }
        }
    }

    private static func bytes(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { span in
            (0..<span.byteCount).map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        }
    }
}
