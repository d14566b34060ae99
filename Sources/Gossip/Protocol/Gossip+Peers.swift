import Ledger

extension Gossip {
    mutating func peerUp(_ peer: PeerID, nodeID: String, now: UInt64) {
        guard let node = roster.node(id: nodeID), self.nodeID.map({ !$0.utf8.elementsEqual(nodeID.utf8) }) ?? true,
            peers[peer] == nil, peers.count < GossipLimits.peers
        else {
            send(.goaway(Goaway(code: .notInRoster, reason: "not a node of the roster, or too many peers")), to: peer)
            effects.append(.drop(peer, .unknownNode(nodeID)))
            return
        }
        peers[peer] = Peer(nodeID: node.id, operatorID: node.operatorID, since: now, work: WorkBudget(now: now))
        send(.hello(hello(now: now)), to: peer)
    }

    private func hello(now: UInt64) -> Hello {
        Hello(
            nodeID: nodeID ?? Self.noNodeID, consortium: roster.consortium, rosterVersion: roster.version,
            rosterHash: roster.hash, time: now)
    }

    /// What a node that is not in the roster calls itself; rosters cannot contain it.
    static let noNodeID = "-"

    /// Removes what is kept for a peer. Its fetches go to somebody else; reads for it are not answered any more.
    mutating func forget(_ peer: PeerID, notice: Bool) {
        guard let gone = peers.removeValue(forKey: peer) else { return }
        reads = reads.filter { $0.value.peer != peer }
        lists.asked = lists.asked.filter { $0.value.peer != peer }
        for index in replicas.indices {
            replicas[index].early[peer] = nil
            guard replicas[index].fetch?.peer == peer else { continue }
            clearFetch(index)
            replicas[index].nextFetch = 0
        }
        if notice, gone.isUp { tell(.peerGone(nodeID: gone.nodeID)) }
    }

    mutating func drop(_ peer: PeerID, _ reason: DropReason) {
        guard let dropped = peers[peer] else { return }
        forget(peer, notice: false)
        if let code = reason.goawayCode { send(.goaway(Goaway(code: code, reason: "\(reason)")), to: peer) }
        effects.append(.drop(peer, reason))
        tell(.peerDropped(nodeID: dropped.nodeID, reason))
    }

    /// One message. Whatever is wrong with it ends at this peer.
    mutating func receive(_ message: GossipMessage, from peer: PeerID, now: UInt64) {
        guard peers[peer] != nil, spend(message.work, of: peer, now: now) else { return }
        switch message {
        case .hello(let hello): return receive(hello, from: peer, now: now)
        case .goaway(let goaway): return drop(peer, .goaway(goaway.reason))
        default: break
        }
        guard peers[peer]?.isUp == true else { return drop(peer, .protocolError("a message before its hello")) }
        switch message {
        case .hello, .goaway: break
        case .evidence(let evidence): receive(evidence, from: peer, now: now)
        case .digest(let digest): receive(digest, from: peer, now: now)
        case .checkpoint(let push): receive(push, from: peer, now: now)
        case .cosignatures(let push): receive(push, from: peer, now: now)
        case .getEntries(let request): receive(request, from: peer, now: now)
        case .entries(let reply): receive(reply, from: peer, now: now)
        case .divergence(let divergence): receive(divergence, from: peer, now: now)
        case .listHeads(let heads): receive(heads, from: peer, now: now)
        case .getLists(let request): receive(request, from: peer, now: now)
        case .statusList(let document): receive(list: document, from: peer, now: now)
        }
    }

    private mutating func receive(_ hello: Hello, from peer: PeerID, now: UInt64) {
        guard let known = peers[peer] else { return }
        guard !known.isUp else { return drop(peer, .protocolError("a second hello")) }
        guard hello.version == Hello.protocolVersion else { return drop(peer, .otherVersion(hello.version)) }
        guard hello.nodeID.utf8.elementsEqual(known.nodeID.utf8),
            hello.consortium.utf8.elementsEqual(roster.consortium.utf8)
        else { return drop(peer, .protocolError("its hello names another node or consortium than its key")) }
        if hello.rosterVersion == roster.version, hello.rosterHash != roster.hash {
            return drop(peer, .rosterFork(version: roster.version))
        }
        let skew = Int64(clamping: hello.time).subtractingReportingOverflow(Int64(clamping: now))
        peers[peer]?.isUp = true
        peers[peer]?.rosterVersion = hello.rosterVersion
        peers[peer]?.clockSkew = skew.overflow ? 0 : skew.partialValue
        tell(.peerReady(nodeID: known.nodeID))
        if hello.rosterVersion != roster.version {
            tell(.otherRoster(nodeID: known.nodeID, version: hello.rosterVersion))
        }
        if let skew = peers[peer]?.clockSkew, skew.magnitude > timing.clockAhead / 2 {
            tell(.clockDiffers(nodeID: known.nodeID, seconds: skew / 1_000))
        }
        // Before the digest: whoever has heard that may sign, and must not sign older lists than there are.
        if !lists.held.isEmpty { send(.listHeads(fullListHeads()), to: peer) }
        // Both sides show their heads at once: the exchange that anti-entropy would begin a little later.
        send(.digest(fullDigest(wantsAnswer: false)), to: peer)
    }

    /// Charges a peer for work; false if it has been dropped for causing too much.
    mutating func spend(_ amount: Int, of peer: PeerID, now: UInt64) -> Bool {
        guard peers[peer]?.work.spend(amount, now: now) == true else {
            drop(peer, .tooMuch)
            return false
        }
        return true
    }
}
