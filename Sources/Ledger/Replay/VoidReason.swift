/// Why an entry is void: kept and hashed, but without any effect, so that nothing can block a log.
///
/// Source: `docs/formats/ledger.md`, section 5, which gives the order in which they are checked.
public enum VoidReason: Error, Hashable, Sendable, CustomStringConvertible {
    case unparseable(EntryError)
    /// Earlier than the valid entry before it.
    case timeDecreases
    /// Not the status counter plus one.
    case statusSequence
    /// No such step from the credential's state.
    case statusStep
    /// A claim where an owner entry stands.
    case ownerStands
    /// Nonce and commitment do not hash to the tag.
    case tagDoesNotOpen
    /// Not the owner counter plus one.
    case ownerSequence
    /// A rotation with a nonce although an owner entry stands.
    case nonceNotZero
    /// A rotation to a key that was not committed before.
    case notCommitted
    /// The new owner key did not sign this rotation for this log.
    case signature
    /// A recovery that waits less than 72 hours or more than 60 days.
    case waitingTime
    /// A seal that does not begin after the previous valid one.
    case sealFrom
    /// A seal that does not name its own index.
    case sealTo
    /// A seal over 4,096 entries or more.
    case sealRange
    /// A seal with an older roster than the one before it.
    case sealRoster
    /// A seal with another map root than replay gives.
    case sealMapRoot

    public var description: String {
        switch self {
        case .unparseable(let error): "unparseable: \(error)"
        case .timeDecreases: "its time is before that of a valid entry before it"
        case .statusSequence: "its seq is not the credential's status counter plus one"
        case .statusStep: "the credential's state cannot change in this way"
        case .ownerStands: "the credential has an owner entry already"
        case .tagDoesNotOpen: "nonce and owner commitment do not hash to the tag"
        case .ownerSequence: "its seq is not the credential's owner counter plus one"
        case .nonceNotZero: "it has a nonce although an owner entry stands"
        case .notCommitted: "the new key is not the one committed before"
        case .signature: "the new owner key did not sign it"
        case .waitingTime: "it waits less than 72 hours or more than 60 days"
        case .sealFrom: "it does not begin after the previous valid seal"
        case .sealTo: "it does not name its own index"
        case .sealRange: "it spans more than \(Seal.rangeLimit - 1) entries"
        case .sealRoster: "its roster version is older than that of the seal before"
        case .sealMapRoot: "its map root is not what replay gives"
        }
    }
}

/// What an entry did to the state of a log.
public enum ReplayOutcome: Hashable, Sendable {
    case applied(LogEffect)
    case void(VoidReason)

    public var isVoid: Bool {
        if case .void = self { true } else { false }
    }

    /// The row of the exception table to write, if one changed.
    public var change: ExceptionChange? {
        if case .applied(.changed(let change)) = self { change } else { nil }
    }
}

/// The effect of a valid entry.
public enum LogEffect: Hashable, Sendable {
    /// A batch was issued; the map is as before.
    case issued
    case changed(ExceptionChange)
    case sealed(Seal)
}
