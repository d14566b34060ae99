/// What the requests of all clients hold at the moment, as a value: memory and places for work.
///
/// Strangers have a share of each, and one address a share of that, so that neither can take what others need. Members
/// are bounded by the whole alone.
struct RequestShares: Sendable {
    /// On whose account something is taken.
    enum Account: Hashable, Sendable {
        case member
        case stranger(AddressGroup)
    }

    private struct Use {
        var bytes = 0
        var running = 0
    }

    private let limits: TransportLimits
    private var all = Use()
    private var strangers = Use()
    private var addresses: [AddressGroup: Use] = [:]

    init(limits: TransportLimits) { self.limits = limits }

    /// Bytes that are taken.
    var bytes: Int { all.bytes }

    /// Addresses of strangers that hold something.
    var addressCount: Int { addresses.count }

    /// Takes memory for what is being received.
    mutating func reserve(_ bytes: Int, for account: Account) -> Bool {
        guard all.bytes + bytes <= limits.requestBytes else { return false }
        if case .stranger(let group) = account {
            guard strangers.bytes + bytes <= limits.strangerRequestBytes,
                addresses[group, default: Use()].bytes + bytes <= limits.requestBytesPerAddress
            else { return false }
        }
        change(account) { $0.bytes += bytes }
        return true
    }

    mutating func free(_ bytes: Int, for account: Account) { change(account) { $0.bytes -= bytes } }

    /// Takes a place for work on one request.
    mutating func start(for account: Account) -> Bool {
        guard all.running < limits.requests else { return false }
        if case .stranger(let group) = account {
            guard strangers.running < limits.strangerRequests,
                addresses[group, default: Use()].running < limits.requestsPerAddress
            else { return false }
        }
        change(account) { $0.running += 1 }
        return true
    }

    mutating func stop(for account: Account) { change(account) { $0.running -= 1 } }

    private mutating func change(_ account: Account, _ change: (inout Use) -> Void) {
        change(&all)
        guard case .stranger(let group) = account else { return }
        change(&strangers)
        var use = addresses[group, default: Use()]
        change(&use)
        addresses[group] = use.bytes == 0 && use.running == 0 ? nil : use
    }
}
