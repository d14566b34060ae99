import JSON
import Ledger
import NodeHome

/// The next version of a roster, made from members' newest cards.
///
/// Keys that sign logs and logged credentials are replaced at an index, which a card does not know: such a card is refused.
struct RosterProposal {
    private var contents: RosterContents
    private let before: Roster

    init(after roster: Roster, issued: UInt64, validForDays days: Int) throws {
        before = roster
        contents = try RosterContents(after: roster, issued: issued)
        contents.expires = (issued + UInt64(clamping: days) * 86_400_000) / 1_000 * 1_000
    }

    mutating func take(_ card: JSONValue) throws {
        let new = try RosterCard.rosterOperator(card)
        if let old = contents.operators.first(where: { $0.id == new.id }) {
            guard old.governanceKey == new.governanceKey else {
                throw Self.otherKey("operator \(new.id)", "governance key")
            }
        } else {
            contents.operators.append(new)
        }
        let node = try RosterCard.rosterNode(card, contents.consortium)
        if let place = contents.nodes.firstIndex(where: { $0.id == node.id }) {
            contents.nodes[place] = node
        } else {
            contents.nodes.append(node)
        }
        if let institution = try RosterCard.institution(card) { try take(institution) }
    }

    private mutating func take(_ new: RosterInstitution) throws {
        guard let place = contents.institutions.firstIndex(where: { $0.origin == new.origin }) else {
            return contents.institutions.append(new)
        }
        let old = contents.institutions[place]
        let name = new.origin.text
        guard old.governanceKey == new.governanceKey else { throw Self.otherKey(name, "governance key") }
        guard new.logKeys.allSatisfy({ key in old.logKeys.contains { $0.key == key.key && $0.sizes.to == nil } }) else {
            throw Self.otherKey(name, "log key")
        }
        guard old.statusBase == new.statusBase else {
            throw Failure(
                .usage,
                "\(name): the status base is in all credentials that were issued, and cannot become \(new.statusBase)")
        }
        var assertionKeys = old.assertionKeys
        for key in new.assertionKeys
        where !old.assertionKeys.contains(where: { $0.multikey == key.multikey && $0.kind == key.kind }) {
            guard key.kind == .plain else { throw Self.otherKey(name, "assertion key") }
            assertionKeys.append(key)
        }
        contents.institutions[place] = RosterInstitution(
            origin: old.origin, host: new.host, name: new.name,
            dids: old.dids + new.dids.filter { !old.dids.contains($0) },
            logKeys: old.logKeys, assertionKeys: assertionKeys, statusBase: old.statusBase,
            governanceKey: old.governanceKey)
    }

    private static func otherKey(_ whose: String, _ what: String) -> Failure {
        Failure(
            .usage, "\(whose) has another \(what) on this card than in the roster; cards cannot replace it")
    }

    mutating func remove(node id: String) throws {
        guard contents.nodes.contains(where: { $0.id == id }) else {
            throw Failure(.usage, "the roster names no node \(id); see: clr roster show")
        }
        contents.nodes.removeAll { $0.id == id }
        let owners = Set(contents.nodes.map(\.operatorID))
        contents.operators.removeAll { !owners.contains($0.id) }
    }

    /// Without a number it stays as it is while the operators do, and becomes the smallest that is safe otherwise.
    mutating func setQuorum(_ quorum: Int?) {
        if let quorum {
            contents.quorum = quorum
        } else if Set(contents.operators.map(\.id)) != Set(before.contents.operators.map(\.id)) {
            contents.quorum = RosterQuorum.smallest(operators: contents.operators.count)
        }
    }

    func document() throws -> JSONValue { try contents.document().json() }
}
