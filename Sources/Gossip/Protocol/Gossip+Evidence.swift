import Ledger
import TransparencyLog

// Equivocation: finding it, freezing the log, telling everybody.

extension Gossip {
    /// Compares a head with all that are known of its log; true if they convict it, so that the head is done with.
    mutating func convictIfContradicted(
        _ head: SignedHead, _ index: Int, from peer: PeerID, now: UInt64
    ) -> Bool {
        for known in replicas[index].knownHeads {
            guard let evidence = Evidence(known, head) else { continue }
            convict(evidence, index, from: nil)
            return true
        }
        return false
    }

    /// Evidence that others found. It is checked before it is believed or passed on, so nobody can be framed.
    mutating func receive(_ evidence: Evidence, from peer: PeerID, now: UInt64) {
        guard let index = replicaIndex[evidence.origin],
            replicas[index].evidence.count < GossipLimits.evidencePerOrigin,
            !replicas[index].evidence.contains(evidence), spend(2 * Work.signature, of: peer, now: now)
        else { return }
        do throws(EvidenceError) {
            _ = try evidence.check(roster, verifying: crypto.signatures)
        } catch {
            if !mayGoByNewerRoster(peer, now: now) { drop(peer, .invalidEvidence("\(error)")) }
            return
        }
        convict(evidence, index, from: peer)
    }

    /// Stores checked evidence and freezes the log. Only the first piece is flooded: it says all that matters.
    private mutating func convict(_ evidence: Evidence, _ index: Int, from peer: PeerID?) {
        let isNew = !replicas[index].isFrozen
        replicas[index].evidence.append(evidence)
        effects.append(.storeEvidence(evidence))
        guard isNew else { return }
        clearFetch(index)
        replicas[index].target = nil
        replicas[index].early = [:]
        for peer in peers.keys { peers[peer]?.claims[evidence.origin] = nil }
        effects.append(.froze(evidence.origin, evidence))
        tell(.frozen(evidence.origin, evidence))
        sendToAll(.evidence(evidence), except: peer)
    }

    /// The peer's tree does not begin with ours. If it proves so under a signed head, the log is convicted; otherwise the
    /// peer made it up.
    mutating func receive(_ divergence: Divergence, from peer: PeerID, now: UInt64) {
        guard let index = replicaIndex[divergence.origin], !replicas[index].isFrozen,
            let fetch = endFetch(index, of: peer, from: divergence.size)
        else { return }
        guard let theirs = signedHead(divergence.note, index, from: peer, now: now),
            !convictIfContradicted(theirs, index, from: peer, now: now)
        else { return }
        let proof = ConsistencyProof(oldSize: divergence.size, newSize: theirs.size, hashes: divergence.proof)
        guard divergence.root != fetch.root,
            (try? proof.check(oldRoot: divergence.root, newRoot: theirs.root)) != nil
        else { return drop(peer, .wrongRoot("its proof about \(divergence.origin.text) does not hold")) }
        let replica = replicas[index]
        if let head = replica.head, head.size == divergence.size,
            let evidence = Evidence(head, notIn: theirs, root: divergence.root, hashes: divergence.proof)
        {
            return convict(evidence, index, from: nil)
        }
        tell(
            .badHead(
                replica.origin, size: theirs.size,
                reason: "its first \(divergence.size) entries are not those stored here under another signed head"))
        // What is stored beyond our head has another history. The head itself is signed: ask about that one.
        if !fetch.isProbe, replica.headSize > 0, replica.headSize < divergence.size {
            request(index, from: peer, isProbe: true, now: now)
        } else {
            wait(index, now: now)
        }
    }
}
