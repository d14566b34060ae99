public import Cryptography
import LMDB
public import Ledger
public import TransparencyLog

/// Entries to append to a log, with everything that changes with them.
public struct LogAppend: Sendable {
    public let origin: Origin
    /// Index of the first entry; must be the number of entries stored.
    public let firstIndex: UInt64
    public let entries: [[UInt8]]
    /// The state after these entries.
    public let state: LogState
    /// Rows of the exception map that the entries changed; of two for one key the later counts.
    public let changes: [ExceptionMap.Element]
    /// The signed checkpoint over, or beyond, these entries; nil for entries that no checkpoint covers yet.
    public let note: SignedNote?
    /// Whether the checkpoint is over exactly the entries stored after this append. If not, it is kept as the target of
    /// catching up.
    public let reachesHead: Bool
    /// The RFC 6962 leaf hashes of the entries, if they are known already; worked out if not.
    public let leafHashes: [Digest]?

    public init(
        origin: Origin, firstIndex: UInt64, entries: [[UInt8]], state: LogState, changes: [ExceptionMap.Element],
        note: SignedNote?, reachesHead: Bool, leafHashes: [Digest]? = nil
    ) {
        self.origin = origin
        self.firstIndex = firstIndex
        self.entries = entries
        self.state = state
        self.changes = changes
        self.note = note
        self.reachesHead = reachesHead
        self.leafHashes = leafHashes
    }
}

extension StoreWriter {
    /// Appends entries to a log: entries, tiles, head and checkpoint in one.
    ///
    /// Throws `notContiguous` unless they follow what is stored, `contradiction` if the state, the leaf hashes or the
    /// checkpoint do not fit the entries. The tree is recomputed from the leaf hashes; the replay is the caller's word.
    public mutating func appendLog(_ append: LogAppend) throws(StoreError) {
        let key = try makeLogKey(append.origin)
        let old = try source.head(key)
        let leafHashes = try check(append, old)
        try putEntries(append, key)
        try putTiles(leafHashes, old, append.origin, key)
        try putHead(append, old, key)
        try keep(append.changes, of: key, append.state, entries: append.entries.count)
    }

    /// The leaf hashes, once everything that can be checked about the append has been.
    private func check(_ append: LogAppend, _ old: LogHead) throws(StoreError) -> [Digest] {
        func contradiction(_ what: String) -> StoreError { .contradiction(origin: append.origin, what) }
        guard append.firstIndex == old.size else {
            throw .notContiguous(origin: append.origin, stored: old.size, firstIndex: append.firstIndex)
        }
        guard append.state.origin == append.origin else { throw contradiction("the state is of another log") }
        let limit = Entry.maximumByteCount
        for entry in append.entries where entry.isEmpty || entry.count > limit {
            throw .entryLength(entry.count, limit: limit)
        }
        let leafHashes = append.leafHashes ?? append.entries.map(MerkleTree.leafHash)
        guard leafHashes.count == append.entries.count else {
            throw contradiction("it has \(append.entries.count) entries but \(leafHashes.count) leaf hashes")
        }
        var tree = old.tree
        for hash in leafHashes { tree.append(leafHash: hash) }
        guard tree == append.state.tree else { throw contradiction("the entries do not lead to the state given") }
        if let note = append.note {
            let checkpoint = try storingText(note, append.origin)
            let fits = append.reachesHead ? checkpoint.size == tree.size : checkpoint.size > tree.size
            guard fits, !append.reachesHead || checkpoint.root == tree.root else {
                throw contradiction("the checkpoint is not over these entries")
            }
        } else if append.reachesHead {
            throw contradiction("it has no checkpoint")
        }
        return leafHashes
    }

    private mutating func putEntries(_ append: LogAppend, _ key: LogKey) throws(StoreError) {
        guard !append.entries.isEmpty else { return }
        let first = key.entry(append.firstIndex)
        // The log whose number is largest grows at the end of the table, where LMDB can fill pages to the brim.
        let last = try storing { try source.last(source.tables.entries)?.key }
        let isLast = last.map { $0.lexicographicallyPrecedes(first) } ?? true
        for (offset, entry) in append.entries.enumerated() {
            try put(
                tables.entries, key.entry(append.firstIndex + UInt64(offset)), entry, isLast ? .append : .replace)
        }
    }

    private mutating func putTiles(
        _ leafHashes: [Digest], _ old: LogHead, _ origin: Origin, _ key: LogKey
    ) throws(StoreError) {
        let updates: [TileUpdate]
        do {
            updates = try TiledTree.updates(
                oldSize: old.size, appending: leafHashes, reader: StoreTileReader(source: source, key: key))
        } catch let error as LMDBError {
            throw StoreError(error)
        } catch {
            throw .damaged(table: StoreTables.Name.tiles, reason: "\(error)")
        }
        for update in updates {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(update.hashes.count * Digest.byteCount)
            for hash in update.hashes { hash.append(to: &bytes) }
            try put(tables.tiles, key.tile(level: update.level, index: update.index), bytes)
        }
    }

    private mutating func putHead(_ append: LogAppend, _ old: LogHead, _ key: LogKey) throws(StoreError) {
        let size = append.state.size
        let target = append.reachesHead ? nil : append.note?.encoded ?? old.target
        let head = LogHead(
            tree: append.state.tree, lastTime: append.state.lastTime, lastSeal: append.state.lastSeal,
            headSize: append.reachesHead ? size : old.headSize, isFrozen: old.isFrozen, target: target)
        try put(tables.heads, key.prefix, head.encoded())
        guard append.reachesHead, let note = append.note else { return }
        try putCheckpoint(CheckpointRecord(size: size, firstAttested: 0, first: nil, latest: note.encoded), key)
        try dropOldUnattested(key, below: size)
    }

    /// The checkpoint in a note, of this origin.
    func storingText(_ note: SignedNote, _ origin: Origin) throws(StoreError) -> Checkpoint {
        do {
            let checkpoint = try Checkpoint(parsing: note.text)
            // A log whose fork the roster has resolved goes on as "<origin>/e<n>".
            let name = checkpoint.origin.utf8
            guard name.elementsEqual(origin.text.utf8) || name.starts(with: "\(origin.text)/e".utf8) else {
                throw StoreError.contradiction(origin: origin, "the checkpoint is of \(checkpoint.origin)")
            }
            return checkpoint
        } catch let error as StoreError {
            throw error
        } catch {
            throw .contradiction(origin: origin, "the checkpoint cannot be read: \(error)")
        }
    }

    /// The key of a log; a new one gets the next number. Numbers are never given up, so their count is the last one.
    mutating func makeLogKey(_ origin: Origin) throws(StoreError) -> LogKey {
        if let key = try logKey(origin) { return key }
        let count = try storing { try source.count(source.tables.origins) }
        guard let number = UInt32(exactly: count + 1) else {
            throw .damaged(table: StoreTables.Name.origins, reason: "it has no number left")
        }
        try put(tables.origins, Array(origin.text.utf8), ShelfKey.number(number))
        return LogKey(origin: number)
    }
}
