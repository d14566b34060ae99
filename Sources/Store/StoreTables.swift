import LMDB

/// The tables of a store, opened.
struct StoreTables: Sendable {
    /// Names in the file. Layouts of keys and values: `docs/formats/store.md`.
    enum Name {
        static let identity = "identity"
        static let migrations = "migrations"
        static let origins = "log.origins"
        static let heads = "log.heads"
        static let entries = "log.entries"
        static let tiles = "log.tiles"
        static let checkpoints = "log.checkpoints"
        static let exceptions = "log.exceptions"
        static let applied = "log.applied"
        static let evidence = "log.evidence"

        static let logs = [origins, heads, entries, tiles, checkpoints, exceptions, applied, evidence]
        static let all = [identity, migrations] + logs + Shelf.allCases.map(\.rawValue)
    }

    let migrations: Table
    let origins: Table
    let heads: Table
    let entries: Table
    let tiles: Table
    let checkpoints: Table
    let exceptions: Table
    let applied: Table
    let evidence: Table
    private let shelves: [Shelf: Table]

    /// Opens the tables, making those that are missing, in one transaction.
    init(_ environment: Environment) throws {
        let found = try environment.tables(Name.all)
        let byName = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
        func table(_ name: String) throws -> Table {
            guard let table = byName[name] else { throw StoreError.damaged(table: name, reason: "it is missing") }
            return table
        }
        migrations = try table(Name.migrations)
        origins = try table(Name.origins)
        heads = try table(Name.heads)
        entries = try table(Name.entries)
        tiles = try table(Name.tiles)
        checkpoints = try table(Name.checkpoints)
        exceptions = try table(Name.exceptions)
        applied = try table(Name.applied)
        evidence = try table(Name.evidence)
        shelves = Dictionary(uniqueKeysWithValues: try Shelf.allCases.map { ($0, try table($0.rawValue)) })
    }

    func callAsFunction(_ shelf: Shelf) throws(StoreError) -> Table {
        guard let table = shelves[shelf] else { throw .damaged(table: shelf.rawValue, reason: "it is missing") }
        return table
    }
}
