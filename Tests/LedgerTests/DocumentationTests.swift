import Cryptography
import JSON
import TestSupport
import Testing
import TransparencyLog

@testable import Ledger

/// The examples of ledger.md, roster.md and status-proofs.md: every block must be exactly what this module makes, and
/// must check against the others.
@Suite struct DocumentationTests {
    let world: DocumentedLedger

    init() throws { world = try DocumentedLedger() }

    private func compare(_ page: String, _ expected: [String: String]) throws {
        let blocks = try DocumentationPage("docs/formats/\(page)").blocks
        #expect(Set(blocks.keys) == Set(expected.keys), "\(page)")
        for (name, text) in expected { #expect(blocks[name] == text, "block \(name) of \(page)") }
    }

    private func table(_ rows: [(String, Digest)]) -> String {
        let width = rows.map(\.0.utf8.count).max() ?? 0
        return rows.map { name, digest in
            name + String(repeating: " ", count: width - name.utf8.count) + "  \(digest.hex)\n"
        }.joined()
    }

    // MARK: ledger.md

    @Test func theLedgerPageShowsWhatTheCodeMakes() throws {
        let keys = world.ownerKeys.map(\.publicKey)
        let next = Commitment.next(keys[1])
        let map = world.batch.state.map
        try compare(
            "ledger.md",
            [
                "commitments": table([
                    ("owner_pk", keys[0].rawBytes), ("next_commit", next),
                    ("owner_commit", Commitment.owner(keys[0], next: next)), ("tag", world.owned.tag),
                    ("credDigest", world.owned.credDigest), ("anchor", world.owned.anchor),
                    ("map key", Commitment.mapKey(world.owned.tag)),
                ]),
                "entries": world.batch.entries.map(\.hexLines).joined(separator: "\n"),
                "owner-message": Rotation.message(
                    origin: world.batch.state.origin, tag: world.owned.tag, sequence: 1, nonce: world.owned.nonce,
                    currentKey: keys[0], key: keys[1], nextCommit: Commitment.next(keys[2])
                ).hexLines,
                "map-values": Array(map).map { $0.value.encoded().hexLines }.joined(separator: "\n"),
                "roots": table([
                    ("issuance", world.tree.root), ("map", map.rootHash), ("tree", world.batch.state.root),
                ]),
                "receipt": world.receipt(world.owned, at: 0).encoded().hexLines,
            ])
    }

    @Test func theEntriesOfTheLedgerPageReplayToItsRoots() throws {
        let entries = try block("entries", "ledger.md").split(separator: "\n\n").map { try bytes(String($0)) }
        var state = LogState(origin: try Origin(DocumentedLedger.origin))
        for entry in entries { #expect(!state.apply(entry).isVoid) }
        let roots = try block("roots", "ledger.md")
        #expect(state.endsInSeal && state.size == 6)
        #expect(roots.contains("  \(state.root.hex)\n") && roots.contains("  \(state.map.rootHash.hex)\n"))
        let receipt = try Receipt(parsing: bytes(block("receipt", "ledger.md")))
        guard case .issuance(_, let root) = try Entry(parsing: entries[0]).body else {
            Issue.record("the first entry issues nothing")
            return
        }
        #expect(receipt.opens(root, credDigest: SHA256.hash(Array("credential 1".utf8)), tag: world.owned.tag))
    }

    @Test func thePagesNameTheLengthsAndLimitsOfTheCode() throws {
        let page = try DocumentationPage("docs/formats/ledger.md").text
        for kind in EntryKind.allCases {
            #expect(page.contains("| \(kind.rawValue) | `\(kind)` | \(kind.bodyByteCount) |"), "\(kind)")
        }
        #expect(page.contains("| value of the exception map | \(MapValue.byteCount) bytes |"))
        #expect(page.contains("| receipt | \(Receipt.maximumByteCount) bytes |"))
        let roster = try DocumentationPage("docs/formats/roster.md").text
        for (what, limit) in [
            ("operators", RosterLimits.operators), ("nodes", RosterLimits.nodes),
            ("institutions", RosterLimits.institutions), ("signatures", RosterLimits.signatures),
            ("log keys, and assertion keys, of one institution", RosterLimits.keysPerInstitution),
            ("DIDs of one institution", RosterLimits.didsPerInstitution),
        ] {
            #expect(roster.contains("| \(what) | \(limit) |"), "\(what)")
        }
        let proofs = try DocumentationPage("docs/formats/status-proofs.md").text
        for (what, limit) in [
            ("credentials in a bundle", StatusProofLimits.credentials),
            ("checkpoints in a bundle", StatusProofLimits.heads),
            ("issuance entries in a bundle", StatusProofLimits.issuances),
            ("steps of a map proof", MapProof.maximumDepth),
        ] {
            #expect(proofs.contains("| \(what) | \(limit) |"), "\(what)")
        }
    }

    // MARK: roster.md

    private func evidence() throws -> Evidence {
        let heads = try [Digest.zero, SHA256.hash([])].map { root in
            try SignedHead(
                NoteSigner.note(
                    Checkpoint(origin: DocumentedLedger.origin, size: 6, root: root).text, signers: [world.log]),
                origin: world.batch.state.origin, roster: roster(), verifying: .ed25519)
        }
        return try #require(Evidence(heads[0], heads[1]))
    }

    private func roster() throws -> Roster { try Roster(world.roster, pinned: world.roster.hash) }

    @Test func theRosterPageShowsWhatTheCodeMakes() throws {
        try compare(
            "roster.md",
            [
                "roster": String(decoding: try world.roster.json().serialized(pretty: true), as: UTF8.self) + "\n",
                "roster-hash": "\(world.roster.hash.hex)\n",
                "evidence": try evidence().encoded.hexLines,
            ])
    }

    @Test func theRosterOfThePageVerifiesAndItsEvidenceConvicts() throws {
        let document = try RosterDocument(parsing: Array(block("roster", "roster.md").utf8))
        let hash = try #require(Digest(bytes(block("roster-hash", "roster.md"))))
        let roster = try Roster.verifying([document], pinned: hash)
        let evidence = try Evidence(parsing: bytes(block("evidence", "roster.md")))
        #expect(try evidence.check(roster).kind == .sameSize)
    }

    // MARK: status-proofs.md

    private func bundle() throws -> StatusProofBundle {
        let owner = (key: world.ownerKeys[1].publicKey, nextCommit: Commitment.next(world.ownerKeys[2].publicKey))
        let subjects = [
            SealedHead.Subject(tag: world.owned.tag, receipt: world.receipt(world.owned, at: 0), owner: owner),
            SealedHead.Subject(tag: world.unowned.tag, receipt: world.receipt(world.unowned, at: 1)),
        ]
        return try SealedHead(note: world.note(), state: world.batch.state)
            .prove(subjects, entry: { world.batch.entries[Int($0)] }, tiles: world.tiles())
    }

    @Test func theStatusProofPageShowsWhatTheCodeMakes() throws {
        let bundle = try bundle()
        try compare(
            "status-proofs.md",
            [
                "checkpoint": String(decoding: try world.note().encoded, as: UTF8.self),
                "bundle": bundle.encoded().hexLines,
                "map-proof": bundle.credentials[0].map.encoded().hexLines,
            ])
    }

    @Test func theBundleOfThePageProvesWhatThePageSays() throws {
        let bundle = try StatusProofBundle(parsing: bytes(block("bundle", "status-proofs.md")))
        let head = try VerifiedHead(
            bundle.heads[0], origin: world.batch.state.origin, roster: roster(), now: DocumentedLedger.time + 60_000)
        #expect(head.attestedAt == DocumentedLedger.time + 5_000 && head.cosigners == 1)
        let owned = try head.check(bundle.credentials[0], credDigest: world.owned.credDigest, tag: world.owned.tag)
        #expect(owned.value.state == .suspended && owned.value.reason == 7)
        #expect(owned.owner == .key(world.ownerKeys[1].publicKey))
        let unowned = try head.check(
            bundle.credentials[1], credDigest: world.unowned.credDigest, tag: world.unowned.tag)
        #expect(unowned.value.state == .active)
        #expect(unowned.owner == .recoveryPending(notBefore: DocumentedLedger.time + Recovery.usualWait))
        let proof = try MapProof(parsing: bytes(block("map-proof", "status-proofs.md")))
        #expect(try proof.check(tag: world.owned.tag, root: head.seal.seal.mapRoot) == owned.value)
    }

    // MARK: Reading

    private func block(_ name: String, _ page: String) throws -> String {
        let page = try DocumentationPage("docs/formats/\(page)")
        return try #require(page.blocks[name], "block \(name)")
    }

    private func bytes(_ hex: String) throws -> [UInt8] {
        let digits = hex.filter { $0 != "\n" }
        return try stride(from: 0, to: digits.utf8.count, by: 2).map { offset in
            let start = digits.utf8.index(digits.startIndex, offsetBy: offset)
            let end = try #require(digits.utf8.index(start, offsetBy: 2, limitedBy: digits.endIndex))
            return try #require(UInt8(digits[start..<end], radix: 16))
        }
    }
}
