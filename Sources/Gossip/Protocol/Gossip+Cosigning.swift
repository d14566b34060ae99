import Cryptography
import Ledger
import TransparencyLog

// Cosignatures: giving ours, collecting those of others, and the quorum they make.

extension Gossip {
    /// Cosigns the head of a log at once if nothing stands against it, and remembers when to do it again.
    ///
    /// Two roots of one size or a smaller head can never be cosigned: only `head` is, and it never shrinks or changes.
    mutating func cosign(_ index: Int, now: UInt64) -> Cosignature? {
        guard let make = crypto.cosign, let record = replicas[index].currentRecord, maySitFor(index) else { return nil }
        let seconds = now / 1_000
        // A clock that was set back must not make an older time than the one already given.
        guard seconds > replicas[index].cosigning.time || record.head.size > replicas[index].cosigning.size else {
            return nil
        }
        if let refusal = refusal(index, record, now: now) {
            noteRefusal(refusal, index)
            return nil
        }
        guard seconds >= replicas[index].cosigning.time, let line = make(record.head.note.text, seconds),
            let cosignature = Cosignature(line),
            let seat = roster.cosigner(of: replicas[index].origin, name: line.name, keyID: line.keyID)?.seat
        else { return nil }
        replicas[index].cosigning = CosigningState(
            size: record.head.size, time: seconds, due: now &+ recosignPeriod)
        let last = replicas[index].recent.count - 1
        _ = replicas[index].recent[last].cosignatures.insert(cosignature, of: seat.operatorID)
        return cosignature
    }

    private var recosignPeriod: UInt64 {
        replicas.count > timing.manyLogs ? timing.recosignManyLogs : timing.recosign
    }

    /// This node has a seat for the log: a cosigner of another operator than the host's, and the log is not frozen.
    private func maySitFor(_ index: Int) -> Bool {
        guard let operatorID, let nodeID, roster.node(id: nodeID)?.cosigner != nil, !replicas[index].isFrozen,
            replicas[index].log.size == replicas[index].headSize,
            let host = roster.hostOperatorID(of: replicas[index].origin)
        else { return false }
        return !host.utf8.elementsEqual(operatorID.utf8)
    }

    private func refusal(_ index: Int, _ record: HeadRecord, now: UInt64) -> CosignRefusal? {
        if roster.isExpired(at: now) { return .rosterExpired }
        switch waiting(index, now: now) {
        case .waitingForPeers(let shown, let needed): return .waitingForPeers(shown: shown, needed: needed)
        case .fetchingOwnEntries: return .waitingForPeers(shown: 0, needed: 1)
        default: break
        }
        // What a quorum has accepted is not judged again.
        if let attested = replicas[index].attested, attested.record.head.size >= record.head.size { return nil }
        guard let seal = replicas[index].log.lastSeal else { return nil }
        if seal.time > now, seal.time - now > timing.clockAhead {
            return .sealAhead(seconds: (seal.time - now) / 1_000)
        }
        if seal.seal.roster < roster.version, now &- rosterAdoptedAt >= timing.rosterGrace {
            return .oldRoster(seal.seal.roster)
        }
        if replicas[index].cosigning.urgentRecoveryAt == record.head.size
            || replicas[index].hasUrgentRecovery(now: now, notice: timing.recoveryNotice)
        {
            return .ripeRecovery
        }
        return nil
    }

    private mutating func noteRefusal(_ refusal: CosignRefusal, _ index: Int) {
        // Waiting after a start is the normal case and shows in the status.
        if case .waitingForPeers = refusal { return }
        if refusal == .ripeRecovery { replicas[index].cosigning.urgentRecoveryAt = replicas[index].headSize }
        guard replicas[index].cosigning.refusal != refusal else { return }
        replicas[index].cosigning.refusal = refusal
        tell(.notCosigned(replicas[index].origin, size: replicas[index].headSize, reason: refusal))
    }

    /// Cosigns a head that is stored already: for the first time, or again because the last time is long ago.
    mutating func cosignIfDue(_ index: Int, now: UInt64) {
        let state = replicas[index].cosigning
        guard state.size < replicas[index].headSize || now >= state.due, let cosignature = cosign(index, now: now),
            let record = replicas[index].currentRecord
        else { return }
        effects.append(.storeCosignatures(record.stored))
        attestIfQuorum(index)
        sendToAll(cosignaturePush(of: record, [cosignature], wantsAnswer: false))
    }

