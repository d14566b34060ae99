import Cryptography
import TestSupport
import Testing
import TransparencyLog

@testable import Ledger

/// A whole log from its files.
@Suite struct LogAuditTests {
    let world: DocumentedLedger
    let roster: Roster

    init() throws {
        world = try DocumentedLedger()
        roster = try Roster(world.roster, pinned: world.roster.hash)
    }

    /// The files of a log, by their paths.
    private func files(_ entries: [[UInt8]], signedBy signers: [NoteSigner]? = nil) throws -> [String: [UInt8]] {
        let size = UInt64(entries.count)
        var tiles = InMemoryTiles()
        let updates = try TiledTree.updates(
            oldSize: 0, appending: entries.map { MerkleTree.leafHash($0) }, reader: InMemoryTiles())
        tiles.apply(updates)
        let checkpoint = try Checkpoint(
            origin: DocumentedLedger.origin, size: size, root: try TiledTree.root(size: size, reader: tiles))
        let note = try NoteSigner.note(
            checkpoint.text, signers: signers ?? [world.log, world.cosigner], at: DocumentedLedger.time / 1_000)
        var files = ["checkpoint": note.encoded]
        for update in updates {
            let path = try TilePath.tile(level: update.level, index: update.index, size: size)
            files[path.text] = HashTile(update.hashes)?.encoded
        }
        for first in stride(from: 0, to: entries.count, by: HashTile.fullWidth) {
            let bundle = entries[first..<min(first + HashTile.fullWidth, entries.count)]
            files[try TilePath.bundle(ofEntry: UInt64(first), size: size).text] = try EntryBundle.encode(Array(bundle))
        }
        return files
    }

    /// A log of `count` revocations and their seals.
    private func entries(_ count: Int) throws -> [[UInt8]] {
        var state = LogState(origin: try Origin(DocumentedLedger.origin))
        var entries: [[UInt8]] = []
        var random = SplitMix64(seed: 3)
        while entries.count < count {
            var writer = try LogWriter(state, roster: 1, now: DocumentedLedger.time)
            for _ in 0..<200 { try writer.changeStatus(of: SHA256.hash(random.bytes(32)), to: .revoked, reason: 1) }
            let batch = try writer.sealed()
            entries += batch.entries
            state = batch.state
        }
        return entries
    }

    @discardableResult
    private func audit(
        _ files: [String: [UInt8]], now: UInt64 = DocumentedLedger.time
    ) throws -> (LogAudit, LogAuditSummary) {
        func file(_ path: String) throws -> [UInt8] {
            guard let bytes = files[path] else { throw LogAuditFault(path: path, reason: "it is missing") }
            return bytes
        }
        var audit = try LogAudit(checkpoint: file("checkpoint"), roster: roster, now: now)
        while let path = audit.nextBundle {
            for tile in try audit.add(bundle: file(path.text)) {
                try LogAudit.compare(file(tile.path.text), with: tile)
            }
        }
        let (summary, tiles) = try audit.finish()
        for tile in tiles { try LogAudit.compare(file(tile.path.text), with: tile) }
        return (audit, summary)
    }

    private func fault(_ files: [String: [UInt8]]) -> LogAuditFault? {
        do {
            try audit(files)
            return nil
        } catch { return error as? LogAuditFault }
    }

    @Test func aSoundLogIsFoundSoundWithWhatItHolds() throws {
        let (audit, summary) = try audit(try files(world.batch.entries))
        #expect(audit.origin.text == DocumentedLedger.origin)
        #expect(audit.cosigners == ["library"])
        #expect(summary.kinds == [.issuance: 1, .status: 1, .rotate: 1, .claim: 1, .recover: 1, .seal: 1])
        #expect(summary.voidCount == 0)
        #expect(summary.exceptions == world.batch.state.map.count)
        #expect(summary.firstTime == DocumentedLedger.time && summary.lastTime == DocumentedLedger.time)
    }

    @Test(arguments: [200, 255, 256, 700, 1_200])
    func fullAndPartialTilesOfAllLevelsAreCompared(_ count: Int) throws {
        let entries = try entries(count)
        let files = try files(entries)
        let (audit, summary) = try audit(files)
        #expect(audit.size == UInt64(entries.count))
        #expect(summary.exceptions == summary.kinds[.status].map(Int.init))
        // Every file was needed: without it the audit says so.
        for path in files.keys {
            var fewer = files
            fewer[path] = nil
            #expect(fault(fewer)?.path == path, "\(path)")
        }
    }

