import Cryptography
public import Ledger
import TransparencyLog

// Heads: publishing our own, taking those of others, and what makes one ours.

extension Gossip {
    /// Whether the local sequencer may sign a checkpoint of `origin` now. Ask before signing: a signature cannot be
    /// taken back.
    public func publishRefusal(of origin: Origin, now: UInt64) -> PublishRefusal? {
        guard let index = replicaIndex[origin], isOwn(origin) else { return .notHost }
        if replicas[index].isFrozen { return .frozen }
        if roster.isExpired(at: now) { return .rosterExpired }
        return waiting(index, now: now)
    }

    mutating func publish(_ publication: Publication, now: UInt64) {
        let origin = publication.origin
        let head: SignedHead
        do throws(PublishRefusal) {
            if let refusal = publishRefusal(of: origin, now: now) { throw refusal }
            head = try take(publication, now: now)
        } catch {
            effects.append(.publishRefused(origin, error))
            return
        }
        effects.append(.published(origin, size: head.size))
        let message = GossipMessage.checkpoint(
            Self.push(publication.batch.entries, from: publication.batch.firstIndex, head))
        for peer in random.sample(GossipLimits.pushPeers, of: upPeers) { send(message, to: peer) }
    }

    /// With the entries if they fit into one message; otherwise the receivers fetch them.
    private static func push(_ entries: [[UInt8]], from: UInt64, _ head: SignedHead) -> CheckpointPush {
        let fits =
            entries.count <= GossipLimits.chunkEntries
            && entries.reduce(0) { $0 + $1.count } <= GossipLimits.chunkBytes
        return CheckpointPush(
            origin: head.origin, note: head.note, from: fits ? from : 0, entries: fits ? entries : [])
    }

    /// Checks that batch and checkpoint continue the stored log, then makes them its head.
    ///
    /// The tree is hashed again from the stored state, so that neither a stale nor a mixed-up batch is taken; the state
    /// that the writer replayed is what the same entries would give here.
    private mutating func take(_ publication: Publication, now: UInt64) throws(PublishRefusal) -> SignedHead {
        guard let index = replicaIndex[publication.origin] else { throw .notHost }
        let batch = publication.batch
        guard (1...GossipLimits.publicationEntries).contains(batch.entries.count) else {
            throw .unfit("a publication has 1 to \(GossipLimits.publicationEntries) entries")
        }
        let head: SignedHead
        do throws(SignedHeadError) {
            head = try SignedHead(
                publication.note, origin: publication.origin, roster: roster, verifying: crypto.signatures)
        } catch {
            throw .unfit("\(error)")
        }
        var tree = replicas[index].log.tree
        guard batch.firstIndex == tree.size else {
            throw .unfit("the entries begin at \(batch.firstIndex), but \(tree.size) are stored; build on those")
        }
        for entry in batch.entries { tree.append(entry) }
        guard tree == batch.state.tree, batch.state.endsInSeal else {
            throw .unfit("the entries do not lead to the state that comes with them")
        }
        guard head.size == tree.size, head.root == tree.root else {
            throw .unfit("the checkpoint is not the one of these entries")
        }
        commit(batch.entries, changes: batch.changes, log: batch.state, under: head, index, now: now)
        readiesItself(index)
        return head
    }

    /// Who has published holds the largest head of its own log.
    private mutating func readiesItself(_ index: Int) { replicas[index].readiness = Readiness(isReady: true) }

    mutating func receive(_ push: CheckpointPush, from peer: PeerID, now: UInt64) {
        guard let index = replicaIndex[push.origin], !replicas[index].isFrozen else { return }
        guard let head = signedHead(push.note, index, from: peer, now: now),
            !convictIfContradicted(head, index, from: peer, now: now)
        else { return }
        if head.size > replicas[index].headSize {
            take(push, head: head, index, from: peer, now: now)
        }
        guard peers[peer] != nil else { return }
        mergeCosignatures(of: push.note, head: head, index, from: peer, now: now)
        updateReadiness(index, now: now)
        cosignIfDue(index, now: now)
    }

