/// The path of a resource of a tiled log below its prefix (c2sp.org/tlog-tiles): a hash tile or an entry bundle.
///
/// Examples: `tile/0/x001/x234/067` is tile 1,234,067 of level 0; `tile/1/000.p/17` holds 17 hashes;
/// `tile/entries/273.p/112` is a bundle of 112 entries. One path for one resource: anything else is refused.
public struct TilePath: Sendable, Hashable, CustomStringConvertible {
    public enum Content: Sendable, Hashable {
        /// Hashes of this level, 0...63.
        case hashes(level: Int)
        /// Log entries, with the index and width of the level 0 tile that holds their hashes.
        case entries
    }

    public let content: Content
    public let index: UInt64
    /// The number of hashes or entries, 1...256.
    public let width: Int

    /// - Throws: `badLevel` or `badWidth`.
    public init(_ content: Content, index: UInt64, width: Int = HashTile.fullWidth) throws(TilePathError) {
        if case .hashes(let level) = content, !(0...63).contains(level) { throw .badLevel }
        guard (1...HashTile.fullWidth).contains(width) else { throw .badWidth }
        self.content = content
        self.index = index
        self.width = width
    }

    /// The bundle that holds the entry at `index` in a log of `size` entries.
    ///
    /// - Throws: `badIndex` if the log does not have that entry.
    public static func bundle(ofEntry index: UInt64, size: UInt64) throws(TilePathError) -> TilePath {
        guard index < size else { throw .badIndex }
        let bundle = index / UInt64(HashTile.fullWidth)
        return try TilePath(.entries, index: bundle, width: TiledTree.width(0, bundle, size: size))
    }

    /// The hash tile with the node `index` of tile level `level` in a log of `size` entries.
    public static func tile(level: Int, index: UInt64, size: UInt64) throws(TilePathError) -> TilePath {
        try TilePath(.hashes(level: level), index: index, width: TiledTree.width(level, index, size: size))
    }

    public var isPartial: Bool { width < HashTile.fullWidth }

    /// The path without a leading slash.
    public var text: String {
        let place =
            switch content {
            case .hashes(let level): "\(level)"
            case .entries: "entries"
            }
        return "tile/\(place)/\(Self.elements(of: index))\(isPartial ? ".p/\(width)" : "")"
    }

    public var description: String { text }

    /// Reads a path without a leading slash; the inverse of ``text``.
    public init(parsing text: String) throws(TilePathError) {
        guard text.utf8.count <= Self.maximumLength else { throw .notATilePath }
        var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        guard let root = parts.popFirst(), root.elementsEqual("tile".utf8) else { throw .notATilePath }
        guard let place = parts.popFirst() else { throw .notATilePath }
        let content = try Self.content(place)
        var width = HashTile.fullWidth
        if parts.count >= 2, let name = parts.dropLast().last, name.suffix(2).elementsEqual(".p".utf8) {
            guard let last = parts.popLast(), let value = parseDecimal(last), (1...255).contains(value) else {
                throw .badWidth
            }
            width = Int(value)
            parts[parts.endIndex - 1] = name.dropLast(2)
        }
        try self.init(content, index: try Self.index(parts), width: width)
    }

    /// Longer paths than any real one are not even looked at.
    static let maximumLength = 64

    private static func content(_ part: Substring.UTF8View) throws(TilePathError) -> Content {
        if part.elementsEqual("entries".utf8) { return .entries }
        guard let level = parseDecimal(part), level <= 63 else { throw .badLevel }
        return .hashes(level: Int(level))
    }

    /// Three digits for each element, an `x` before all but the last one.
    private static func elements(of index: UInt64) -> String {
        var (rest, last) = index.quotientAndRemainder(dividingBy: 1000)
        var text = padded(last)
        while rest > 0 {
            (rest, last) = rest.quotientAndRemainder(dividingBy: 1000)
            text = "x\(padded(last))/\(text)"
        }
        return text
    }

    private static func padded(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    private static func index(_ parts: ArraySlice<Substring.UTF8View>) throws(TilePathError) -> UInt64 {
        var index: UInt64 = 0
        for (position, part) in zip(parts.indices, parts) {
            let isLast = position == parts.endIndex - 1
            guard isLast == (part.first != UInt8(ascii: "x")) else { throw .badIndex }
            let digits = isLast ? part : part.dropFirst()
            guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .badIndex }
            // No second spelling: the first of several elements is not zero.
            if position == parts.startIndex, !isLast, digits.allSatisfy({ $0 == 0x30 }) { throw .badIndex }
            let value = digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
            let (product, overflow) = index.multipliedReportingOverflow(by: 1000)
            let (sum, carry) = product.addingReportingOverflow(value)
            guard !overflow, !carry else { throw .badIndex }
            index = sum
        }
        guard !parts.isEmpty else { throw .badIndex }
        return index
    }
}

/// Why a text is not the path of a tile or bundle.
public enum TilePathError: Error, Hashable, Sendable, CustomStringConvertible {
    case notATilePath
    case badLevel
    case badIndex
    case badWidth

    public var description: String {
        switch self {
        case .notATilePath: "the path does not begin with tile/<level>/ or tile/entries/"
        case .badLevel: "the tile level is not a decimal number from 0 to 63"
        case .badIndex: "the tile index is not written as 000 or x001/002, or the log does not reach it"
        case .badWidth: "the width of a partial tile is not a decimal number from 1 to 255"
        }
    }
}
