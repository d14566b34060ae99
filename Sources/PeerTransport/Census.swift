/// Who is connected, as counts: the bounds on connections as a value.
struct Census: Sendable {
    /// What becomes of a connection that came in.
    enum Arrival: Hashable, Sendable {
        case taken
        /// There was no room but that of a connection which has not shown yet who it is; that one has to go.
        case inPlaceOf(UInt64)
        case turnedAway(CloseReason)
    }

    private enum Standing: Hashable {
        case halfOpen
        case stranger
        case member(PeerKey)
        case dialed
    }

    private struct Entry {
        let group: AddressGroup
        var standing: Standing
    }

    private struct Counts {
        var halfOpen = 0
        var strangers = 0
    }

    private let limits: TransportLimits
    private var entries: [UInt64: Entry] = [:]
    private var groups: [AddressGroup: Counts] = [:]
    private var members: [PeerKey: Int] = [:]
    private var strangers = 0
    /// Those that have not shown who they are, oldest first; at most `TransportLimits.halfOpen`.
    private var halfOpen: [UInt64] = []
    private var arrivals: RateLimiter

    init(limits: TransportLimits) {
        self.limits = limits
        arrivals = RateLimiter(rate: limits.connectionsPerSecond, burst: limits.connectionBurst)
    }

    /// Connections in all.
    var count: Int { entries.count }

    /// A connection came in.
    ///
    /// Where all places for unfinished handshakes are taken, the oldest of them makes room: whoever means it is done in a
    /// fraction of a second, so that a few addresses which hold handshakes open cannot keep everybody else out.
    mutating func arrive(_ id: UInt64, from group: AddressGroup, now: Int64) -> Arrival {
        guard arrivals.admits(group, now: now) else {
            return .turnedAway(.tooManyConnections("new ones from one address"))
        }
        guard groups[group, default: Counts()].halfOpen < limits.halfOpenPerAddress else {
            return .turnedAway(.tooManyConnections("unfinished handshakes from one address"))
        }
        let isFull = entries.count >= limits.connections || halfOpen.count >= limits.halfOpen
        let oldest = isFull ? halfOpen.first : nil
        if isFull, oldest == nil { return .turnedAway(.tooManyConnections("\(limits.connections) in all")) }
        if let oldest { leave(oldest) }
        entries[id] = Entry(group: group, standing: .halfOpen)
        count(.halfOpen, group, by: 1)
        halfOpen.append(id)
        return oldest.map { .inPlaceOf($0) } ?? .taken
    }

    /// A connection that this node dialed; it is not subject to the limits for others.
    mutating func dialed(_ id: UInt64, to group: AddressGroup) {
        entries[id] = Entry(group: group, standing: .dialed)
    }

    /// The connection showed who it is; a reason turns it away.
    mutating func settle(_ id: UInt64, as key: PeerKey, isMember: Bool) -> CloseReason? {
        guard let entry = entries[id] else { return .tooManyConnections("unfinished handshakes") }
        guard entry.standing == .halfOpen else { return nil }
        if isMember {
            guard members[key, default: 0] < limits.connectionsPerMember else {
                return .tooManyConnections("\(limits.connectionsPerMember) of one member")
            }
        } else {
            guard strangers < limits.strangers else {
                return .tooManyConnections("\(limits.strangers) of strangers")
            }
            guard groups[entry.group, default: Counts()].strangers < limits.strangersPerAddress else {
                return .tooManyConnections("\(limits.strangersPerAddress) of strangers from one address")
            }
        }
        let standing = isMember ? Standing.member(key) : .stranger
        count(.halfOpen, entry.group, by: -1)
        halfOpen.removeAll { $0 == id }
        entries[id]?.standing = standing
        count(standing, entry.group, by: 1)
        return nil
    }

    /// The connection is gone.
    mutating func leave(_ id: UInt64) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        if entry.standing == .halfOpen { halfOpen.removeAll { $0 == id } }
        count(entry.standing, entry.group, by: -1)
    }

    private mutating func count(_ standing: Standing, _ group: AddressGroup, by change: Int) {
        var counts = groups[group, default: Counts()]
        switch standing {
        case .dialed: return
        case .member(let key):
            let left = members[key, default: 0] + change
            members[key] = left == 0 ? nil : left
            return
        case .halfOpen: counts.halfOpen += change
        case .stranger:
            counts.strangers += change
            strangers += change
        }
        groups[group] = counts.halfOpen == 0 && counts.strangers == 0 ? nil : counts
    }
}
