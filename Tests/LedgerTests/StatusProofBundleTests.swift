import Cryptography
import TestSupport
import Testing
import TransparencyLog

@testable import Ledger

/// The binary form: one encoding for each bundle, and every limit has its name.
@Suite struct StatusProofBundleTests {
    let world: StatusProofTests.World
    let bundle: StatusProofBundle

    init() throws {
        world = try StatusProofTests.World(filler: 3)
        bundle = try world.log.prove(world.subjects())
    }

    private func parse(_ heads: [HeadProof], _ credentials: [CredentialProof]) throws -> StatusProofBundle {
        try StatusProofBundle(parsing: StatusProofBundle(heads: heads, credentials: credentials).encoded())
    }

    @Test func everyTruncationAndTrailingByteIsRefused() throws {
        let bytes = bundle.encoded()
        for length in bytes.indices {
            #expect(throws: StatusProofError.self, "\(length) of \(bytes.count) bytes") {
                try StatusProofBundle(parsing: Array(bytes.prefix(length)))
            }
        }
        #expect(throws: StatusProofError.malformed(.trailingBytes(offset: bytes.count))) {
            try StatusProofBundle(parsing: bytes + [0])
        }
    }

    @Test func everyChangedByteIsRefusedOrSaysItselfAndProvesLess() throws {
        // Three credentials with everything that a proof can have: member, other, absent; every opening.
        let tags = try [0, 2, 9].map { try world.credentials[$0].tag }
        let small = try StatusProofBundle(merging: tags.map { try #require(bundle.proof(of: $0)).bundle })
        let bytes = small.encoded()
        let good = try outcomes(small)
        #expect(good.count == 3)
        for place in bytes.indices {
            for mask in [1 << UInt8(place % 8), 0xFF] as [UInt8] {
                var changed = bytes
                changed[place] ^= mask
                guard let read = try? StatusProofBundle(parsing: changed) else { continue }
                #expect(read.encoded() == changed, "byte \(place), mask \(mask)")
                for (tag, found) in try outcomes(read) {
                    // Nothing better than the truth: the state may be lost, never changed.
                    #expect(found.value == good[tag]?.value, "byte \(place), mask \(mask)")
                    #expect(found.cosigners <= 3 && found.index == good[tag]?.index, "byte \(place), mask \(mask)")
                    #expect(
                        found.owner == good[tag]?.owner || found.owner == .refuted, "byte \(place), mask \(mask)")
                }
            }
        }
    }

    private struct Outcome {
        let value: MapValue
        let index: UInt64
        let owner: ProvenStatus.Owner
        let cosigners: Int
    }

    private func outcomes(_ bundle: StatusProofBundle) throws -> [Digest: Outcome] {
        var outcomes: [Digest: Outcome] = [:]
        let heads = bundle.heads.map { try? world.log.verify($0) }
        for proof in bundle.credentials {
            let credential = try world.credentials.first { try $0.tag == proof.tag }
            guard let credential, let head = heads[proof.head],
                let proven = try? head.check(proof, credDigest: credential.credDigest, tag: proof.tag)
            else { continue }
            outcomes[proof.tag] = Outcome(
                value: proven.value, index: proven.index, owner: proven.owner, cosigners: head.cosigners)
        }
        return outcomes
    }

    // MARK: Form

    private func copy(
        _ proof: CredentialProof, head: Int? = nil, issuance: Int? = nil, position: UInt32? = nil,
        path: [Digest]? = nil
    ) -> CredentialProof {
        CredentialProof(
            head: head ?? proof.head, issuance: issuance ?? proof.issuance, tag: proof.tag, salt: proof.salt,
            position: position ?? proof.position, path: path ?? proof.path, map: proof.map, opening: proof.opening)
    }

    private func expectInvalid(
        _ field: String, sourceLocation: SourceLocation = #_sourceLocation, _ make: () throws -> StatusProofBundle
    ) {
        do {
            _ = try make()
            Issue.record("it was read", sourceLocation: sourceLocation)
        } catch StatusProofError.malformed(.invalid(field: let actual, offset: _)) {
            #expect(actual == field, sourceLocation: sourceLocation)
        } catch {
            Issue.record("\(error)", sourceLocation: sourceLocation)
        }
    }

    @Test func whatStandsTwiceOutOfOrderOrOutsideIsRefused() throws {
        let (head, first) = (bundle.heads[0], bundle.credentials[0])
        #expect(try parse(bundle.heads, bundle.credentials) == bundle)
        expectInvalid("heads") { try parse([head, head], bundle.credentials) }
        expectInvalid("tag") { try parse([head], [first, first]) }
        expectInvalid("issuance") { try parse([head], [copy(first, head: 1)]) }
        expectInvalid("issuance") { try parse([head], [copy(first, issuance: 3)]) }
        expectInvalid("issuance") { try parse([], [first]) }
        var swapped = head
        swapped.issuances = head.issuances.reversed()
        expectInvalid("index") { try parse([swapped], [first]) }
        swapped.issuances = [head.issuances[0], head.issuances[0]]
        expectInvalid("index") { try parse([swapped], [first]) }
        expectInvalid("position") { try parse([head], [copy(first, position: 8)]) }
        expectInvalid("position") { try parse([head], [copy(first, position: 1, path: [])]) }
        expectInvalid("version") { try StatusProofBundle(parsing: [2, 0, 0, 0, 0]) }
        var opening = try #require(bundle.proof(of: world.credentials[13].tag)).bundle
        opening.credentials[0].opening = .none
        var bytes = opening.encoded()
        #expect(try StatusProofBundle(parsing: bytes) == opening)
        bytes[bytes.count - 1] = 4
        expectInvalid("opening") { try StatusProofBundle(parsing: bytes) }
    }

    @Test func aNoteThatIsNoneIsRefused() throws {
        #expect(throws: StatusProofError.note(.noSeparator)) { try StatusProofBundle(parsing: [1, 0, 1, 0, 1, 0x61]) }
    }

    // MARK: Limits

    private func big(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    /// A head of another size each time, without the count of its issuance entries.
    private func headBytes(_ size: UInt64) throws -> [UInt8] {
        let note = try world.log.consortium.note(of: 0, size: size, root: .zero).encoded
        return big(note.count) + note + bundle.heads[0].seal + [0]
    }

    private func issuances(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { [0, 0, 0, 0, 0, 0] + big($0) + bundle.heads[0].issuances[0].entry + [0] }
    }

    private func expectTooLarge(_ what: String, _ limit: Int, _ bytes: [UInt8]) {
        #expect(throws: StatusProofError.malformed(.tooLarge(what: what, limit: limit))) {
            try StatusProofBundle(parsing: bytes)
        }
    }

    @Test func theLimitsAreNamed() throws {
        #expect(StatusProofLimits.bytes == 4_194_304)
        expectTooLarge("bytes of a status proof", 4_194_304, [UInt8](repeating: 1, count: 4_194_305))
        expectTooLarge("checkpoints", 64, [1] + big(65))
        expectTooLarge("credentials", 2_001, [1] + big(0) + big(2_002))
        let head = try headBytes(1)
        expectTooLarge("issuance entries", 2_001, [1] + big(1) + head + big(2_002))
        let full = head + big(2_001) + issuances(2_001)
        #expect(try StatusProofBundle(parsing: [1] + big(1) + full + big(0)).heads[0].issuances.count == 2_001)
        // All heads of a bundle together.
        expectTooLarge("issuance entries", 2_001, [1] + big(2) + full + (try headBytes(2)) + big(1))
        expectTooLarge("hashes of a path", 63, [1] + big(1) + head.dropLast() + [64])
        let item = issuances(1).dropLast()
        expectTooLarge("hashes of a path", 63, [1] + big(1) + head + big(1) + item + [64])
        let credential = big(0) + big(0) + [UInt8](repeating: 0, count: 68)
        let one = [1] + big(1) + head + big(1) + issuances(1) + big(1)
        expectTooLarge("hashes of a path", 20, one + credential + [21])
        expectTooLarge("steps of a map proof", 256, one + credential + [0] + [0] + big(257))
    }

    @Test func aBundleMayHave64HeadsAndNoCredentials() throws {
        let heads = try (1...64).flatMap { try headBytes($0) + big(0) }
        let read = try StatusProofBundle(parsing: [1] + big(64) + heads + big(0))
        #expect(read.heads.count == StatusProofLimits.heads)
    }
}

