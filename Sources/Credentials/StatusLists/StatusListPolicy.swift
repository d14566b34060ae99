/// What a verifier accepts of status lists.
public struct StatusListPolicy: Sendable {
    /// The verifier's time, milliseconds since 1970.
    public var now: UInt64
    /// How far an issuer's clock may be ahead, in milliseconds.
    public var clockTolerance: UInt64
    /// Oldest list that is believed, in milliseconds since it was had; nil for any age.
    public var maximumAge: UInt64?
    /// Lists with fewer entries are remarked on, or refused. The specification has 131,072 and lets an ecosystem set
    /// another number; the Digital Credentials Consortium's lists have 100,000.
    public var minimumEntryCount: UInt64
    public var refusesShortLists: Bool
    /// Whether somebody other than the credential's issuer may keep its list.
    public var mayKeepList: @Sendable (_ keeper: String, _ issuer: String) -> Bool

    public init(
        now: UInt64, clockTolerance: UInt64 = 60_000, maximumAge: UInt64? = nil,
        minimumEntryCount: UInt64 = StatusBits.minimumEntryCount, refusesShortLists: Bool = false,
        mayKeepList: @escaping @Sendable (_ keeper: String, _ issuer: String) -> Bool = { _, _ in false }
    ) {
        self.now = now
        self.clockTolerance = clockTolerance
        self.maximumAge = maximumAge
        self.minimumEntryCount = minimumEntryCount
        self.refusesShortLists = refusesShortLists
        self.mayKeepList = mayKeepList
    }
}
