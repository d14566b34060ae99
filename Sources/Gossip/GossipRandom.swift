/// The only source of chance in this module: SplitMix64 from a seed, so that every run can be replayed.
///
/// It chooses peers and spreads timers, nothing secret.
public struct GossipRandom: Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// 0..<bound, or 0 for a bound of 0. The bias is below bound / 2^64.
    public mutating func below(_ bound: UInt64) -> UInt64 {
        bound == 0 ? 0 : next().multipliedFullWidth(by: bound).high
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        guard !elements.isEmpty else { return nil }
        return elements[Int(truncatingIfNeeded: below(UInt64(elements.count)))]
    }

    /// `count` of `elements` in random order, all of them if there are no more.
    mutating func sample<Element>(_ count: Int, of elements: [Element]) -> [Element] {
        guard elements.count > count else { return elements }
        var pool = elements
        for place in 0..<count {
            pool.swapAt(place, place + Int(truncatingIfNeeded: below(UInt64(pool.count - place))))
        }
        return Array(pool.prefix(count))
    }
}
