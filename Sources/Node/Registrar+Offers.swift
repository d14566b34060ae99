import Credentials
import Cryptography
import DataIntegrity
import Exchange
import JSON
import Ledger
import Store

/// Offers: what learners with a wallet get instead of a credential, until they accept.
extension Registrar {
    /// An offer as the store keeps it: open, or accepted with what it became.
    struct StoredOffer {
        let offer: Offer
        let learner: String
        /// The acceptance that was carried out, and the digest of the credential that came of it, so that a repeated one
        /// gets the same answer.
        var acceptance: JSONValue?
        var credential: Digest?

        var row: StoreRow { StoreRow(.offers, key: ShelfKey.text(offer.id), value: json.serialized()) }

        var json: JSONValue {
            var object: JSONObject = ["offer": .object(offer.document), "learner": JSONValue(learner)]
            if let acceptance { object["acceptance"] = acceptance }
            if let credential { object["credential"] = JSONValue(credential.hex) }
            return .object(object)
        }
    }

    /// Makes the offer that waits for this learner; an older one gives way to it.
    func offer(_ draft: JSONObject, to learner: inout Learner, created: String) throws -> [StoreRow] {
        var rows = Self.withdrawOffer(of: &learner)
        let offer = try Offer.make(
            id: SecureRandom.digest().hex, origin: origin, issuerName: profile.name, issuerDID: profile.did,
            draft: draft,
            created: created, expires: clock.timestamp(in: Self.offerLifetime), node: address, nodeKey: nodeKey,
            key: signer.key)
        learner.openOffer = offer.id
        rows.append(StoredOffer(offer: offer, learner: learner.id).row)
        return rows
    }

    static func withdrawOffer(of learner: inout Learner) -> [StoreRow] {
        guard let old = learner.openOffer else { return [] }
        learner.openOffer = nil
        return [StoreRow(.offers, key: ShelfKey.text(old), value: nil)]
    }

    func storedOffer(_ id: String) throws -> StoredOffer? {
        guard let bytes = try store.read({ try $0.get(.offers, key: ShelfKey.text(id)) }) else { return nil }
        let json = try JSONValue(parsing: bytes)
        return StoredOffer(
            offer: try Offer(json.required("offer")), learner: try json.requiredText("learner"),
            acceptance: json["acceptance"], credential: json["credential"]?.string.flatMap { Digest(hex: $0) })
    }

    /// The offer under this id, unless it was accepted.
    func openOffer(_ id: String) throws -> Offer? {
        guard let stored = try storedOffer(id), stored.acceptance == nil else { return nil }
        return stored.offer
    }

    func offer(id: String) throws -> Offer {
        guard let offer = try openOffer(id) else {
            throw ServiceError(.failure, "there is no open offer with this id; it was accepted, replaced or never made")
        }
        return offer
    }

    struct OpenOffer: Sendable {
        let learner: String
        let credentials: Int
        let expires: String
        let link: NodeLink
    }

    func openOffers() throws -> [OpenOffer] {
        var ids: [String] = []
        try store.read { reader in
            try reader.scan(.offers) { key, _ in
                ids.append(String(decoding: key, as: UTF8.self))
                return true
            }
        }
        return try ids.compactMap { id in
            guard let stored = try storedOffer(id), stored.acceptance == nil else { return nil }
            return OpenOffer(
                learner: stored.learner, credentials: CredentialSigner.count(stored.offer.draft) - 1,
                expires: stored.offer.expires,
                link: NodeLink(host: address.host, port: address.port, key: nodeKey, kind: .offer, id: id))
        }
    }

    /// Signs and anchors what the learner accepted. The same acceptance again gets the same answer.
    func accept(_ acceptance: Acceptance) async throws -> CredentialBundle {
        // Anybody may ask: what is refused in any case must not wait behind a term that is being issued.
        _ = try offer(acceptedBy: acceptance)
        return try await exclusively { try await self.acceptNow(acceptance) }
    }

    private func offer(acceptedBy acceptance: Acceptance) throws -> StoredOffer {
        guard let stored = try storedOffer(acceptance.offerID) else {
            throw ServiceError(.failure, "there is no offer with this id; ask the institution for a new one")
        }
        try acceptance.check(against: stored.offer)
        guard stored.acceptance ?? acceptance.json == acceptance.json else {
            throw ServiceError(.notAuthorised, "this offer was accepted before, with another key")
        }
        return stored
    }

    private func acceptNow(_ acceptance: Acceptance) async throws -> CredentialBundle {
        var stored = try offer(acceptedBy: acceptance)
        if stored.acceptance != nil { return try acceptedBefore(stored) }
        try await checkKey()
        try stored.offer.checkNotExpired(now: clock.now())
        guard var learner = try learner(stored.learner) else {
            throw ServiceError(.failure, "the learner of this offer is not known any more")
        }
        learner.openOffer = nil
        let firstListIndex = try nextListIndex()
        let signed = try signer.sign(
            stored.offer.draft, owner: (acceptance.ownerKey, acceptance.ownerCommit), firstListIndex: firstListIndex,
            created: clock.timestamp)
        stored.acceptance = acceptance.json
        stored.credential = signed.last?.digest
        let listIndex = firstListIndex + UInt64(signed.count { $0.listIndex != nil })
        try await anchor(
            AnchorBatch(signed), superseding: [currentTag(of: learner)].compactMap { $0 },
            rows: [learner.row, stored.row, .nextListIndex(listIndex)])
        return try acceptedBefore(stored)
    }

    /// What was signed for an acceptance, also if the learner's CLR has a newer version by now.
    private func acceptedBefore(_ stored: StoredOffer) throws -> CredentialBundle {
        let id = stored.offer.draft["id"]?.string ?? ""
        guard let digest = stored.credential,
            let bytes = try store.read({ try $0.get(.credentialVersions, key: ShelfKey.text(id, digest.bytes)) })
        else { throw ServiceError(.failure, "what was signed for this offer is not here any more") }
        return try bundle(of: JSONValue(parsing: bytes))
    }

    /// The credential with the receipts of itself and of what it nests, as far as this institution anchored them.
    func bundle(_ id: String) throws -> CredentialBundle {
        guard let credential = try credential(id) else { throw ServiceError.notIssuedHere }
        return try bundle(of: .object(credential))
    }

    /// The same, with the credential as the VC-JWT that was issued beside it.
    func tokenBundle(_ id: String) throws -> CredentialBundle {
        guard let credential = try credential(id) else { throw ServiceError.notIssuedHere }
        let digest = try DataIntegrity.credentialDigest(credential)
        guard let token = try store.read({ try $0.get(.credentialTokens, key: digest.bytes) }) else {
            throw ServiceError(
                .failure, "this credential was not issued as a token; see: clr node issuing DIR TYPE --jwt")
        }
        return try bundle(of: .string(JSONString(String(decoding: token, as: UTF8.self))))
    }

    private func bundle(of document: JSONValue) throws -> CredentialBundle {
        var receipts: [Digest: Receipt] = [:]
        for item in AnchoredCredential.all(in: document, receipts: [:]) {
            guard let bytes = try store.read({ try $0.get(.receipts, key: item.digest.bytes) }) else { continue }
            receipts[item.digest] = try Receipt(parsing: bytes)
        }
        return CredentialBundle(credential: document, receipts: receipts, statusProofs: [])
    }
}

extension ServiceError {
    static let notIssuedHere = ServiceError(
        .failure, "no credential with this id was issued here; see: clr credential list")
}
