import Credentials
import Cryptography
import Gossip
import Ledger

/// What this node's own copies of the logs say about a credential, beside what a status proof says.
///
/// A mirror may know more than a proof that came along: a revocation an hour after it, or one that is stored and replayed
/// but not yet cosigned by a quorum. The worse of the two counts. A mirror never makes anything better than the proof
/// does: that a credential was anchored it can say only with the credential's receipt, which is in the proof.
struct Mirror: Sendable {
    struct Log: Sendable {
        let state: LogState
        let isFrozen: Bool
    }

    let logs: [Origin: Log]

    func overlay(_ proven: StatusEvidence?, _ query: StatusQuery) -> StatusEvidence? {
        guard let log = logs[query.origin] else { return proven }
        var evidence =
            proven
            ?? StatusEvidence(
                anchor: .unproven("there is no status proof for this credential"),
                standing: .unproven("there is no status proof for this credential"),
                owner: .unproven("there is no status proof for this credential"), attestedAt: nil, cosigners: 0)
        let standing = log.state.standing(of: query.tag)
        if standing.hasPendingRecovery {
            evidence.owner = .recoveryPending(notBefore: standing.pendingNotBefore)
        } else if standing.ownerSequence > evidence.ownerSequence, evidence.owner.isKnown {
            evidence.owner = .unproven("its owner has changed since the status proof was made; ask for a fresh one")
        }
        if standing.state.severity > evidence.standing.severity {
            evidence.standing = .proven(standing.state, reason: standing.reason, since: standing.statusTime)
        }
        if log.isFrozen, evidence.standing.severity < CredentialState.revoked.severity {
            evidence.standing = .unproven(
                "the log \(query.origin.text) has signed two stories and is frozen until its consortium resolves it")
        }
        return evidence
    }
}

extension CredentialState {
    /// How bad it is; an issuer's worst word counts.
    var severity: Int {
        switch self {
        case .active: 0
        case .superseded: 1
        case .suspended: 2
        case .revoked: 3
        }
    }
}

extension StatusEvidence.Standing {
    fileprivate var severity: Int {
        switch self {
        case .proven(let state, _, _): state.severity
        case .unproven: 0
        }
    }
}

extension StatusEvidence.Owner {
    fileprivate var isKnown: Bool {
        switch self {
        case .key, .unowned: true
        case .refuted, .recoveryPending, .contested, .unproven: false
        }
    }
}

extension Replicator {
    func mirror() -> Mirror {
        var logs: [Origin: Mirror.Log] = [:]
        for origin in durable.roster.origins {
            guard let state = durable.state(of: origin) else { continue }
            logs[origin] = Mirror.Log(state: state, isFrozen: !durable.evidence(against: origin).isEmpty)
        }
        return Mirror(logs: logs)
    }
}
