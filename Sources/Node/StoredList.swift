import Credentials
import Gossip
import Ledger
import Store

/// The newest text of an institution's status list, as nodes keep it and give it to each other.
struct StoredList: Sendable {
    let head: ListHead
    let document: [UInt8]

    init(_ head: ListHead, _ document: [UInt8]) {
        self.head = head
        self.document = document
    }

    var row: StoreRow {
        StoreRow(.statusLists, key: ShelfKey.text(head.url), value: ShelfKey.number(head.time) + document)
    }

    private init?(_ url: String, value: [UInt8]) {
        guard value.count > 8 else { return nil }
        self.init(
            ListHead(url: url, time: ShelfKey.number(reading: value.prefix(8))), Array(value.dropFirst(8)))
    }

    static func find(_ url: String, in store: Store) throws -> StoredList? {
        try store.read { try $0.get(.statusLists, key: ShelfKey.text(url)) }.flatMap { StoredList(url, value: $0) }
    }

    static func heads(in store: Store) throws -> [ListHead] {
        var heads: [ListHead] = []
        try store.read { reader in
            try reader.scan(.statusLists) { key, value in
                if let list = StoredList(String(decoding: key, as: UTF8.self), value: value) { heads.append(list.head) }
                return true
            }
        }
        return heads
    }

    /// What gossip needs to know of a text that somebody sent.
    static func verified(_ document: [UInt8], roster: Roster, now: UInt64) -> VerifiedList? {
        guard let list = MemberStatusList(verifying: document, roster: roster, now: now) else { return nil }
        return VerifiedList(origin: list.origin, head: ListHead(url: list.url, time: list.validFrom))
    }

    /// The lists that this node keeps, as a verifier wants them. Their age is that of what they say, not of how long they
    /// have been here.
    static func source(_ store: Store) -> StatusListSource {
        { url in
            guard let list = try? find(url, in: store) else {
                return .failure(StatusListAbsence("no node of the consortium has passed it on to this one"))
            }
            return .success(StatusListText(list.document, obtained: list.head.time, delivery: .relayed))
        }
    }
}
