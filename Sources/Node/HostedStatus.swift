import Credentials
import Cryptography
import JSON
import Ledger
import Store

/// The status of a credential that is on lists and not in the log, as its issuer keeps it.
struct HostedStatus: Sendable {
    let credentialID: String
    var state = CredentialState.active
    var reason: UInt16 = 0
    /// Since when, RFC 3339; nil while nothing was changed.
    var since: String?

    init(credentialID: String) { self.credentialID = credentialID }

    /// - Parameter position: the place on the lists, counted over all of them; it is the row's key.
    func row(at position: UInt64) -> StoreRow {
        StoreRow(.hostedStatuses, key: ShelfKey.number(position), value: json.serialized())
    }

    var json: JSONValue {
        var object: JSONObject = [
            "credential": JSONValue(credentialID), "state": JSONValue("\(state)"),
            "reason": JSONValue.count(Int(reason)),
        ]
        if let since { object["since"] = JSONValue(since) }
        return .object(object)
    }

    init(_ json: JSONValue) throws {
        let states: [CredentialState] = [.active, .suspended, .revoked]
        let text = try json.requiredText("state")
        guard let state = states.first(where: { "\($0)" == text }) else {
            throw ServiceError(.failure, "a hosted status in the store is damaged; restore it from a backup")
        }
        credentialID = try json.requiredText("credential")
        self.state = state
        reason = UInt16(clamping: json["reason"]?.int ?? 0)
        since = json["since"]?.string
    }
}

/// Where the status of an issued credential stands, as its own `credentialStatus` says.
enum StatusPlace {
    case ledger(Digest)
    /// The place on the lists, counted over all of them.
    case lists(UInt64)
    /// Only its signature vouches for it: it cannot be revoked.
    case nowhere

    init(of credential: JSONObject, statusBase: String) {
        if let tag = StatusTag.of(.object(credential)) {
            self = .ledger(tag)
        } else {
            let prefix = "\(statusBase)/\(ListPlace.Kind.revocations.rawValue)/"
            let places = VerifiableCredential(credential).statuses.compactMap { Self.position($0, prefix) }
            self = places.first.map { .lists($0) } ?? .nowhere
        }
    }

    private static func position(_ status: CredentialStatus, _ prefix: String) -> UInt64? {
        guard let list = status.listCredential, list.utf8.starts(with: prefix.utf8),
            let number = UInt64(list.dropFirst(prefix.count)), let index = status.listIndex,
            index < ListPlace.listLength
        else { return nil }
        let (start, overflow) = number.multipliedReportingOverflow(by: ListPlace.listLength)
        return overflow ? nil : start + index
    }
}
