import JSON

extension EntryLookup {
    private static let revocationClause = "1EdTech Revocation List 1.0"

    mutating func revocationList(_ status: CredentialStatus, _ documents: StatusDocuments) -> StatusListFinding {
        clause = Self.revocationClause
        guard let url = status.json["id"]?.string, !url.isEmpty else {
            return unknown("the status entry does not say where the revocation list is")
        }
        list = url
        guard let id = credential.id else { return unknown("the credential has no id by which a list could name it") }
        let document: StatusDocument
        switch documents(url) {
        case .unavailable(let why): return unknown("the revocation list cannot be had: \(why)")
        case .found(let found): document = found
        }
        // Without a signature only the connection says whose list it is.
        switch (document.proof, document.delivery) {
        case (.verified, _): break
        case (.absent, .retrieved): notes.append("the revocation list is not signed")
        case (.absent, .relayed): return unknown("a revocation list is not signed and must come from its own URL")
        case (.doubtful(let why), _): return unknown("the revocation list is not shown to be its issuer's: \(why)")
        }
        let found: RevocationList
        switch document.content {
        case .success(.revocations(let revocations)): found = revocations
        case .success(.list): return unknown("there is a bitstring where a revocation list should be")
        case .failure(let error): return unknown("the revocation list cannot be read: \(error)")
        }
        if let name = found.id, !name.utf8.elementsEqual(url.utf8) {
            guard document.delivery == .retrieved else {
                return unknown("the list that was handed over is \(name), not \(url)")
            }
            notes.append("the list calls itself \(name)")
        } else if found.id == nil, document.delivery == .relayed {
            return unknown("the list that was handed over does not say which it is")
        }
        guard isKeeperAllowed(found.issuer) else {
            return unknown("the revocation list is kept by \(found.issuer), not by the credential's issuer")
        }
        let doubt = staleness(document, timeToLive: nil)
        let (isRevoked, reason) = found.revocation(of: id)
        if isRevoked {
            if let doubt { notes.append(doubt) }
            return finding(.revoked(reason: reason), "revoked" + (reason.map { ": \($0)" } ?? ""))
        }
        return doubt.map { unknown($0) } ?? finding(.active, "the list does not name it as revoked")
    }
}
