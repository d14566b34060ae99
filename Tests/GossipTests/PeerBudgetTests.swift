import Cryptography
import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// What a peer may cost before it is dropped, and that others do not pay for it.
@Suite struct PeerBudgetTests {
    private func batch(after state: LogState, _ count: Int, at time: UInt64) throws -> SealedBatch {
        var writer = try LogWriter(state, roster: 1, now: time)
        for number in 0..<count {
            try writer.append(.issuance(height: 3, root: SHA256.hash([UInt8(number & 0xFF), UInt8(number >> 8)])))
        }
        return try writer.sealed()
    }

    // MARK: Floods

    @Test func whoAsksForWholeDigestsPaysForThem() throws {
        var desk = try Desk(extraLogs: 900)
        let peer = desk.connect(4)
        let (count, effects) = desk.flood(peer) { _ in .digest(HeadsDigest(wantsAnswer: true, heads: [])) }
        #expect(effects.drops == [.tooMuch])
        // Each answer has 905 lines, so some hundred of them are all that a peer gets at once.
        #expect((50...1_000).contains(count))
    }

    @Test func linesThatCallForAnswersPayForThem() throws {
        var desk = try Desk()
        let writer = desk.connect(0)
        let batch = try batch(after: LogState(origin: desk.origin), 1, at: desk.now)
        _ = desk.say(try desk.push(batch), writer)
        let peer = desk.connect(4)
        // One head of the same size with another root: each time it is shown ours.
        let line = desk.line(size: 2, root: SHA256.hash([1]))
        let (count, effects) = desk.flood(peer) { _ in .digest(HeadsDigest(wantsAnswer: false, heads: [line])) }
        #expect(effects.drops == [.tooMuch])
        #expect(count <= GossipLimits.workBurst / 2 + 1)
    }

    @Test func whoReadsEverythingAgainAndAgainPaysForTheBytes() throws {
        var desk = try Desk()
        let writer = desk.connect(0)
        let batch = try batch(after: LogState(origin: desk.origin), 1_000, at: desk.now)
        _ = desk.say(try desk.push(batch), writer)
        let peer = desk.connect(4)
        let request = EntriesRequest(
            origin: desk.origin, from: 0, root: MerkleTree.emptyRoot, limit: UInt16(GossipLimits.chunkEntries))
        let entries = Array(repeating: Array(repeating: UInt8(7), count: 1_024), count: 256)
        var answered = 0
        var drops: [DropReason] = []
        while drops.isEmpty, answered < 10_000 {
            var effects = desk.say(.getEntries(request), peer)
            for read in effects.reads {
                effects += desk.gossip.handle(
                    .entriesRead(EntriesRead(id: read.id, outcome: .entries(entries, proof: []))), now: desk.now)
                answered += 1
            }
            drops = effects.drops
        }
        #expect(drops == [.tooMuch])
        #expect((400...1_100).contains(answered))
    }

    @Test func aFloodOfCosignaturesNobodyKnowsIsCutOff() throws {
        var desk = try Desk()
        let writer = desk.connect(0)
        let batch = try batch(after: LogState(origin: desk.origin), 1, at: desk.now)
        _ = desk.say(try desk.push(batch), writer)
        let peer = desk.connect(4)
        let lines = try (0..<GossipLimits.cosignatures).map { number in
            let name = "stranger\(1_000 + number)/cosigner"
            let line = try NoteSignature(name: name, keyID: 7, bytes: Array(repeating: 1, count: 72))
            return try #require(Cosignature(line))
        }
        let push = CosignaturePush(
            origin: desk.origin, size: 2, root: batch.state.root, wantsAnswer: false, cosignatures: lines)
        let (count, effects) = desk.flood(peer) { _ in .cosignatures(push) }
        #expect(effects.drops == [.tooMuch])
        #expect((500...2_000).contains(count))
        #expect(effects.stores.isEmpty)
    }

