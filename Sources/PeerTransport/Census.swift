/// Who is connected, as counts: the bounds on connections as a value.
struct Census: Sendable {
    private enum Standing { case halfOpen, stranger, member }

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
    private var total = Counts()
    private var arrivals: RateLimiter

    init(limits: TransportLimits) {
        self.limits = limits
        arrivals = RateLimiter(rate: limits.connectionsPerSecond, burst: limits.connectionBurst)
    }

    /// Connections in all.
    var count: Int { entries.count }

    /// A connection came in; a reason turns it away.
    mutating func arrive(_ id: UInt64, from group: AddressGroup, now: Int64) -> CloseReason? {
        guard entries.count < limits.connections else { return .tooManyConnections("\(limits.connections) in all") }
        guard arrivals.admits(group, now: now) else { return .tooManyConnections("new ones from one address") }
        guard total.halfOpen < limits.halfOpen,
            groups[group, default: Counts()].halfOpen < limits.halfOpenPerAddress
        else { return .tooManyConnections("unfinished handshakes") }
        entries[id] = Entry(group: group, standing: .halfOpen)
        count(.halfOpen, group, by: 1)
        return nil
    }

    /// A connection that this node dialed; it is not subject to the limits for others.
    mutating func dialed(_ id: UInt64, to group: AddressGroup) {
        entries[id] = Entry(group: group, standing: .member)
    }

    /// The connection showed who it is; a reason turns it away.
    mutating func settle(_ id: UInt64, asMember isMember: Bool) -> CloseReason? {
        guard let entry = entries[id], entry.standing == .halfOpen else { return nil }
        if !isMember {
            guard total.strangers < limits.strangers,
                groups[entry.group, default: Counts()].strangers < limits.strangersPerAddress
            else { return .tooManyConnections("\(limits.strangersPerAddress) of strangers from one address") }
        }
        count(.halfOpen, entry.group, by: -1)
        entries[id]?.standing = isMember ? .member : .stranger
        count(isMember ? .member : .stranger, entry.group, by: 1)
        return nil
    }

    /// The connection is gone.
    mutating func leave(_ id: UInt64) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        count(entry.standing, entry.group, by: -1)
    }

    private mutating func count(_ standing: Standing, _ group: AddressGroup, by change: Int) {
        var counts = groups[group, default: Counts()]
        switch standing {
        case .member: return
        case .halfOpen:
            counts.halfOpen += change
            total.halfOpen += change
        case .stranger:
            counts.strangers += change
            total.strangers += change
        }
        groups[group] = counts.halfOpen == 0 && counts.strangers == 0 ? nil : counts
    }
}
