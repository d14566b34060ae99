import Cryptography
import Ledger
import TestSupport
import Testing

@Suite struct EntryTests {
    /// One entry of each kind, every field with a value of its own.
    static func samples() throws -> [Entry] {
        let origin = try Origin("test.example/college")
        let rotation = Rotation.sign(
            origin: origin, tag: .repeating(1), sequence: 0x0102_0304, nonce: .repeating(2),
            currentKey: try GossipConsortium.key("current").publicKey, key: try GossipConsortium.key("new"),
            nextCommit: .repeating(3))
        let bodies: [EntryBody] = [
            .issuance(height: 20, root: .repeating(0x11)),
            .status(
                StatusChange(
                    tag: .repeating(0x21), sequence: 0x0102_0304, state: .suspended, reason: 0x0506,
                    evidence: .repeating(0x22))),
            .claim(Claim(tag: .repeating(0x31), nonce: .repeating(0x32), ownerCommit: .repeating(0x33))),
            .rotate(rotation),
            .recover(
                Recovery(
                    tag: .repeating(0x51), sequence: 0x0102_0304, ownerCommit: .repeating(0x52),
                    notBefore: 0x0102_0304_0506_0708, evidence: .repeating(0x53))),
            .seal(Seal(from: 0x0102, to: 0x0304, roster: 0x0506, mapRoot: .repeating(0x61))),
        ]
        return bodies.map { Entry(time: 0x1122_3344_5566_7788, body: $0) }
    }

    @Test func everyKindIsReadBackAsItWasWritten() throws {
        let samples = try Self.samples()
        #expect(samples.map(\.body.kind) == EntryKind.allCases)
        for entry in samples {
            let bytes = entry.encoded()
            #expect(bytes.count == entry.body.kind.byteCount)
            #expect(bytes.prefix(10) == [1, entry.body.kind.rawValue, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88])
            #expect(try Entry(parsing: bytes) == entry)
        }
    }

    @Test func theBodiesStandInTheOrderOfTheFormat() throws {
        func bytes(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }
        func filled(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }
        let bodies = try Self.samples().map { Array($0.encoded().dropFirst(10)) }
        #expect(bodies[0] == bytes([20], filled(0x11)))
        #expect(bodies[1] == bytes(filled(0x21), [1, 2, 3, 4], [2], [5, 6], filled(0x22)))
        #expect(bodies[2] == bytes(filled(0x31), filled(0x32), filled(0x33)))
        #expect(
            bodies[3].dropLast(64)
                == bytes(
                    filled(1), [1, 2, 3, 4], filled(2), try GossipConsortium.key("current").publicKey.bytes,
                    try GossipConsortium.key("new").publicKey.bytes, filled(3))[...])
        #expect(bodies[4] == bytes(filled(0x51), [1, 2, 3, 4], filled(0x52), [1, 2, 3, 4, 5, 6, 7, 8], filled(0x53)))
        #expect(
            bodies[5]
                == bytes([0, 0, 0, 0, 0, 0, 1, 2], [0, 0, 0, 0, 0, 0, 3, 4], [0, 0, 5, 6], filled(0x61)))
    }

    @Test func everyTruncationAndEveryTrailingByteIsRefused() throws {
        for entry in try Self.samples() {
            let bytes = entry.encoded()
            for length in bytes.indices {
                #expect(throws: EntryError.self, "kind \(bytes[1]), \(length) bytes") {
                    try Entry(parsing: Array(bytes.prefix(length)))
                }
            }
            #expect(throws: EntryError.length(expected: bytes.count, actual: bytes.count + 1)) {
                try Entry(parsing: bytes + [0])
            }
        }
    }

    @Test func everyFlippedBitIsRefusedOrIsAnotherEntryWithThatEncoding() throws {
        for entry in try Self.samples() {
            let bytes = entry.encoded()
            var refused = 0
            for place in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[place] ^= 1 << UInt8(bit)
                    guard let read = try? Entry(parsing: changed) else {
                        refused += 1
                        continue
                    }
                    #expect(read != entry, "kind \(bytes[1]), byte \(place), bit \(bit)")
                    #expect(read.encoded() == changed, "kind \(bytes[1]), byte \(place), bit \(bit)")
                }
            }
            // Version and kind alone already refuse most of their values.
            #expect(refused >= 12, "kind \(bytes[1])")
        }
    }

    @Test func whatIsWrongIsSaid() throws {
        let samples = try Self.samples()
        #expect(throws: EntryError.tooLong(1_025)) { try Entry(parsing: [UInt8](repeating: 1, count: 1_025)) }
        #expect(throws: EntryError.version(2)) { try Entry(parsing: [2, 1]) }
        #expect(throws: EntryError.length(expected: 10, actual: 1)) { try Entry(parsing: [1]) }
        #expect(throws: EntryError.length(expected: 10, actual: 0)) { try Entry(parsing: []) }
        for kind in [0, 7, 255] as [UInt8] {
            #expect(throws: EntryError.kind(kind)) { try Entry(parsing: [1, kind]) }
        }
        var issuance = samples[0].encoded()
        issuance[10] = 21
        #expect(throws: EntryError.height(21)) { try Entry(parsing: issuance) }
        var status = samples[1].encoded()
        status[46] = 4
        #expect(throws: EntryError.state(4)) { try Entry(parsing: status) }
        for error in [
            EntryError.tooLong(1_025), .version(2), .kind(7), .length(expected: 43, actual: 1), .height(21), .state(4),
        ] {
            #expect("\(error)".hasSuffix("."), "\(error)")
        }
    }

    @Test func noKindIsLongerThanTheLimit() {
        #expect(EntryKind.allCases.allSatisfy { $0.byteCount <= Entry.maximumByteCount })
    }

    @Test func aRotationTravelsAsTheBodyOfItsEntry() throws {
        guard case .rotate(let rotation) = try Self.samples()[3].body else {
            Issue.record("the fourth sample is no rotation")
            return
        }
        let bytes = rotation.encoded()
        #expect(bytes == Array(try Self.samples()[3].encoded().dropFirst(10)))
        #expect(try Rotation(parsing: bytes) == rotation)
        for length in bytes.indices {
            #expect(throws: WireError.truncated(offset: length), "\(length) bytes") {
                try Rotation(parsing: Array(bytes.prefix(length)))
            }
        }
        #expect(throws: WireError.trailingBytes(offset: bytes.count)) { try Rotation(parsing: bytes + [0]) }
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            let read = try Rotation(parsing: changed)
            #expect(read.encoded() == changed, "byte \(place)")
            #expect(!read.isSigned(for: try Origin("test.example/college")), "byte \(place)")
        }
    }

    @Test func anOwnersSignatureIsForOneLogOnly() throws {
        guard case .rotate(let rotation) = try Self.samples()[3].body else { return }
        #expect(rotation.isSigned(for: try Origin("test.example/college")))
        #expect(!rotation.isSigned(for: try Origin("test.example/colleg")))
        let message = Rotation.message(
            origin: try Origin("test.example/college"), tag: rotation.tag, sequence: rotation.sequence,
            nonce: rotation.nonce, currentKey: rotation.currentKey, key: rotation.key, nextCommit: rotation.nextCommit)
        #expect(
            message
                == Array("chirograph/owner/v1\0\u{4}\u{14}test.example/college".utf8)
                + rotation.encoded().dropLast(64))
    }
}
