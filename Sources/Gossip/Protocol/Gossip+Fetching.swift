import Cryptography
import Ledger
import TransparencyLog

// Catching up: chunks of entries, each proven to lie under a signed head before it is stored.

extension Gossip {
    /// Asks somebody for what is missing of a log, unless that is under way or nothing is known to be missing.
    mutating func startFetch(_ index: Int, now: UInt64) {
        guard !replicas[index].isFrozen, replicas[index].fetch == nil, now >= replicas[index].nextFetch,
            fetchesUnderWay < GossipLimits.fetches, !replicas[index].replay.isSpent(now: now),
            let peer = source(of: index)
        else { return }
        request(index, from: peer, isProbe: false, now: now)
    }

    /// Whom to ask: whoever says to have more, those first who have not disappointed before. If a signed head is known,
    /// anybody may have its entries.
    private mutating func source(of index: Int) -> PeerID? {
        let (origin, held) = (replicas[index].origin, replicas[index].headSize)
        let free = upPeers.filter { (peers[$0]?.fetchesUnderWay ?? 0) < GossipLimits.fetchesPerPeer }
        let claiming = free.filter { (peers[$0]?.claims[origin] ?? 0) > held }
        let good = claiming.filter { !isPoorSource($0) }
        if !good.isEmpty { return random.pick(good) }
        if !claiming.isEmpty { return random.pick(claiming) }
        return replicas[index].target == nil ? nil : random.pick(free)
    }

    private func isPoorSource(_ peer: PeerID) -> Bool {
        guard let known = peers[peer] else { return true }
        return known.isPoorSource || unbackedClaims.contains(known.nodeID)
    }

    /// The log's fetch is over, however it ended.
    @discardableResult
    mutating func clearFetch(_ index: Int) -> Fetch? {
        guard let fetch = replicas[index].fetch else { return nil }
        replicas[index].fetch = nil
        fetchesUnderWay -= 1
        peers[fetch.peer]?.fetchesUnderWay -= 1
        return fetch
    }

    /// A probe asks about our head, not about what is stored beyond it, and wants no entries.
    mutating func request(_ index: Int, from peer: PeerID, isProbe: Bool, now: UInt64) {
        let replica = replicas[index]
        let from = isProbe ? replica.headSize : replica.log.size
        let root = isProbe ? replica.headRoot : replica.log.root
        replicas[index].fetch = Fetch(
            peer: peer, from: from, root: root, isProbe: isProbe, quickUntil: now &+ timing.quickFetch,
            deadline: now &+ timing.fetchTimeout)
        fetchesUnderWay += 1
        peers[peer]?.fetchesUnderWay += 1
        let limit = isProbe ? 0 : UInt16(GossipLimits.chunkEntries)
        send(.getEntries(EntriesRequest(origin: replica.origin, from: from, root: root, limit: limit)), to: peer)
    }

    /// Takes the fetch that a message of `peer` answers; nil for an answer that nobody waits for any more.
    mutating func endFetch(_ index: Int, of peer: PeerID, from: UInt64) -> Fetch? {
        guard let fetch = replicas[index].fetch, fetch.peer == peer, fetch.from == from else { return nil }
        clearFetch(index)
        peers[peer]?.timeoutsInARow = 0
        return fetch
    }

    mutating func receive(_ reply: EntriesReply, from peer: PeerID, now: UInt64) {
        guard let index = replicaIndex[reply.origin], let fetch = endFetch(index, of: peer, from: reply.from) else {
            return
        }
        guard !replicas[index].isFrozen else { return }
        guard let note = reply.note else { return fruitless(index, peer: peer, shown: 0, now: now) }
        guard let head = signedHead(note, index, from: peer, now: now) else { return }
        guard !convictIfContradicted(head, index, from: peer, now: now) else { return }
        if isOwn(reply.origin), head.size > replicas[index].headSize { foreignHead(head, index) }
        if reply.entries.isEmpty, !fetch.isProbe, head.size > fetch.from {
            // The head is signed, so it is a goal, whoever showed it.
            if head.size > (replicas[index].target?.size ?? 0) { replicas[index].target = head }
            return drop(peer, .protocolError("it shows \(head.size) entries of \(reply.origin.text) and gives none"))
        }
        if reply.entries.isEmpty || fetch.isProbe { return fruitless(index, peer: peer, shown: head.size, now: now) }
        // The log may have moved on by a push since the request.
        guard replicas[index].log.size == reply.from else { return startFetch(index, now: now) }
        guard takeChunk(reply.entries, proof: reply.proof, under: head, index, from: peer, now: now) else { return }
        mergeCosignatures(of: note, head: head, index, from: peer, now: now)
        goOn(index, with: peer, reply.isFull(under: head) && now <= fetch.quickUntil, now: now)
        updateReadiness(index, now: now)
        cosignIfDue(index, now: now)
    }

