import Ledger

extension Gossip {
    /// What happens by itself. Everything here is measured against `now`, so ticks may come late or in bunches.
    mutating func tick(now: UInt64) {
        for peer in peers.keys.sorted() {
            guard let known = peers[peer], !known.isUp, now >= known.since &+ timing.helloTimeout else { continue }
            drop(peer, .helloMissing)
        }
        expireFetches(now: now)
        expireReads(now: now)
        askForHeads(now: now)
        sendDigest(now: now)
        expireListQuestions(now: now)
        sendListHeads(now: now)
        let claimed = peers.values.reduce(into: Set<Origin>()) { $0.formUnion($1.claims.keys) }
        for index in replicas.indices {
            if replicas[index].target != nil || claimed.contains(replicas[index].origin) {
                startFetch(index, now: now)
            }
            updateReadiness(index, now: now)
            cosignIfDue(index, now: now)
        }
    }

    /// Goes by a later roster from now on. The shell has verified that it follows from the one before.
    mutating func adopt(_ next: Roster, now: UInt64) {
        guard next.version > roster.version else { return }
        roster = next
        rosterAdoptedAt = now
        addMissingReplicas()
        lists.adopt(next)
        for peer in peers.keys.sorted() {
            guard let known = peers[peer], roster.node(id: known.nodeID) == nil else { continue }
            drop(peer, .unknownNode(known.nodeID))
        }
    }
}
