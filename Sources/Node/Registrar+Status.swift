import Credentials
import Cryptography
import Exchange
import JSON
import Ledger
import Store

/// What happens to credentials after they were issued: status, claims, rotations.
extension Registrar {
    func setStatus(_ id: String, to state: CredentialState, reason: UInt16) async throws -> Published {
        guard let credential = try credential(id), let tag = StatusTag.of(.object(credential)) else {
            throw ServiceError(.failure, "no credential with the id \(id) was issued here; see: clr credential list")
        }
        return try await replicator.publish(origin) { writer in
            let now = writer.state.standing(of: tag).state
            guard now.canBecome(state) else {
                throw ServiceError(.failure, "the credential is \(now); it cannot become \(state). Nothing was changed")
            }
            try writer.changeStatus(of: tag, to: state, reason: reason)
            return []
        }
    }

    /// Binds the first owner of an unowned credential and of everything unowned that it nests.
    func claim(_ id: String, ownerCommit: Digest) async throws -> (published: Published, claims: Int) {
        let bundle = try bundle(id)
        let items = AnchoredCredential.all(in: bundle.credential, receipts: bundle.receipts)
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
        return (published, Int(published.size - published.firstIndex) - 1)
    }

    /// Appends rotations that their owners have signed; all or none.
    func rotate(_ rotations: [Rotation]) async throws -> Published {
        guard (1...2000).contains(rotations.count) else {
            throw ServiceError(.usage, "1 to 2000 rotations can be sent at once")
        }
        return try await replicator.publish(origin) { writer in
            for rotation in rotations { try writer.rotate(rotation) }
            return []
        }
    }

    // MARK: Lists

    func learners() throws -> [JSONValue] {
        var list: [JSONValue] = []
        try store.read { reader in
            try reader.scan(.learners) { _, value in
                guard let json = try? JSONValue(parsing: value), let learner = try? Learner(json) else { return true }
                list.append([
                    "id": JSONValue(learner.id), "name": JSONValue(learner.name ?? ""),
                    "wallet": .bool(learner.hasWallet),
                    "results": JSONValue.count(learner.results.count),
                    "clr": JSONValue(identifiers.id(for: .clr(learner: learner.id))),
                    "offer": learner.openOffer.map { JSONValue($0) } ?? .null,
                ])
                return true
            }
        }
        return list
    }

    /// Marks who has a wallet; a learner nobody has heard of yet is remembered for when results come.
    func setWallet(_ id: String, _ hasWallet: Bool) async throws {
        try await exclusively {
            var learner = try self.learner(id) ?? Learner(id: id)
            learner.hasWallet = hasWallet
            let row = StoreRow(.learners, key: Array(id.utf8), value: learner.json.serialized())
            try await self.store.write { try row.write(to: &$0) }
        }
    }

    /// CLRs of all learners, or one learner's CLR with what it nests.
    func credentials(learner id: String?) throws -> [JSONValue] {
        if let id {
            guard let learner = try learner(id), let clr = try credential(clrID(of: learner)) else { return [] }
            let nested = clr["credentialSubject"]?["verifiableCredential"]?.array ?? []
            return ([.object(clr)] + nested).map { summary($0, learner: id) }
        }
        return try learners().compactMap { learner in
            guard let clr = try credential(learner.requiredText("clr")) else { return nil }
            return try summary(.object(clr), learner: learner.requiredText("id"))
        }
    }

    private func summary(_ credential: JSONValue, learner: String) -> JSONValue {
        [
            "id": credential["id"] ?? .null, "type": JSONValue(credential["type"]?.array?.last?.string ?? ""),
            "learner": JSONValue(learner), "name": credential["name"] ?? .null,
            "validFrom": credential["validFrom"] ?? .null,
        ]
    }
}
