public import Cryptography

/// Builds the next entries of a log: valid ones only, all of one time, with a seal at the end.
///
/// A value: nothing is written. Whoever holds it stores the batch and only then goes on with its state; dropping it
/// leaves no trace. Counters are filled in from the state as it is after the entries already in the batch.
public struct LogWriter: Sendable {
    /// The state after the entries so far.
    public private(set) var state: LogState
    /// The time of every entry of the batch, milliseconds since 1970.
    public let time: UInt64
    /// The roster version that seals name.
    public let roster: UInt32
    /// Index of the first entry of the batch.
    public let firstIndex: UInt64
    /// The entries so far.
    public private(set) var entries: [[UInt8]] = []
    /// What they changed in the exception map, in order.
    public private(set) var changes: [ExceptionChange] = []

    /// - Parameters:
    ///   - roster: version of the roster the writer goes by.
    ///   - now: milliseconds since 1970; the last entry's time is taken where the clock is behind it.
    /// - Throws: `rosterGoesBack`, or `cannotSeal` for a log that has no way to a valid seal any more.
    public init(_ state: LogState, roster: UInt32, now: UInt64) throws(LogWriteError) {
        guard roster >= state.lastRoster else {
            throw .rosterGoesBack(last: state.lastRoster, given: roster)
        }
        guard state.canBeSealed else { throw .cannotSeal }
        self.state = state
        self.roster = roster
        time = max(state.lastTime, now)
        firstIndex = state.size
    }

    /// Adds an entry; the writer is unchanged if it throws.
    ///
    /// Sets a seal of its own before it where the range of a later one would become too long.
    ///
    /// - Returns: the index of the entry.
    @discardableResult
    public mutating func append(_ body: EntryBody) throws(LogWriteError) -> UInt64 {
        if case .seal = body { throw .ownSeal }
        return try append { _ in body }
    }

    /// The same for an entry with a counter in it, which is looked up only after the seal before it: that may have made
    /// a recovery ripe.
    private mutating func append(_ body: (LogState) -> EntryBody) throws(LogWriteError) -> UInt64 {
        guard state.size - state.nextSealStart == Seal.rangeLimit - 1 else {
            try add(body(state))
            return state.size - 1
        }
        let before = state
        try addSeal()
        do {
            try add(body(state))
        } catch {
            state = before
            entries.removeLast()
            throw error
        }
        return state.size - 1
    }

    /// Adds a batch of credentials.
    @discardableResult
    public mutating func issue(_ tree: IssuanceTree) throws(LogWriteError) -> UInt64 { try append(tree.body) }

    /// Adds the next status entry of a credential.
    @discardableResult
    public mutating func changeStatus(
        of tag: Digest, to next: CredentialState, reason: UInt16, evidence: Digest = .zero
    ) throws(LogWriteError) -> UInt64 {
        try append { state in
            .status(
                StatusChange(
                    tag: tag, sequence: state.standing(of: tag).statusSequence &+ 1, state: next, reason: reason,
                    evidence: evidence))
        }
    }

    /// Adds the first owner of an unowned credential.
    @discardableResult
    public mutating func claim(
        _ tag: Digest, nonce: Digest, ownerCommit: Digest
    ) throws(LogWriteError) -> UInt64 {
        guard !ownerCommit.isZero else { throw .noOwner }
        return try append(.claim(Claim(tag: tag, nonce: nonce, ownerCommit: ownerCommit)))
    }

    /// Adds a rotation that the owner has signed.
    @discardableResult
    public mutating func rotate(_ rotation: Rotation) throws(LogWriteError) -> UInt64 { try append(.rotate(rotation)) }

    /// Adds a recovery that counts after `wait` milliseconds.
    @discardableResult
    public mutating func recover(
        _ tag: Digest, ownerCommit: Digest, evidence: Digest = .zero, wait: UInt64 = Recovery.usualWait
    ) throws(LogWriteError) -> UInt64 {
        guard !ownerCommit.isZero else { throw .noOwner }
        let (notBefore, overflow) = time.addingReportingOverflow(wait)
        guard !overflow else { throw .void(.waitingTime) }
        return try append { state in
            .recover(
                Recovery(
                    tag: tag, sequence: state.standing(of: tag).ownerSequence &+ 1, ownerCommit: ownerCommit,
                    notBefore: notBefore, evidence: evidence))
        }
    }

    /// The batch, closed by a seal. Without other entries it is a seal alone.
    public func sealed() throws(LogWriteError) -> SealedBatch {
        var writer = self
        try writer.addSeal()
        return SealedBatch(
            state: writer.state, firstIndex: firstIndex, entries: writer.entries, changes: writer.changes)
    }

    private mutating func addSeal() throws(LogWriteError) {
        state.hashMap()
        try add(
            .seal(Seal(from: state.nextSealStart, to: state.size, roster: roster, mapRoot: state.map.rootHash)))
    }

    /// Void entries would stay in the log for ever, so they are refused before they get there.
    private mutating func add(_ body: EntryBody) throws(LogWriteError) {
        let bytes = Entry(time: time, body: body).encoded()
        do {
            let effect = try state.applyValid(bytes)
            if case .changed(let change) = effect { changes.append(change) }
        } catch {
            throw .void(error)
        }
        entries.append(bytes)
    }
}

/// Entries ready to be stored: they follow the state they were made from and end in a valid seal.
public struct SealedBatch: Sendable {
    /// The state after them.
    public let state: LogState
    /// Index of the first of them.
    public let firstIndex: UInt64
    public let entries: [[UInt8]]
    /// What they changed in the exception map, in order; of two for one credential the later counts.
    public let changes: [ExceptionChange]
}

/// Why an entry is not written.
public enum LogWriteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry would be void.
    case void(VoidReason)
    /// The writer's roster is older than the one in the last seal.
    case rosterGoesBack(last: UInt32, given: UInt32)
    /// More entries since the last valid seal than a seal may span.
    case cannotSeal
    /// Seals are made by the writer alone.
    case ownSeal
    /// An all-zero owner commitment, which nobody can ever open.
    case noOwner

    public var description: String {
        switch self {
        case .void(let reason): "The entry was not written, it would be void: \(reason)."
        case .rosterGoesBack(let last, let given):
            "The log was sealed under roster version \(last); version \(given) is older. Fetch the newer roster."
        case .cannotSeal:
            "The log has \(Seal.rangeLimit) or more entries since its last valid seal and can never be sealed again."
        case .ownSeal: "Seals are added by the writer itself."
        case .noOwner: "An owner commitment must not be all zero: nobody could ever open it."
        }
    }
}
