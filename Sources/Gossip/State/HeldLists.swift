import Ledger

/// The status lists of which the newest text is stored, and those that are being fetched.
struct HeldLists: Sendable {
    struct Held: Sendable {
        let origin: Origin
        /// `validFrom`, milliseconds since 1970.
        let time: UInt64
    }

    struct Question: Sendable {
        let peer: PeerID
        /// What the peer said it holds.
        let time: UInt64
        let deadline: UInt64
    }

    var held: [String: Held] = [:]
    /// One at a time for each list.
    var asked: [String: Question] = [:]
    var nextDigest: UInt64
    /// Status bases of the roster, which say whose a list is.
    private var bases: [String: Origin] = [:]

    init(roster: Roster, stored: [ListHead], now: UInt64) {
        nextDigest = now
        adopt(roster)
        for list in stored {
            if let origin = origin(of: list.url) { held[list.url] = Held(origin: origin, time: list.time) }
        }
    }

    mutating func adopt(_ roster: Roster) {
        bases = [:]
        for origin in roster.origins {
            if let base = roster.institution(origin: origin)?.statusBase { bases[base] = origin }
        }
        held = held.filter { origin(of: $0.key) == $0.value.origin }
    }

    /// Whose list is found there; nil for what is no address of a list of the roster, or none that messages can name.
    func origin(of url: String) -> Origin? {
        guard ListHead.isCarried(url) else { return nil }
        let parts = url.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 2, let number = Int(parts[parts.count - 1]), String(number) == parts[parts.count - 1],
            (0..<GossipLimits.listsPerKind).contains(number), ["lists", "suspended"].contains(parts[parts.count - 2])
        else { return nil }
        return bases[parts.dropLast(2).joined(separator: "/")]
    }
}
