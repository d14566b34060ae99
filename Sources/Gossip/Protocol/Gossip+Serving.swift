import Cryptography
import Ledger
public import TransparencyLog

// Answering peers that catch up. The store reads while the value goes on.

extension Gossip {
    mutating func receive(_ request: EntriesRequest, from peer: PeerID, now: UInt64) {
        guard let index = replicaIndex[request.origin] else { return }
        guard let record = replicas[index].currentRecord else {
            return reply(to: request, peer, note: nil)
        }
        let head = record.head
        guard spend(Work.message + record.cosignatures.count / Work.cosignaturesPerUnit, of: peer, now: now) else {
            return
        }
        guard request.from < head.size else {
            // Nothing to give. At one size the roots tell whether both are of one history; the note is the proof.
            return reply(to: request, peer, note: record.note)
        }
        if request.from == 0, request.limit == 0 { return reply(to: request, peer, note: record.note) }
        guard let known = peers[peer], known.readsUnderWay < GossipLimits.readsPerPeer,
            spend(Work.read, of: peer, now: now)
        else { return }
        let id = nextReadID
        nextReadID &+= 1
        peers[peer]?.readsUnderWay += 1
        reads[id] = PendingRead(
            peer: peer, request: request, target: record, deadline: now &+ timing.readTimeout)
        effects.append(
            .read(
                ReadRequest(
                    id: id, origin: request.origin, from: request.from, root: request.root,
                    maxEntries: Int(request.limit), target: head.size)))
    }

    private mutating func reply(
        to request: EntriesRequest, _ peer: PeerID, note: SignedNote?, entries: [[UInt8]] = [], proof: [Digest] = []
    ) {
        let reply = EntriesReply(origin: request.origin, from: request.from, note: note, entries: entries, proof: proof)
        send(.entries(reply), to: peer)
    }

    mutating func answer(_ read: EntriesRead, now: UInt64) {
        guard let pending = reads.removeValue(forKey: read.id), peers[pending.peer] != nil else { return }
        peers[pending.peer]?.readsUnderWay -= 1
        let request = pending.request
        switch read.outcome {
        case .entries(let entries, let proof):
            let bytes = entries.reduce(0) { $0 + $1.count }
            guard spend(bytes / Work.bytesPerUnit, of: pending.peer, now: now) else { return }
            reply(to: request, pending.peer, note: pending.target.note, entries: entries, proof: proof)
        case .diverged(let root, let proof):
            send(
                .divergence(
                    Divergence(
                        origin: request.origin, size: request.from, root: root, note: pending.target.head.note,
                        proof: proof)), to: pending.peer)
        case .failed:
            break
        }
    }

    /// Reads that the store never answered.
    mutating func expireReads(now: UInt64) {
        for (id, pending) in reads where now >= pending.deadline {
            reads[id] = nil
            peers[pending.peer]?.readsUnderWay -= 1
        }
    }
}

extension ReadRequest {
    /// Does the whole task for a shell that has the entries and tiles at hand.
    ///
    /// - Parameters:
    ///   - tiles: the tree of the log, at least up to `target`.
    ///   - entries: the entries with indexes in a range, in order; it may stop early.
    public func read(
        tiles: some TileReader, entries: (Range<UInt64>) throws -> [[UInt8]]
    ) throws -> EntriesRead {
        let root = from == 0 ? MerkleTree.emptyRoot : try TiledTree.root(size: from, reader: tiles)
        guard root == self.root else {
            let proof = try TiledTree.proveConsistency(from: from, to: target, reader: tiles)
            return EntriesRead(id: id, outcome: .diverged(root: root, proof: proof.hashes))
        }
        guard maxEntries > 0, target > from else {
            return EntriesRead(id: id, outcome: .entries([], proof: []))
        }
        let end = from + min(UInt64(maxEntries), target - from)
        let chunk = Self.bounded(try entries(from..<end))
        // Entries up to the target are stored. A store without them must not look like a peer that holds them back.
        guard !chunk.isEmpty else { return EntriesRead(id: id, outcome: .failed) }
        let last = from + UInt64(chunk.count)
        guard last < target else { return EntriesRead(id: id, outcome: .entries(chunk, proof: [])) }
        let proof = try TiledTree.proveConsistency(from: last, to: target, reader: tiles)
        return EntriesRead(id: id, outcome: .entries(chunk, proof: proof.hashes))
    }

    private static func bounded(_ entries: [[UInt8]]) -> [[UInt8]] {
        var bytes = 0
        let count = entries.prefix { entry in
            bytes += entry.count
            return bytes <= GossipLimits.chunkBytes
        }.count
        return Array(entries.prefix(count))
    }
}
