public import Cryptography
import TransparencyLog

extension LogState {
    /// Appends an entry and gives it its effect, if it is valid.
    @discardableResult
    public mutating func apply(_ entry: [UInt8]) -> ReplayOutcome {
        apply(entry, leafHash: MerkleTree.leafHash(entry))
    }

    /// The same for whoever has hashed the entry already; `leafHash` must be its RFC 6962 leaf hash.
    @discardableResult
    public mutating func apply(_ entry: [UInt8], leafHash: Digest) -> ReplayOutcome {
        do {
            return .applied(try applyValid(entry, leafHash: leafHash))
        } catch {
            tree.append(leafHash: leafHash)
            return .void(error)
        }
    }

    /// Appends an entry only if it is valid; the state is as before if it throws.
    mutating func applyValid(_ bytes: [UInt8], leafHash: Digest? = nil) throws(VoidReason) -> LogEffect {
        let entry: Entry
        do { entry = try Entry(parsing: bytes) } catch { throw .unparseable(error) }
        let effect = try judge(entry)
        lastTime = entry.time
        tree.append(leafHash: leafHash ?? MerkleTree.leafHash(bytes))
        return effect
    }

    /// Changes the state only if it does not throw.
    private mutating func judge(_ entry: Entry) throws(VoidReason) -> LogEffect {
        guard entry.time >= lastTime else { throw .timeDecreases }
        switch entry.body {
        case .issuance: return .issued
        case .status(let change): return try judge(change, time: entry.time)
        case .claim(let claim): return try judge(claim)
        case .rotate(let rotation): return try judge(rotation)
        case .recover(let recovery): return try judge(recovery, time: entry.time)
        case .seal(let seal): return try judge(seal, time: entry.time)
        }
    }

    private mutating func judge(_ change: StatusChange, time: UInt64) throws(VoidReason) -> LogEffect {
        var (key, value) = slot(of: change.tag)
        guard follows(change.sequence, value.statusSequence) else { throw .statusSequence }
        guard value.state.canBecome(change.state) else { throw .statusStep }
        value.state = change.state
        value.reason = change.reason
        value.statusSequence = change.sequence
        value.statusTime = time
        return set(value, at: key, of: change.tag, kind: .status)
    }

    /// A claim leaves a pending recovery alone: only a rotation shows that the owner still has the keys.
    private mutating func judge(_ claim: Claim) throws(VoidReason) -> LogEffect {
        var (key, value) = slot(of: claim.tag)
        guard value.ownerSequence == 0 else { throw .ownerStands }
        guard Commitment.tag(nonce: claim.nonce, ownerCommit: Commitment.unowned) == claim.tag else {
            throw .tagDoesNotOpen
        }
        value.ownerSequence = 1
        value.ownerCommit = claim.ownerCommit
        return set(value, at: key, of: claim.tag, kind: .claim)
    }

    private mutating func judge(_ rotation: Rotation) throws(VoidReason) -> LogEffect {
        var (key, value) = slot(of: rotation.tag)
        guard follows(rotation.sequence, value.ownerSequence) else { throw .ownerSequence }
        if value.ownerSequence == 0 {
            let opened = Commitment.tag(nonce: rotation.nonce, ownerCommit: rotation.committedBefore)
            guard opened == rotation.tag else { throw .tagDoesNotOpen }
        } else {
            guard rotation.nonce.isZero else { throw .nonceNotZero }
            guard rotation.committedBefore == value.ownerCommit else { throw .notCommitted }
        }
        guard rotation.isSigned(for: origin) else { throw .signature }
        value.ownerSequence = rotation.sequence
        value.ownerCommit = rotation.ownerCommit
        value.clearPending()
        return set(value, at: key, of: rotation.tag, kind: .rotate)
    }

    private mutating func judge(_ recovery: Recovery, time: UInt64) throws(VoidReason) -> LogEffect {
        var (key, value) = slot(of: recovery.tag)
        guard follows(recovery.sequence, value.ownerSequence) else { throw .ownerSequence }
        // `notBefore - time` cannot underflow once the first comparison holds.
        guard recovery.notBefore >= time,
            (Recovery.shortestWait...Recovery.longestWait).contains(recovery.notBefore - time)
        else { throw .waitingTime }
        value.pendingCommit = recovery.ownerCommit
        value.pendingNotBefore = recovery.notBefore
        return set(value, at: key, of: recovery.tag, kind: .recover)
    }

    private mutating func judge(_ seal: Seal, time: UInt64) throws(VoidReason) -> LogEffect {
        guard seal.from == nextSealStart else { throw .sealFrom }
        guard seal.to == size else { throw .sealTo }
        guard seal.to - seal.from < Seal.rangeLimit else { throw .sealRange }
        guard seal.roster >= lastRoster else { throw .sealRoster }
        hashMap()
        guard seal.mapRoot == hashedMap.rootHash else { throw .sealMapRoot }
        lastSeal = SealRecord(seal: seal, time: time)
        return .sealed(seal)
    }

    /// Where a credential stands in the map and what counts for it before the next entry is judged.
    private func slot(of tag: Digest) -> (key: Digest, value: MapValue) {
        let key = Commitment.mapKey(tag)
        let value = changes[key] ?? hashedMap.value(key: key) ?? MapValue()
        return (key, value.settled(at: lastSeal?.time ?? 0))
    }

    private mutating func set(_ value: MapValue, at key: Digest, of tag: Digest, kind: EntryKind) -> LogEffect {
        var value = value
        value.lastIndex = size
        changes[key] = value
        return .changed(ExceptionChange(kind: kind, tag: tag, key: key, value: value))
    }

    /// Hashes what changed into the map.
    mutating func hashMap() {
        guard !changes.isEmpty else { return }
        hashedMap = hashedMap.merging(changes)
        changes.removeAll(keepingCapacity: true)
    }

    /// A counter at its end has no successor: further entries are void.
    private func follows(_ next: UInt32, _ last: UInt32) -> Bool {
        last < UInt32.max && next == last + 1
    }
}
