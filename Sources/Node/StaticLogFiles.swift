import Cryptography
import Gossip
import Ledger
import Store
import TransparencyLog

/// A log as the files of C2SP tlog-tiles, made from the store when they are asked for.
struct StaticLogFiles {
    let store: Store
    let replicator: Replicator

    /// The file at a path of the layout: `checkpoint`, `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
    func file(_ path: String, of origin: Origin) async throws -> [UInt8] {
        if path == LogAudit.checkpointPath {
            guard let head = await replicator.proofHead(of: origin)?.view else {
                throw ServiceError(.failure, "nothing of the log \(origin.text) is stored here yet")
            }
            return head.note.encoded
        }
        let tile: TilePath
        do throws(TilePathError) { tile = try TilePath(parsing: path) } catch {
            throw ServiceError(.usage, "'\(path)' is no file of a log: \(error)")
        }
        do {
            return try store.read { reader in
                switch tile.content {
                case .entries: try bundle(tile, origin, reader)
                case .hashes(let level):
                    try HashTile(reader.tileReader(origin).tile(level: level, index: tile.index, width: tile.width))?
                        .encoded ?? []
                }
            }
        } catch let error as ProofError {
            throw ServiceError(.failure, "the log \(origin.text) has no \(path): \(error)")
        }
    }

    private func bundle(_ tile: TilePath, _ origin: Origin, _ reader: borrowing StoreReader) throws -> [UInt8] {
        // A path can say larger indexes than an entry can have.
        let (first, overflow) = tile.index.multipliedReportingOverflow(by: UInt64(HashTile.fullWidth))
        let (end, carry) = first.addingReportingOverflow(UInt64(tile.width))
        let entries = overflow || carry ? [] : try reader.entries(origin, first..<end)
        guard entries.count == tile.width else {
            throw ServiceError(.failure, "the log \(origin.text) has no \(tile.text): it ends before")
        }
        return try EntryBundle.encode(entries)
    }
}
