import JSON

extension EntryLookup {
    static let entryClause = "Bitstring Status List 1.0, 2.1"
    private static let listClause = "Bitstring Status List 1.0, 2.2"
    private static let validationClause = "Bitstring Status List 1.0, 3.2"

    /// Section 3.2, in its order. A doubt about age or length does not help a credential that was revoked for good.
    mutating func bitstring(_ entry: StatusListEntry, _ documents: StatusDocuments) -> StatusListFinding {
        self.entry = entry
        list = entry.list
        notes = entry.notes
        clause = Self.validationClause
        let document: StatusDocument
        switch documents(entry.list) {
        case .unavailable(let why): return unknown("the status list cannot be had: \(why)")
        case .found(let found): document = found
        }
        switch document.proof {
        case .verified: break
        case .absent: return unknown("the status list is not signed")
        case .doubtful(let why): return unknown("the status list is not shown to be its issuer's: \(why)")
        }
        let list: StatusListCredential
        switch document.content {
        case .success(.list(let found)): list = found
        case .success(.revocations): return unknown("there is a revocation list where a bitstring should be")
        case .failure(let error):
            clause = Self.listClause
            return unknown("the status list cannot be read: \(error)")
        }
        if let objection = objection(list, document, entry) { return unknown(objection) }
        let doubt =
            staleness(document, timeToLive: list.timeToLive, stated: list.credential.validFrom) ?? expiry(list)
            ?? shortness(list, entry)
        guard let value = list.bits.value(at: entry.index, size: entry.size) else {
            let entries = list.bits.entryCount(size: entry.size)
            return unknown("\(StatusListError.indexOutOfRange(entry.index, entries: entries))")
        }
        let read = standing(value, entry)
        guard let doubt else { return read }
        guard case .revoked = read.standing else { return unknown(doubt) }
        notes.append(doubt)
        return finding(read.standing, read.reason)
    }

    /// Why the list does not speak of the credential at all.
    private mutating func objection(
        _ list: StatusListCredential, _ document: StatusDocument, _ entry: StatusListEntry
    ) -> String? {
        guard list.form == entry.form else { return "the status list is of another kind than the entry says" }
        let view = list.credential
        switch view.id {
        case let id? where id.utf8.elementsEqual(entry.list.utf8): break
        case let id where document.delivery == .relayed:
            return "the list that was handed over is \(id ?? "one without id"), not \(entry.list)"
        case let id?: notes.append("the list calls itself \(id)")
        case nil: break
        }
        guard let keeper = view.issuerID else { return "the status list names no issuer" }
        guard isKeeperAllowed(keeper) else {
            return "the status list is kept by \(keeper), not by the credential's issuer"
        }
        guard list.purposes.contains(where: { $0.utf8.elementsEqual(entry.purpose.utf8) }) else {
            return "the list is for \(list.purposes.joined(separator: ", ")), the entry asks for \(entry.purpose)"
        }
        if let from = view.validFrom {
            let (latest, overflow) = policy.now.addingReportingOverflow(policy.clockTolerance)
            if from.milliseconds > Int64(clamping: overflow ? policy.now : latest) {
                return "the status list is not valid before \(from)"
            }
        } else if view.json["validFrom"] != nil || view.json["issuanceDate"] != nil {
            return "since when the status list is valid cannot be read"
        }
        return nil
    }

    private func expiry(_ list: StatusListCredential) -> String? {
        let view = list.credential
        if let until = view.validUntil {
            return until.milliseconds < Int64(clamping: policy.now) ? "the status list expired on \(until)" : nil
        }
        let isUnreadable = view.json["validUntil"] != nil || view.json["expirationDate"] != nil
        return isUnreadable ? "until when the status list is valid cannot be read" : nil
    }

    private mutating func shortness(_ list: StatusListCredential, _ entry: StatusListEntry) -> String? {
        let count = list.bits.entryCount(size: entry.size)
        guard count < policy.minimumEntryCount else { return nil }
        let text = "the list has \(count) entries, \(policy.minimumEntryCount) are asked for"
        if policy.refusesShortLists { return text }
        notes.append(text)
        return nil
    }

    private func standing(_ value: UInt16, _ entry: StatusListEntry) -> StatusListFinding {
        let message = entry.messages[value]
        let quoted = message.map { ": \($0)" } ?? ""
        switch entry.purpose {
        case StatusPurpose.message:
            return finding(.message(value, message), "the issuer's message is \(value)\(quoted)")
        case StatusPurpose.revocation:
            return value == 0
                ? finding(.active, "not revoked") : finding(.revoked(reason: message), "revoked\(quoted)")
        case StatusPurpose.suspension:
            return value == 0 ? finding(.active, "not suspended") : finding(.suspended, "suspended\(quoted)")
        case StatusPurpose.refresh:
            return value == 0
                ? finding(.active, "the issuer has nothing newer")
                : finding(.outdated, "the issuer has a newer version\(quoted)")
        default:
            // What a purpose nobody knows means once it is set, nobody knows either.
            return value == 0
                ? finding(.active, "the status '\(entry.purpose)' is not set")
                : unknown(
                    "the status '\(entry.purpose)' is set to \(value)\(quoted); what that means is not known here")
        }
    }
}
