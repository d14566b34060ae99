import Credentials
import Cryptography
import Exchange
import JSON
import Ledger
import Multiformats
import NodeHome
import Store

/// A learner's node: keeps credentials and the sealed key file, and talks to other nodes for the learner.
///
/// It never sees a key: `clr` opens the key file and signs, the node stores and carries.
actor Wallet {
    let store: Store
    let link: any PeerLink
    let roster: RosterChain
    let clock: Clock

    static let keyFileKey = Array("key-file".utf8)

    init(store: Store, link: any PeerLink, roster: RosterChain, clock: Clock) {
        self.store = store
        self.link = link
        self.roster = roster
        self.clock = clock
    }

    // MARK: The key file

    func keyFile() throws -> JSONValue {
        guard let bytes = try store.read({ try $0.get(.walletKeys, key: Self.keyFileKey) }) else {
            throw ServiceError(.failure, "this wallet has no keys yet; make them with: clr wallet init")
        }
        return try JSONValue(parsing: bytes)
    }

    /// Replaces the key file if it is still the one that was opened; `null` stands for none.
    func putKeyFile(_ file: JSONValue, replacing expected: JSONValue) async throws {
        guard file["type"]?.string == "ChirographKeyFile" else { throw ServiceError.missing("keyFile") }
        let row = StoreRow(.walletKeys, key: Self.keyFileKey, value: file.serialized())
        try await store.write { writer in
            let current = try writer.get(.walletKeys, key: Self.keyFileKey).map { try JSONValue(parsing: $0) }
            guard (current ?? .null) == expected else {
                throw ServiceError(
                    .failure,
                    current == nil || expected.isNull
                        ? "this wallet has keys already; nothing was changed"
                        : "another command changed the key file in the meantime; nothing was changed, try again")
            }
            try row.write(to: &writer)
        }
    }

    // MARK: Credentials

    func records() throws -> [WalletRecord] {
        var records: [WalletRecord] = []
        try store.read { reader in
            try reader.scan(.walletCredentials) { _, value in
                if let json = try? JSONValue(parsing: value), let record = try? WalletRecord(json) {
                    records.append(record)
                }
                return true
            }
        }
        return records
    }

    /// The record with that id; without one, the only one there is.
    func record(_ id: String?) throws -> WalletRecord {
        if let id {
            guard let bytes = try store.read({ try $0.get(.walletCredentials, key: ShelfKey.text(id)) }) else {
                throw ServiceError(.failure, "this wallet holds no credential \(id); see: clr wallet list")
            }
            return try WalletRecord(JSONValue(parsing: bytes))
        }
        let all = try records()
        guard let only = all.first else { throw ServiceError(.failure, "this wallet holds no credential yet") }
        guard all.count == 1 else {
            throw ServiceError(
                .usage, "this wallet holds \(all.count) credentials; say which one (see: clr wallet list)")
        }
        return only
    }

    func put(_ record: WalletRecord) async throws {
        let row = record.row
        try await store.write { try row.write(to: &$0) }
    }

    /// Takes a credential in from a file; the owner key is one the learner has just made for it.
    ///
    /// A credential that is here stays as it is: the registrar may have bound its key already.
    func take(_ bundle: CredentialBundle, ownerKey: String, nextCommit: String) async throws -> WalletRecord {
        let record = WalletRecord(bundle: bundle, ownerKey: ownerKey, nextCommit: nextCommit, attested: nil)
        guard bundle.credential.object != nil else {
            throw ServiceError(
                .malformed, "a wallet holds credentials as JSON, not as tokens; export it without --jwt")
        }
        guard !record.id.isEmpty else { throw ServiceError(.malformed, "the credential in this file has no id") }
        let row = record.row
        try await store.write { writer in
            let held = try writer.get(row.shelf, key: row.key).map { try WalletRecord(JSONValue(parsing: $0)) }
            guard held?.bundle.credential != record.bundle.credential else {
                throw ServiceError(
                    .failure, "this wallet holds this credential already, with a key of its own; nothing was changed")
            }
            try row.write(to: &writer)
        }
        return record
    }

    // MARK: Offers

    func fetchOffer(_ text: String) async throws -> JSONValue {
        let link = try NodeLink(parsing: text)
        guard link.kind == .offer else {
            throw ServiceError(.usage, "this link leads to a \(link.kind), not to an offer")
        }
        // One that was accepted is not given out again; its answer may have got lost all the same.
        if let sent = try sent(link.id)?["offer"] { return sent }
        return try await ask(.offer, ["id": JSONValue(link.id)], at: link)
    }

    /// What the roster says about who offers.
    func trust(in offer: Offer) -> String {
        guard let institution = roster.newest.institution(origin: offer.origin) else { return "not in your roster" }
        let isListed = institution.assertionKeys.contains { $0.multikey == KeyText.encode(offer.signer) }
        return isListed ? "\(institution.name), member of \(roster.newest.consortium)" : "SIGNED BY AN UNKNOWN KEY"
    }

    /// The acceptance of this offer that was sent before, whether or not its answer arrived: another one, with another
    /// key, would be refused.
    func acceptance(of offer: Offer) throws -> JSONValue? { try sent(offer.id)?["acceptance"] }

    private func sent(_ id: String) throws -> JSONValue? {
        try store.read { try $0.get(.offers, key: ShelfKey.text(id)) }.map { try JSONValue(parsing: $0) }
    }

    /// Sends the acceptance to the institution's node and keeps what comes back, if it is what was offered.
    func accept(_ offer: Offer, _ acceptance: Acceptance) async throws -> WalletRecord {
        // Kept before it is sent: if the answer gets lost, the same acceptance gets the same answer.
        let kept: JSONValue = ["offer": .object(offer.document), "acceptance": acceptance.json]
        let sent = StoreRow(.offers, key: ShelfKey.text(offer.id), value: kept.serialized())
        try await store.write { try sent.write(to: &$0) }
        let answer = try JSONValue(
            parsing: try await link.request(
                .accept, payload: acceptance.json.serialized(), at: offer.node, key: offer.nodeKey))
        let bundle = try CredentialBundle(answer)
        guard OfferedDraft(offer.draft).became(bundle.credential, owner: OwnerIdentity.did(acceptance.ownerKey)) else {
            throw ServiceError(.failure, "the institution answered with another credential than it offered")
        }
        let record = WalletRecord(
            bundle: bundle, ownerKey: KeyText.encode(acceptance.ownerKey), nextCommit: acceptance.nextCommit.hex,
            attested: nil)
        try await put(record)
        return record
    }

    // MARK: Status proofs

    /// After this long no further node is asked for status proofs, in milliseconds.
    static let refreshTime: UInt64 = 10_000

    /// Asks the roster's nodes for fresh status proofs, one after the other until one answers with good ones.
    ///
    /// In random order, and the issuer's own node last: it need not hear when its graduates apply where.
    func refresh(_ record: WalletRecord) async throws -> WalletRecord {
        guard let origin = StatusOrigin.of(record.bundle.credential, in: roster.newest) else { return record }
        let order = ProofOrder(
            origin: origin, items: record.anchored, ownerKey: record.ownerKey, nextCommit: record.nextCommit)
        guard !order.isEmpty else { return record }
        let begin = clock.now()
        let host = roster.newest.host(of: origin)?.id
        let nodes = roster.newest.nodes.shuffled()
        var failure: any Error = ServiceError(.unreachable, "the roster names no node that could be asked")
        for node in nodes.filter({ $0.id != host }) + nodes.filter({ $0.id == host }) {
            guard clock.now() < begin &+ Self.refreshTime else { break }
            do {
                let fresh = try await refresh(record, order, at: node)
                try await put(fresh)
                return fresh
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func refresh(_ record: WalletRecord, _ order: ProofOrder, at node: RosterNode) async throws -> WalletRecord
    {
        guard let address = NodeAddress(node.address) else {
            throw ServiceError(.unreachable, "'\(node.address)' is no address")
        }
        let answer = try JSONValue(
            parsing: try await link.request(
                .statusProof, payload: order.json.serialized(), at: address, key: node.transportKey.publicKey))
        let proof = try Base64URL.decode(answer.requiredText("proof"))
        let attested = try order.attestedTime(of: proof, roster: roster.newest, now: clock.now())
        // A node that lags behind must not push out what is known already.
        if let known = record.attested.flatMap({ try? DateTime(parsing: $0) }), attested < known {
            throw ServiceError(.unknown, "the node at \(address) has older status proofs than this wallet")
        }
        return record.with(statusProofs: [proof], attested: attested.description)
    }

    func refreshAll() async throws -> (credentials: Int, fresh: Int) {
        let records = try records()
        var fresh = 0
        for record in records where (try? await refresh(record)) != nil { fresh += 1 }
        return (records.count, fresh)
    }

    // MARK: Presenting

    func fetchRequest(_ text: String) async throws -> JSONValue {
        let link = try NodeLink(parsing: text)
        guard link.kind == .request else {
            throw ServiceError(.usage, "this link leads to an \(link.kind), not to a presentation request")
        }
        let request = try PresentationRequest(await ask(.request, ["id": JSONValue(link.id)], at: link))
        try request.check(against: link)
        try request.checkNotExpired(now: clock.now())
        return .object(request.document)
    }

    /// Adds the newest status proofs and the roster to a signed presentation and sends it. Proofs that cannot be renewed
    /// now, because nobody answers, go as they are: the verifier sees how old they are.
    func send(_ presentation: Presentation, of id: String, to text: String) async throws -> JSONValue {
        let link = try NodeLink(parsing: text)
        var record = try record(id)
        record = (try? await refresh(record)) ?? record
        let full = Presentation(
            requestID: presentation.requestID, presentation: presentation.presentation,
            statusProofs: record.bundle.statusProofs, rosters: roster.documents)
        let answer = try await ask(.present, full.json, at: link)
        let receipt = try answer.required("receipt")
        let kept: JSONValue = [
            "request": JSONValue(link.id), "credential": JSONValue(id), "receipt": receipt,
            "time": JSONValue(clock.timestamp),
        ]
        let row = StoreRow(.presentations, key: ShelfKey.text(link.id), value: kept.serialized())
        try await store.write { try row.write(to: &$0) }
        return answer
    }

    // MARK: Rotation

    /// What is needed to sign rotations of a credential and all it nests.
    func prepareRotation(_ id: String) async throws -> JSONValue {
        let record = try record(id)
        guard let origin = StatusOrigin.of(record.bundle.credential, in: roster.newest), let ownerKey = record.ownerKey
        else { throw ServiceError(.notOwner, "this wallet holds no owner key for \(id)") }
        let question: JSONValue = [
            "origin": JSONValue(origin.text), "tags": .array(record.anchored.map { JSONValue($0.tag.hex) }),
        ]
        let answer = try await askHost(of: origin, .owners, question)
        let owners = answer["owners"]?.array ?? []
        guard owners.count == record.anchored.count else {
            throw ServiceError(.failure, "the institution's node answered for other credentials than asked")
        }
        let steps: [JSONValue] = zip(record.anchored, owners).map { item, owner in
            let sequence = owner["ownerSequence"]?.int ?? 0
            let nonce = sequence == 0 ? item.receipt?.nonce ?? .zero : .zero
            return [
                "tag": JSONValue(item.tag.hex), "sequence": JSONValue.count(sequence + 1),
                "nonce": JSONValue(nonce.hex), "ownerCommit": owner["ownerCommit"] ?? .null,
            ]
        }
        return ["origin": JSONValue(origin.text), "ownerKey": JSONValue(ownerKey), "steps": .array(steps)]
    }

    /// Sends signed rotations to the log's host; the wallet goes by the new key once they are in the log. Without any they
    /// are there already, from an earlier time whose answer was lost.
    func rotate(
        _ id: String, origin: String, rotations: JSONValue, ownerKey: String, nextCommit: String
    ) async throws -> JSONValue {
        var record = try record(id)
        var answer: JSONValue = [:]
        if rotations.array?.isEmpty != true {
            answer = try await askHost(
                of: try Origin(origin), .rotate, ["origin": JSONValue(origin), "rotations": rotations])
        }
        record.ownerKey = ownerKey
        record.nextCommit = nextCommit
        try await put(record)
        return answer
    }

    // MARK: Asking other nodes

    private func ask(_ method: ClientMethod, _ question: JSONValue, at link: NodeLink) async throws -> JSONValue {
        try JSONValue(
            parsing: try await self.link.request(
                method, payload: question.serialized(), at: NodeAddress(host: link.host, port: link.port), key: link.key
            ))
    }

    private func askHost(of origin: Origin, _ method: ClientMethod, _ question: JSONValue) async throws -> JSONValue {
        guard let host = roster.newest.host(of: origin), let address = NodeAddress(host.address) else {
            throw ServiceError(.untrusted, "the roster names no node for \(origin.text)")
        }
        return try JSONValue(
            parsing: try await link.request(
                method, payload: question.serialized(), at: address, key: host.transportKey.publicKey))
    }
}
