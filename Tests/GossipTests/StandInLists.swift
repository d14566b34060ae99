import Gossip
import Ledger
import TestSupport
import TransparencyLog

/// Status lists for simulations: address, time and a stand-in signature by the institution's log key, a line each.
enum StandInLists {
    static func document(_ url: String, time: UInt64, by member: GossipConsortium.Member) throws -> [UInt8] {
        let text = "\(url)\n\(time)\n"
        let line = try StandInSignatures.sign(text, with: member.log.verifierKey).signatures[0]
        return Array(text.utf8) + line.bytes
    }

    static func read(_ document: [UInt8], _ roster: Roster, _: UInt64) -> VerifiedList? {
        let parts = document.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let time = UInt64(String(decoding: parts[1], as: UTF8.self)) else { return nil }
        let url = String(decoding: parts[0], as: UTF8.self)
        for origin in roster.origins {
            guard let institution = roster.institution(origin: origin), url.hasPrefix(institution.statusBase + "/"),
                let key = institution.logKeys.first?.key,
                let line = try? NoteSignature(name: key.name, keyID: key.keyID, bytes: Array(parts[2])),
                StandInSignatures.check.isValid(line, of: "\(url)\n\(time)\n", by: key)
            else { continue }
            return VerifiedList(origin: origin, head: ListHead(url: url, time: time))
        }
        return nil
    }
}
