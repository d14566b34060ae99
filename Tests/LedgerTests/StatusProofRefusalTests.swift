import Cryptography
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// One test or more for every rule that a status proof has to keep.
@Suite struct StatusProofRefusalTests {
    let world: StatusProofTests.World
    let bundle: StatusProofBundle

    init() throws {
        world = try StatusProofTests.World()
        bundle = try world.log.prove(world.subjects())
    }

    private var log: LogFixture { world.log }
    private var head: HeadProof { bundle.heads[0] }

    private func changed(
        note: SignedNote? = nil, seal: [UInt8]? = nil, sealPath: [Digest]? = nil, issuances: [IssuanceProof]? = nil
    ) -> HeadProof {
        HeadProof(
            note: note ?? head.note, seal: seal ?? head.seal, sealPath: sealPath ?? head.sealPath,
            issuances: issuances ?? head.issuances)
    }

    private func inclusion(_ index: Int, in log: LogFixture) throws -> [Digest] {
        try TiledTree.proveInclusion(index: UInt64(index), size: log.state.size, reader: log.tiles).hashes
    }

    /// The proof that a host would make of a log as it is, whatever its last entry is.
    private func proof(of log: LogFixture, seal index: Int, issuances: [Int] = []) throws -> HeadProof {
        HeadProof(
            note: try log.note(), seal: log.entries[index], sealPath: try inclusion(index, in: log),
            issuances: try issuances.map {
                IssuanceProof(index: UInt64($0), entry: log.entries[$0], path: try inclusion($0, in: log))
            })
    }

    private func refusal(of head: HeadProof, _ log: LogFixture? = nil) -> StatusProofRefusal? {
        do throws(StatusProofRefusal) {
            _ = try (log ?? self.log).verify(head)
            return nil
        } catch { return error }
    }

    // MARK: The checkpoint

