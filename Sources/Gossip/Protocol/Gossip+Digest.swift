import Cryptography
import Ledger
import TransparencyLog

// Anti-entropy: two nodes compare the heads they hold and each fetches what the other has more of.

extension Gossip {
    func line(of replica: Replica) -> HeadLine {
        HeadLine(
            origin: replica.origin, size: replica.headSize, root: replica.headRoot, isFrozen: replica.isFrozen,
            cosignatures: replica.currentRecord?.cosignatures.fingerprint ?? CosignatureSet().fingerprint)
    }

    func fullDigest(wantsAnswer: Bool) -> HeadsDigest {
        HeadsDigest(wantsAnswer: wantsAnswer, heads: replicas.prefix(GossipLimits.digestHeads).map(line))
    }

    mutating func receive(_ digest: HeadsDigest, from peer: PeerID, now: UInt64) {
        // The lines of logs in which the peer is behind, so that it can ask for what it lacks.
        var ours: [HeadLine] = []
        for theirs in digest.heads {
            guard let index = replicaIndex[theirs.origin] else { continue }
            noteShown(theirs, by: peer, index)
            if compare(theirs, with: index, from: peer, now: now) { ours.append(line(of: replicas[index])) }
            guard peers[peer] != nil else { return }
        }
        answer(digest, with: ours, to: peer, now: now)
        for theirs in digest.heads {
            guard let index = replicaIndex[theirs.origin] else { continue }
            if replicas[index].target != nil || peers[peer]?.claims[theirs.origin] != nil {
                startFetch(index, now: now)
            }
            updateReadiness(index, now: now)
        }
    }

    /// The whole digest for whoever asks for it, else the lines that are news for the peer.
    private mutating func answer(_ digest: HeadsDigest, with ours: [HeadLine], to peer: PeerID, now: UInt64) {
        let count = digest.wantsAnswer ? replicas.count : ours.count
        guard count > 0, spend(Work.message + count / Work.headsPerUnit, of: peer, now: now) else { return }
        let answer = digest.wantsAnswer ? fullDigest(wantsAnswer: false) : HeadsDigest(wantsAnswer: false, heads: ours)
        send(.digest(answer), to: peer)
    }

    /// Acts on one difference; true if the peer should see our line.
    private mutating func compare(
        _ theirs: HeadLine, with index: Int, from peer: PeerID, now: UInt64
    ) -> Bool {
        let replica = replicas[index]
        if replica.isFrozen {
            // Evidence reaches whoever was away when it was flooded.
            if !theirs.isFrozen, let evidence = replica.evidence.first, spend(Work.message, of: peer, now: now) {
                send(.evidence(evidence), to: peer)
            }
            return false
        }
        if theirs.isFrozen { return true }
        if theirs.size != replica.headSize { return theirs.size < replica.headSize }
        guard let record = replica.currentRecord else { return false }
        if theirs.root != replica.headRoot {
            // Two heads of one size: show ours, and whoever holds both notes has the evidence.
            let push = CheckpointPush(origin: replica.origin, note: record.head.note, from: 0, entries: [])
            if spend(Work.message, of: peer, now: now) { send(.checkpoint(push), to: peer) }
        } else if theirs.cosignatures != record.cosignatures.fingerprint {
            let work = Work.message + record.cosignatures.count / Work.cosignaturesPerUnit
            if spend(work, of: peer, now: now) { sendCosignatures(of: record, to: peer, wantsAnswer: true) }
        }
        return false
    }

    func cosignaturePush(of record: HeadRecord, _ cosignatures: [Cosignature], wantsAnswer: Bool) -> GossipMessage {
        .cosignatures(
            CosignaturePush(
                origin: record.head.origin, size: record.head.size, root: record.head.root, wantsAnswer: wantsAnswer,
                cosignatures: Array(cosignatures.prefix(GossipLimits.cosignatures))))
    }

    mutating func sendCosignatures(of record: HeadRecord, to peer: PeerID, wantsAnswer: Bool) {
        send(cosignaturePush(of: record, record.cosignatures.cosignatures, wantsAnswer: wantsAnswer), to: peer)
    }

