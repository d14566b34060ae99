import JSON
import Ledger
import Multiformats
import Testing
import TransparencyLog

@testable import Node

/// A log as files, as the control socket gives them.
@Suite struct LogFilesTests {
    private static func file(_ path: String, _ world: World, origin: String? = nil) async throws -> [UInt8] {
        let origin = try origin ?? world.college.origin.text
        let answer = try await world.employer.call(
            "ledger.file", ["origin": JSONValue(origin), "path": JSONValue(path)])
        return try Base64URL.decode(try #require(answer["bytes"]?.string))
    }

    @Test func theFilesOfACopiedLogPassAnAudit() async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let roster = try await world.employer.replicator.roster
            var audit = try LogAudit(
                checkpoint: await Self.file("checkpoint", world), roster: roster, now: world.clock.now,
                verifying: .ed25519)
            #expect(audit.size == 2)
            while let path = audit.nextBundle {
                for tile in try audit.add(bundle: await Self.file(path.text, world)) {
                    try LogAudit.compare(await Self.file(tile.path.text, world), with: tile)
                }
            }
            for tile in try audit.finish().tiles {
                try LogAudit.compare(await Self.file(tile.path.text, world), with: tile)
            }
            #expect(audit.cosigners.count >= audit.quorum && audit.quorum > 0)
        }
    }

    @Test(arguments: [
        "", "tile", "tile/0/001", "tile/0/000.p/3", "tile/7/000", "tile/63/000", "tile/entries/001", "tile/entries/000",
        "../node.json", "tile/entries/../../node.json",
        // The largest index that a path can say: its first entry has none.
        "tile/entries/x018/x446/x744/x073/x709/x551/615", "tile/0/x018/x446/x744/x073/x709/x551/615",
        "tile/entries/x072/x057/x594/x037/x927/935.p/255", "tile/entries/x072/x057/x594/x037/x927/936",
    ])
    func aFileThatTheLogHasNotIsRefused(_ path: String) async throws {
        try await World.run { world in
            try await world.issue(Rows.autumn)
            try await world.settle()
            let refused = await refusal { try await Self.file(path, world) }
            #expect(refused != nil)
            // And the node goes on.
            let checkpoint = try await Self.file("checkpoint", world)
            #expect(!checkpoint.isEmpty)
        }
    }

    @Test func ofALogThatNobodyKnowsThereIsNothing() async throws {
        try await World.run { world in
            for origin in ["midwest.example/nobody", "nowhere", ""] {
                #expect(await refusal { try await Self.file("checkpoint", world, origin: origin) } != nil)
                #expect(await refusal { try await Self.file("tile/0/000", world, origin: origin) } != nil)
            }
        }
    }
}
