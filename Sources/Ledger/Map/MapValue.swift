public import Cryptography

/// What the exception map holds for a credential that had an event. All zero means: as issued.
///
/// `struct { uint8 status; uint16 reason; uint32 status_seq; uint64 status_time; uint32 owner_seq;
/// opaque owner_commit[32]; opaque pending_commit[32]; uint64 pending_not_before; uint64 last_index; }`.
/// Source: `docs/formats/ledger.md`, section 6.
public struct MapValue: Hashable, Sendable {
    public static let byteCount = 99

    // In the order that wastes no memory; `encoded()` has the order of the format.
    public var ownerCommit = Digest.zero
    public var pendingCommit = Digest.zero
    /// Milliseconds since 1970; 0 if no recovery is pending.
    public var pendingNotBefore: UInt64 = 0
    /// Index of the last valid entry about the credential.
    public var lastIndex: UInt64 = 0
    /// Milliseconds since 1970 of the last status entry; 0 if there was none.
    public var statusTime: UInt64 = 0
    public var statusSequence: UInt32 = 0
    public var ownerSequence: UInt32 = 0
    public var reason: UInt16 = 0
    public var state = CredentialState.active

    /// A credential as issued.
    public init() {}

    /// Whether a recovery waits, ripe or not.
    public var hasPendingRecovery: Bool { pendingNotBefore != 0 }

    /// The value once a seal of this time stands: a recovery that is ripe by then counts as one owner event.
    public func settled(at sealTime: UInt64) -> MapValue {
        guard hasPendingRecovery, sealTime >= pendingNotBefore else { return self }
        var value = self
        value.ownerCommit = pendingCommit
        // Replay leaves room: a recovery needs a counter with a successor, and nothing but a claim (0 to 1) moves it
        // while the recovery waits. A value that was never replayed may say anything, and must not become "as issued".
        if value.ownerSequence < .max { value.ownerSequence += 1 }
        value.clearPending()
        return value
    }

    mutating func clearPending() {
        pendingCommit = .zero
        pendingNotBefore = 0
    }

    /// What a leaf of the map commits to: `SHA-256(0x12 || value)`.
    public var commitment: Digest { SHA256.hash(prefix: HashDomain.mapValue, encoded()) }
}

extension MapValue {
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        write(to: &bytes)
        return bytes
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(state.rawValue)
        bytes.write(reason)
        bytes.write(statusSequence)
        bytes.write(statusTime)
        bytes.write(ownerSequence)
        bytes.write(ownerCommit)
        bytes.write(pendingCommit)
        bytes.write(pendingNotBefore)
        bytes.write(lastIndex)
    }

    /// Reads exactly 99 bytes with a known status.
    public init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        try self.init(&reader)
        try reader.finish()
    }

    init(_ reader: inout WireReader) throws(WireError) {
        guard let state = CredentialState(rawValue: try reader.uint8()) else {
            throw .invalid(field: "status", offset: reader.offset)
        }
        self.state = state
        reason = try reader.uint16()
        statusSequence = try reader.uint32()
        statusTime = try reader.uint64()
        ownerSequence = try reader.uint32()
        ownerCommit = try reader.digest()
        pendingCommit = try reader.digest()
        pendingNotBefore = try reader.uint64()
        lastIndex = try reader.uint64()
    }
}