    @Test func everyByteOfEveryFileIsUnderTheCheckpoint() throws {
        let files = try files(world.batch.entries)
        for (path, bytes) in files where path != "checkpoint" {
            for place in bytes.indices {
                var changed = files
                changed[path]?[place] ^= 1
                let found = try #require(fault(changed), "\(path), byte \(place)")
                // A changed entry shows in the tile of its hash; which of the two it was cannot be told.
                if path.hasPrefix("tile/0") { #expect(found.path == path && found.offset == place) }
                if path.hasPrefix("tile/entries"), found.path == "tile/0/000.p/6" { #expect(found.entry != nil) }
            }
            for length in [0, bytes.count - 1] {
                var shorter = files
                shorter[path] = Array(bytes.prefix(length))
                #expect(fault(shorter) != nil, "\(path), \(length) bytes")
            }
            var longer = files
            longer[path] = bytes + [0]
            #expect(fault(longer) != nil)
        }
    }

    @Test func theCheckpointCountsOnlyWithTheLogsOwnSignature() throws {
        let files = try files(world.batch.entries)
        let checkpoint = try #require(files["checkpoint"])
        for place in checkpoint.indices {
            var changed = files
            changed["checkpoint"]?[place] ^= 1
            // What is changed in a cosigner's line costs that cosignature and nothing else.
            if let (audit, _) = try? audit(changed) { #expect(audit.cosigners.isEmpty, "byte \(place)") }
        }
        let stranger = try NoteSigner(name: DocumentedLedger.origin, key: DocumentedLedger.key(99))
        #expect(fault(try self.files(world.batch.entries, signedBy: [stranger]))?.path == "checkpoint")
        let alone = try audit(try self.files(world.batch.entries, signedBy: [world.log])).0
        #expect(alone.cosigners.isEmpty && alone.quorum > 0)
    }

    /// As in a status proof: not from the future, and not by a roster that is not in force.
    @Test func cosignaturesCountByTheRulesOfStatusProofs() throws {
        let files = try files(world.batch.entries)
        let (good, _) = try audit(files)
        #expect(good.isAttested == (good.cosigners.count >= good.quorum))
        let (early, _) = try audit(files, now: DocumentedLedger.time - VerifiedHead.clockAhead - 1_000)
        #expect(early.cosigners.isEmpty && !early.isAttested)
        let (late, _) = try audit(files, now: roster.expires)
        #expect(late.cosigners == good.cosigners && late.isRosterExpired && !late.isAttested)
    }

    /// More entries than the hashes of one tile of level 1 stand for.
    @Test func aFullTileAboveTheLowestLevelIsCompared() throws {
        var state = LogState(origin: try Origin(DocumentedLedger.origin))
        var entries: [[UInt8]] = []
        while entries.count <= 65_536 {
            var writer = try LogWriter(state, roster: 1, now: DocumentedLedger.time)
            for number in 0..<4_000 {
                try writer.append(.issuance(height: 0, root: SHA256.hash([UInt8(number & 0xFF)])))
            }
            let batch = try writer.sealed()
            entries += batch.entries
            state = batch.state
        }
        let files = try files(entries)
        #expect(files["tile/1/000"]?.count == 256 * 32 && files["tile/2/000.p/1"] != nil)
        #expect(try audit(files).0.size == UInt64(entries.count))
        for path in ["tile/1/000", "tile/2/000.p/1"] {
            var changed = files
            changed[path]?[7] ^= 1
            #expect(fault(changed)?.path == path)
            #expect(fault(changed)?.offset == 7)
        }
    }

    /// The host's own signature over what replay contradicts.
    @Test func aSealThatSaysAnotherMapIsNamedWithItsPlace() throws {
        var state = LogState(origin: try Origin(DocumentedLedger.origin))
        var writer = try LogWriter(state, roster: 1, now: DocumentedLedger.time)
        try writer.changeStatus(of: .zero, to: .revoked, reason: 1)
        var entries = try writer.sealed().entries
        state.apply(entries[0])
        let lie = Entry(
            time: DocumentedLedger.time, body: .seal(Seal(from: 0, to: 1, roster: 1, mapRoot: SHA256.hash([1]))))
        entries[1] = lie.encoded()
        let found = try #require(fault(try files(entries)))
        #expect(found.entry == 1)
        #expect(found.path == "tile/entries/000.p/2")
        #expect(found.offset == 2 + entries[0].count + 2)
        #expect(found.reason.contains("map root"))
    }

    @Test func voidEntriesAreCountedAndStopNothing() throws {
        var entries = world.batch.entries
        var state = LogState(origin: try Origin(DocumentedLedger.origin))
        for entry in entries { state.apply(entry) }
        entries.append([0xFF])
        state.apply([0xFF])
        let writer = try LogWriter(state, roster: 1, now: DocumentedLedger.time)
        entries += try writer.sealed().entries
        let (_, summary) = try audit(try files(entries))
        #expect(summary.voidCount == 1)
        #expect(summary.voids.map(\.index) == [6])
        // Under a checkpoint the last entry is a seal.
        #expect(fault(try files(world.batch.entries + [[0xFF]]))?.reason.contains("no valid seal") == true)
    }
}
