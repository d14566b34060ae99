import Credentials
import Cryptography
import DataIntegrity
import JSON
import Ledger
import Store

/// The bitstring status lists of what was issued here, for verifiers who know nothing of the ledger.
///
/// The log says everything that a list says, and more: a list knows *revoked* and not *suspended*. So lists are worked out
/// when somebody wants to publish them, and never stored.
extension Registrar {
    /// How long a published list may be relied on: whoever keeps a list from before a revocation should not do so for ever.
    static let listLifetime: UInt64 = 30 * 86_400_000

    /// All lists, signed, in the order of their numbers. One that has no entry yet is not among them.
    func statusLists() async throws -> [(url: String, credential: JSONObject)] {
        let count = (try nextListIndex() + CredentialSigner.listLength - 1) / CredentialSigner.listLength
        let revoked = try await revokedEntries()
        let created = clock.timestamp
        let now = try DateTime(parsing: created)
        return try (0..<count).map { number in
            let url = "\(signer.statusBase)/lists/\(number)"
            let draft = try StatusListDraft(
                id: url, issuer: signer.did, validFrom: now,
                validUntil: DateTime(milliseconds: clock.now() &+ Self.listLifetime),
                entryCount: CredentialSigner.listLength, setting: revoked[url] ?? [])
            return (url, try signer.sign(draft.credential(), created: created))
        }
    }

    /// Indexes of revoked credentials, by the lists that they name.
    private func revokedEntries() async throws -> [String: [UInt64]] {
        guard let state = await replicator.logState(of: origin) else { return [:] }
        var entries: [String: [UInt64]] = [:]
        try store.read { reader in
            var revoked: [(tag: Digest, id: [UInt8])] = []
            try reader.scan(.tags) { key, id in
                if let tag = Digest(key), state.standing(of: tag).state == .revoked { revoked.append((tag, id)) }
                return true
            }
            for (tag, id) in revoked {
                guard let status = try Self.status(of: tag, id, reader), let list = status.listCredential,
                    let index = status.listIndex
                else { continue }
                entries[list, default: []].append(index)
            }
        }
        return entries
    }

    /// The status entry of the version of a credential that has this tag.
    private static func status(
        of tag: Digest, _ id: [UInt8], _ reader: borrowing StoreReader
    ) throws -> CredentialStatus? {
        var found: CredentialStatus?
        try reader.scan(.credentialVersions, prefix: ShelfKey.prefix(String(decoding: id, as: UTF8.self))) { _, bytes in
            let document = try JSONValue(parsing: bytes)
            guard StatusTag.of(document) == tag, let object = document.object else { return true }
            found = VerifiableCredential(object).statuses.first
            return false
        }
        return found
    }
}