    mutating func receive(_ push: CosignaturePush, from peer: PeerID, now: UInt64) {
        guard let index = replicaIndex[push.origin], !replicas[index].isFrozen else { return }
        guard let place = replicas[index].record(size: push.size, root: push.root) else {
            // A smaller head is history. A larger one is most likely on its way from its writer: the cosignature waits for
            // it, and the next tick asks for what has not come by then.
            if push.size > replicas[index].headSize {
                let claimed = peers[peer]?.claims[push.origin] ?? 0
                peers[peer]?.claims[push.origin] = max(push.size, claimed)
                if push.cosignatures.count <= GossipLimits.earlyCosignatures { replicas[index].early[peer] = push }
            }
            return
        }
        let before = replicas[index].recent[place].cosignatures
        guard merge(push.cosignatures, into: place, index, from: peer, now: now) else { return }
        guard push.wantsAnswer else { return }
        // Only what the peer did not list and does not have newer.
        let missing = before.cosignatures.filter { ours in
            !push.cosignatures.contains {
                $0.keyID == ours.keyID && $0.name.utf8.elementsEqual(ours.name.utf8) && $0.timestamp >= ours.timestamp
            }
        }
        if !missing.isEmpty {
            send(cosignaturePush(of: replicas[index].recent[place], missing, wantsAnswer: false), to: peer)
        }
    }

    /// Takes in the cosignatures that count; false if the peer has been dropped for one of them.
    ///
    /// Those by keys the roster does not know, by the host's own operator, from the future or after the roster's expiry
    /// do not count. One that names a known key and does not verify was relayed unchecked or made up.
    private mutating func merge(
        _ cosignatures: [Cosignature], into place: Int, _ index: Int, from peer: PeerID, now: UInt64
    ) -> Bool {
        let head = replicas[index].recent[place].head
        var changed = false
        for cosignature in cosignatures {
            guard !replicas[index].recent[place].cosignatures.contains(cosignature),
                let found = roster.cosigner(of: head.origin, name: cosignature.name, keyID: cosignature.keyID),
                let line = cosignature.line, isTimely(cosignature, now: now)
            else { continue }
            guard spend(Work.signature, of: peer, now: now) else { return false }
            guard crypto.signatures.isValid(line, of: head.note.text, by: found.key) else {
                drop(peer, .invalidSignature("cosignature of \(head.origin.text) by \(cosignature.name)"))
                return false
            }
            let operatorID = found.seat.operatorID
            if replicas[index].recent[place].cosignatures.insert(cosignature, of: operatorID) { changed = true }
        }
        if changed {
            effects.append(.storeCosignatures(replicas[index].recent[place].stored))
            attestIfQuorum(index)
        }
        return true
    }

    /// Cosignatures that came before the head they are of.
    mutating func mergeEarly(_ index: Int, now: UInt64) {
        guard !replicas[index].early.isEmpty else { return }
        let size = replicas[index].headSize
        let early = replicas[index].early.filter { $0.value.size <= size }.sorted { $0.key < $1.key }
        for (peer, push) in early {
            replicas[index].early[peer] = nil
            guard peers[peer] != nil, let place = replicas[index].record(size: push.size, root: push.root) else {
                continue
            }
            _ = merge(push.cosignatures, into: place, index, from: peer, now: now)
        }
    }

    /// Cosignature lines in a note that came with a head.
    mutating func mergeCosignatures(
        of note: SignedNote, head: SignedHead, _ index: Int, from peer: PeerID, now: UInt64
    ) {
        guard let place = replicas[index].record(size: head.size, root: head.root), !replicas[index].isFrozen else {
            return
        }
        _ = merge(note.signatures.compactMap(Cosignature.init), into: place, index, from: peer, now: now)
    }

    private func isTimely(_ cosignature: Cosignature, now: UInt64) -> Bool {
        let (milliseconds, overflow) = cosignature.timestamp.multipliedReportingOverflow(by: 1_000)
        return !overflow && milliseconds <= now &+ timing.clockAhead && !roster.isExpired(at: milliseconds)
    }

    /// Looks for the largest head with a quorum; a later time of the same head counts as progress too.
    mutating func attestIfQuorum(_ index: Int) {
        let replica = replicas[index]
        let quorum = roster.quorum(of: replica.origin)
        for record in replica.recent.reversed() {
            // Without a quorum nobody but the host can attest: the time of its seal stands for it.
            let sealTime = quorum == 0 ? record.state?.lastSeal.map { $0.time / 1_000 } : nil
            guard let time = sealTime ?? record.cosignatures.attestationTime(quorum: quorum) else { continue }
            if let old = replica.attested {
                guard record.head.size >= old.record.head.size else { return }
                guard record.head.size > old.record.head.size || time > old.time else {
                    replicas[index].attested?.record = record
                    return
                }
            }
            replicas[index].attested = AttestedHead(record: record, time: time)
            replicas[index].forgetRecoveries(below: record.head.size)
            effects.append(.attestedAdvanced(replica.origin, size: record.head.size, time: time))
            return
        }
    }
}
