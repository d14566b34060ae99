import Credentials
import Cryptography
import DataIntegrity
import JSON
import Ledger
import Store

/// The bitstring status lists of what was issued here, for verifiers who know nothing of the ledger.
///
/// What the log holds has its status there, and its bit follows from that: such a list knows *revoked* and not *suspended*.
/// The status of hosted credentials stands in the store. Lists are worked out when they are wanted, and not stored.
extension Registrar {
    /// How long a published list may be relied on: whoever keeps a list from before a revocation should not do so for ever.
    static let listLifetime: UInt64 = 30 * 86_400_000

    /// All lists, signed: those for revocation in the order of their numbers, then those for suspension. A list that has no
    /// entry yet is not among them.
    func statusLists() async throws -> [(url: String, credential: JSONObject)] {
        let created = clock.timestamp
        return try await listDrafts(at: created).map { ($0.id, try signer.sign($0.credential(), created: created)) }
    }

    func listDrafts(at created: String) async throws -> [StatusListDraft] {
        var bits = Bits()
        try await addRevoked(&bits)
        let hosted = try addHosted(&bits)
        let count = (try nextListIndex() + ListPlace.listLength - 1) / ListPlace.listLength
        let revocations = (0..<count).map { (ListPlace.Kind.revocations, $0) }
        let suspensions = hosted.sorted().map { (ListPlace.Kind.suspensions, $0) }
        let now = try DateTime(parsing: created)
        return try (revocations + suspensions).map { kind, number in
            let url = ListPlace.list(kind, number, base: signer.statusBase)
            return try StatusListDraft(
                id: url, issuer: signer.did, purpose: kind.purpose, validFrom: now,
                validUntil: DateTime(milliseconds: clock.now() &+ Self.listLifetime),
                entryCount: ListPlace.listLength, setting: bits.set[url] ?? [])
        }
    }

    /// Indexes of the bits that are set, by the URLs of the lists.
    private struct Bits {
        var set: [String: [UInt64]] = [:]
    }

    /// What the log says is revoked.
    private func addRevoked(_ bits: inout Bits) async throws {
        guard let state = await replicator.logState(of: origin) else { return }
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
                bits.set[list, default: []].append(index)
            }
        }
    }

    /// - Returns: the numbers of the lists that hosted credentials stand on.
    private func addHosted(_ bits: inout Bits) throws -> Set<UInt64> {
        var numbers: Set<UInt64> = []
        try store.read { reader in
            try reader.scan(.hostedStatuses) { key, value in
                let place = ListPlace(ShelfKey.number(reading: key))
                numbers.insert(place.number)
                let kind: ListPlace.Kind
                switch try HostedStatus(JSONValue(parsing: value)).state {
                case .revoked: kind = .revocations
                case .suspended: kind = .suspensions
                case .active, .superseded: return true
                }
                bits.set[place.list(kind, base: signer.statusBase), default: []].append(place.index)
                return true
            }
        }
        return numbers
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

    // MARK: Hosted credentials

    func hostedStatus(_ position: UInt64) throws -> HostedStatus? {
        guard let bytes = try store.read({ try $0.get(.hostedStatuses, key: ShelfKey.number(position)) }) else {
            return nil
        }
        return try HostedStatus(JSONValue(parsing: bytes))
    }

    /// Changes a hosted credential, and with it its earlier versions as far as they can change: nothing else says of them
    /// that there is a newer one.
    ///
    /// - Returns: the URL of the list that shows it.
    func setHostedStatus(
        _ id: String, at position: UInt64, to state: CredentialState, reason: UInt16
    ) async throws -> String {
        try await exclusively {
            guard let status = try hostedStatus(position) else { throw ServiceError.notIssuedHere }
            try Self.check(status.state, canBecome: state)
            var rows: [StoreRow] = []
            for position in try hostedVersions(of: id) {
                guard var version = try hostedStatus(position), version.state.canBecome(state) else { continue }
                version.state = state
                version.reason = reason
                version.since = clock.timestamp
                rows.append(version.row(at: position))
            }
            let changed = rows
            try await store.write { writer in for row in changed { try row.write(to: &writer) } }
            let isSuspension = state == .suspended || status.state == .suspended && state == .active
            return ListPlace(position).list(isSuspension ? .suspensions : .revocations, base: signer.statusBase)
        }
    }

    private func hostedVersions(of id: String) throws -> [UInt64] {
        var positions: [UInt64] = []
        try store.read { reader in
            try reader.scan(.credentialVersions, prefix: ShelfKey.prefix(id)) { _, bytes in
                guard let document = try JSONValue(parsing: bytes).object else { return true }
                if case .lists(let position) = StatusPlace(of: document, statusBase: signer.statusBase) {
                    positions.append(position)
                }
                return true
            }
        }
        return positions
    }
}
