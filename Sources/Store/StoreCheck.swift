import Cryptography
import LMDB
import Ledger
import TransparencyLog

extension Store {
    /// Reads everything of a store that nobody has open and throws at the first thing that is damaged: every page of
    /// the file, every log replayed from its first entry, every tile, checkpoint and piece of evidence.
    ///
    /// For backups before they are needed, and for a store whose disk is under suspicion. LMDB keeps no checksums, so a
    /// changed byte inside a document is not noticed here; signatures and hashes of the documents themselves show that.
    /// What a crash left undone is done first, as at any start. Takes about as long as replaying all logs.
    public static func check(
        directory: String, identity: StoreIdentity, options: StoreOptions = .default
    ) throws(StoreError) {
        try storing { try Environment.check(directory: directory) }
        let store = try open(directory: directory, identity: identity, options: options)
        defer { store.close() }
        try storing { try store.read { (reader) throws in try reader.checkLogs() } }
    }
}

extension StoreReading where Self: ~Copyable {
    fileprivate func checkLogs() throws {
        for origin in try origins() {
            guard let key = try logKey(origin) else { continue }
            let log = try restoreLog(origin)
            var check = LogCheck(origin: origin, roots: try checkpointRoots(key))
            let tiles = try tileReader(origin)
            try scanEntries(origin, from: 0) { index, entry in
                guard index < log.state.size else { return false }
                try check.take(entry, tiles: tiles)
                return true
            }
            try check.finish(tiles: tiles)
            guard check.state == log.state else {
                throw damaged(StoreTables.Name.applied, "the entries of \(origin.text) do not give its stored state")
            }
            guard try exceptions(origin) == Array(log.state.map) else {
                throw damaged(
                    StoreTables.Name.exceptions, "the rows of \(origin.text) are not those that its entries give")
            }
        }
    }

    private func damaged(_ table: String, _ reason: String) -> StoreError { .damaged(table: table, reason: reason) }

    /// What the stored checkpoints of a log say, by their sizes.
    private func checkpointRoots(_ key: LogKey) throws -> [UInt64: Digest] {
        var roots: [UInt64: Digest] = [:]
        try source.scan(source.tables.checkpoints, prefix: key.prefix) { found, value in
            let size = try LogKey.number(found.copied, table: StoreTables.Name.checkpoints)
            let record = try CheckpointRecord(size: size, parsing: value.copied)
            for note in [record.first, record.latest].compactMap({ $0 }) {
                let checkpoint = try Checkpoint(parsing: SignedNote(parsing: note).text)
                guard checkpoint.size == size, roots[size] ?? checkpoint.root == checkpoint.root else {
                    throw damaged(StoreTables.Name.checkpoints, "the note of size \(size) is of another tree")
                }
                roots[size] = checkpoint.root
            }
            return true
        }
        return roots
    }
}

/// Replays one log and compares with it what else is stored: tiles and checkpoints.
private struct LogCheck {
    private(set) var state: LogState
    private let roots: [UInt64: Digest]
    /// The hashes of the tile that is being filled, for each level.
    private var levels: [[Digest]] = []

    init(origin: Origin, roots: [UInt64: Digest]) {
        state = LogState(origin: origin)
        self.roots = roots
    }

    mutating func take(_ entry: [UInt8], tiles: StoreTileReader) throws {
        let leafHash = MerkleTree.leafHash(entry)
        state.apply(entry, leafHash: leafHash)
        var (level, hash) = (0, leafHash)
        while true {
            if levels.count == level { levels.append([]) }
            levels[level].append(hash)
            guard levels[level].count == HashTile.fullWidth else { break }
            try compare(level, index: (state.size >> UInt64(8 * (level + 1))) - 1, tiles)
            hash = MerkleTree.root(subtreeHashes: levels[level])
            levels[level] = []
            level += 1
        }
        if let root = roots[state.size], root != state.root {
            throw StoreError.damaged(
                table: StoreTables.Name.checkpoints, reason: "its entries do not lead to the one of size \(state.size)")
        }
    }

    /// The tiles that are not full.
    func finish(tiles: StoreTileReader) throws {
        for level in levels.indices where !levels[level].isEmpty {
            try compare(level, index: state.size >> UInt64(8 * (level + 1)), tiles)
        }
    }

    private func compare(_ level: Int, index: UInt64, _ tiles: StoreTileReader) throws {
        let width = levels[level].count
        guard (try? tiles.tile(level: level, index: index, width: width)) == levels[level] else {
            throw StoreError.damaged(
                table: StoreTables.Name.tiles,
                reason: "tile \(index) of level \(level) of \(state.origin.text) is not what its entries give")
        }
    }
}

extension MerkleTree {
    /// The root of a complete subtree from the hashes of its 256 parts.
    fileprivate static func root(subtreeHashes: [Digest]) -> Digest { root(leafHashes: subtreeHashes) }
}
