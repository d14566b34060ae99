import Cryptography
import DID
import JSON
import Ledger
import NodeHome
import TransparencyLog

/// A node's public card, and rosters made from cards. A card holds nothing secret.
enum RosterCard {
    static func make(_ home: NodeHome) throws -> JSONValue {
        let configuration = try home.configuration()
        guard configuration.role != .wallet else { throw Failure(.usage, "a wallet has no place in a roster") }
        func multikey(_ name: KeyName) throws -> JSONValue {
            JSONValue(RosterKey(try home.key(name).publicKey).multikey)
        }
        var card: JSONObject = [
            "type": "ChirographCard", "name": JSONValue(configuration.name),
            "operator": JSONValue(configuration.operatorID),
            "address": JSONValue(configuration.listen), "governanceKey": try multikey(.governance),
            "transportKey": try multikey(.transport), "cosignerKey": try multikey(.cosigner),
        ]
        if let institution = configuration.institution {
            var institutionCard: JSONObject = [
                "origin": JSONValue(institution.origin), "displayName": JSONValue(institution.displayName),
                "did": JSONValue(institution.did), "statusBase": JSONValue(institution.statusBase),
                "logKey": try multikey(.log), "assertionKey": try multikey(.assertion),
                "governanceKey": try multikey(.institution),
            ]
            if home.has(.plain) { institutionCard["plainKey"] = try multikey(.plain) }
            card["institution"] = .object(institutionCard)
        }
        return .object(card)
    }

    /// The first version of a roster; every operator still has to sign it.
    static func roster(
        consortium: String, quorum: Int?, cards: [JSONValue], issued: UInt64, validForDays days: Int
    ) throws -> JSONValue {
        var operators: [RosterOperator] = []
        for card in cards {
            let new = try rosterOperator(card)
            if !operators.contains(where: { $0.id == new.id }) { operators.append(new) }
        }
        let contents = RosterContents(
            consortium: consortium, issued: issued, expires: issued + UInt64(clamping: days) * 86_400_000,
            quorum: quorum, operators: operators, nodes: try cards.map { try rosterNode($0, consortium) },
            institutions: try cards.compactMap { try institution($0) })
        return try contents.document().json()
    }

    static func rosterOperator(_ card: JSONValue) throws -> RosterOperator {
        let id = try text(card, "operator")
        return RosterOperator(id: id, name: id, governanceKey: try key(card, "governanceKey"))
    }

    static func rosterNode(_ card: JSONValue, _ consortium: String) throws -> RosterNode {
        let name = try text(card, "name")
        let cosigner = try NoteVerifierKey(
            name: "\(consortium)/cosigner/\(name)", key: key(card, "cosignerKey").publicKey, kind: .cosignatureV1)
        return RosterNode(
            id: name, operatorID: try text(card, "operator"), address: try text(card, "address"),
            transportKey: try key(card, "transportKey"), cosigner: cosigner)
    }

    /// The institution of a card that has one.
    static func institution(_ card: JSONValue) throws -> RosterInstitution? {
        guard let institution = card["institution"] else { return nil }
        let origin = try Origin(text(institution, "origin"))
        var assertionKeys = [RosterAssertionKey(multikey: try text(institution, "assertionKey"), kind: .ledger)]
        if institution["plainKey"] != nil {
            assertionKeys.append(RosterAssertionKey(multikey: try text(institution, "plainKey"), kind: .plain))
        }
        let logKey = try NoteVerifierKey(name: origin.text, key: key(institution, "logKey").publicKey)
        return RosterInstitution(
            origin: origin, host: try text(card, "name"), name: try text(institution, "displayName"),
            dids: [try text(institution, "did")], logKeys: [RosterLogKey(key: logKey)], assertionKeys: assertionKeys,
            statusBase: try text(institution, "statusBase"), governanceKey: try key(institution, "governanceKey"))
    }

    /// The file with this operator's signature added to its newest document.
    static func sign(_ file: JSONValue, home: NodeHome) throws -> JSONValue {
        guard case .array(var documents) = file, let last = documents.popLast() else {
            throw Failure(.malformed, "a roster file is a JSON array of roster documents")
        }
        var document = try RosterDocument(parsing: last)
        let before = documents.isEmpty ? nil : try RosterChain(documents).newest
        let operatorID = try home.configuration().operatorID
        try document.sign(as: .operatorID(operatorID), with: home.key(.governance), after: before)
        // An institution agrees to what changes about itself.
        if let before, let institution = try home.configuration().institution,
            let listed = before.institution(origin: try Origin(institution.origin)),
            listed.governanceKey == RosterKey(try home.key(.institution).publicKey)
        {
            try document.sign(as: .institution(listed.origin), with: home.key(.institution), after: before)
        }
        return .array(documents + [try document.json()])
    }

    private static func text(_ card: JSONValue, _ member: JSONString) throws -> String {
        guard let text = card[member]?.string else {
            throw Failure(.malformed, "a card has no '\(member.string)'; make cards with: clr node card DIR")
        }
        return text
    }

    private static func key(_ card: JSONValue, _ member: JSONString) throws -> RosterKey {
        guard let key = RosterKey(multikey: try text(card, member)) else {
            throw Failure(.malformed, "'\(member.string)' of a card is not an Ed25519 Multikey")
        }
        return key
    }
}