    private mutating func take(
        _ push: CheckpointPush, head: SignedHead, _ index: Int, from peer: PeerID, now: UInt64
    ) {
        if isOwn(push.origin) { foreignHead(head, index) }
        let stored = replicas[index].log.size
        // Entries that are here already are skipped; the root vouches for them with the others.
        if push.from <= stored, stored &- push.from < UInt64(push.entries.count),
            push.from &+ UInt64(push.entries.count) == head.size, !replicas[index].replay.isSpent(now: now)
        {
            let new = Array(push.entries.dropFirst(Int(stored - push.from)))
            if !takeChunk(new, proof: [], under: head, index, from: peer, now: now) { return }
        } else {
            // The goal of a fetch, if it is the largest known.
            if head.size > (replicas[index].target?.size ?? 0) { replicas[index].target = head }
            peers[peer]?.claims[push.origin] = head.size
            startFetch(index, now: now)
        }
    }

    /// A head of our own log that we have not signed in this life: nothing is signed before it is here.
    mutating func foreignHead(_ head: SignedHead, _ index: Int) {
        if replicas[index].readiness.isReady {
            tell(.foreignHeadOfOwnLog(replicas[index].origin, size: head.size))
        }
        replicas[index].readiness.isReady = false
    }

    /// Whether keys that are not known here yet may explain what does not verify. Anybody can claim to have a newer
    /// roster, so it costs much: some pieces are passed over, a flood of them is not.
    mutating func mayGoByNewerRoster(_ peer: PeerID, now: UInt64) -> Bool {
        guard let version = peers[peer]?.rosterVersion, version > roster.version else { return false }
        _ = spend(Work.unverifiable, of: peer, now: now)
        return true
    }

    /// The head in a note by the log's keys; nil if the peer has been dropped for it.
    mutating func signedHead(_ note: SignedNote, _ index: Int, from peer: PeerID, now: UInt64) -> SignedHead? {
        let replica = replicas[index]
        // A note seen before needs no second check: most are.
        if let known = replica.knownHeads.first(where: { $0.note.text.utf8.elementsEqual(note.text.utf8) }) {
            return known
        }
        guard spend(Work.signature, of: peer, now: now) else { return nil }
        do throws(SignedHeadError) {
            return try SignedHead(note, origin: replica.origin, roster: roster, verifying: crypto.signatures)
        } catch {
            if !mayGoByNewerRoster(peer, now: now) { drop(peer, .invalidSignature("\(error)")) }
            return nil
        }
    }

    /// Stores entries and, if they reach it, makes the head they lie under the head of the log.
    ///
    /// Before the `.store` effect is durable nothing has left this node: a crash loses entries that can be fetched again.
    /// After it the head is ours, whether or not anybody hears of it; the cosignature in the batch counts as given.
    mutating func commit(
        _ entries: [[UInt8]], changes: [ExceptionChange], log: LogState, under head: SignedHead, _ index: Int,
        now: UInt64
    ) {
        let from = replicas[index].log.size
        replicas[index].log = log
        replicas[index].watchRecoveries(in: changes)
        let reachesHead = log.size == head.size
        var cosignature: Cosignature?
        if reachesHead {
            replicas[index].advance(to: head)
            cosignature = cosign(index, now: now)
        } else if head.size > (replicas[index].target?.size ?? 0) {
            replicas[index].target = head
        }
        let stored =
            (reachesHead ? replicas[index].currentRecord?.stored : nil)
            ?? StoreHead(origin: head.origin, size: head.size, root: head.root, note: head.note)
        effects.append(
            .store(
                StoreBatch(
                    origin: head.origin, from: from, entries: entries, state: log,
                    exceptions: Self.latest(changes), head: stored, reachesHead: reachesHead)))
        guard reachesHead else { return }
        effects.append(.headAdvanced(head.origin))
        for peer in peers.keys { settleClaim(of: peer, index) }
        attestIfQuorum(index)
        if let cosignature, let record = replicas[index].currentRecord {
            sendToAll(cosignaturePush(of: record, [cosignature], wantsAnswer: false))
        }
        mergeEarly(index, now: now)
    }

    /// Of several changes of one credential the last.
    private static func latest(_ changes: [ExceptionChange]) -> [ExceptionChange] {
        var seen: Set<Digest> = []
        return changes.reversed().filter { seen.insert($0.key).inserted }.reversed()
    }

    /// A claim that is met is no question any more.
    private mutating func settleClaim(of peer: PeerID, _ index: Int) {
        let origin = replicas[index].origin
        if let claim = peers[peer]?.claims[origin], claim <= replicas[index].headSize {
            peers[peer]?.claims[origin] = nil
        }
    }
}
