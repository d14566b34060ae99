public import Ledger

// Status lists of the institutions, for credentials that are on no log: each node keeps the newest text of each list.
//
// A list is one signed document that replaces the one before, not a history: there is nothing to compare but its time.

extension Gossip {
    /// Why no new text of this institution's lists may be signed yet. A node that was restored from a backup must first
    /// hear what it had said before.
    public func listRefusal(of origin: Origin, now: UInt64) -> PublishRefusal? {
        guard let index = replicaIndex[origin], isOwn(origin) else { return .notHost }
        if roster.isExpired(at: now) { return .rosterExpired }
        if lists.asked.keys.contains(where: { lists.origin(of: $0) == origin }) { return .fetchingOwnLists }
        return waiting(index, now: now)
    }

    /// The lists of an institution of which a text is held, and since when that is valid; in rising order of URLs.
    public func lists(of origin: Origin) -> [ListHead] {
        lists.held.filter { $0.value.origin == origin }
            .map { ListHead(url: $0.key, time: $0.value.time) }
            .sorted(by: ListHead.precedes)
    }

    /// Whether nodes give each other a list of this institution that is found there.
    public func carriesList(_ url: String, of origin: Origin) -> Bool { lists.origin(of: url) == origin }

    mutating func publishList(_ document: [UInt8], now: UInt64) {
        guard let list = crypto.readList(document, roster, now), isOwn(list.origin),
            lists.origin(of: list.head.url) == list.origin, document.count <= GossipLimits.listBytes
        else { return tell(.listNotPublished("it is not one of this node's, or its signature does not hold")) }
        if let refusal = listRefusal(of: list.origin, now: now) { return tell(.listNotPublished("\(refusal)")) }
        keep(list, document, from: nil)
    }

    /// Stores a text if it is the newest, and lets the others know.
    private mutating func keep(_ list: VerifiedList, _ document: [UInt8], from peer: PeerID?) {
        guard list.head.time > lists.held[list.head.url]?.time ?? 0 else { return }
        lists.held[list.head.url] = HeldLists.Held(origin: list.origin, time: list.head.time)
        effects.append(.storeList(list.head, document))
        sendToAll(.listHeads(ListHeads(lists: [list.head])), except: peer)
    }

    // MARK: What is held

    /// All that are held, or as many of them at random as fit.
    mutating func fullListHeads() -> ListHeads {
        let all = lists.held.map { ListHead(url: $0.key, time: $0.value.time) }.sorted(by: ListHead.precedes)
        return ListHeads(lists: random.sample(GossipLimits.listHeads, of: all).sorted(by: ListHead.precedes))
    }

    /// Now and then to one peer: whoever was away when a list was new hears of it.
    mutating func sendListHeads(now: UInt64) {
        guard now >= lists.nextDigest else { return }
        lists.nextDigest = now &+ timing.listDigest / 2 &+ random.below(timing.listDigest)
        guard !lists.held.isEmpty, let peer = random.pick(upPeers) else { return }
        send(.listHeads(fullListHeads()), to: peer)
    }

    mutating func receive(_ heads: ListHeads, from peer: PeerID, now: UInt64) {
        var wanted: [String] = []
        for list in heads.lists {
            guard let origin = lists.origin(of: list.url), let index = replicaIndex[origin],
                list.time > lists.held[list.url]?.time ?? 0, list.time <= now &+ timing.clockAhead,
                lists.asked[list.url] == nil, lists.asked.count < GossipLimits.listQuestions,
                !replicas[index].listWork.isSpent(now: now), !(isOwn(origin) && hasBluffed(peer))
            else { continue }
            lists.asked[list.url] = HeldLists.Question(
                peer: peer, time: list.time, deadline: now &+ timing.fetchTimeout)
            if isOwn(origin) { tell(.newerListOfOwn(list.url)) }
            wanted.append(list.url)
        }
        for start in stride(from: 0, to: wanted.count, by: GossipLimits.listsAsked) {
            let urls = Array(wanted[start..<min(start + GossipLimits.listsAsked, wanted.count)])
            send(.getLists(ListRequest(urls: urls)), to: peer)
        }
    }

    // MARK: Fetching

    mutating func receive(_ request: ListRequest, from peer: PeerID, now: UInt64) {
        for url in request.urls where lists.held[url] != nil {
            guard spend(Work.list, of: peer, now: now) else { return }
            effects.append(.sendList(peer, url: url))
        }
    }

    mutating func receive(list document: [UInt8], from peer: PeerID, now: UInt64) {
        // What nobody asked for is not even read.
        guard lists.asked.values.contains(where: { $0.peer == peer }) else { return }
        guard spend(Work.list, of: peer, now: now) else { return }
        guard let list = crypto.readList(document, roster, now), lists.origin(of: list.head.url) == list.origin else {
            if !mayGoByNewerRoster(peer, now: now) {
                drop(peer, .invalidSignature("a status list is not its issuer's"))
            }
            return
        }
        guard let question = lists.asked[list.head.url], question.peer == peer else { return }
        lists.asked[list.head.url] = nil
        guard list.head.time >= question.time else {
            return drop(peer, .unbackedClaim("it showed an older status list than it claimed"))
        }
        peers[peer]?.timeoutsInARow = 0
        if let index = replicaIndex[list.origin] { replicas[index].listWork.charge(Work.newList, now: now) }
        keep(list, document, from: peer)
    }

    /// It claimed what it did not show: it must not keep this node from signing lists of its own.
    private func hasBluffed(_ peer: PeerID) -> Bool { peers[peer].map { unbackedClaims.contains($0.nodeID) } ?? true }

    mutating func expireListQuestions(now: UInt64) {
        let late = lists.asked.filter { now >= $0.value.deadline }
        guard !late.isEmpty else { return }
        for (url, question) in late {
            lists.asked[url] = nil
            guard let origin = lists.origin(of: url), isOwn(origin), let peer = peers[question.peer] else { continue }
            unbackedClaims.insert(peer.nodeID)
        }
        // Several lists asked for at once are one question.
        for peer in Set(late.values.map(\.peer)).sorted() {
            peers[peer]?.timeoutsInARow += 1
            if let known = peers[peer], known.timeoutsInARow >= timing.timeoutsBeforeDrop { drop(peer, .unresponsive) }
        }
    }
}
