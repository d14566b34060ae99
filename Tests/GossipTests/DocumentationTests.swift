import Cryptography
import Foundation
import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// The examples of gossip.md: each block is exactly the message that this module makes of the documented log, and reads back.
@Suite struct DocumentationTests {
    let world: DocumentedLedger
    let page: DocumentationPage

    init() throws {
        world = try DocumentedLedger()
        page = try DocumentationPage("docs/formats/gossip.md")
    }

    private func evidence() throws -> Evidence {
        let roster = try Roster(world.roster, pinned: world.roster.hash)
        let heads = try [0xAA, 0xBB].map { (byte: UInt8) in
            let root = try #require(Digest([UInt8](repeating: byte, count: 32)))
            let checkpoint = try Checkpoint(origin: DocumentedLedger.origin, size: 3, root: root)
            return try SignedHead(
                NoteSigner.note(checkpoint.text, signers: [world.log]), origin: Origin(DocumentedLedger.origin),
                roster: roster, verifying: .ed25519)
        }
        return try #require(Evidence(heads[0], heads[1]))
    }

    private func messages() throws -> [(name: String, message: GossipMessage)] {
        let origin = try Origin(DocumentedLedger.origin)
        let entries = world.batch.entries
        let state = world.batch.state
        let bare = try NoteSigner.note(
            Checkpoint(origin: origin.text, size: state.size, root: state.root).text, signers: [world.log])
        let cosignatures = try world.note().signatures.compactMap(Cosignature.init)
        let proof = try TiledTree.proveConsistency(from: 3, to: state.size, reader: world.tiles()).hashes
        let old = MerkleTree.root(leafHashes: entries.prefix(3).map { MerkleTree.leafHash($0) })
        let list = "https://college.example/status/lists/0"
        let lists = [
            ListHead(url: list, time: DocumentedLedger.time),
            ListHead(url: "https://college.example/status/suspended/0", time: DocumentedLedger.time),
        ]
        return [
            (
                "hello",
                .hello(
                    Hello(
                        nodeID: "node1", consortium: "midwest.example", rosterVersion: 1,
                        rosterHash: world.roster.hash, time: DocumentedLedger.time))
            ),
            ("goaway", .goaway(Goaway(code: .shuttingDown, reason: "restarting"))),
            ("evidence", .evidence(try evidence())),
            (
                "digest",
                .digest(
                    HeadsDigest(
                        wantsAnswer: false,
                        heads: [
                            HeadLine(
                                origin: origin, size: state.size, root: state.root, isFrozen: false,
                                cosignatures: 0xE3B0_C442_98FC_1C14)
                        ]))
            ),
            ("checkpoint", .checkpoint(CheckpointPush(origin: origin, note: bare, from: 0, entries: entries))),
            (
                "cosignatures",
                .cosignatures(
                    CosignaturePush(
                        origin: origin, size: state.size, root: state.root, wantsAnswer: false,
                        cosignatures: cosignatures))
            ),
            ("listHeads", .listHeads(ListHeads(lists: lists))),
            (
                "getEntries",
                .getEntries(EntriesRequest(origin: origin, from: 0, root: MerkleTree.emptyRoot, limit: 4_096))
            ),
            (
                "entries",
                .entries(
                    EntriesReply(
                        origin: origin, from: 0, note: try world.note(), entries: Array(entries.prefix(3)), proof: proof
                    ))
            ),
            (
                "divergence",
                .divergence(
                    Divergence(origin: origin, size: 3, root: old, note: bare, proof: proof))
            ),
            ("getLists", .getLists(ListRequest(urls: [list]))),
        ]
    }

    @Test func thePageShowsWhatTheCodeMakes() throws {
        let expected = try messages()
        if let path = ProcessInfo.processInfo.environment["CHIROGRAPH_WRITE_EXAMPLES"] {
            let text = expected.map { "@@\($0.name)@@\n\($0.message.payload.hexLines)" }.joined()
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        #expect(Set(page.blocks.keys) == Set(expected.map(\.name)))
        for (name, message) in expected {
            #expect(page.blocks[name] == message.payload.hexLines, "block \(name)")
            let read = try GossipMessage(frameType: message.frameType.rawValue, payload: message.payload)
            #expect(read == message)
        }
    }

    @Test func thePageNamesEveryTypeWithItsLane() throws {
        for type in GossipMessage.FrameType.allCases {
            let lane = [.entries, .statusList].contains(type) ? "bulk" : "control"
            #expect(
                page.text.contains("| 0x\(String(type.rawValue, radix: 16)) | \(type) | \(lane) |"), "\(type)")
        }
    }

    @Test func thePageNamesTheLimitsOfTheCode() throws {
        func number(_ value: Int) -> String { value.formatted(.number.locale(Locale(identifier: "en_US"))) }
        for (what, limit) in [
            ("lines of a digest", number(GossipLimits.digestHeads)),
            ("lists in a message that names them", number(GossipLimits.listHeads)),
            ("lists asked for in a message", number(GossipLimits.listsAsked)),
            ("status list", number(GossipLimits.listBytes) + " bytes"),
            ("lists of one institution, of each kind", number(GossipLimits.listsPerKind)),
            ("status lists asked for at a time", number(GossipLimits.listQuestions)),
            ("entry", number(GossipLimits.entryBytes) + " bytes"),
            ("peers", number(GossipLimits.peers)),
        ] {
            #expect(page.text.contains("| \(what) | \(limit) |"), "\(what)")
        }
    }
}
