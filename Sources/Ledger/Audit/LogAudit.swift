import Cryptography
public import TransparencyLog

/// Checks a whole log from its files, as somebody would who trusts nothing but the roster: every byte has to lie under a
/// checkpoint that the log has signed, and replay has to give what its seals say.
///
/// A value without I/O. Give it the checkpoint, then the bundles in order, then ask it for the result; each call says which
/// tiles must stand beside what it was given. Source: C2SP tlog-tiles, and `docs/formats/ledger.md`, section 5.
public struct LogAudit {
    /// A tile that follows from the entries.
    public struct Tile: Sendable, Hashable {
        public let path: TilePath
        public let bytes: [UInt8]
    }

    public let head: SignedHead
    /// Operators whose cosignatures of the checkpoint count (``VerifiedHead``), in byte order.
    public let cosigners: [String]
    /// How many are needed.
    public let quorum: Int
    /// Nothing can be concluded any more from who signed.
    public let isRosterExpired: Bool
    private(set) var state: LogState
    private var summary = LogAuditSummary()
    /// Of each level, the hashes that no full tile holds yet.
    private var rows: [[Digest]] = [[]]

    /// - Parameter now: milliseconds since 1970.
    /// - Throws: where the checkpoint is not one, of no log of the roster, or not signed by that log.
    public init(
        checkpoint: [UInt8], roster: Roster, now: UInt64, verifying check: NoteSignatureCheck = .ed25519
    ) throws(LogAuditFault) {
        func fault(_ reason: String) -> LogAuditFault { LogAuditFault(path: Self.checkpointPath, reason: reason) }
        let note: SignedNote
        let origin: Origin
        do throws(NoteError) { note = try SignedNote(parsing: checkpoint) } catch { throw fault("\(error)") }
        do { origin = try Origin(Checkpoint(parsing: note.text).origin) } catch { throw fault("\(error)") }
        guard roster.institution(origin: origin) != nil else {
            throw fault("the roster of \(roster.consortium) names no log \(origin.text)")
        }
        do throws(SignedHeadError) {
            head = try SignedHead(note, origin: origin, roster: roster, verifying: check)
        } catch {
            throw fault("\(error)")
        }
        state = LogState(origin: origin)
        quorum = roster.quorum(of: origin)
        isRosterExpired = roster.isExpired(at: now)
        cosigners = VerifiedHead.cosignatures(note, of: origin, roster, now, check).map(\.operatorID).sorted()
    }

    /// Whether the checkpoint can be relied on: enough operators have cosigned it, by a roster that is in force.
    public var isAttested: Bool { cosigners.count >= quorum && !isRosterExpired }

    public static let checkpointPath = "checkpoint"

    public var origin: Origin { head.origin }
    public var size: UInt64 { head.size }

    /// The path of the bundle that comes next; nil once all entries were given.
    public var nextBundle: TilePath? {
        state.size < size ? try? TilePath.bundle(ofEntry: state.size, size: size) : nil
    }

    /// Takes the next bundle.
    ///
    /// - Returns: the tiles that are full now, which must stand in the log as they are here.
    public mutating func add(bundle bytes: [UInt8]) throws(LogAuditFault) -> [Tile] {
        guard let path = nextBundle else { return [] }
        let entries: [[UInt8]]
        do throws(EntryBundleError) { entries = try EntryBundle.parse(bytes) } catch {
            throw LogAuditFault(path: path.text, reason: "\(error)")
        }
        guard entries.count == path.width else {
            throw LogAuditFault(path: path.text, reason: "it has \(entries.count) entries instead of \(path.width)")
        }
        var tiles: [Tile] = []
        var offset = 0
        for entry in entries {
            // Each entry has its length in two bytes before it.
            offset += 2
            try replay(entry, at: offset, in: path)
            offset += entry.count
            tiles += try push(MerkleTree.leafHash(entry), to: 0)
        }
        return tiles
    }

    private mutating func replay(_ entry: [UInt8], at offset: Int, in path: TilePath) throws(LogAuditFault) {
        let index = state.size
        switch state.apply(entry) {
        case .applied: summary.count(entry)
        // A seal that says another thing than its log is what a verifier must never build on.
        case .void(.sealMapRoot):
            throw LogAuditFault(
                path: path.text, offset: offset, entry: index, reason: "\(VoidReason.sealMapRoot.description)")
        case .void(let reason): summary.countVoid(index, reason)
        }
    }

    /// A hash at the end of a level; full tiles go, and their roots to the level above.
    private mutating func push(_ hash: Digest, to level: Int) throws(LogAuditFault) -> [Tile] {
        if rows.count == level { rows.append([]) }
        rows[level].append(hash)
        guard rows[level].count == HashTile.fullWidth else { return [] }
        let index = (state.size >> UInt64(HashTile.height * (level + 1))) - 1
        let tile = try self.tile(level, index, rows[level])
        guard let root = HashTile(rows[level])?.root else { return [tile] }
        rows[level] = []
        return [tile] + (try push(root, to: level + 1))
    }

    private func tile(_ level: Int, _ index: UInt64, _ hashes: [Digest]) throws(LogAuditFault) -> Tile {
        do throws(TilePathError) {
            let path = try TilePath(.hashes(level: level), index: index, width: hashes.count)
            return Tile(path: path, bytes: HashTile(hashes)?.encoded ?? [])
        } catch {
            throw LogAuditFault(path: "tile/\(level)", reason: "\(error)")
        }
    }

    /// What was found, and the partial tiles, once all entries were given.
    public func finish() throws(LogAuditFault) -> (summary: LogAuditSummary, tiles: [Tile]) {
        guard state.size == size else {
            throw LogAuditFault(
                path: Self.checkpointPath, reason: "\(state.size) of \(size) entries were given")
        }
        guard state.root == head.root else {
            throw LogAuditFault(
                path: Self.checkpointPath,
                reason: "the entries lead to the root \(state.root.hex), the checkpoint says \(head.root.hex)")
        }
        guard state.endsInSeal else {
            throw LogAuditFault(
                path: Self.checkpointPath, entry: size - 1,
                reason: "the last entry under the checkpoint is no valid seal")
        }
        var tiles: [Tile] = []
        for (level, row) in rows.enumerated() where !row.isEmpty {
            tiles.append(try tile(level, size >> UInt64(HashTile.height * (level + 1)), row))
        }
        var summary = summary
        summary.exceptions = state.map.count
        return (summary, tiles)
    }

    /// Compares a tile of the log with what follows from the entries.
    public static func compare(_ bytes: [UInt8], with tile: Tile) throws(LogAuditFault) {
        guard bytes != tile.bytes else { return }
        let offset =
            zip(bytes, tile.bytes).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(bytes.count, tile.bytes.count)
        func fault(_ entry: UInt64?, _ reason: String) -> LogAuditFault {
            LogAuditFault(path: tile.path.text, offset: offset, entry: entry, reason: reason)
        }
        guard bytes.count == tile.bytes.count else {
            throw fault(nil, "it has \(bytes.count) bytes instead of \(tile.bytes.count)")
        }
        guard tile.path.content == .hashes(level: 0) else {
            throw fault(nil, "it is not what the tiles below it hash to")
        }
        // Which of the two was changed cannot be told from them alone.
        let entry = tile.path.index * UInt64(HashTile.fullWidth) + UInt64(offset / Digest.byteCount)
        throw fault(entry, "the entry hashes to something else: one of the two was changed")
    }
}