    @Test func aFloodOfClaimsAsksAFewQuestionsAndEnds() throws {
        var desk = try Desk(extraLogs: 900)
        let peer = desk.connect(4)
        let heads = desk.roster.origins.map {
            HeadLine(origin: $0, size: 1 << 60, root: .zero, isFrozen: false, cosignatures: 0)
        }
        let claims = GossipMessage.digest(HeadsDigest(wantsAnswer: false, heads: heads))
        var effects = desk.say(claims, peer)
        #expect(effects.questions.count == GossipLimits.fetchesPerPeer)
        let (count, more) = desk.flood(peer) { _ in claims }
        effects += more
        #expect(effects.drops == [.tooMuch])
        #expect(effects.questions.count == GossipLimits.fetchesPerPeer)
        #expect(count < 1_000)
    }

    @Test func aClaimedNewerRosterExcusesAFewUnknownKeysAndNoFlood() throws {
        var desk = try Desk()
        let peer = desk.connect(4, rosterVersion: .max)
        let origin = desk.origin
        let crook = try NoteVerifierKey(name: origin.text, key: try GossipConsortium.key("crook").publicKey)
        func message(_ number: Int) throws -> GossipMessage {
            let checkpoint = try Checkpoint(origin: origin.text, size: UInt64(number) + 1, root: .zero)
            return .checkpoint(
                CheckpointPush(
                    origin: origin, note: try StandInSignatures.sign(checkpoint.text, with: crook), from: 0,
                    entries: []))
        }
        for number in 0..<20 { #expect(desk.say(try message(number), peer).drops == []) }
        let (count, effects) = try desk.flood(peer, message)
        #expect(effects.drops == [.tooMuch])
        #expect(count < 500)
    }

    @Test func theBudgetGrowsBack() throws {
        var desk = try Desk()
        let peer = desk.connect(4)
        let nothing = GossipMessage.digest(HeadsDigest(wantsAnswer: false, heads: []))
        for _ in 0..<4 {
            for _ in 0..<(GossipLimits.workBurst - 100) { #expect(desk.say(nothing, peer).drops == []) }
            _ = desk.wait(4_000)
        }
        #expect(desk.flood(peer) { _ in nothing }.effects.drops == [.tooMuch])
    }

    // MARK: Catching up

    /// Peers 2, 3 and 4 claim to have three batches of which the node has none.
    private func behind(_ desk: inout Desk) throws -> (peers: [PeerID], batches: [SealedBatch], effects: [GossipEffect])
    {
        let first = try batch(after: LogState(origin: desk.origin), 9, at: desk.now)
        let second = try batch(after: first.state, 9, at: desk.now)
        let line = desk.line(size: second.state.size, root: second.state.root)
        var effects: [GossipEffect] = []
        let peers = [2, 3, 4].map { desk.connect($0) }
        for peer in peers { effects += desk.say(.digest(HeadsDigest(wantsAnswer: false, heads: [line])), peer) }
        return (peers, [first, second], effects)
    }

    /// The `count` entries after `from`, with a proof that they lie under the second head.
    private func reply(
        _ batches: [SealedBatch], from: UInt64, count: Int, _ desk: Desk
    ) throws -> GossipMessage {
        let entries = batches.flatMap(\.entries)
        let end = from + UInt64(count)
        var tiles = InMemoryTiles()
        tiles.apply(
            try TiledTree.updates(oldSize: 0, appending: entries.map { MerkleTree.leafHash($0) }, reader: tiles))
        let size = UInt64(entries.count)
        let proof = end == size ? [] : try TiledTree.proveConsistency(from: end, to: size, reader: tiles).hashes
        return .entries(
            EntriesReply(
                origin: desk.origin, from: from, note: try desk.note(of: batches[1].state),
                entries: Array(entries[Int(from)..<Int(end)]), proof: proof))
    }

    @Test(arguments: 0..<16)
    func whoHandsOutEntriesOneByOneIsNotAskedAgainWhileOthersAreThere(seed: UInt64) throws {
        var desk = try Desk(seed: seed)
        let (peers, batches, effects) = try behind(&desk)
        let first = try #require(effects.questions.first)
        // One entry of twenty, though all would fit.
        var next = desk.say(try reply(batches, from: 0, count: 1, desk), first.peer)
        for round in UInt64(1)..<3 {
            let question = try #require(next.questions.first, "seed \(seed)")
            #expect(question.request.from == round && question.peer != first.peer, "seed \(seed)")
            next = desk.say(try reply(batches, from: round, count: 1, desk), question.peer)
        }
        // When all are like that, somebody is asked all the same.
        #expect(try peers.contains(#require(next.questions.first).peer), "seed \(seed)")
    }

    @Test(arguments: 0..<16)
    func whoIsSlowIsAskedLast(seed: UInt64) throws {
        var desk = try Desk(seed: seed)
        let (_, batches, effects) = try behind(&desk)
        let first = try #require(effects.questions.first)
        desk.now += desk.gossip.timing.quickFetch + 1
        // A chunk that reaches no head, as large as may be: only its lateness counts.
        let next = desk.say(try reply(batches, from: 0, count: 11, desk), first.peer)
        #expect(try #require(next.questions.first).peer != first.peer, "seed \(seed)")
    }

    @Test func whoGivesAllAtOnceIsDoneWithOneQuestion() throws {
        var desk = try Desk()
        let (_, batches, effects) = try behind(&desk)
        let first = try #require(effects.questions.first)
        let next = desk.say(try reply(batches, from: 0, count: 20, desk), first.peer)
        #expect(next.questions.isEmpty && next.drops.isEmpty)
        #expect(desk.gossip.head(of: desk.origin)?.head.size == 20)
    }

    @Test func whoShowsMoreThanItGivesIsDroppedAndItsHeadSoughtElsewhere() throws {
        var desk = try Desk()
        let (_, batches, effects) = try behind(&desk)
        let first = try #require(effects.questions.first)
        let nothing = EntriesReply(
            origin: desk.origin, from: 0, note: try desk.note(of: batches[1].state), entries: [], proof: [])
        var next = desk.say(.entries(nothing), first.peer)
        #expect(next.drops == [.protocolError("it shows 20 entries of \(desk.origin) and gives none")])
        next = desk.wait(250)
        #expect(try #require(next.questions.first).peer != first.peer)
        #expect(desk.gossip.status(now: desk.now).logs.first { $0.origin == desk.origin }?.known == 20)
    }

    @Test func aLogFullOfOwnersSignaturesWaitsItsTurn() throws {
        var desk = try Desk()
        let host = desk.connect(0)
        let zero = Ed25519.PublicKey(Digest.zero)
        let signature = try #require(Ed25519.Signature(Array(repeating: 0, count: 64)))
        var state = LogState(origin: desk.origin)
        var taken: [Bool] = []
        for _ in 0..<14 {
            let from = state.size
            var entries = (0..<1_000).map { _ in
                Entry(
                    time: desk.now,
                    body: .rotate(
                        Rotation(
                            tag: .zero, sequence: 1, nonce: .zero, currentKey: zero, key: zero, nextCommit: .zero,
                            signature: signature))
                ).encoded()
            }
            for entry in entries { state.apply(entry) }
            let seal = try LogWriter(state, roster: 1, now: desk.now).sealed()
            entries += seal.entries
            state = seal.state
            let push = CheckpointPush(
                origin: desk.origin, note: try desk.note(of: state), from: from, entries: entries)
            let effects = desk.say(.checkpoint(push), host)
            #expect(effects.drops == [])
            taken.append(!effects.stores.isEmpty)
        }
        // Ten batches of a thousand are more than a second's work; then the log has to wait, the peer is not blamed.
        #expect(taken.prefix(9).allSatisfy { $0 })
        #expect(taken.last == false)
        #expect(!desk.wait(5_000).questions.isEmpty)
    }

    // MARK: What peers say for people

    @Test(arguments: ["bye\nlevel=info all is well", "\u{1B}[2J", "a\u{202E}b", "\u{9B}31m", "x\u{2028}y"])
    func textsOfPeersAreOneHarmlessLine(text: String) throws {
        var desk = try Desk()
        let peer = desk.connect(4)
        let effects = desk.say(.goaway(Goaway(code: .busy, reason: text)), peer)
        let lines = effects.drops.map { "\($0)" } + effects.notices.map { "\($0)" }
        #expect(lines.count == 2)
        for line in lines {
            #expect(line.contains("said goodbye") && line.contains("?"))
            #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            #expect(!line.contains("\u{202E}") && !line.contains("\u{2028}"))
        }
    }
}
