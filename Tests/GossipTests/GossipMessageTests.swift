import Cryptography
import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// The codec: one encoding for each message, nothing else is read.
@Suite struct GossipMessageTests {
    /// One of each kind, with every optional part at least once there and once not.
    static func samples() throws -> [GossipMessage] {
        let consortium = try GossipConsortium(2)
        let origin = consortium.members[0].origin
        let other = consortium.members[1].origin
        let note = try consortium.note(of: 0, size: 26, root: SHA256.hash([1]))
        let line = try CosignatureV1.sign(
            checkpointText: note.text, time: 1_767_600_000, key: consortium.members[1].cosigner)
        let cosignature = try #require(Cosignature(line))
        let evidence = try #require(
            Evidence(
                try consortium.head(of: 0, size: 26, root: SHA256.hash([1])),
                try consortium.head(of: 0, size: 26, root: SHA256.hash([2]))))
        return [
            .hello(
                Hello(
                    nodeID: consortium.members[0].nodeID, consortium: consortium.name, rosterVersion: 1,
                    rosterHash: consortium.roster.hash, time: 1_767_600_000_000)),
            .goaway(Goaway(code: .shuttingDown, reason: "")),
            .goaway(Goaway(code: .busy, reason: "too many connections")),
            .evidence(evidence),
            .digest(HeadsDigest(wantsAnswer: true, heads: [])),
            .digest(
                HeadsDigest(
                    wantsAnswer: false,
                    heads: [
                        HeadLine(
                            origin: origin, size: 0, root: MerkleTree.emptyRoot, isFrozen: false, cosignatures: 7),
                        HeadLine(
                            origin: other, size: 26, root: SHA256.hash([1]), isFrozen: true, cosignatures: .max),
                    ])),
            .checkpoint(CheckpointPush(origin: origin, note: note, from: 0, entries: [])),
            .checkpoint(CheckpointPush(origin: origin, note: note, from: 24, entries: [[1], [2, 3]])),
            .cosignatures(
                CosignaturePush(
                    origin: origin, size: 26, root: SHA256.hash([1]), wantsAnswer: true, cosignatures: [cosignature])),
            .getEntries(EntriesRequest(origin: origin, from: 0, root: MerkleTree.emptyRoot, limit: 4_096)),
            .getEntries(EntriesRequest(origin: origin, from: 9, root: SHA256.hash([9]), limit: 0)),
            .entries(EntriesReply(origin: origin, from: 9, note: nil, entries: [], proof: [])),
            .entries(
                EntriesReply(
                    origin: origin, from: 9, note: note, entries: [[4], [5]],
                    proof: [SHA256.hash([3]), SHA256.hash([4])])),
            .listHeads(ListHeads(lists: [])),
            .listHeads(
                ListHeads(lists: [
                    ListHead(url: "https://a.example/status/lists/0", time: 1_767_600_000_000),
                    ListHead(url: "https://a.example/status/suspended/0", time: .max),
                ])),
            .getLists(ListRequest(urls: ["https://a.example/status/lists/0"])),
            .statusList(Array("{}".utf8)),
            .divergence(
                Divergence(origin: origin, size: 9, root: SHA256.hash([9]), note: note, proof: [SHA256.hash([5])])),
        ]
    }

    private static func read(_ message: GossipMessage, _ payload: [UInt8]) throws -> GossipMessage {
        try GossipMessage(frameType: message.frameType.rawValue, payload: payload)
    }

    @Test func everyMessageReadsBackAsItself() throws {
        for message in try Self.samples() { #expect(try Self.read(message, message.payload) == message) }
        #expect(Set(try Self.samples().map(\.frameType)) == Set(GossipMessage.FrameType.allCases))
    }

    @Test func everyTruncationAndEveryTrailingByteIsRefused() throws {
        for message in try Self.samples() {
            let payload = message.payload
            for length in payload.indices {
                #expect(throws: GossipMessageError.self, "\(message.frameType), \(length) bytes") {
                    try Self.read(message, Array(payload.prefix(length)))
                }
            }
            for byte in [0, 1, 0xFF] as [UInt8] {
                #expect(throws: GossipMessageError.self, "\(message.frameType)") {
                    try Self.read(message, payload + [byte])
                }
            }
        }
    }

    @Test func everyFlippedBitIsRefusedOrWrittenBackAsItCame() throws {
        for message in try Self.samples() {
            let payload = message.payload
            for place in payload.indices {
                for bit in 0..<8 {
                    var changed = payload
                    changed[place] ^= 1 << UInt8(bit)
                    guard let read = try? Self.read(message, changed) else { continue }
                    #expect(read.payload == changed, "\(message.frameType), byte \(place), bit \(bit)")
                }
            }
        }
    }

    @Test func randomBytesNeverDoMoreThanBeRefused() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<5_000 {
            let type = UInt8(random.int(in: 0..<256))
            let payload = random.bytes(random.int(in: 0..<300))
            guard let read = try? GossipMessage(frameType: type, payload: payload) else { continue }
            #expect(read.payload == payload)
        }
    }

    @Test func unknownTypesAndOverlongMessagesAreRefused() {
        #expect(throws: GossipMessageError.unknownType(0x40)) { try GossipMessage(frameType: 0x40, payload: []) }
        #expect(throws: GossipMessageError.tooLong(1_048_577)) {
            try GossipMessage(frameType: 0x21, payload: Array(repeating: 0, count: 1_048_577))
        }
    }

    @Test func listsAreInOrderAndWithoutRepetition() throws {
        let samples = try Self.samples()
        for case .digest(let digest) in samples where digest.heads.count == 2 {
            let turned = HeadsDigest(wantsAnswer: false, heads: digest.heads.reversed())
            let twice = HeadsDigest(wantsAnswer: false, heads: [digest.heads[0], digest.heads[0]])
            for wrong in [turned, twice] {
                #expect(throws: GossipMessageError.self) {
                    try Self.read(.digest(wrong), GossipMessage.digest(wrong).payload)
                }
            }
        }
        for case .cosignatures(var push) in samples {
            push.cosignatures += push.cosignatures
            let payload = GossipMessage.cosignatures(push).payload
            #expect(throws: GossipMessageError.self) { try Self.read(.cosignatures(push), payload) }
        }
    }

    @Test func theLargestChunkFitsIntoAMessageAndALargerOneDoesNot() throws {
        let note = try GossipConsortium(2).note(of: 0, size: 1 << 40, root: .zero)
        let origin = try Origin("test.example/member00")
        let proof = Array(repeating: Digest.zero, count: GossipLimits.proofHashes)
        func reply(_ entries: [[UInt8]]) -> GossipMessage {
            .entries(EntriesReply(origin: origin, from: 0, note: note, entries: entries, proof: proof))
        }
        let full = reply(Array(repeating: Array(repeating: 7, count: 1_024), count: 256))
        #expect(full.payload.count < GossipLimits.messageBytes)
        #expect(try Self.read(full, full.payload) == full)
        let many = reply(Array(repeating: [7], count: GossipLimits.chunkEntries))
        #expect(try Self.read(many, many.payload) == many)
        let tooMany = reply(Array(repeating: [7], count: GossipLimits.chunkEntries + 1))
        let tooLong = reply(Array(repeating: Array(repeating: 7, count: 1_024), count: 257))
        let longEntry = reply([Array(repeating: 7, count: 1_025)])
        let emptyEntry = reply([[]])
        for wrong in [tooMany, tooLong, longEntry, emptyEntry] {
            #expect(throws: GossipMessageError.self) { try Self.read(wrong, wrong.payload) }
        }
    }

    @Test func aDigestOfThousandLogsFitsIntoAMessage() throws {
        let heads = try (0..<GossipLimits.digestHeads).map { index in
            let name = String(repeating: "x", count: 110) + String(1_000 + index)
            return HeadLine(
                origin: try Origin("test.example/\(name)"), size: 1, root: .zero, isFrozen: false, cosignatures: 0)
        }
        let digest = GossipMessage.digest(HeadsDigest(wantsAnswer: false, heads: heads))
        #expect(digest.payload.count < GossipLimits.messageBytes)
        #expect(try Self.read(digest, digest.payload) == digest)
    }

    @Test func aReasonIsCutBetweenCharacters() throws {
        let goaway = Goaway(code: .busy, reason: String(repeating: "é", count: 200))
        #expect(goaway.reason.utf8.count == 254)
        #expect(try Self.read(.goaway(goaway), GossipMessage.goaway(goaway).payload) == .goaway(goaway))
    }

    @Test func bulkNeverTravelsOnTheControlLane() throws {
        for message in try Self.samples() {
            let isBulk = [.entries, .statusList].contains(message.frameType)
            #expect(message.lane == (isBulk ? .bulk : .control))
        }
    }
}