    /// Sends a digest to one random peer, around every `GossipTiming.digest`.
    mutating func sendDigest(now: UInt64) {
        guard now >= nextDigest else { return }
        let spread = timing.digestJitter &* 2
        nextDigest = now &+ timing.digest &- min(timing.digest, timing.digestJitter) &+ random.below(spread &+ 1)
        guard let peer = random.pick(upPeers) else { return }
        send(.digest(fullDigest(wantsAnswer: false)), to: peer)
    }
}

// MARK: Readiness

extension Gossip {
    /// A peer has shown the head it holds of one log.
    private mutating func noteShown(_ theirs: HeadLine, by peer: PeerID, _ index: Int) {
        guard let shower = peers[peer] else { return }
        let held = replicas[index].headSize
        peers[peer]?.claims[theirs.origin] = theirs.size > held && !replicas[index].isFrozen ? theirs.size : nil
        guard !replicas[index].readiness.isReady else { return }
        replicas[index].readiness.shown[shower.operatorID] = theirs.size
    }

    /// n counts the operators other than this node's own (`docs/formats/gossip.md`, *Never fork yourself*).
    private var showersNeeded: Int { RosterQuorum.readiness(of: roster.operators.count - 1) }

    /// Operators other than ours that have shown a head which our own extends or equals.
    private func shownOperators(_ index: Int) -> Int {
        let held = replicas[index].headSize
        return replicas[index].readiness.shown.filter { $0.value <= held && !isOwnOperator($0.key) }.count
    }

    private func isOwnOperator(_ id: String) -> Bool { operatorID?.utf8.elementsEqual(id.utf8) ?? false }

    /// The largest size that a connected peer claims beyond what is held; peers that bluffed before do not count.
    private func largestClaim(_ index: Int) -> UInt64? {
        let origin = replicas[index].origin
        return peers.values.filter { !unbackedClaims.contains($0.nodeID) }.compactMap { $0.claims[origin] }.max()
    }

    mutating func updateReadiness(_ index: Int, now: UInt64) {
        guard !replicas[index].readiness.isReady, waiting(index, now: now) == nil else { return }
        replicas[index].readiness = Readiness(isReady: true)
        if isOwn(replicas[index].origin) { tell(.mayPublish(replicas[index].origin)) }
    }

    /// Why nothing may be signed for this log yet; nil if enough others have shown what they hold.
    func waiting(_ index: Int, now: UInt64) -> PublishRefusal? {
        let replica = replicas[index]
        guard !replica.readiness.isReady else { return nil }
        let claimed = max(largestClaim(index) ?? 0, replica.target?.size ?? 0)
        guard claimed <= replica.headSize, replica.isComplete else {
            return .fetchingOwnEntries(held: replica.log.size, known: max(claimed, replica.log.size))
        }
        let shown = shownOperators(index)
        if shown >= showersNeeded { return nil }
        // "I have no peers" is accepted for an empty log only, and after giving them time to appear.
        let isEmptyEverywhere = replica.headSize == 0 && replica.readiness.shown.allSatisfy { $0.value == 0 }
        if isEmptyEverywhere, isOwn(replica.origin), now >= startedAt &+ timing.emptyLogGrace,
            allUpPeersHaveShown(index)
        {
            return nil
        }
        return .waitingForPeers(shown: shown, needed: showersNeeded)
    }

    private func allUpPeersHaveShown(_ index: Int) -> Bool {
        peers.values.allSatisfy { $0.isUp && replicas[index].readiness.shown[$0.operatorID] != nil }
    }

    /// While something may not be signed, peers that have not shown their heads are asked to.
    mutating func askForHeads(now: UInt64) {
        guard now >= nextAsk else { return }
        nextAsk = now &+ timing.askHeads
        let signs = crypto.cosign != nil
        let waiting = replicas.indices.filter { index in
            !replicas[index].readiness.isReady && !replicas[index].isFrozen
                && (signs || isOwn(replicas[index].origin))
        }
        guard !waiting.isEmpty else { return }
        for peer in upPeers {
            guard let operatorID = peers[peer]?.operatorID,
                waiting.contains(where: { replicas[$0].readiness.shown[operatorID] == nil })
            else { continue }
            send(.digest(fullDigest(wantsAnswer: true)), to: peer)
        }
    }
}
