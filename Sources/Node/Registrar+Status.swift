import Credentials
import Cryptography
import Exchange
import JSON
import Ledger
import Store

/// What happens to credentials after they were issued: status, claims, rotations.
extension Registrar {
    /// Where a change of status is to be seen.
    enum StatusChanged {
        case entry(Published)
        /// The URL of the status list.
        case list(String)
    }

    func setStatus(_ id: String, to state: CredentialState, reason: UInt16) async throws -> StatusChanged {
        guard let credential = try credential(id) else { throw ServiceError.notIssuedHere }
        defer { listsMayHaveChanged = true }
        switch StatusPlace(of: credential, statusBase: signer.statusBase) {
        case .nowhere:
            throw ServiceError(
                .failure, "nothing but its signature vouches for this credential, so it cannot become \(state)")
        case .lists(let position):
            return .list(try await setHostedStatus(id, at: position, to: state, reason: reason))
        case .ledger(let tag):
            let published = try await replicator.publish(origin) { writer in
                let now = writer.state.standing(of: tag).state
                try Self.check(now, canBecome: state)
                try writer.changeStatus(of: tag, to: state, reason: reason)
                return []
            }
            return .entry(published)
        }
    }

    static func check(_ now: CredentialState, canBecome state: CredentialState) throws {
        guard now.canBecome(state) else {
            throw ServiceError(.failure, "the credential is \(now); it cannot become \(state). Nothing was changed")
        }
    }

    /// Binds the first owner of an unowned credential and of everything unowned that it nests.
    func claim(_ id: String, ownerCommit: Digest) async throws -> (published: Published, claims: Int) {
        let bundle = try bundle(id)
        let items = AnchoredCredential.all(in: bundle.credential, receipts: bundle.receipts)
        guard !items.isEmpty else {
            throw ServiceError(.failure, "the log holds nothing of this credential, so it knows no owner of it either")
        }
        let published = try await replicator.publish(origin) { writer in
            for item in items {
                guard let receipt = item.receipt else { continue }
                let isUnowned = Commitment.tag(nonce: receipt.nonce, ownerCommit: Commitment.unowned) == item.tag
                guard isUnowned, writer.state.standing(of: item.tag).ownerSequence == 0 else { continue }
                try writer.claim(item.tag, nonce: receipt.nonce, ownerCommit: ownerCommit)
            }
            guard !writer.entries.isEmpty else {
                throw ServiceError(
                    .failure,
                    "the credential has an owner already; a learner who lost the keys needs a recovery instead")
            }
            return []
        }
        // A CLR's claims are fewer than a seal's range, so there is one seal, at the end.
        return (published, Int(published.size - published.firstIndex) - 1)
    }

    /// Appends rotations that their owners have signed; all or none.
    ///
    /// Anybody may send them, and anybody can make up a tag that opens to a key of their own. So only tags of credentials
    /// issued here are taken, each once in a while.
    func rotate(_ rotations: [Rotation]) async throws -> Published {
        guard (1...Self.maximumRotations).contains(rotations.count) else {
            throw ServiceError(.usage, "1 to \(Self.maximumRotations) rotations can be sent at once")
        }
        try checkRotated(rotations.map(\.tag))
        let published = try await replicator.publish(origin) { writer in
            for rotation in rotations { try writer.rotate(rotation) }
            return []
        }
        for rotation in rotations { recentRotations[rotation.tag] = clock.now() }
        return published
    }

    private func checkRotated(_ tags: [Digest]) throws {
        guard Set(tags).count == tags.count else {
            throw ServiceError(.usage, "a credential can be rotated once in an order")
        }
        let isIssued = try store.read { reader in try tags.allSatisfy { try reader.contains(.tags, key: $0.bytes) } }
        guard isIssued else {
            throw ServiceError(.failure, "one of the credentials was not issued here; nothing was changed")
        }
        let now = clock.now()
        recentRotations = recentRotations.filter { now < $0.value &+ Self.rotationPause }
        guard tags.allSatisfy({ recentRotations[$0] == nil }) else {
            throw ServiceError(
                .failure, "one of the credentials moved to another key less than a minute ago; try again in a minute")
        }
    }

    // MARK: Lists

    /// A part of a list that may be long, in the order of the learners' ids.
    struct Page {
        /// Id of the last learner of the page before.
        var after: String?
        var count: Int

        static let maximumCount = 1_000

        init(_ params: JSONValue) throws {
            after = try params.text("after")
            count = try params.number("count", in: 1...Self.maximumCount, default: Self.maximumCount)
        }
    }

    struct PageContents {
        var items: [JSONValue] = []
        /// What the next page comes after; nil if there is none.
        var next: String?

        func json(_ name: JSONString) -> JSONValue {
            var object: JSONObject = [name: .array(items)]
            if let next { object["next"] = JSONValue(next) }
            return .object(object)
        }
    }

    func learners(_ page: Page) throws -> PageContents {
        let (learners, next) = try self.page(page)
        let items: [JSONValue] = learners.map { learner in
            [
                "id": JSONValue(learner.id), "name": JSONValue(learner.name ?? ""),
                "wallet": .bool(learner.hasWallet), "results": JSONValue.count(learner.results.count),
                "clr": JSONValue(identifiers.id(for: .clr(learner: learner.id))),
                "offer": learner.openOffer.map { JSONValue($0) } ?? .null,
            ]
        }
        return PageContents(items: items, next: next)
    }

    private func page(_ page: Page) throws -> ([Learner], next: String?) {
        var found: [Learner] = []
        var next: String?
        // The first key behind that of the last learner: keys are unique, so one zero byte more is enough.
        let start = page.after.map { ShelfKey.text($0) + [0] }
        try store.read { reader in
            try reader.scan(.learners, from: start) { _, value in
                guard found.count < page.count else {
                    next = found.last?.id
                    return false
                }
                found.append(try Learner(JSONValue(parsing: value)))
                return true
            }
        }
        return (found, next)
    }

    /// Marks who has a wallet; a learner nobody has heard of yet is remembered for when results come.
    func setWallet(_ id: String, _ hasWallet: Bool) async throws {
        try await exclusively {
            var learner = try self.learner(id) ?? Learner(id: id)
            learner.hasWallet = hasWallet
            let row = learner.row
            try await self.store.write { try row.write(to: &$0) }
        }
    }

    /// One learner's CLR with what it nests.
    func credentials(learner id: String) throws -> [JSONValue] {
        guard let learner = try learner(id), let clr = try credential(clrID(of: learner)) else { return [] }
        let nested = clr["credentialSubject"]?["verifiableCredential"]?.array ?? []
        return ([.object(clr)] + nested).map { summary($0, learner: id) }
    }

    /// The CLRs of a page of learners; those to whom nothing was issued yet are left out.
    func credentials(_ page: Page) throws -> PageContents {
        let (learners, next) = try self.page(page)
        let items = try learners.compactMap { learner in
            try credential(clrID(of: learner)).map { summary(.object($0), learner: learner.id) }
        }
        return PageContents(items: items, next: next)
    }

    private func summary(_ credential: JSONValue, learner: String) -> JSONValue {
        [
            "id": credential["id"] ?? .null, "type": JSONValue(credential["type"]?.array?.last?.string ?? ""),
            "learner": JSONValue(learner), "name": credential["name"] ?? .null,
            "validFrom": credential["validFrom"] ?? .null,
        ]
    }
}
