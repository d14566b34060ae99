import Gossip
import Ledger
import TestSupport
import Testing
import TransparencyLog

/// Status lists between nodes: the newest signed text of each reaches everybody, and nothing else does.
@Suite struct ListGossipTests {
    @Test func aNewTextReachesEverybodyWithinSeconds() throws {
        var simulation = try Simulation(nodes: 8, seed: 1)
        try simulation.run(for: 3_000)
        #expect(try simulation.publishList(2))
        try simulation.run(for: 1_000)
        #expect(Set(simulation.listTimes(of: 2)).count == 1)
        #expect(simulation.listTimes(of: 2)[0] > 0)
        try simulation.run(for: 1_000)
        #expect(try simulation.publishList(2))
        try simulation.run(for: 1_000)
        #expect(Set(simulation.listTimes(of: 2)).count == 1)
    }

    @Test func whoeverWasAwayHearsOfItAfterwards() throws {
        var simulation = try Simulation(nodes: 5, seed: 2)
        try simulation.run(for: 3_000)
        simulation.crash(4, for: 20_000)
        simulation.cut(0, 3, for: 60_000)
        #expect(try simulation.publishList(0))
        try simulation.run(for: 10_000)
        // Node 3 has it from others than the issuer; node 4 is down.
        let times = [0, 1, 2, 3].map { simulation.nodes[$0].store.lists[simulation.listURL(0)]?.time }
        #expect(Set(times).count == 1 && times[0] != nil)
        #expect(simulation.nodes[4].store.lists.isEmpty)
        try simulation.run(for: 30_000)
        #expect(Set(simulation.listTimes(of: 0)).count == 1)
    }

    @Test func aTextTravelsToEachNodeOnce() throws {
        var simulation = try Simulation(nodes: 8, seed: 3)
        try simulation.run(for: 3_000)
        let before = simulation.kinds[.statusList, default: 0]
        #expect(try simulation.publishList(0))
        try simulation.run(for: 5_000)
        #expect(simulation.kinds[.statusList, default: 0] - before == 7)
    }

    /// A node that comes back from a backup must not say again what was true then.
    @Test(arguments: 40..<70)
    func aRestoredIssuerFirstFetchesWhatItSaidBefore(seed: UInt64) throws {
        var simulation = try Simulation(nodes: 5, seed: seed)
        try simulation.run(for: 3_000)
        #expect(try simulation.publishList(0))
        try simulation.run(for: 3_000)
        let backup = simulation.nodes[0].store
        #expect(try simulation.publishList(0))
        try simulation.run(for: 3_000)
        let newest = simulation.listTimes(of: 0)[1]
        simulation.crash(0, for: 1_000)
        simulation.restore(0, backup)
        var signed = false
        var held: UInt64?
        while !signed {
            try simulation.run(for: 10)
            held = simulation.nodes[0].store.lists[simulation.listURL(0)]?.time
            if simulation.nodes[0].gossip != nil { signed = try simulation.publishList(0) }
            if !signed, simulation.now > GossipConsortium.issued + 3_700_000 { break }
        }
        #expect(signed)
        #expect(simulation.nodes[0].notices.contains(.newerListOfOwn(simulation.listURL(0))))
        #expect(held == newest, "it had the newer one when it signed the next")
        try simulation.run(for: 3_000)
        #expect(simulation.listTimes(of: 0)[0] > newest)
        #expect(Set(simulation.listTimes(of: 0)).count == 1)
    }

    // MARK: One node and what peers say to it

    private static let url = "https://member00.test.example/status/lists/0"

    private func asked(_ effects: [GossipEffect], _ peer: PeerID) -> [String] {
        effects.sent(to: peer).flatMap { message -> [String] in
            if case .getLists(let request) = message { request.urls } else { [] }
        }
    }

    private func stored(_ effects: [GossipEffect]) -> [ListHead] {
        effects.compactMap { if case .storeList(let head, _) = $0 { head } else { nil } }
    }

    /// The list of member 0, offered by a peer and asked for.
    private func desk() throws -> (Desk, PeerID, url: String) {
        var desk = try Desk()
        let peer = desk.connect(2)
        let url = "\(desk.consortium.members[0].statusBase)/lists/0"
        let effects = desk.say(.listHeads(ListHeads(lists: [ListHead(url: url, time: desk.now - 5_000)])), peer)
        #expect(asked(effects, peer) == [url])
        return (desk, peer, url)
    }

