import Credentials
import Gossip
import JSON
import Ledger
import Store

/// The status lists that this institution's node gives to the others, so that they can check hosted credentials without
/// asking anybody.
extension Registrar {
    /// A list is signed anew after this long also if nothing changed, in milliseconds: verifiers believe none that is older
    /// than a day.
    static let listRenewal: UInt64 = 6 * 3_600_000

    /// Signs and hands over the lists that changed or grow old. Call it again and again, every second or so: it does nothing
    /// while there is nothing to do, and whatever stands in its way is waited for.
    func publishLists() async throws {
        guard listsMayHaveChanged || clock.now() >= nextListPublication, ContinuousClock.now >= listPause,
            await replicator.listRefusal(of: origin) == nil
        else { return }
        let begin = ContinuousClock.now
        // Where it cannot be done now, it need not be tried, and said, every second.
        listPause = begin.advanced(by: .seconds(60))
        try await checkKey(forLists: true)
        try await exclusively { try await self.publishListsNow() }
        // Going through a large institution's credentials takes a while; most of the time is for other work.
        let end = ContinuousClock.now
        listPause = end.advanced(by: begin.duration(to: end) * 10)
    }

    private func publishListsNow() async throws {
        let held = await replicator.lists(of: origin)
        try await adopt(held)
        let created = clock.timestamp
        let time = UInt64(clamping: try DateTime(parsing: created).milliseconds)
        // A list is told from the one before by its time, in whole seconds.
        guard held.allSatisfy({ $0.time < time }) else { return }
        // What changes from here on is not in what is signed now.
        listsMayHaveChanged = false
        var isComplete = false
        defer { if !isComplete { listsMayHaveChanged = true } }
        var isNew = false
        for draft in try await listDrafts(at: created) {
            // One at too long an address stays on the institution's own web server.
            guard await replicator.carriesList(draft.id, of: origin) else { continue }
            let last = held.first { $0.url.utf8.elementsEqual(draft.id.utf8) }
            if let last, last.time &+ Self.listRenewal > time, try says(last, draft) { continue }
            isNew = true
            let text = JSONValue.object(try signer.sign(draft.credential(), created: created)).serialized()
            // Before it is given away: what is not known as signed here is taken for another's word.
            let row = StoreRow.signedList(draft.id, time)
            try await store.write { try row.write(to: &$0) }
            await replicator.publishList(text)
        }
        // Another look will tell whether all of them were taken.
        isComplete = !isNew
        if isComplete { nextListPublication = clock.now() &+ Self.listRenewal / 2 }
    }

    /// Whether the stored text has the bits of the draft.
    private func says(_ list: ListHead, _ draft: StatusListDraft) throws -> Bool {
        try bits(of: list) == draft.bits
    }

    private func bits(of list: ListHead) throws -> StatusBits? {
        guard let stored = try StoredList.find(list.url, in: store),
            let json = try JSONValue(parsing: stored.document).object
        else { return nil }
        return try StatusListCredential(reading: json)?.bits
    }

    // MARK: After a backup was restored

    /// Takes over what lists say that this store does not know of having signed: it was restored from a backup, and others
    /// have kept what was said since.
    private func adopt(_ held: [ListHead]) async throws {
        var rows: [StoreRow] = []
        for list in held
        where try store.read({ try $0.get(.meta, key: StoreRow.signedListKey(list.url)) })
            .map({ ShelfKey.number(reading: $0) }) ?? 0 < list.time
        {
            rows += try adopted(list)
            rows.append(.signedList(list.url, list.time))
        }
        guard !rows.isEmpty else { return }
        // Places that were given away since the backup are not known here: a new list has none of them.
        let next = try nextListIndex()
        rows.append(.nextListIndex((next + ListPlace.listLength - 1) / ListPlace.listLength * ListPlace.listLength))
        let all = rows
        try await store.write { writer in for row in all { try row.write(to: &writer) } }
    }

    private func adopted(_ list: ListHead) throws -> [StoreRow] {
        let parts = list.url.split(separator: "/").suffix(2)
        guard let kind = parts.first.flatMap({ ListPlace.Kind(rawValue: String($0)) }),
            let number = parts.last.flatMap({ UInt64($0) }), let bits = try bits(of: list),
            let since = DateTime(milliseconds: list.time)?.description
        else { return [] }
        let first = number * ListPlace.listLength
        var rows: [StoreRow] = []
        try store.read { reader in
            try reader.scan(.hostedStatuses, from: ShelfKey.number(first)) { key, value in
                let position = ShelfKey.number(reading: key)
                guard position < first + ListPlace.listLength else { return false }
                var status = try HostedStatus(JSONValue(parsing: value))
                let isSet = bits.value(at: position - first) == 1
                switch (kind, isSet, status.state) {
                case (.revocations, true, .active), (.revocations, true, .suspended): status.state = .revoked
                case (.suspensions, true, .active): status.state = .suspended
                case (.suspensions, false, .suspended): status.state = .active
                default: return true
                }
                status.since = since
                rows.append(status.row(at: position))
                return true
            }
        }
        return rows
    }
}

extension StoreRow {
    static func signedListKey(_ url: String) -> [UInt8] { Array("status-list/signed/".utf8) + ShelfKey.text(url) }

    /// The time of the newest text of a list that was signed here.
    static func signedList(_ url: String, _ time: UInt64) -> StoreRow {
        StoreRow(
            .meta, key: signedListKey(url), value: ShelfKey.number(time))
    }
}