/// The pool through which equal hashes are sent once.
@Suite struct HashPoolTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func listsWithRepetitionsComeBackAndAHashIsSentOnce(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let stock = (0..<40).map { _ in Digest.random(&random) }
        let lists = (0..<20).map { _ in (0..<random.int(in: 0..<20)).map { _ in stock[random.int(in: 0..<40)] } }
        var writer = HashPoolWriter()
        var bytes: [UInt8] = []
        for list in lists { writer.write(list, to: &bytes) }
        var reader = WireReader(bytes)
        var pool = HashPoolReader()
        for list in lists { #expect(try pool.read(list.count, from: &reader) == list, "seed \(seed)") }
        try reader.finish()
        let distinct = Set(lists.joined())
        let total = lists.reduce(0) { $0 + $1.count }
        let bitmaps = lists.reduce(0) { $0 + ($1.count + 7) / 8 }
        #expect(bytes.count == bitmaps + distinct.count * 32 + (total - distinct.count) * 2, "seed \(seed)")
    }

    private func read(_ count: Int, _ bytes: [UInt8]) throws -> [Digest] {
        var reader = WireReader(bytes)
        var pool = HashPoolReader()
        let hashes = try pool.read(count, from: &reader)
        try reader.finish()
        return hashes
    }

    @Test func aHashThatWasSentMustBeNamedByItsNumber() throws {
        let hash = Digest.repeating(5).bytes
        #expect(try read(2, [0b0100_0000] + hash + [0, 0]) == [.repeating(5), .repeating(5)])
        #expect(throws: WireError.invalid(field: "known", offset: 65)) { try read(2, [0] + hash + hash) }
        #expect(throws: WireError.invalid(field: "known", offset: 35)) { try read(2, [0b0100_0000] + hash + [0, 1]) }
        #expect(throws: WireError.invalid(field: "known", offset: 3)) { try read(1, [0b1000_0000, 0, 0]) }
        #expect(throws: WireError.truncated(offset: 2)) { try read(1, [0b1000_0000, 0]) }
    }

    @Test func onlyTheFirst65536HashesHaveNumbers() throws {
        let hashes = (0..<65_537).map { SHA256.hash(Array("\($0)".utf8)) }
        let list = hashes + [hashes[65_535], hashes[65_536], hashes[65_536], hashes[0]]
        var writer = HashPoolWriter()
        var bytes: [UInt8] = []
        writer.write(list, to: &bytes)
        // The last two of one hash without a number are sent in full each time.
        #expect(bytes.count == (list.count + 7) / 8 + (65_537 + 2) * 32 + 2 * 2)
        #expect(try read(list.count, bytes) == list)
    }

    @Test func aBitmapHasNoDirtyBits() throws {
        for count in 0...17 {
            let bits = (0..<count).map { $0 % 3 == 0 }
            var bytes: [UInt8] = []
            bytes.write(Bitmap(bits))
            #expect(bytes.count == (count + 7) / 8)
            var reader = WireReader(bytes)
            #expect(try reader.bitmap(count).bits == bits)
            for bit in count..<(bytes.count * 8) {
                var dirty = bytes
                dirty[bit / 8] |= 0x80 >> UInt8(bit % 8)
                var reader = WireReader(dirty)
                #expect(throws: WireError.invalid(field: "bitmap", offset: bytes.count)) { try reader.bitmap(count) }
            }
        }
    }
}