    @Test func aTextThatWasAskedForIsStoredBeforeItIsMentioned() throws {
        var (desk, peer, url) = try desk()
        let other = desk.connect(3)
        let document = try StandInLists.document(url, time: desk.now - 5_000, by: desk.consortium.members[0])
        let effects = desk.say(.statusList(document), peer)
        #expect(stored(effects) == [ListHead(url: url, time: desk.now - 5_000)])
        let heads = ListHeads(lists: [ListHead(url: url, time: desk.now - 5_000)])
        guard case .storeList? = effects.first else {
            Issue.record("the store comes first: \(effects)")
            return
        }
        #expect(effects.sent(to: other) == [.listHeads(heads)])
        #expect(effects.sent(to: peer).isEmpty, "the peer knows it")
        // Now it is given to whoever asks.
        let answer = desk.say(.getLists(ListRequest(urls: [url])), other)
        #expect(answer.contains { if case .sendList(other, url) = $0 { true } else { false } })
    }

    @Test func whatNobodySignedOrAnotherInstitutionSignedCostsTheConnection() throws {
        for forger in [1, nil] as [Int?] {
            var (desk, peer, url) = try desk()
            var document = try StandInLists.document(url, time: desk.now, by: desk.consortium.members[forger ?? 0])
            if forger == nil { document[document.count - 1] ^= 1 }
            let effects = desk.say(.statusList(document), peer)
            #expect(stored(effects).isEmpty)
            #expect(effects.drops == [.invalidSignature("a status list is not its issuer's")])
        }
    }

    @Test func anOlderTextThanWasClaimedCostsTheConnection() throws {
        var (desk, peer, url) = try desk()
        let document = try StandInLists.document(url, time: desk.now - 6_000, by: desk.consortium.members[0])
        let effects = desk.say(.statusList(document), peer)
        #expect(stored(effects).isEmpty)
        #expect(effects.drops.count == 1)
    }

    @Test func whatNobodyAskedForIsPassedOver() throws {
        var desk = try Desk()
        let peer = desk.connect(2)
        let url = "\(desk.consortium.members[0].statusBase)/lists/0"
        let document = try StandInLists.document(url, time: desk.now, by: desk.consortium.members[0])
        let effects = desk.say(.statusList(document), peer)
        #expect(stored(effects).isEmpty && effects.drops.isEmpty)
    }

    @Test func addressesThatAreNobodysListsAreNotAskedFor() throws {
        var desk = try Desk()
        let peer = desk.connect(2)
        let base = desk.consortium.members[0].statusBase
        let urls = [
            "https://stranger.example/status/lists/0", "\(base)/lists", "\(base)/lists/00", "\(base)/lists/-1",
            "\(base)/lists/512", "\(base)/other/0", "\(base)/lists/0/1", "\(base)/lists/0?x",
        ].sorted()
        let heads = urls.map { ListHead(url: $0, time: desk.now) }
        #expect(asked(desk.say(.listHeads(ListHeads(lists: heads)), peer), peer).isEmpty)
        let far = ListHead(url: "\(base)/lists/1", time: desk.now + 61_000)
        #expect(asked(desk.say(.listHeads(ListHeads(lists: [far])), peer), peer).isEmpty, "from the future")
    }

