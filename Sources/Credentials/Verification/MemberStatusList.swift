import DataIntegrity
import JSON
public import Ledger

/// A status list that a member of a consortium has signed, with what nodes have to know of it to pass it on.
public struct MemberStatusList: Sendable {
    /// Where it is found, by its own word.
    public let url: String
    /// The log of the institution that issued it.
    public let origin: Origin
    /// Milliseconds since 1970.
    public let validFrom: UInt64
    public let list: StatusListCredential

    /// Nil unless it is a list with an address and a date, and a key that the roster lists for its issuer has signed it.
    ///
    /// Contexts that stand in the list itself are refused: no list needs any, and they can make much work in few bytes.
    public init?(verifying document: [UInt8], roster: Roster, now: UInt64) {
        guard let json = try? JSONValue(parsing: document), !Self.holdsContext(json) else { return nil }
        let policy = TrustPolicy(rosters: [roster], now: now)
        let desk = StatusListDesk(
            { _ in .success(StatusListText(document, obtained: nil, delivery: .relayed)) },
            finder: KeyFinder(policy: policy, needs: NeedsCollector()), contexts: .bundled)
        guard case .found(let found) = desk.lookup(""), case .verified = found.proof,
            case .success(.list(let list)) = found.content, let url = list.credential.id,
            let issuer = list.credential.issuerID, let institution = roster.institution(did: issuer),
            let from = list.credential.validFrom, let milliseconds = UInt64(exactly: from.milliseconds)
        else { return nil }
        self.url = url
        origin = institution.origin
        validFrom = milliseconds
        self.list = list
    }

    /// Whether there is a context beside addresses.
    private static func holdsContext(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object):
            object.contains { member in
                member.key == "@context"
                    ? !JSONValue?.some(member.value).elements.allSatisfy { $0.string != nil }
                    : holdsContext(member.value)
            }
        case .array(let elements): elements.contains(where: holdsContext)
        default: false
        }
    }
}
