/// A sequence of up to 256 log entries, each behind its length as a big-endian 16-bit number
/// (c2sp.org/tlog-tiles, "Log entries").
public enum EntryBundle {
    /// The largest entry that a bundle can hold.
    public static let maximumEntryLength = 65_535

    /// - Throws: `badCount` for none or more than 256, `entryTooLong` with its place.
    public static func encode(_ entries: [[UInt8]]) throws(EntryBundleError) -> [UInt8] {
        guard (1...HashTile.fullWidth).contains(entries.count) else { throw .badCount(entries.count) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.count + 2 })
        for (position, entry) in entries.enumerated() {
            guard let length = UInt16(exactly: entry.count) else { throw .entryTooLong(position) }
            bytes.append(UInt8(length >> 8))
            bytes.append(UInt8(length & 0xff))
            bytes += entry
        }
        return bytes
    }

    /// - Throws: `truncated` with the place of the entry that does not end, `badCount` for none or more than 256.
    public static func parse(_ bytes: [UInt8]) throws(EntryBundleError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        while let high = rest.popFirst() {
            guard entries.count < HashTile.fullWidth else { throw .badCount(entries.count + 1) }
            guard let low = rest.popFirst() else { throw .truncated(entries.count) }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length else { throw .truncated(entries.count) }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        guard !entries.isEmpty else { throw .badCount(0) }
        return entries
    }
}

/// Why bytes are not an entry bundle, or entries do not fit into one. Places count from 0.
public enum EntryBundleError: Error, Hashable, Sendable, CustomStringConvertible {
    case badCount(Int)
    case entryTooLong(Int)
    case truncated(Int)

    public var description: String {
        switch self {
        case .badCount(let count): "a bundle holds 1 to 256 entries, not \(count)"
        case .entryTooLong(let place): "entry \(place) is longer than \(EntryBundle.maximumEntryLength) bytes"
        case .truncated(let place): "the bundle ends inside entry \(place); fetch it again"
        }
    }
}