    /// A roster may give an institution a status base that a message has no room for.
    @Test func aListAtAnAddressThatMessagesCannotNameIsNeitherHeldNorSaid() throws {
        let consortium = try GossipConsortium(5)
        var contents = GossipConsortium.contents(consortium.name, consortium.members)
        let old = contents.institutions[0]
        let base = "https://long.example/" + String(repeating: "s", count: 300)
        contents.institutions[0] = RosterInstitution(
            origin: old.origin, host: old.host, name: old.name, dids: old.dids, logKeys: old.logKeys,
            assertionKeys: old.assertionKeys, statusBase: base, governanceKey: old.governanceKey)
        var document = try contents.document()
        for member in consortium.members { try document.sign(as: .operatorID(member.id), with: member.governance) }
        let roster = try Roster(document, pinned: document.hash)
        let url = "\(base)/lists/0"
        let now = GossipConsortium.issued + 3_600_000
        var gossip = try Gossip(
            nodeID: consortium.members[0].nodeID, roster: roster,
            crypto: GossipCrypto(signatures: StandInSignatures.check, readList: StandInLists.read, cosign: nil),
            lists: [ListHead(url: url, time: 1)], seed: 1, now: now)
        #expect(gossip.lists(of: old.origin).isEmpty)
        #expect(!gossip.carriesList(url, of: old.origin))
        let text = try StandInLists.document(url, time: now, by: consortium.members[0])
        #expect(stored(gossip.handle(.publishList(text), now: now)).isEmpty)
        #expect(
            gossip.carriesList("\(contents.institutions[1].statusBase)/lists/0", of: contents.institutions[1].origin))
    }

    @Test func whoClaimsAndDoesNotAnswerHoldsNobodyUpForLong() throws {
        var (desk, peer, url) = try desk()
        let other = desk.connect(3)
        let heads = GossipMessage.listHeads(ListHeads(lists: [ListHead(url: url, time: desk.now - 5_000)]))
        #expect(asked(desk.say(heads, other), other).isEmpty, "one question for a list at a time")
        var drops: [DropReason] = []
        for _ in 0..<3 {
            drops += desk.wait(desk.gossip.timing.fetchTimeout + 500).drops
            _ = desk.say(heads, peer)
        }
        #expect(drops.contains(.unresponsive))
        #expect(asked(desk.say(heads, other), other) == [url])
    }

    @Test func aBluffKeepsAnIssuerFromItsOwnListsOnlyOnce() throws {
        var desk = try Desk()
        let peer = desk.connect(2)
        let own = desk.consortium.members[1]
        let heads = ["lists/0", "lists/1"].map { ListHead(url: "\(own.statusBase)/\($0)", time: desk.now) }
        #expect(asked(desk.say(.listHeads(ListHeads(lists: [heads[0]])), peer), peer) == [heads[0].url])
        #expect(desk.gossip.listRefusal(of: own.origin, now: desk.now) == .fetchingOwnLists)
        _ = desk.wait(desk.gossip.timing.fetchTimeout + 500)
        #expect(asked(desk.say(.listHeads(ListHeads(lists: [heads[1]])), peer), peer).isEmpty)
        #expect(desk.gossip.listRefusal(of: own.origin, now: desk.now) != .fetchingOwnLists)
    }

    @Test func anInstitutionThatSignsAllTheTimeIsSlowedDown() throws {
        var desk = try Desk()
        let peer = desk.connect(2)
        let member = desk.consortium.members[0]
        let url = "\(member.statusBase)/lists/0"
        var taken = 0
        for number in 0..<1_000 {
            let time = desk.now - 100_000 + UInt64(number)
            let heads = ListHeads(lists: [ListHead(url: url, time: time)])
            guard !asked(desk.say(.listHeads(heads), peer), peer).isEmpty else { break }
            taken += stored(desk.say(.statusList(try StandInLists.document(url, time: time, by: member)), peer)).count
        }
        #expect((10...100).contains(taken))
        _ = desk.wait(10_000)
        let heads = ListHeads(lists: [ListHead(url: url, time: desk.now)])
        #expect(asked(desk.say(.listHeads(heads), peer), peer) == [url])
    }

    @Test func thousandsOfListsAreSaidAThousandAtATime() throws {
        let consortium = try GossipConsortium(5)
        let stored = consortium.members.flatMap { member in
            (0..<512).map { ListHead(url: "\(member.statusBase)/lists/\($0)", time: 1) }
        }
        var gossip = try Gossip(
            nodeID: consortium.members[1].nodeID, roster: consortium.roster, crypto: GossipCrypto(cosign: nil),
            lists: stored, seed: 1, now: GossipConsortium.issued)
        let member = consortium.members[2]
        _ = gossip.handle(.peerUp(PeerID(1), nodeID: member.nodeID), now: GossipConsortium.issued)
        let hello = Hello(
            nodeID: member.nodeID, consortium: consortium.name, rosterVersion: 1, rosterHash: consortium.roster.hash,
            time: GossipConsortium.issued)
        let effects = gossip.handle(.message(PeerID(1), .hello(hello)), now: GossipConsortium.issued)
        let heads = effects.sent().compactMap { if case .listHeads(let heads) = $0 { heads } else { nil } }
        #expect(heads.map(\.lists.count) == [1_000])
        let payload = GossipMessage.listHeads(try #require(heads.first)).payload
        #expect(throws: Never.self) { try GossipMessage(frameType: 0x16, payload: payload) }
    }
}