    @Test func aHeadOfAnotherOriginIsRefused() throws {
        let member = log.consortium.members[1]
        #expect(throws: StatusProofRefusal.head(.otherOrigin(log.origin.text))) {
            try VerifiedHead(head, origin: member.origin, roster: log.consortium.roster, now: log.now)
        }
        #expect(throws: StatusProofRefusal.head(.notSigned(origin: log.origin, size: log.state.size))) {
            try VerifiedHead(
                head, origin: log.origin, roster: GossipConsortium(3, name: "other.example").roster, now: log.now)
        }
    }

    @Test func aHeadThatTheLogHasNotSignedIsRefused() throws {
        let size = log.state.size
        let unsigned = StatusProofRefusal.head(.notSigned(origin: log.origin, size: size))
        let checkpoint = try Checkpoint(origin: log.origin.text, size: size, root: log.state.root)
        let cosigned = try NoteSigner.note(
            checkpoint.text, signers: log.consortium.members.map(\.cosigner), at: log.now / 1_000)
        #expect(refusal(of: changed(note: cosigned)) == unsigned)
        let line = try log.consortium.members[0].log.sign(checkpoint.text)
        for place in line.bytes.indices {
            var bytes = line.bytes
            bytes[place] ^= 1
            let forged = try SignedNote(
                text: checkpoint.text,
                signatures: [NoteSignature(name: line.name, keyID: line.keyID, bytes: bytes)])
            #expect(refusal(of: changed(note: forged)) == unsigned, "byte \(place)")
        }
        let extended = try Checkpoint(
            origin: log.origin.text, size: size, root: log.state.root, extensions: ["more"])
        let note = try NoteSigner.note(extended.text, signers: [log.consortium.members[0].log])
        #expect(refusal(of: changed(note: note)) == .head(.extensions))
        let text = try NoteSigner.note("no checkpoint\n", signers: [log.consortium.members[0].log])
        #expect(refusal(of: changed(note: text)) == .head(.checkpoint(.missingLine)))
    }

    /// The roster with something else about the log's institution or the nodes, signed by everybody.
    private func roster(_ change: (inout RosterContents) -> Void) throws -> Roster {
        var contents = GossipConsortium.contents("test.example", log.consortium.members)
        change(&contents)
        var document = try contents.document()
        for member in log.consortium.members { try document.sign(as: .operatorID(member.id), with: member.governance) }
        return try Roster(document, pinned: document.hash)
    }

    @Test func aLogKeyCountsForTheSizesInItsRangeOnly() throws {
        let size = log.state.size
        let key = log.consortium.members[0].log.verifierKey
        for (range, counts) in [
            (RosterRange(from: 0, to: size), false), (RosterRange(from: size + 1), false),
            (RosterRange(from: size, to: size + 1), true),
        ] {
            let roster = try roster {
                $0.institutions[0] = $0.institutions[0].with(logKeys: [RosterLogKey(key: key, sizes: range)])
            }
            let verified = try? VerifiedHead(head, origin: log.origin, roster: roster, now: log.now)
            #expect((verified != nil) == counts, "\(range)")
        }
    }

    // MARK: The seal

    @Test func theLastEntryMustBeASealOverItsOwnIndex() throws {
        var longer = log
        let last = longer.entries.count - 1
        try longer.append(.issuance(height: 0, root: .zero))
        #expect(refusal(of: try proof(of: longer, seal: last), longer) == .seal)
        var other = log
        try other.append(.issuance(height: 0, root: .zero))
        #expect(refusal(of: try proof(of: other, seal: other.entries.count - 1), other) == .seal)
        let empty = try LogFixture()
        let none = HeadProof(note: try empty.note(), seal: log.entries[last], sealPath: [], issuances: [])
        #expect(refusal(of: none, empty) == .seal)
        #expect(refusal(of: changed(seal: [])) == .seal)
    }

    @Test func aSealThatNoReplayWouldTakeIsRefused() throws {
        let size = UInt64(log.entries.count)
        for seal in [
            Seal(from: size, to: size - 1, roster: 1, mapRoot: .zero),
            Seal(from: size + 1, to: size, roster: 1, mapRoot: .zero),
            Seal(from: 0, to: size + 1, roster: 1, mapRoot: .zero),
        ] {
            var odd = log
            try odd.append(.seal(seal))
            #expect(refusal(of: try proof(of: odd, seal: odd.entries.count - 1), odd) == .seal, "\(seal)")
        }
        var long = try LogFixture()
        let bytes = Entry(time: long.time, body: .issuance(height: 0, root: .zero)).encoded()
        long.entries = [[UInt8]](repeating: bytes, count: 4_096)
        long.entries.append(
            Entry(time: long.time, body: .seal(Seal(from: 0, to: 4_096, roster: 1, mapRoot: .zero))).encoded())
        let leaves = long.entries.map { MerkleTree.leafHash($0) }
        long.tiles.apply(try TiledTree.updates(oldSize: 0, appending: leaves, reader: long.tiles))
        for entry in long.entries { long.state.apply(entry) }
        #expect(refusal(of: try proof(of: long, seal: 4_096), long) == .seal)
    }

    @Test func theSealMustStandUnderTheRoot() throws {
        #expect(refusal(of: changed()) == nil)
        let size = log.state.size
        for index in head.sealPath.indices {
            var path = head.sealPath
            path[index] = path[index].flipping(index)
            #expect(refusal(of: changed(sealPath: path)) == .inclusion(index: size - 1, .rootMismatch))
        }
        for path in [[], Array(head.sealPath.dropLast()), head.sealPath + [.zero]] as [[Digest]] {
            guard case .inclusion(size - 1, .wrongHashCount) = refusal(of: changed(sealPath: path)) else {
                Issue.record("\(path.count) hashes")
                continue
            }
        }
        guard case .seal(var seal) = try Entry(parsing: head.seal).body else { return }
        seal.mapRoot = .repeating(1)
        let forged = Entry(time: log.state.lastTime, body: .seal(seal)).encoded()
        #expect(refusal(of: changed(seal: forged)) == .inclusion(index: size - 1, .rootMismatch))
    }

    // MARK: Issuance entries

    @Test func theIssuanceEntryMustStandAtItsIndex() throws {
        let item = head.issuances[1]
        func spoil(index: UInt64? = nil, entry: [UInt8]? = nil, path: [Digest]? = nil) -> StatusProofRefusal? {
            refusal(
                of: changed(issuances: [
                    IssuanceProof(
                        index: index ?? item.index, entry: entry ?? item.entry, path: path ?? item.path)
                ]))
        }
        #expect(spoil() == nil)
        for level in item.path.indices {
            var path = item.path
            path[level] = path[level].flipping(7)
            #expect(spoil(path: path) == .inclusion(index: item.index, .rootMismatch))
        }
        #expect(spoil(index: item.index ^ 1) == .inclusion(index: item.index ^ 1, .rootMismatch))
        #expect(
            spoil(index: log.state.size)
                == .inclusion(
                    index: log.state.size, .indexOutOfRange(index: log.state.size, size: log.state.size)))
        #expect(
            spoil(index: .max) == .inclusion(index: .max, .indexOutOfRange(index: .max, size: log.state.size)))
        var entry = item.entry
        entry[20] ^= 1
        #expect(spoil(entry: entry) == .inclusion(index: item.index, .rootMismatch))
    }

    @Test func anEntryOfAnotherKindAnchorsNothing() throws {
        let last = log.entries.count - 1
        for (index, bytes) in log.entries.enumerated() where (try? Entry(parsing: bytes))?.body.kind != .issuance {
            let proof = try proof(of: log, seal: last, issuances: [index])
            #expect(refusal(of: proof) == .notIssuance(UInt64(index)))
        }
    }

    @Test func anEntryThatIsLaterThanItsSealAnchorsNothing() throws {
        var log = log
        log.time += 10
        try log.append(.issuance(height: 0, root: .repeating(1)))
        log.time -= 1
        // Void: its time goes back. But the host signs it.
        let seal = Seal(
            from: log.state.nextSealStart, to: log.state.size, roster: 1, mapRoot: log.state.map.rootHash)
        #expect(try log.append(.seal(seal)) == .void(.timeDecreases))
        let last = log.entries.count - 1
        #expect(refusal(of: try proof(of: log, seal: last), log) == nil)
        #expect(
            refusal(of: try proof(of: log, seal: last, issuances: [last - 1]), log)
                == .notIssuance(UInt64(last - 1)))
    }

    // MARK: The credential

    /// A proof of the bundle with something else in it.
    private func refusal(
        of index: Int, credDigest: Digest? = nil, tag: Digest? = nil,
        _ change: (CredentialProof) throws -> CredentialProof
    ) throws -> StatusProofRefusal? {
        let verified = try log.verify(head)
        let credential = world.credentials[index]
        let proof = try change(bundle.credentials[index])
        do throws(StatusProofRefusal) {
            _ = try verified.check(
                proof, credDigest: credDigest ?? credential.credDigest, tag: tag ?? proof.tag)
            return nil
        } catch { return error }
    }

    private func copy(
        _ proof: CredentialProof, issuance: Int? = nil, tag: Digest? = nil, salt: Digest? = nil,
        position: UInt32? = nil, path: [Digest]? = nil, map: MapProof? = nil, opening: OwnerOpening? = nil
    ) -> CredentialProof {
        CredentialProof(
            head: proof.head, issuance: issuance ?? proof.issuance, tag: tag ?? proof.tag, salt: salt ?? proof.salt,
            position: position ?? proof.position, path: path ?? proof.path, map: map ?? proof.map,
            opening: opening ?? proof.opening)
    }

    @Test func theProofIsForThisCredentialExactlyAsItIs() throws {
        for index in world.credentials.indices {
            #expect(try refusal(of: index) { $0 } == nil, "credential \(index)")
            #expect(try refusal(of: index, credDigest: .repeating(1)) { $0 } == .anchor, "credential \(index)")
            #expect(try refusal(of: index, tag: .repeating(1)) { $0 } == .otherTag, "credential \(index)")
            let other = try world.credentials[(index + 1) % 14].tag
            #expect(try refusal(of: index, tag: other) { $0 } == .otherTag, "credential \(index)")
            // A proof that is relabelled: the anchor holds the tag too.
            #expect(try refusal(of: index) { copy($0, tag: other) } == .anchor, "credential \(index)")
        }
    }

    @Test func theAnchorMustFollowFromSaltPositionAndPath() throws {
        let index = 6
        let proof = bundle.credentials[index]
        #expect(try refusal(of: index) { copy($0, salt: $0.salt.flipping(3)) } == .anchor)
        for position in [0, 2, 7, 8, .max] as [UInt32] where position != proof.position {
            #expect(try refusal(of: index) { copy($0, position: position) } == .anchor, "\(position)")
        }
        for level in proof.path.indices {
            var path = proof.path
            path[level] = path[level].flipping(0)
            #expect(try refusal(of: index) { copy($0, path: path) } == .anchor)
        }
        for path in [[], Array(proof.path.dropLast()), proof.path + [.zero]] as [[Digest]] {
            #expect(try refusal(of: index) { copy($0, path: path) } == .anchor, "\(path.count) hashes")
        }
        for issuance in [0, 2, 3, -1, .max] {
            #expect(try refusal(of: index) { copy($0, issuance: issuance) } == .anchor, "\(issuance)")
        }
    }

    /// The path of a shorter tree inside a higher one: the heights must be equal, or an inner node could be an anchor.
    @Test func aPathThatIsShorterThanTheTreeIsHighIsRefusedThoughItLeadsToItsRoot() throws {
        var log = try LogFixture()
        let credential = TestCredential(name: "inner")
        let anchor = try credential.anchor
        // The host claims height 1 over a root that is the anchor itself.
        try log.write { try $0.append(.issuance(height: 1, root: anchor)) }
        let receipt = Receipt(nonce: credential.nonce, salt: credential.salt, position: 0, path: [], entryIndex: 0)
        #expect(receipt.opens(anchor, credDigest: credential.credDigest, tag: try credential.tag))
        let bundle = try log.prove([.init(tag: credential.tag, receipt: receipt)])
        let verified = try log.verify(bundle.heads[0])
        #expect(throws: StatusProofRefusal.anchor) {
            try verified.check(bundle.credentials[0], credDigest: credential.credDigest, tag: credential.tag)
        }
    }

    @Test func theMapProofMustWalkThisTagUnderTheSealsRoot() throws {
        for index in world.credentials.indices {
            for other in world.credentials.indices where other != index {
                let map = bundle.credentials[other].map
                guard map != bundle.credentials[index].map else { continue }
                guard case .map? = try refusal(of: index, { copy($0, map: map) }) else {
                    Issue.record("credential \(index) with the map proof of \(other)")
                    continue
                }
            }
        }
        // What a revoked credential's holder would like to show: an older map, or no entry.
        let older = try StatusProofTests.World(filler: 39).log.state.map.prove(world.credentials[0].tag)
        #expect(try refusal(of: 0) { copy($0, map: older) } == .map(.rootMismatch))
        let absent = MapProof(siblings: bundle.credentials[0].map.siblings, end: .absent)
        #expect(try refusal(of: 0) { copy($0, map: absent) } == .map(.rootMismatch))
    }

    @Test func aNonMembershipLeafThatIsNotOnTheWayIsRefused() throws {
        let victim = bundle.credentials[0]
        let key = Commitment.mapKey(victim.tag)
        guard case .member = victim.map.end, !victim.map.siblings.isEmpty else {
            Issue.record("the first credential is not in the map")
            return
        }
        let decoy = MapProof(siblings: victim.map.siblings, end: .other(key: key.flipping(0), commitment: .zero))
        #expect(try refusal(of: 0) { copy($0, map: decoy) } == .map(.prefixMismatch))
        let own = MapProof(siblings: victim.map.siblings, end: .other(key: key, commitment: .zero))
        #expect(try refusal(of: 0) { copy($0, map: own) } == .map(.sameKey))
    }

    // MARK: Cosignatures

    private func head(_ cosignatures: [(member: Int, time: UInt64)], now: UInt64? = nil) throws -> VerifiedHead {
        try log.verify(changed(note: try log.note(cosignatures)), now: now)
    }

    private var second: UInt64 { log.state.lastTime / 1_000 }

    @Test func theKthLargestTimeIsTheOneThatIsAttested() throws {
        let all = try head([(1, second + 4), (2, second + 9), (3, second + 2), (4, second + 6)])
        #expect(all.cosigners == 4 && all.attestedAt == (second + 4) * 1_000)
        let three = try head([(4, second + 6), (2, second + 9), (3, second + 2)])
        #expect(three.cosigners == 3 && three.attestedAt == (second + 2) * 1_000)
        let two = try head([(1, second + 4), (2, second + 9)])
        #expect(two.cosigners == 2 && two.attestedAt == nil)
        let none = try head([])
        #expect(none.cosigners == 0 && none.attestedAt == nil)
    }

    @Test func theHostsOwnOperatorDoesNotCount() throws {
        let found = try head([(0, second + 4), (2, second + 9), (3, second + 2)])
        #expect(found.cosigners == 2 && found.attestedAt == nil)
    }

    @Test func anOperatorCountsOnceWithItsNewestTime() throws {
        let extra = try NoteSigner(
            name: "second.test.example/cosigner", key: GossipConsortium.key("second cosigner"), kind: .cosignatureV1)
        let member = log.consortium.members[1]
        let roster = try roster {
            $0.nodes.append(
                RosterNode(
                    id: "member01-2", operatorID: member.id, address: "127.0.0.1:9000",
                    transportKey: RosterKey(member.assertion.publicKey).another(), cosigner: extra.verifierKey))
        }
        for (first, other) in [(second + 3, second + 8), (second + 8, second + 3)] {
            var note = try log.note([(1, first), (2, second + 9), (3, second + 9)])
            try note.add(extra.sign(note.text, at: other))
            let found = try VerifiedHead(changed(note: note), origin: log.origin, roster: roster, now: log.now)
            #expect(found.cosigners == 3 && found.attestedAt == (second + 8) * 1_000)
        }
    }

    @Test func keysThatTheRosterDoesNotHaveDoNotCount() throws {
        let stranger = try GossipConsortium(3, name: "other.example").members[1].cosigner
        var note = try log.note([(1, second + 1), (2, second + 2)])
        try note.add(stranger.sign(note.text, at: second + 3))
        // A log key or governance key of a member is no cosigner key either.
        try note.add(log.consortium.members[3].log.sign(note.text))
        #expect(try log.verify(changed(note: note)).cosigners == 2)
    }

    @Test func timesMoreThanAMinuteAheadAreDiscarded() throws {
        let cosignatures = [(1, second + 1), (2, second + 1), (3, second + 70)] as [(Int, UInt64)]
        let limit = (second + 70) * 1_000 - VerifiedHead.clockAhead
        #expect(VerifiedHead.clockAhead == 60_000)
        #expect(try head(cosignatures, now: limit).cosigners == 3)
        #expect(try head(cosignatures, now: limit - 1).cosigners == 2)
        // The others still count, so a newer one of the same operator does not hide an older one.
        #expect(try head(cosignatures, now: 0).cosigners == 0)
    }

    @Test func timesFromTheRostersExpiryOnDoNotCount() throws {
        let expires = (second + 2) * 1_000
        let roster = try roster { $0.expires = expires }
        let note = try log.note([(1, second), (2, second + 1), (3, second + 2), (4, second + 3)])
        let found = try VerifiedHead(changed(note: note), origin: log.origin, roster: roster, now: log.now)
        #expect(found.cosigners == 2)
    }

    @Test func timesThatAreNoTimesDoNotCount() throws {
        var note = try log.note([(1, second), (2, second)])
        let cosigner = log.consortium.members[3].cosigner
        for time in [0, .max, UInt64.max / 1_000, 1 << 63] as [UInt64] {
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) }
            try note.add(
                NoteSignature(
                    name: cosigner.name, keyID: cosigner.keyID, bytes: bytes + [UInt8](repeating: 0, count: 64)))
            #expect(try log.verify(changed(note: note), now: .max).cosigners == 2, "\(time)")
        }
    }

    @Test func cosignaturesThatDoNotVerifyDoNotCount() throws {
        let note = try log.note([(1, second), (2, second), (3, second)])
        #expect(try log.verify(changed(note: note)).cosigners == 3)
        let line = try #require(note.signatures.last)
        for place in line.bytes.indices {
            var bytes = line.bytes
            bytes[place] ^= 1
            var forged = note
            try forged.add(NoteSignature(name: line.name, keyID: line.keyID, bytes: bytes))
            #expect(try log.verify(changed(note: forged)).cosigners == 2, "byte \(place)")
        }
        for bytes in [Array(line.bytes.dropLast()), line.bytes + [0], Array(line.bytes.dropFirst(8))] {
            var forged = note
            try forged.add(NoteSignature(name: line.name, keyID: line.keyID, bytes: bytes))
            #expect(try log.verify(changed(note: forged)).cosigners == 2, "\(bytes.count) bytes")
        }
        // Of another checkpoint.
        var moved = try log.note([(1, second), (2, second)])
        let other = try log.consortium.note(of: 0, size: log.state.size, root: .zero)
        try moved.add(log.consortium.members[3].cosigner.sign(other.text, at: second))
        #expect(try log.verify(changed(note: moved)).cosigners == 2)
    }

    @Test func withoutAQuorumNobodyAttestsToATime() throws {
        let alone = try GossipConsortium(1)
        var state = LogState(origin: alone.members[0].origin)
        let batch = try LogWriter(state, roster: 1, now: LogFixture.start).sealed()
        state = batch.state
        let note = try alone.note(of: 0, size: 1, root: state.root)
        let proof = try SealedHead(note: note, state: state).prove([], entry: { _ in [] }, tiles: singleLeaf(batch))
        let found = try VerifiedHead(
            proof.heads[0], origin: state.origin, roster: alone.roster, now: LogFixture.start)
        #expect(found.cosigners == 0 && found.attestedAt == nil)
    }

    private func singleLeaf(_ batch: SealedBatch) throws -> InMemoryTiles {
        var tiles = InMemoryTiles()
        tiles.apply(
            try TiledTree.updates(
                oldSize: 0, appending: batch.entries.map { MerkleTree.leafHash($0) }, reader: tiles))
        return tiles
    }

    // MARK: Owners

    private func owner(_ index: Int, _ opening: OwnerOpening) throws -> ProvenStatus.Owner {
        let credential = world.credentials[index]
        return try log.verify(head).check(
            copy(bundle.credentials[index], opening: opening), credDigest: credential.credDigest, tag: credential.tag
        ).owner
    }

    /// Every way of opening: nothing, unowned, first owner, moved, each with the values of that step.
    private func openings(_ credential: TestCredential, _ step: Int) throws -> [OwnerOpening] {
        let (key, next) = try credential.owner(step)
        return [
            .none, .unowned(nonce: credential.nonce), .first(nonce: credential.nonce, key: key, nextCommit: next),
            .moved(key: key, nextCommit: next),
        ]
    }

    @Test func anOpeningFitsTheStateOfTheCredentialOrIsRefuted() throws {
        // As issued and owned; unowned; rotated; recovered; claimed.
        for (index, step, right) in [(6, 0, 2), (9, 0, 1), (2, 1, 3), (3, 7, 3), (4, 0, 3)] {
            let credential = world.credentials[index]
            for (kind, opening) in try openings(credential, step).enumerated() {
                let found = try owner(index, opening)
                switch kind {
                case 0: #expect(found == .notShown, "credential \(index)")
                case right:
                    let key = try credential.key(step).publicKey
                    #expect(found == (index == 9 ? .unowned : .key(key)), "credential \(index)")
                // A key that waits for its claim refutes nothing: nobody else is the owner.
                case 2 where index == 9: #expect(found == .unowned, "credential \(index)")
                default: #expect(found == .refuted, "credential \(index), opening \(kind)")
                }
            }
        }
    }

    @Test func anotherKeyNextCommitmentOrNonceIsRefuted() throws {
        for (index, step) in [(6, 0), (2, 1), (3, 7), (4, 0)] {
            let credential = world.credentials[index]
            let (key, next) = try credential.owner(step)
            let thief = try credential.key(step + 1).publicKey
            let openings: [OwnerOpening] =
                index == 6
                ? [
                    .first(nonce: credential.nonce, key: thief, nextCommit: next),
                    .first(nonce: credential.nonce, key: key, nextCommit: next.flipping(1)),
                    .first(nonce: credential.nonce.flipping(1), key: key, nextCommit: next),
                ] : [.moved(key: thief, nextCommit: next), .moved(key: key, nextCommit: next.flipping(1))]
            for opening in openings { #expect(try owner(index, opening) == .refuted, "credential \(index)") }
        }
        #expect(try owner(9, .unowned(nonce: .zero)) == .refuted)
        // The keys of before a rotation or recovery.
        #expect(try owner(2, openings(world.credentials[2], 0)[3]) == .refuted)
        #expect(try owner(3, openings(world.credentials[3], 0)[3]) == .refuted)
    }

    @Test func aWaitingRecoveryLeavesTheOwnerInDoubtButDoesNotHideAWrongOne() throws {
        let credential = world.credentials[5]
        let notBefore = try #require(log.state[try credential.tag]).pendingNotBefore
        let openings = try openings(credential, 0)
        #expect(try owner(5, openings[0]) == .recoveryPending(notBefore: notBefore))
        #expect(try owner(5, openings[2]) == .recoveryPending(notBefore: notBefore))
        #expect(try owner(5, openings[1]) == .refuted)
        #expect(try owner(5, openings[3]) == .refuted)
        // Nor does it count for the one who waits.
        let (key, next) = try credential.owner(7)
        #expect(try owner(5, .moved(key: key, nextCommit: next)) == .refuted)
    }

    @Test func messagesSayWhatDoesNotHold() {
        let refusals: [StatusProofRefusal] = [
            .head(.extensions), .seal, .inclusion(index: 1, .rootMismatch), .notIssuance(7), .otherTag, .anchor,
            .map(.sameKey),
        ]
        #expect(Set(refusals.map(\.description)).count == refusals.count)
    }
}

extension RosterKey {
    /// A key that nobody else in the roster has.
    fileprivate func another() -> RosterKey { RosterKey(Ed25519.PublicKey(SHA256.hash(publicKey.bytes))) }
}
