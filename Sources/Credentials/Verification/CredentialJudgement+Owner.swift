import Cryptography
import DID
import JSON
import Ledger

/// Who signed the presentation.
struct Presenters {
    /// Keys whose proof answers what the verifier asked.
    var answering: Set<VerificationKey> = []
    /// Keys whose proof holds but answers another verifier or an earlier request.
    var repeating: Set<VerificationKey> = []
    /// Keys whose proof holds where nothing was asked, so that a repetition would not show.
    var unasked: Set<VerificationKey> = []
}

extension CredentialJudgement {
    /// Owner and holder, where the credential is presented; otherwise only trouble about the owner.
    func ownerChecks(_ ledger: LedgerAnswer) -> [Check] {
        let owner = self.owner(ledger)
        guard let presenters else { return owner.isTrouble ? [ownerCheck(owner, isRequired: false)] : [] }
        return [ownerCheck(owner, isRequired: true), holderCheck(owner, presenters)]
    }

    private enum Owner {
        case key(VerificationKey, reason: String)
        /// Recognised by an identifier that the verifier knows.
        case recognised(String)
        case nobody(String)
        case unknown(String)
        case contested(String)
        case refuted(String)

        var isTrouble: Bool {
            switch self {
            case .contested, .refuted: true
            case .key, .recognised, .nobody, .unknown: false
            }
        }
    }

    private func owner(_ ledger: LedgerAnswer) -> Owner {
        if ledger.isAbsent { return namedOwner() }
        guard let evidence = ledger.evidence else { return .unknown("without a status proof the owner is not known") }
        switch evidence.owner {
        case .key(let key):
            return .key(.ed25519(key), reason: "the log names the key \(Multikey.encode(.ed25519(key)))")
        case .unowned: return recognisedOwner(else: "nobody owns it yet; the learner can claim it from the issuer")
        case .refuted(let reason): return .refuted(reason)
        case .recoveryPending(let time):
            let date = DateTime(milliseconds: time).map { " on \($0)" } ?? ""
            return .contested("a recovery is pending: it may get another owner\(date)")
        case .contested(let reason): return .contested(reason)
        case .unproven(let reason): return .unknown(reason)
        }
    }

    /// Without a log the issuer's word stands: the subject is the owner, and no change could have been recorded.
    private func namedOwner() -> Owner {
        guard let subject = credential.subjectID else { return recognisedOwner(else: "it names no owner's key") }
        guard let key = try? DIDKey.parse(subject) else { return .unknown("the subject \(subject) is not a key") }
        return .key(key, reason: "the issuer names the key; no log could record a change")
    }

    private func recognisedOwner(else reason: String) -> Owner {
        for known in policy.knownIdentifiers {
            for identity in credential.subjectIdentifiers {
                guard let match = identity.match(known.value, type: known.type) else { continue }
                let how = match == .asGiven ? "" : ", written in lower case"
                return .recognised("nobody's key is bound to it, but its \(known.type) is the one you know\(how)")
            }
        }
        return .nobody(reason)
    }

    private func ownerCheck(_ owner: Owner, isRequired: Bool) -> Check {
        let place = self.place.appending("credentialSubject")
        func check(_ outcome: Outcome, _ reason: String, _ code: VerdictCode? = nil) -> Check {
            Check(.owner, outcome, reason, at: place, code: code)
        }
        switch owner {
        case .key(_, let reason): return check(.pass, reason)
        case .recognised(let reason): return check(.warn, reason)
        case .nobody(let reason), .unknown(let reason): return check(.unknown, reason, .unknown)
        case .contested(let reason): return check(isRequired ? .unknown : .warn, reason, isRequired ? .contested : nil)
        case .refuted(let reason): return check(.fail, reason, .notOwner)
        }
    }

    private func holderCheck(_ owner: Owner, _ presenters: Presenters) -> Check {
        let place = self.place.appending("credentialSubject")
        func check(_ outcome: Outcome, _ reason: String, _ code: VerdictCode? = nil) -> Check {
            Check(.holder, outcome, reason, clause: "VC Data Model 2.0, 4.13", at: place, code: code)
        }
        switch owner {
        case .recognised(let reason): return check(.warn, reason)
        case .nobody, .unknown, .contested, .refuted:
            return check(.unknown, "without a known owner nobody can be told from the owner", .unknown)
        case .key(let key, _):
            if presenters.answering.contains(key) { return check(.pass, "its owner signed this presentation") }
            if presenters.repeating.contains(key) {
                return check(.fail, "its owner signed a presentation for another verifier or request", .notOwner)
            }
            if presenters.unasked.contains(key) {
                return check(
                    .unknown, "its owner signed this presentation once, but not in answer to a request of yours",
                    .unknown)
            }
            return check(.fail, "its owner, \(Multikey.encode(key)), did not sign this presentation", .notOwner)
        }
    }
}