    /// Asks for the next chunk: the same peer if it gave all it could and was quick. One that hands out entries one by
    /// one would hold the log's only fetch for ever.
    private mutating func goOn(_ index: Int, with peer: PeerID, _ isGoodSource: Bool, now: UInt64) {
        replicas[index].nextFetch = now
        if !isGoodSource { peers[peer]?.isPoorSource = true }
        let isMore = replicas[index].target.map { $0.size > replicas[index].log.size } ?? false
        guard isGoodSource, isMore, peers[peer] != nil, !replicas[index].replay.isSpent(now: now) else {
            return startFetch(index, now: now)
        }
        request(index, from: peer, isProbe: false, now: now)
    }

    /// The peer has nothing for us. If it had claimed more than the head it now shows, it is not worth its connection.
    private mutating func fruitless(_ index: Int, peer: PeerID, shown size: UInt64, now: UInt64) {
        let origin = replicas[index].origin
        if let claim = peers[peer]?.claims[origin], claim > size {
            refuseClaim(of: peer)
            drop(peer, .unbackedClaim("\(claim) entries of \(origin.text), shown \(size)"))
        }
        peers[peer]?.claims[origin] = nil
        wait(index, now: now)
        updateReadiness(index, now: now)
    }

    /// Asks again later, each time a little later, until something has arrived.
    mutating func wait(_ index: Int, now: UInt64) {
        replicas[index].fruitlessFetches = min(replicas[index].fruitlessFetches + 1, 6)
        replicas[index].nextFetch = now &+ (timing.tick << UInt64(replicas[index].fruitlessFetches))
    }

    private mutating func refuseClaim(of peer: PeerID) {
        if let nodeID = peers[peer]?.nodeID { unbackedClaims.insert(nodeID) }
    }

    /// Appends entries that lead, by the proof, to a signed head; false if the peer has been dropped instead.
    mutating func takeChunk(
        _ entries: [[UInt8]], proof: [Digest], under head: SignedHead, _ index: Int, from peer: PeerID, now: UInt64
    ) -> Bool {
        let origin = replicas[index].origin
        let from = replicas[index].log.size
        let end = from &+ UInt64(entries.count)
        guard end <= head.size else {
            drop(peer, .protocolError("more entries of \(origin.text) than its head has"))
            return false
        }
        // The roots are compared before anything is replayed: hashing is cheap, signatures of owners are not.
        let leafHashes = entries.map { MerkleTree.leafHash($0) }
        var tree = replicas[index].log.tree
        for leafHash in leafHashes { tree.append(leafHash: leafHash) }
        guard Self.leads(tree, to: head, proof: proof) else {
            drop(peer, .wrongRoot("entries \(from)..<\(end) of \(origin.text) do not lead to its head of \(head.size)"))
            return false
        }
        replicas[index].replay.charge(Work.replay(entries), now: now)
        var log = replicas[index].log
        var changes: [ExceptionChange] = []
        for (entry, leafHash) in zip(entries, leafHashes) {
            if let change = log.apply(entry, leafHash: leafHash).change { changes.append(change) }
        }
        if end == head.size, !log.endsInSeal {
            tell(.badHead(origin, size: head.size, reason: "its last entry is not a valid seal"))
            drop(peer, .protocolError("the head of \(origin.text) at \(head.size) is not well-formed"))
            return false
        }
        commit(entries, changes: changes, log: log, under: head, index, now: now)
        return true
    }

    private static func leads(_ tree: CompactTree, to head: SignedHead, proof: [Digest]) -> Bool {
        if tree.size == head.size { return tree.root == head.root && proof.isEmpty }
        let consistency = ConsistencyProof(oldSize: tree.size, newSize: head.size, hashes: proof)
        return (try? consistency.check(oldRoot: tree.root, newRoot: head.root)) != nil
    }

    /// Fetches that nobody answered: the next peer, and the last warning for this one.
    mutating func expireFetches(now: UInt64) {
        for index in replicas.indices {
            guard let fetch = replicas[index].fetch, now >= fetch.deadline else { continue }
            clearFetch(index)
            replicas[index].nextFetch = now
            if let peer = peers[fetch.peer] {
                peers[fetch.peer]?.timeoutsInARow += 1
                peers[fetch.peer]?.claims[replicas[index].origin] = nil
                tell(.fetchTimedOut(replicas[index].origin, nodeID: peer.nodeID))
                if peer.timeoutsInARow + 1 >= timing.timeoutsBeforeDrop {
                    refuseClaim(of: fetch.peer)
                    drop(fetch.peer, .unresponsive)
                }
            }
        }
    }
}

extension EntriesReply {
    /// Whether not one more entry would have fitted, or none are missing.
    func isFull(under head: SignedHead) -> Bool {
        if entries.count == GossipLimits.chunkEntries || from &+ UInt64(entries.count) == head.size { return true }
        return entries.reduce(0) { $0 + $1.count } > GossipLimits.chunkBytes - GossipLimits.entryBytes
    }
}
